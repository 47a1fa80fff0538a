import { endOf, lastEpoch, tableOf } from '../../nodes/store/timeline';
import { seconds } from '../../sim';
import type { EpochTally, Observed } from './observed';
import type { Copy, ReplicationWorld as W } from './world';

/** The copy whose history stands: that of the newest epoch that has begun, as far as it goes. */
export function authority({ at: { copies } }: Pick<W, 'at'>): Copy {
  const isAhead = ({ durable: { log: a } }: Copy, { durable: { log: b } }: Copy): boolean => {
    const newer = lastEpoch(a) - lastEpoch(b);
    return newer > 0 || (newer === 0 && a.length > b.length);
  };
  return copies.reduce((best, copy) => (isAhead(copy, best) ? copy : best));
}

/** Acknowledged entries of an epoch that the history that stands does not have. */
function beyond(seen: Observed, of: EpochTally, end: number): number {
  if (of.highest <= end) return 0;
  let n = 0;
  for (let i = 0; i < seen.count; i++)
    if (seen.epochs[i] === of.epoch && seen.entries[i] > end) n++;
  return n;
}

interface Losses {
  /** Acknowledged writes that are in no history that stands. */
  readonly lost: number;
  /** Those of them that one primary took while another one led a newer epoch and took writes as well. */
  readonly diverged: number;
  /** Writes in the two histories, on either side, while there were two. */
  readonly split: number;
}

export function lossesIn(world: W): Losses {
  const { observed: seen } = world;
  const { log } = authority(world).durable;
  let [lost, diverged, split] = [0, 0, 0];
  for (const of of seen.byEpoch) {
    const gone = beyond(seen, of, endOf(log, of.epoch));
    if (gone === 0) continue;
    lost += gone;
    if (!seen.byEpoch.some((e) => e.epoch > of.epoch && e.firstAt < of.lastAt)) continue;
    diverged += gone;
    split += gone;
    for (let i = 0; i < seen.count; i++)
      if (seen.epochs[i] > of.epoch && seen.at[i] <= of.lastAt) split++;
  }
  return { lost, diverged, split };
}

/** Acknowledged writes that a crash of this primary's disk would take: no other copy holds them. */
export function exposedIn(world: W): number {
  const top = authority(world);
  const of = world.observed.byEpoch.find((e) => e.epoch === lastEpoch(top.durable.log));
  if (!of) return 0;
  const others = world.at.copies.filter((c) => c !== top);
  const best = Math.max(...others.map((c) => endOf(c.durable.log, of.epoch)));
  return beyond(world.observed, of, best);
}

/** The longest time, so far, in which nobody was told that a write is done, µs. */
export function longestOutage({ now, settings, observed }: W): number {
  const end = Math.min(now, seconds(settings.loadS));
  return Math.max(observed.longestGap, end - observed.lastAckAt);
}

/** Acknowledged rows that nobody can read now: lost in a fail-over, deleted and not put back, or on a damaged disk. */
export function missingIn(world: W): { count: number; span: number } {
  const { observed: seen } = world;
  const { log, damagedTo } = authority(world).durable;
  const table = new Set(tableOf(log, damagedTo));
  let [count, first, last] = [0, Infinity, -Infinity];
  for (let i = 0; i < seen.count; i++) {
    if (table.has(seen.rows[i])) continue;
    count++;
    first = Math.min(first, seen.at[i]);
    last = Math.max(last, seen.at[i]);
  }
  return { count, span: count === 0 ? 0 : last - first };
}

export const isServing = ({ mode }: Copy): boolean =>
  mode.role === 'primary' && mode.host === 'running';

/** The copy that takes writes in the newest epoch. */
export const servingIn = ({ at: { copies } }: W): Copy | null =>
  copies
    .filter(isServing)
    .reduce<Copy | null>(
      (best, c) => (best === null || c.durable.epoch > best.durable.epoch ? c : best),
      null,
    );
