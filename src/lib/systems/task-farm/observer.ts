import { observer as makeObserver, type NodeRef, type Show, type World } from '../../sim';
import { fact } from '../drawn';
import type { Grant } from './nodes/messages';
import type { settings } from './settings';
import type { topology } from './topology';

type Bare = World<typeof settings, typeof topology>;
type Fact = 'givenUp' | 'again' | 'lease' | 'lock';

/** What the stage is told of batches in hand; no node reads it. */
export interface Observed {
  /** By lease, until its result comes. */
  readonly leases: Map<number, { batch: number; worker: NodeRef; givenUp: boolean }>;
  /** Who had each batch last. */
  readonly holders: Map<number, NodeRef>;
  /** Leases that have run out, as far as the stage was told. */
  expired: number;
}

function noteGrant(seen: Observed, w: Bare, to: NodeRef, m: Grant, show: Show<Fact>): void {
  if (seen.leases.has(m.lease)) return;
  const { leaseBase, leasePerTask, detector } = w.at.coordinator!.options;
  const before = seen.holders.get(m.batch);
  seen.leases.set(m.lease, { batch: m.batch, worker: to, givenUp: false });
  seen.holders.set(m.batch, to);
  if (detector === 'lease') show(to, 'lease', leaseBase + m.size * leasePerTask);
  if (before !== undefined && before !== to) show(to, 'again', m.batch + 1);
}

/** Batches that the coordinator has just taken away from a worker, whether or not another one is free to get them. */
function noteGivenUp(seen: Observed, w: Bare, show: Show<Fact>): void {
  const { volatile, durable } = w.at.coordinator!;
  if (durable.expired === seen.expired) return;
  seen.expired = durable.expired;
  const { expired } = volatile;
  for (const [lease, held] of seen.leases) {
    if (held.givenUp || !expired.has(lease)) continue;
    held.givenUp = true;
    show(held.worker, 'lease', 0);
    show(held.worker, 'givenUp', held.batch + 1);
  }
}

/** Knows which worker has which batch, and until when. */
export const observer = makeObserver<Bare>()({
  facts: {
    givenUp: fact.badge('given up', {
      tag: 'fault',
      text: (batch) => (batch === 0 ? '' : `${batch} given up`),
      says: (batch) =>
        `The coordinator has given up batch ${batch} of this worker: it took too long.`,
    }),
    again: fact.badge('re-executes', {
      tag: 'waiting',
      text: (batch) => (batch === 0 ? '' : `${batch} again`),
      says: (batch) => `It executes batch ${batch}, which another worker had before.`,
    }),
    lease: fact.countdown('lease', {
      tag: 'well',
      says: () => 'Time left until the coordinator gives its batch to another worker.',
    }),
    lock: fact.badge('holds the lock', {
      tag: 'waiting',
      says: () => 'It holds the lock: no other thread can add to the total.',
    }),
  },
  begin: (): Observed => ({ leases: new Map(), holders: new Map(), expired: 0 }),
  sends: ['grant', 'stop', 'locked', 'unlocked'],
  senders: ['coordinator', 'memory'],
  send(seen, w, _from, to, m, show) {
    const { type }: { readonly type: string } = m;
    if (type === 'locked' || type === 'unlocked')
      return show(to, 'lock', type === 'locked' ? 1 : 0);
    if (w.at.coordinator) noteGivenUp(seen, w, show);
    if (m.type === 'grant') noteGrant(seen, w, to, m, show);
    else for (const fact of ['lease', 'again'] as const) show(to, fact, 0);
  },
  delivers: ['result'],
  receivers: ['coordinator'],
  deliver(seen, w, from, _to, m, show) {
    if (m.type !== 'result') return;
    const held = seen.leases.get(m.lease);
    if (!held) return;
    seen.leases.delete(m.lease);
    show(from, held.givenUp ? 'givenUp' : 'lease', 0);
    show(from, 'again', 0);
  },
  step(seen, w, show) {
    if (w.at.coordinator) noteGivenUp(seen, w, show);
  },
});
