import { Fate } from './trace';
import type { Micros } from './time';

/** One message of a sample: what is left of it where no trace is kept. */
export interface SampledEnvelope {
  readonly envelope: number;
  readonly from: number;
  readonly to: number;
  readonly type: string;
  readonly sent: Micros;
  /** When it was delivered or lost; Infinity while it is under way. */
  ended: Micros;
  fate: (typeof Fate)[keyof typeof Fate];
}

/** Past this many every second one is dropped, and from then on half as many are taken: memory stays bounded. */
const MOST = 1024;

/**
 * Every 1st, 2nd, 4th … message of a run without a trace: few enough to keep, spread over the whole of it. No draw
 * decides which, so that a sample changes nothing in the run.
 */
export class EnvelopeSample {
  /** Envelopes whose number has none of these bits are taken. */
  mask = 0;
  rows: SampledEnvelope[] = [];

  send(envelope: number, at: Micros, from: number, to: number, type: string): void {
    if ((envelope & this.mask) === 0) this.#take(envelope, at, from, to, type);
  }

  /** Apart from the look at the mask, which all messages come by and which the engine therefore should inline. */
  #take(envelope: number, at: Micros, from: number, to: number, type: string): void {
    this.rows.push({ envelope, from, to, type, sent: at, ended: Infinity, fate: Fate.InFlight });
    if (this.rows.length < MOST) return;
    this.rows = this.rows.filter((_, i) => i % 2 === 0);
    this.mask = 2 * this.mask + 1;
  }

  end(envelope: number, at: Micros, fate: 1 | 2): void {
    if ((envelope & this.mask) === 0) this.#end(envelope, at, fate);
  }

  #end(envelope: number, at: Micros, fate: 1 | 2): void {
    // All numbers without these bits are there, from 0 on.
    const row = this.rows[envelope / (this.mask + 1)];
    row.ended = at;
    row.fate = fate;
  }
}
