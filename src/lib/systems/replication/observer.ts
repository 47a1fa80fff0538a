import { observer as makeObserver, type NodeRef, type World } from '../../sim';
import { beginEpoch, facts, noteHeld, noteTold, recountHeld, showGone } from './facts';
import type { Written } from './nodes/messages';
import type { Observed } from './observed';
import type { settings } from './settings';
import type { topology } from './topology';

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
    newest: 0,
    shippedTo: 0,
    unshipped: new Set(),
    lostOf: new Map(),
    goneOf: new Map(),
    touchedUntil: -1,
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

function noteAcknowledged(
  seen: Observed,
  now: number,
  by: NodeRef,
  { id, index, epoch }: Written,
): void {
  if (seen.count === seen.rows.length) widen(seen);
  seen.rows[seen.count] = id;
  seen.entries[seen.count] = index;
  seen.epochs[seen.count] = epoch;
  seen.at[seen.count++] = now;
  seen.longestGap = Math.max(seen.longestGap, now - seen.lastAckAt);
  seen.lastAckAt = now;
  let of = seen.byEpoch.find((e) => e.epoch === epoch);
  if (!of) {
    of = { epoch, by, end: 0, count: 0, highest: 0, firstAt: now, lastAt: 0 };
    seen.byEpoch.push(of);
  }
  of.count++;
  of.highest = Math.max(of.highest, index);
  of.lastAt = now;
}

/** How long after a DELETE or a restore copies are looked at closely, µs: until the last of them has done it. */
const TOUCH = 2_000_000;

export const observer = makeObserver<World<typeof settings, typeof topology, Observed>>()({
  facts,
  begin,
  delivers: ['written', 'delete', 'restore'],
  receivers: ['writers', 'copies'],
  deliver(seen, world, from, to, message, show) {
    if (message.type !== 'written') seen.touchedUntil = world.now + TOUCH;
    else if (world.as('writers', to).volatile.open.has(message.id)) {
      noteAcknowledged(seen, world.now, from, message);
      noteTold(seen, world, from, message, show);
    }
  },
  sends: ['wal', 'held', 'behind'],
  senders: ['copies'],
  send(seen, world, from, _to, message, show) {
    if (message.type === 'wal') {
      if (message.epoch > seen.newest) beginEpoch(seen, world, message.epoch, show);
    } else if (message.type === 'held') {
      if (message.epoch === seen.newest) noteHeld(seen, world, message.index, show);
    } else if (message.type === 'behind' && message.epoch === seen.newest)
      recountHeld(seen, world, show);
    if (world.now < seen.touchedUntil) showGone(seen, world.as('copies', from), show);
  },
});
