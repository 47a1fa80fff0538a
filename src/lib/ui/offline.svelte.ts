import { dev } from '$app/environment';
import { asset } from '$app/paths';

/** The copy of the site kept for offline reading, and whether a newer one waits to be taken. */
class Offline {
  /** `ready`: a newer version is here and takes over at `apply()`, or when every tab is closed. */
  update = $state<'none' | 'ready'>('none');
  #waiting: ServiceWorker | null = null;

  /**
   * Registers the service worker, once, from the browser. Does nothing inside a frame, or each reader of a post
   * with one figure would fetch the whole site; a refusal (private window, plain http) leaves the site as it is.
   */
  async start(): Promise<void> {
    if (dev || window.top !== window.self || !('serviceWorker' in navigator)) return;
    const { serviceWorker } = navigator;
    // The first worker claims the page too, and there is nothing to reload for then.
    if (serviceWorker.controller) {
      serviceWorker.addEventListener('controllerchange', () => location.reload(), { once: true });
    }
    try {
      this.#watch(await serviceWorker.register(asset('/service-worker.js')));
    } catch {
      return;
    }
  }

  /** Lets the waiting version take over; every open page of the site reloads. */
  apply(): void {
    this.#waiting?.postMessage({ type: 'faultline:update' });
  }

  /** A newer worker may be there already, be on its way, or turn up later. */
  #watch(registration: ServiceWorkerRegistration): void {
    if (registration.waiting) this.#offer(registration.waiting);
    this.#await(registration.installing);
    registration.addEventListener('updatefound', () => this.#await(registration.installing));
  }

  #await(worker: ServiceWorker | null): void {
    worker?.addEventListener('statechange', () => {
      if (worker.state === 'installed') this.#offer(worker);
    });
  }

  /** With no worker in control this is the first visit: the worker is the page's own version, not an update. */
  #offer(worker: ServiceWorker): void {
    if (!navigator.serviceWorker.controller) return;
    this.#waiting = worker;
    this.update = 'ready';
  }
}

export const offline = new Offline();
