import { observer as makeObserver, type World } from '../../sim';
import type { Written } from './nodes/messages';
import type { settings } from './settings';
import type { topology } from './topology';

/** What writers were told in one epoch. */
export interface EpochTally {
  readonly epoch: number;
  count: number;
  /** The last entry of the log that a writer was told of. */
  highest: number;
  firstAt: number;
  lastAt: number;
}

/** What somebody with a view of everything writes down. No node reads it. */
export interface Observed {
  /** Every acknowledged write, in the order in which writers heard of it: its row, its entry, its epoch, when. */
  count: number;
  rows: Int32Array;
  entries: Int32Array;
  epochs: Int32Array;
  at: Float64Array;
  readonly byEpoch: EpochTally[];
  /** The longest time in which no writer was told of anything. */
  longestGap: number;
  lastAckAt: number;
}

function begin(): Observed {
  const n = 1024;
  return {
    count: 0,
    rows: new Int32Array(n),
    entries: new Int32Array(n),
    epochs: new Int32Array(n),
    at: new Float64Array(n),
    byEpoch: [],
    longestGap: 0,
    lastAckAt: 0,
  };
}

function widened<A extends Int32Array | Float64Array>(old: A, wider: A): A {
  wider.set(old);
  return wider;
}

function widen(seen: Observed): void {
  const n = 2 * seen.rows.length;
  seen.rows = widened(seen.rows, new Int32Array(n));
  seen.entries = widened(seen.entries, new Int32Array(n));
  seen.epochs = widened(seen.epochs, new Int32Array(n));
  seen.at = widened(seen.at, new Float64Array(n));
}

function noteAcknowledged(seen: Observed, now: number, { id, index, epoch }: Written): void {
  if (seen.count === seen.rows.length) widen(seen);
  seen.rows[seen.count] = id;
  seen.entries[seen.count] = index;
  seen.epochs[seen.count] = epoch;
  seen.at[seen.count++] = now;
  seen.longestGap = Math.max(seen.longestGap, now - seen.lastAckAt);
  seen.lastAckAt = now;
  let of = seen.byEpoch.find((e) => e.epoch === epoch);
  if (!of) {
    of = { epoch, count: 0, highest: 0, firstAt: now, lastAt: 0 };
    seen.byEpoch.push(of);
  }
  of.count++;
  of.highest = Math.max(of.highest, index);
  of.lastAt = now;
}

export const observer = makeObserver<World<typeof settings, typeof topology>>()({
  begin,
  delivers: ['written'],
  receivers: ['writers'],
  deliver(seen, world, _from, to, message) {
    if (world.as('writers', to).volatile.open.has(message.id))
      noteAcknowledged(seen, world.now, message);
  },
});
