import { observer as makeObserver, range, SECOND } from '../../sim';
import type { Micros, Show, World } from '../../sim';
import { fact } from '../drawn';
import type { Call, Reply } from './nodes/messages';
import { FAILED, OPEN, PAID, type Observed } from './observed';
import type { settings } from './settings';
import type { topology } from './topology';

type Bare = World<typeof settings, typeof topology>;
type Facts = 'goodput' | 'twice' | 'unaware' | 'load' | 'abandoned';

/** Time between two looks at the queue, µs. */
const LOOK: Micros = SECOND / 10;

/** So many of a hundred calls have to fail before the database counts as down. */
const MOST = 75;

/** The most database calls that one checkout may cause: attempts to the power of the layers that retry. */
export function boundOf({ attempts, layers, retriesAt }: Bare['settings']): number {
  return range(retriesAt === 'every' ? layers : 1).reduce((most) => most * attempts, 1);
}

const begin = ({ settings }: Bare): Observed => ({
  issuedAt: [0],
  answeredAt: [0],
  outcome: [OPEN],
  calls: [0],
  deadline: [0],
  issued: 0,
  paid: 0,
  databaseCalls: 0,
  bound: boundOf(settings),
  maxCalls: 0,
  troubleFrom: null,
  troubleEnd: null,
  inTrouble: false,
  issuedInTrouble: 0,
  callsInTrouble: 0,
  working: 0,
  begun: 0,
  wasted: 0,
  overBound: null,
  lateWork: null,
  before: { issued: 0, paid: 0 },
  load: 0,
  goodput: 0,
  abandoned: 0,
  unaware: 0,
  doubled: 0,
  nextSecond: SECOND,
  nextLook: LOOK,
});

function issue(seen: Observed, { now, settings }: Bare, { checkout }: Call): void {
  seen.issuedAt[checkout] = now;
  seen.answeredAt[checkout] = 0;
  seen.outcome[checkout] = OPEN;
  seen.calls[checkout] = 0;
  seen.deadline[checkout] = now + settings.patienceMs * 1000;
  seen.issued++;
  seen.bound = Math.max(seen.bound, boundOf(settings));
  if (seen.inTrouble) seen.issuedInTrouble++;
}

function countCall(seen: Observed, { checkout }: Call): void {
  seen.databaseCalls++;
  if (seen.inTrouble) seen.callsInTrouble++;
  const n = ++seen.calls[checkout];
  if (n > seen.maxCalls) seen.maxCalls = n;
  if (n > seen.bound)
    seen.overBound ??= `checkout ${checkout} causes ${n} database calls; ${seen.bound} are the most`;
}

function noteCall(seen: Observed, world: Bare, from: number, to: number, call: Call): void {
  const { at, now, settings } = world;
  if (from === at.users.index) {
    if (to === at.layers[0].index) issue(seen, world, call);
    return;
  }
  if (settings.deadlines && now > seen.deadline[call.checkout])
    seen.lateWork ??= `checkout ${call.checkout}: a call is made ${late(seen, now, call)} after its user gave up`;
  if (to === at.database.index) countCall(seen, call);
}

const late = ({ deadline }: Observed, now: Micros, { checkout }: Call): string =>
  `${Math.round((now - deadline[checkout]) / 1000)} ms`;

/** A new call on the database's desk: does anybody still wait for it? */
function noteWork(seen: Observed, { at, now, settings }: Bare): void {
  const { current } = at.database.volatile;
  const no = current?.call.no ?? 0;
  if (no === seen.working) return;
  seen.working = no;
  if (current === null) return;
  seen.begun++;
  if (now <= seen.deadline[current.call.checkout]) return;
  seen.wasted++;
  if (settings.deadlines)
    seen.lateWork ??= `checkout ${current.call.checkout}: the database begins work ${late(seen, now, current.call)} after its user gave up`;
}

function noteTrouble(seen: Observed, { at: { database }, now, settings }: Bare): void {
  const { mode } = database;
  const trouble =
    mode.host !== 'running' || mode.role === 'failing' || settings.errorPercent >= MOST;
  if (trouble === seen.inTrouble) return;
  seen.inTrouble = trouble;
  if (trouble) seen.troubleFrom ??= now;
  else seen.troubleEnd = now;
}

/** Orders charged whose users gave up or were told of a failure. */
function unawareOf({ outcome, deadline }: Observed, { at, now }: Bare): number {
  let n = 0;
  for (const checkout of at.database.durable.ledger.keys())
    if (outcome[checkout] !== PAID && (outcome[checkout] === FAILED || now >= deadline[checkout]))
      n++;
  return n;
}

/** Database calls so far for each click of this stretch; the newest have not had time to get there. */
const LATELY: Micros = 4 * SECOND;
const TOO_NEW: Micros = SECOND / 2;

function loadOf({ issuedAt, calls }: Observed, now: Micros): number {
  let [clicks, made] = [0, 0];
  for (let c = issuedAt.length - 1; c > 0 && issuedAt[c] > now - LATELY; c--) {
    if (issuedAt[c] > now - TOO_NEW) continue;
    clicks++;
    made += calls[c];
  }
  return clicks === 0 ? 0 : made / clicks;
}

function endSecond(seen: Observed, world: Bare, show: Show<Facts>): void {
  const { before } = seen;
  const load = loadOf(seen, world.now);
  const goodput = seen.paid - before.paid;
  seen.before.issued = seen.issued;
  seen.before.paid = seen.paid;
  seen.nextSecond += SECOND;
  const { users, database } = world.at;
  if (load !== seen.load) show(database.index, 'load', (seen.load = load));
  if (goodput !== seen.goodput) show(users.index, 'goodput', (seen.goodput = goodput));
  const unaware = unawareOf(seen, world);
  if (unaware !== seen.unaware) show(users.index, 'unaware', (seen.unaware = unaware));
}

/** Counts what lies in the queue for nobody. */
function look(seen: Observed, { at: { database }, now }: Bare, show: Show<Facts>): void {
  seen.nextLook = now + LOOK;
  const { queue } = database.volatile;
  let n = 0;
  for (let i = 0; i < queue.length; i++) {
    const job = queue.items[(queue.head + i) & (queue.items.length - 1)];
    if (job && seen.deadline[job.call.checkout] < now) n++;
  }
  if (n !== seen.abandoned) show(database.index, 'abandoned', (seen.abandoned = n));
}

function noteReply(seen: Observed, now: Micros, { checkout, type }: Reply): void {
  if (seen.outcome[checkout] !== OPEN || now >= seen.deadline[checkout]) return;
  seen.outcome[checkout] = type === 'done' ? PAID : FAILED;
  seen.answeredAt[checkout] = now;
  if (type === 'done') seen.paid++;
}

export const observer = makeObserver<Bare>()({
  facts: {
    load: fact.count('calls per checkout', {
      tag: (n) => (n >= 3 ? 'fault' : n >= 1.5 ? 'waiting' : 'well'),
      text: (n) => (n >= 1 ? `load ×${n < 10 ? n.toFixed(1) : Math.round(n)}` : ''),
      says: (n) => `database calls so far for each click of the last four seconds: ${n.toFixed(2)}`,
    }),
    abandoned: fact.count('abandoned calls', {
      tag: 'fault',
      text: (n) => (n > 0 ? `${n} abandoned` : ''),
      says: (n) => `calls in its queue whose user has gone: ${n}`,
    }),
    goodput: fact.count('paid in the last second', {
      tag: 'well',
      text: (n) => (n > 0 ? `${n}/s paid` : ''),
      says: (n) => `checkouts that succeeded in the last second: ${n}`,
    }),
    twice: fact.count('charged twice', {
      tag: 'fault',
      text: (n) => (n > 0 ? `${n} paid twice` : ''),
      says: (n) => `orders that were charged more than once: ${n}`,
    }),
    unaware: fact.count('charged, not told', {
      tag: 'waiting',
      text: (n) => (n > 0 ? `${n} not told` : ''),
      says: (n) => `orders that were charged although the user saw a failure: ${n}`,
    }),
  },
  begin,
  sends: ['call'],
  send: noteCall,
  delivers: ['done', 'failed'],
  receivers: ['users'],
  deliver(seen, { now, at }, from, _to, reply) {
    if (reply.type !== 'call' && from === at.layers[0].index) noteReply(seen, now, reply);
  },
  step(seen, world, show) {
    noteTrouble(seen, world);
    noteWork(seen, world);
    if (world.now >= seen.nextSecond) endSecond(seen, world, show);
    if (world.now >= seen.nextLook) look(seen, world, show);
    const { doubled } = world.at.database.durable;
    if (doubled === seen.doubled) return;
    seen.doubled = doubled;
    show(world.at.users.index, 'twice', doubled);
  },
});
