import { tableIn } from '../../nodes/service/database';
import { counted, grouped, ms, seconds } from '../../sim';
import type { FactKind, NodeRef, Show, World } from '../../sim';
import { changes, type Shown } from '../facts';
import { fact } from '../drawn';
import { disagreements, type Disagreements } from './disagreements';
import type { settings } from './settings';
import type { topology } from './topology';

type CommitBase = World<typeof settings, typeof topology>;

/** What the stage says of nodes beyond what they write themselves; the most important of a node first. */
export const facts = {
  orphans: fact.count('orphaned', {
    tag: 'fault',
    says: (n) => `${counted(n, 'wallet')} whose user does not exist.`,
  }),
  surplus: fact.count('duplicates', {
    tag: 'fault',
    text: (n) => (n > 0 ? counted(n, 'duplicate') : ''),
    says: (n) => `${counted(n, 'wallet')} beyond one for each user.`,
  }),
  bare: fact.count('without wallet', {
    tag: 'fault',
    text: (n) => (n > 0 ? `no wallet: ${grouped(n)}` : ''),
    says: (n) => `${counted(n, 'user')} without a wallet, and nothing under way to create one.`,
  }),
  repliesLost: fact.count('replies lost', {
    tag: 'fault',
    text: (n) => (n > 0 ? `${counted(n, 'reply', 'replies')} lost` : ''),
    says: (n) =>
      `${counted(n, 'call')} whose reply was lost: the wallet service did the work, and the caller cannot know it.`,
  }),
  requestsLost: fact.count('requests lost', {
    tag: 'waiting',
    text: (n) => (n > 0 ? `${counted(n, 'request')} lost` : ''),
    says: (n) =>
      `${counted(n, 'call')} whose request was lost: the wallet service never heard of it, and the caller cannot know that either.`,
  }),
  wiped: fact.count('memory wiped', {
    tag: 'off',
    text: (n) => (n > 0 ? `wiped ${n}×` : ''),
    says: (n) => `It has forgotten everything ${counted(n, 'time')}, after each answer.`,
  }),
  backIn: fact.countdown('back in', {
    tag: 'fault',
    says: () => 'Time until it is restarted.',
  }),
  wallets: fact.count('wallets', {
    tag: 'well',
    text: (n) => (n > 0 ? counted(n, 'wallet') : ''),
    says: (n) => `${counted(n, 'wallet')} in this database.`,
  }),
  users: fact.count('users', {
    tag: 'well',
    text: (n) => (n > 0 ? counted(n, 'user') : ''),
    says: (n) => `${counted(n, 'user')} in this database.`,
  }),
  active: fact.count('ACTIVE', {
    tag: 'well',
    says: (n) => `${counted(n, 'user')} ACTIVE: the wallet exists.`,
  }),
  cancelled: fact.count('CANCELLED', {
    says: (n) => `${counted(n, 'user')} CANCELLED: a wallet was refused.`,
  }),
} as const satisfies Record<string, FactKind>;

export type Fact = keyof typeof facts;

/** A call of an instance to the wallet service that has not been answered yet. */
export interface Outstanding {
  readonly from: NodeRef;
  readonly at: number;
  /** The wallet service has got the request. */
  arrived: boolean;
}

export interface Observed {
  outstanding: Map<number, Outstanding>;
  /** By instance: calls whose request, or whose reply, was lost. */
  lost: Map<NodeRef, { requests: number; replies: number }>;
  /** What the databases disagree about, and what it was worked out from. */
  known: { of: string; found: Disagreements };
  isOff: boolean;
  shown: Shown<Fact>;
}

/** A call is given up or repeated after its time-out: then it is known which of its messages was lost. */
export function expire({ outstanding, lost }: Observed, { settings, now }: CommitBase): void {
  for (const [id, call] of outstanding) {
    if (now - call.at < ms(settings.timeoutMs)) return;
    outstanding.delete(id);
    noteLost(lost, call);
  }
}

export function noteLost(lost: Observed['lost'], { from, arrived }: Outstanding): void {
  const counts = lost.get(from) ?? { requests: 0, replies: 0 };
  counts[arrived ? 'replies' : 'requests']++;
  lost.set(from, counts);
}

/** Shows all facts that stand after an event and have changed. */
export function showStanding(seen: Observed, world: CommitBase, show: Show<Fact>): void {
  const tell = changes(seen.shown, show);
  expire(seen, world);
  for (const { index, durable } of world.at.instances) {
    const { requests = 0, replies = 0 } = seen.lost.get(index) ?? {};
    tell(index, 'repliesLost', replies);
    tell(index, 'requestsLost', requests);
    tell(index, 'wiped', durable.wiped);
  }
  showDatabases(seen, world, tell);
  showOutage(seen, world, show);
}

function showDatabases(seen: Observed, world: CommitBase, tell: Show<Fact>): void {
  const { at, settings } = world;
  const [usersDb] = at.participants;
  const walletsDb = settings.mode === 'one' ? usersDb : at.participants[1];
  const { states } = tableIn(usersDb.durable, 'users');
  const isSaga = settings.mode === 'saga';
  const found = disagreements(seen.known, world);
  tell(usersDb.index, 'bare', found.bare);
  tell(usersDb.index, isSaga ? 'active' : 'users', states.active ?? 0);
  tell(usersDb.index, 'cancelled', states.cancelled ?? 0);
  tell(walletsDb.index, 'orphans', found.orphans);
  tell(walletsDb.index, 'surplus', walletsDb.durable.surplus);
  tell(walletsDb.index, 'wallets', tableIn(walletsDb.durable, 'wallets').states.open ?? 0);
}

/** How long the coordinator that dies on purpose is still down. */
function showOutage(seen: Observed, { at, settings }: CommitBase, show: Show<Fact>): void {
  const first = at.coordinators[0] ?? at.managers[0] ?? at.orchestrator;
  const isOff = first?.mode.role === 'off';
  if (!first || isOff === seen.isOff) return;
  seen.isOff = isOff;
  show(first.index, 'backIn', isOff ? seconds(settings.outageS) : 0);
}
