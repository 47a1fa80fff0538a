import type { Caption, World } from './system';
import type { Micros } from './time';

/** A caption and when its condition was first seen to hold. */
export interface Moment {
  readonly at: Micros;
  readonly caption: number;
  /** Ids of the nodes that it is about, where the caption says so. */
  readonly about?: readonly string[];
}

/**
 * Between samples, one of the captions is looked at after every so many events, each in its turn, and all of them after
 * a change. Measured on all scenarios: a few hundredths of a run's time, and less than twice it where the costliest
 * condition of all never holds.
 */
export const LOOK_EVERY = 16;

/** Notes when each caption's condition first holds. Looks between events and never moves one. */
export class CaptionWatch {
  moments: Moment[] = [];
  #unseen: readonly number[];
  /** How many events had happened at the last look. */
  #lookedAt = 0;

  constructor(
    private readonly captions: readonly Caption[],
    private readonly world: World,
  ) {
    this.#unseen = captions.map((_, caption) => caption);
  }

  /** Some caption's condition has not held yet. */
  get isWaiting(): boolean {
    return this.#unseen.length > 0;
  }

  /** Looks at every caption that was not seen yet. */
  lookAtAll(): void {
    this.#lookAt(this.#unseen);
  }

  /**
   * Looks at the caption whose turn it is after so many events; at all of them where something `changed`, which is then
   * taken note of. Which is looked at when depends on the events alone, however a run is sliced or resumed.
   */
  look(run: { readonly events: number; changed: boolean }): void {
    const { events } = run;
    if (run.changed) this.lookAtAll();
    else if (events % LOOK_EVERY === 0 && events !== this.#lookedAt) {
      const turn = Math.floor(events / LOOK_EVERY) % this.#unseen.length;
      this.#lookAt([this.#unseen[turn]]);
    }
    this.#lookedAt = events;
    run.changed = false;
  }

  #lookAt(some: readonly number[]): void {
    const { now } = this.world;
    const seen = some.filter((caption) => this.captions[caption].when(this.world));
    if (seen.length === 0) return;
    this.#unseen = this.#unseen.filter((caption) => !seen.includes(caption));
    for (const caption of seen) {
      const about = this.captions[caption].about?.(this.world).map((node) => node.id);
      this.moments.push({ at: now, caption, ...(about && { about }) });
    }
  }

  /** Goes on from a checkpoint that was taken after `events` events. */
  restore(moments: Moment[], events: number): void {
    this.moments = moments;
    this.#unseen = this.#unseen.filter((c) => !moments.some((m) => m.caption === c));
    this.#lookedAt = events;
  }
}
