import { dev } from '$app/environment';
import { asset } from '$app/paths';
import { reload } from './lazy/build';

/** Time for a newer version to take over when it was asked to, ms. */
const PATIENCE = 5000;

/** What the worker says of its copy of the site. */
type Kept = { readonly pages: number; readonly lost: readonly string[] };

/** The copy of the site kept for offline reading, and whether a newer one waits to be taken. */
class Offline {
  /** `ready`: a newer version is here and takes over at `apply()`, or when every tab is closed. */
  update = $state<'none' | 'ready'>('none');
  /** What can be read offline; none before the worker has said so. */
  kept = $state.raw<Kept>();
  /** The file for want of which this version, or a newer one, could not be kept. */
  failed = $state<string>();
  #waiting: ServiceWorker | null = null;
  /** This page belongs to the version in control; false on a first visit, whose worker is no update. */
  #held = false;

  /**
   * Registers the service worker, once, from the browser. Does nothing inside a frame, or each reader of a post
   * with one figure would fetch the whole site; a refusal (private window, plain http) leaves the site as it is.
   */
  async start(): Promise<void> {
    if (dev || window.top !== window.self || !('serviceWorker' in navigator)) return;
    const { serviceWorker } = navigator;
    this.#held = serviceWorker.controller !== null;
    serviceWorker.addEventListener('controllerchange', () => this.#taken());
    serviceWorker.addEventListener('message', ({ data }) => this.#hear(data));
    try {
      // After a forced reload nobody is in control, and yet this is no first visit.
      this.#held ||= Boolean((await serviceWorker.getRegistration())?.active);
      const registration = await serviceWorker.register(asset('/service-worker.js'));
      registration.active?.postMessage({ type: 'faultline:report' });
      this.#watch(registration);
    } catch {
      return;
    }
  }

  /** Lets the waiting version take over; every open page of the site reloads. */
  apply(): void {
    // Another tab may have taken it.
    if (this.#waiting?.state !== 'installed') return void reload();
    this.#waiting.postMessage({ type: 'faultline:update' });
    setTimeout(() => void reload(), PATIENCE);
  }

  /** Another version is in control, whoever asked for it; what this page would still fetch is gone. */
  #taken(): void {
    if (this.#held) void reload();
    this.#held = true;
  }

  #hear(data: { type?: string; failed?: string } & Partial<Kept>): void {
    if (data?.type !== 'faultline:kept') return;
    const { failed, pages = 0, lost = [] } = data;
    this.failed = failed;
    if (failed === undefined) this.kept = { pages, lost };
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

  #offer(worker: ServiceWorker): void {
    if (!this.#held) return;
    this.#waiting = worker;
    this.update = 'ready';
  }
}

export const offline = new Offline();
