import { counted, grouped, type FactKind, type Show } from '../../sim';
import { fact } from '../drawn';
import type { Bare, Observed } from './observed';
import { lossesAt, objectsIn } from './survivors';
import type { PartitionWorld } from './world';

export type Fact = 'lost' | 'staleReads' | 'age';

/** Operations under way that the observer can tell apart for one client. */
export const RING = 1024;

const inSeconds = (micros: number): string => `${(micros / 1e6).toFixed(1)} s`;

/** What only a bookkeeper can know of a node. */
export const facts: Readonly<Record<Fact, FactKind>> = {
  lost: fact.count('lost', {
    tag: 'fault',
    text: (n) => (n === 0 ? '' : `${grouped(n)} lost`),
    says: (n) =>
      `${counted(n, 'update')} that this replica acknowledged ${n === 1 ? 'is' : 'are'} on no replica any longer.`,
  }),
  staleReads: fact.count('stale reads', {
    tag: 'fault',
    text: (n) => (n === 0 ? '' : `${grouped(n)} stale reads`),
    says: (n) =>
      `${counted(n, 'answer')} missed an update that had been acknowledged before the client asked.`,
  }),
  age: fact.badge('age of its answers', {
    tag: 'fault',
    text: (age) => (age < 500_000 ? '' : `${inSeconds(age)} stale`),
    says: (age) => `Its last answer was ${inSeconds(age)} out of date.`,
  }),
};

/** Ages are shown to a tenth of a second, µs. */
const STEP = 100_000;

function showAge(seen: Observed, world: Bare, place: number, age: number, show: Show<Fact>): void {
  const shown = Math.floor(age / STEP) * STEP;
  if (seen.ageAt[place] === shown) return;
  seen.ageAt[place] = shown;
  show(world.at.replicas[place].index, 'age', shown);
}

/** A read of the replica at `place` misses version + 1 and whatever came after it. */
export function noteStale(
  seen: Observed,
  world: Bare,
  place: number,
  version: number,
  show: Show<Fact>,
): void {
  show(world.at.clients[place].index, 'staleReads', ++seen.staleAt[place]);
  const next = seen.heardAt[(version + 1) & (RING - 1)];
  if (next > 0) showAge(seen, world, place, world.now - next, show);
}

export function noteFresh(seen: Observed, world: Bare, place: number, show: Show<Fact>): void {
  showAge(seen, world, place, 0, show);
}

/** Once copies have met: what is lost, at the replica that had acknowledged it. */
export function showLost(seen: Observed, world: PartitionWorld, show: Show<Fact>): void {
  if (world.at.replicas.every((r) => r.durable.dropped === 0)) return;
  world.at.replicas.forEach(({ index }, place) => {
    let lost = 0;
    for (const id of objectsIn(world)) lost += lossesAt(world, id, place).lost;
    if (lost === seen.lostAt[place]) return;
    seen.lostAt[place] = lost;
    show(index, 'lost', lost);
  });
}
