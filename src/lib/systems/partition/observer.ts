import { placeOf } from '../../nodes/store/answered';
import { observer as makeObserver, range, type Show } from '../../sim';
import { facts, RING, noteFresh, noteStale, showLost, type Fact } from './facts';
import { perObject, type Answer, type ObjectId, type Request } from './nodes/operations';
import type { Bare, Observed } from './observed';
import { holds } from './survivors';
import { SITES } from './topology';
import type { PartitionWorld } from './world';

/** Where the client of an operation stood when it asked: nothing cut, with a majority, or without one. */
export const Side = { Whole: 0, Majority: 1, Minority: 2 } as const;

type Client = Bare['at']['clients'][number];

const begin = (): Observed => ({
  flow: perObject(() => ({ begun: [0, 0, 0], ok: [0, 0, 0], updates: [0, 0, 0] })),
  acked: perObject(() => 0),
  highest: perObject(() => 0),
  staleReads: 0,
  vanished: 0,
  overdraft: 0,
  outOfOrder: perObject(() => 0),
  disorder: null,
  lastAckAt: 0,
  floor: range(SITES).map(() => new Float64Array(RING)),
  side: range(SITES).map(() => new Uint8Array(RING)),
  given: perObject(() => new Int32Array(RING)),
  decided: perObject(() => range(SITES).map(() => 0)),
  decider: range(SITES).map(() => new Int8Array(RING).fill(-1)),
  heardAt: new Float64Array(RING),
  lostAt: range(SITES).map(() => 0),
  staleAt: range(SITES).map(() => 0),
  ageAt: range(SITES).map(() => 0),
});

/** Which side of a cut the replica at `place` is on, by how many it can talk with. */
export function sideOf(world: Bare, place: number): number {
  if (world.calm) return Side.Whole;
  const { replicas } = world.at;
  const me = replicas[place].index;
  let near = 0;
  for (const { index } of replicas)
    if (index === me || (world.reaches(me, index) && world.reaches(index, me))) near++;
  return near === SITES ? Side.Whole : near > SITES / 2 ? Side.Majority : Side.Minority;
}

/**
 * Kept by majority, an object has versions in one order, and a client must be told of no earlier one than anybody was
 * told of before it asked. Kept otherwise, it ought to know of as many updates as were acknowledged.
 */
function noteAsked(seen: Observed, world: Bare, client: Client, r: Request): void {
  // Only the first attempt begins an operation.
  if (client.volatile.open.get(r.seq)?.sent !== 1) return;
  const { place } = client.options;
  const slot = r.seq & (RING - 1);
  const side = sideOf(world, place);
  seen.side[place][slot] = side;
  seen.decider[place][slot] = -1;
  seen.floor[place][slot] = Math.max(seen.highest[r.object], seen.acked[r.object]);
  seen.flow[r.object].begun[side]++;
  if (r.verb === 'remove' && !world.at.replicas.some((replica) => holds(replica, r.amount)))
    seen.vanished++;
}

/** Whether another replica than the one at `by` has done an operation of the client at `place` too. */
const isDoneElsewhere = (world: Bare, by: number, place: number, seq: number): boolean =>
  world.at.replicas.some(({ durable }, i) => {
    const kept = durable.answered[place];
    return i !== by && kept !== null && placeOf(kept, seq) >= 0;
  });

function noteAnswered(
  seen: Observed,
  world: Bare,
  client: Client,
  a: Answer,
  show: Show<Fact>,
): void {
  const open = client.volatile.open.get(a.seq);
  if (!open) return;
  const { place } = client.options;
  const { object, verb, amount } = open.request;
  const slot = a.seq & (RING - 1);
  const flow = seen.flow[object];
  const side = seen.side[place][slot];
  const floor = seen.floor[place][slot];
  const isUpdate = verb !== 'read' && a.type === 'done';
  flow.ok[side]++;
  if (verb === 'read' && a.version < floor) {
    seen.staleReads++;
    noteStale(seen, world, place, a.version, show);
  } else if (verb === 'read') noteFresh(seen, world, place, show);
  if (a.version < floor + (isUpdate ? 1 : 0)) seen.outOfOrder[object]++;
  if (world.at.replicas[place].options.keeping[object] === 'quorum')
    judgeOrder(seen, client.label, object, isUpdate, a, floor);
  if (!isUpdate) return;
  if (object === 'register') seen.heardAt[a.version & (RING - 1)] = world.now;
  const other = seen.decider[place][slot];
  const by = other < 0 ? place : other;
  // Sent again across a cut, it may have been done on both sides: then one of them is enough.
  if (!isDoneElsewhere(world, by, place, a.seq)) seen.decided[object][by]++;
  flow.updates[side]++;
  seen.acked[object]++;
  seen.lastAckAt = world.now;
  if (verb === 'withdraw') noteOverdraft(seen, world, amount);
}

/** Judges one answer by its version: the order of versions has to be an order that real time allows, without a tie. */
function judgeOrder(
  seen: Observed,
  client: string,
  object: ObjectId,
  isUpdate: boolean,
  { version }: Answer,
  floor: number,
): void {
  const { given, highest } = seen;
  if (version < floor + (isUpdate ? 1 : 0))
    seen.disorder ??= { kind: 'behind', client, object, version, floor };
  if (isUpdate) {
    const slot = version & (RING - 1);
    if (given[object][slot] === version)
      seen.disorder ??= { kind: 'twice', client, object, version, floor };
    given[object][slot] = version;
  }
  highest[object] = Math.max(highest[object], version);
}

function noteOverdraft(seen: Observed, world: Bare, amount: number): void {
  let short = amount - world.settings.walletStart;
  for (const { durable } of world.at.clients) short += durable.paidOut - durable.paidIn;
  seen.overdraft = Math.max(seen.overdraft, short);
}

export const observer = makeObserver<PartitionWorld>()({
  facts,
  begin,
  sends: ['read', 'write', 'relay'],
  send(seen, world, from, to, m) {
    if (m.type === 'read' || m.type === 'write')
      noteAsked(seen, world, world.as('clients', from), m);
    else if (m.type === 'relay')
      seen.decider[world.as('replicas', to).options.place][m.answer.seq & (RING - 1)] = world.as(
        'replicas',
        from,
      ).options.place;
  },
  delivers: ['done', 'declined', 'gossip'],
  deliver(seen, world, _from, to, m, show) {
    if (m.type === 'done' || m.type === 'declined')
      noteAnswered(seen, world, world.as('clients', to), m, show);
    else if (m.type === 'gossip') showLost(seen, world, show);
  },
});
