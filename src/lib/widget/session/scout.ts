import { Run, type Checkpoint, type Inspection, type Micros } from '../../sim';
import type { Checkpoints } from './checkpoints';

/** A node to be looked into, by its number. */
export interface Look {
  readonly node: number;
  /** When everything up to then has happened, µs. */
  readonly t: Micros;
  /** A second look, no later than the first, to tell what changed since; `null`: none. */
  readonly before: Micros | null;
}

export interface Looked {
  readonly now: Inspection;
  readonly before: Inspection | null;
}

/** A state of the run, from which it can be taken to any time from `from` on. */
interface Station {
  readonly from: Micros;
  readonly state: Checkpoint;
}

/** Wall ms of computing between two stations, to begin with. */
const GRAIN = 2;
/** So many stations are thinned out to half; each holds a copy of the run's whole state. */
const MOST = 64;
/** Events between two looks at the clock. */
const STRIDE = 250;

/**
 * Goes to any moment of a run to look at its nodes: from the last station before it, or from where it stands when that
 * is nearer. The run itself stays where it is, and a look leaves it alone.
 */
export class Scout {
  #run: Run | null = null;
  /** Everything up to here has happened in it, µs. */
  #at: Micros = -1;
  /** The last look at what was before: while time goes on it stays the same for a while. */
  #before: { readonly at: Micros; readonly seen: Inspection } | null = null;
  #stations: Station[] = [];
  #grain = GRAIN;
  #walker: Run | null = null;
  #walked = 0;

  constructor(
    private readonly of: Run,
    private readonly checkpoints: Checkpoints,
  ) {}

  /** Throws where there is no such node. */
  look({ node, t, before }: Look): Looked {
    // The earlier one first: a run only goes on.
    const earlier = before === null ? null : this.#lookBefore(node, before);
    return { before: earlier, now: this.#lookAt(node, t) };
  }

  /** Sets up stations along the whole run for about `ms` of wall time: later looks go no long way. True when done. */
  walk(ms: number): boolean {
    const walker = (this.#walker ??= Run.scout(this.of));
    const end = this.of.now;
    const began = performance.now();
    let now = began;
    while (walker.now < end && now < began + ms) {
      const from = walker.events;
      const isOver = walker.advance(STRIDE, end) || walker.events - from < STRIDE;
      const passed = performance.now() - now;
      now += passed;
      if (isOver) return true;
      this.#walked += passed;
      if (this.#walked >= this.#grain) this.#station(walker);
    }
    return walker.now >= end;
  }

  #station(walker: Run): void {
    this.#walked = 0;
    this.#stations.push({ from: walker.now, state: walker.save() });
    if (this.#stations.length < MOST) return;
    this.#stations = this.#stations.filter((_, i) => i % 2 === 1);
    this.#grain *= 2;
  }

  #lookBefore(node: number, at: Micros): Inspection {
    const known = this.#before;
    if (known?.at === at && known.seen.node === node) return known.seen;
    const seen = this.#lookAt(node, at);
    this.#before = { at, seen };
    return seen;
  }

  #lookAt(node: number, t: Micros): Inspection {
    const station = this.#nearest(t);
    const from = station?.from ?? -1;
    if (!this.#run || this.#at > t || this.#at < from) {
      if (this.#run && station) this.#run.jump(station.state);
      else this.#run = Run.scout(this.of, station?.state);
      this.#at = from;
    }
    this.#run.advance(Infinity, t);
    this.#at = t;
    return this.#run.inspect(node);
  }

  /** The last state that is not after `t`, of ours and of those that the run itself has kept. */
  #nearest(t: Micros): Station | undefined {
    const own = this.#stations.findLast((station) => station.from <= t);
    const kept = this.checkpoints.before(t + 1);
    if (!kept || (own && own.from >= kept.to)) return own;
    return { from: kept.to, state: kept.state };
  }
}
