import { checkLinearizable } from '../../checkers/linearizability';
import type { Append, Gossip } from './nodes/messages';
import type { Replica } from './nodes/options';
import { termAt } from '../../nodes/store/log';
import { droppedBy, wins } from '../../nodes/store/lww';
import {
  SECOND,
  type Message,
  type LooseProperty,
  type Property,
  type Report,
  type World,
} from '../../sim';
import { accountedFor, booksOf } from './books';
import { inventedOf, keeping, lostOf, objectsIn, replicasOf, viewOf } from './survivors';
import { places, replicaAt } from './topology';

const isClient = (id: string): boolean => id.startsWith('client-');
const isReplica = (id: string): boolean => id.startsWith('replica-');
const LEADER_SAYS = ['append', 'heartbeat', 'snapshot'];
const ANSWERS = ['done', 'declined', 'refused'];

/** Terms remembered: far more than can be spoken of at once. */
const TERMS = 256;

const oneLeader: LooseProperty<{ term: Int32Array; leader: Int32Array }> = {
  id: 'one-leader-per-term',
  kind: 'always',
  title: 'No term has two leaders.',
  begin: () => ({ term: new Int32Array(TERMS).fill(-1), leader: new Int32Array(TERMS).fill(-1) }),
  sends: LEADER_SAYS,
  sender: isReplica,
  send(state, world, from, _to, message, report) {
    const { term } = message as Append;
    const place = term % TERMS;
    if (state.term[place] === term && state.leader[place] !== from) {
      const other = world.nodes[state.leader[place]].id;
      report(`${world.nodes[from].id} and ${other} both lead term ${term}`);
    }
    state.term[place] = term;
    state.leader[place] = from;
  },
};

const leaderHoldsAll: LooseProperty<{ term: number; index: number; indexTerm: number }> = {
  id: 'leader-holds-committed',
  kind: 'always',
  title: 'A new leader’s log holds every entry that a leader before it has committed.',
  begin: () => ({ term: 0, index: 0, indexTerm: 0 }),
  sends: ['append', 'heartbeat'],
  sender: isReplica,
  send(state, world, from, _to, message, report) {
    const { term, commit } = message as Append;
    const { log } = (world.nodes[from] as Replica).durable;
    if (term > state.term) {
      state.term = term;
      if (state.index > log.base && termAt(log, state.index) !== state.indexTerm) {
        const { id } = world.nodes[from];
        report(`${id} leads term ${term} without entry ${state.index}, which was committed before`);
      }
    }
    if (commit <= state.index) return;
    state.index = commit;
    state.indexTerm = termAt(log, commit);
  },
};

const linearizable: LooseProperty<null> = {
  id: 'linearizable',
  kind: 'always',
  title:
    'What is kept by majority behaves like one copy: every answer fits one order that real time allows.',
  begin: () => null,
  delivers: ['done', 'declined'],
  receiver: isClient,
  deliver(_state, world, _from, _to, _message, report) {
    const { disorder } = booksOf(world);
    if (disorder) report(disorder);
  },
  end(_state, world, report) {
    if (keeping(world).register !== 'quorum' || world.history === null) return;
    const { linearizable: isFine, witness } = checkLinearizable(world.history, 'register');
    if (!isFine) report(witness?.why ?? 'no order of the register’s operations explains them');
  },
};

/** Acknowledgements between two looks at what survives: a look costs as much as some dozens of them. */
const LOOK_EVERY = 256;

const lookForLoss = (world: World, report: Report): void => {
  for (const id of objectsIn(world)) {
    const lost = lostOf(world, id);
    if (lost > 0)
      report(`${lost} updates of the ${id} that clients were told of are in no replica’s future`);
  }
};

const nothingLost: LooseProperty<{ answers: number }> = {
  id: 'nothing-lost',
  kind: 'always',
  title: 'No acknowledged update is lost.',
  begin: () => ({ answers: 0 }),
  delivers: ['gossip', 'done'],
  deliver(state, world, from, to, message, report) {
    if (message.type === 'gossip') return overwrites(world, from, to, message as Gossip, report);
    if (++state.answers % LOOK_EVERY !== 0) return;
    // Until the copies meet, the loss under last writer wins is still to come.
    if (objectsIn(world).every((id) => keeping(world)[id] !== 'lww')) lookForLoss(world, report);
  },
  end: (_state, world, report) => lookForLoss(world, report),
};

/** Two versions meet, and the one that goes holds updates that the other one lacks. */
function overwrites(world: World, from: number, to: number, m: Gossip, report: Report): void {
  const mine = (world.nodes[to] as Replica).durable.versions;
  for (const id of objectsIn(world)) {
    const [here, there] = [mine[id], m.versions[id]];
    if (!here || !there || here === there) continue;
    const [kept, gone] = wins(there, here) ? [there, here] : [here, there];
    if (droppedBy(kept, gone) === 0) continue;
    // One copy may drop what another still holds: what counts is what the last stamp of all leaves out.
    const lost = lostOf(world, id);
    if (lost === 0) continue;
    const [a, b] = [world.nodes[from].id, world.nodes[to].id];
    report(
      `${b} meets ${a}, and the later stamp stays: ${lost} updates of the ${id} that clients were told were done are gone for good`,
    );
  }
}

const nothingInvented: LooseProperty<{ answers: number }> = {
  id: 'nothing-invented',
  kind: 'always',
  title: 'Nothing takes effect twice, or without having been asked for.',
  begin: () => ({ answers: 0 }),
  sends: ['done'],
  sender: isReplica,
  send(state, world, from, _to, _message, report) {
    const r = world.nodes[from] as Replica;
    if (r.durable.machine.repeats > 0) report(`${r.id} has done again what it had done before`);
    if (++state.answers % LOOK_EVERY === 0) lookForInventions(world, report);
  },
  end: (_state, world, report) => lookForInventions(world, report),
};

function lookForInventions(world: World, report: Report): void {
  for (const id of objectsIn(world)) {
    const invented = inventedOf(world, id);
    if (invented > 0) report(`the ${id} holds ${invented} more updates than clients asked for`);
  }
  for (const r of replicasOf(world)) {
    if (r.durable.machine.repeats > 0) report(`${r.id} has done again what it had done before`);
    const { counter } = r.durable.counters;
    if (counter && counter.plus.some((n, i) => n > counter.updates[i]))
      report(`${r.id} counts more increments than were made`);
  }
}

const neverNegative: LooseProperty<null> = {
  id: 'wallet-never-negative',
  kind: 'always',
  title: 'The wallet never pays out more than it holds.',
  begin: () => null,
  delivers: ['done'],
  receiver: isClient,
  deliver(_state, world, _from, _to, _message, report) {
    const { overdraft } = booksOf(world);
    if (overdraft > 0) report(`paid out ${overdraft} more than was ever there`);
  },
};

/** Time without faults and without updates after which copies ought to be equal, µs. */
const SETTLED_AFTER = 3 * SECOND;

const isWell = (world: World): boolean =>
  world.calm && replicasOf(world).every((r) => r.mode.host === 'running');

const copiesAgree: LooseProperty<{ troubledAt: number }> = {
  id: 'copies-agree',
  kind: 'eventually',
  title: 'When all can talk and nothing is written any more, all replicas hold the same.',
  begin: () => ({ troubledAt: 0 }),
  sends: ['gossip', 'heartbeat', 'pre-vote', 'read', 'write'],
  send(state, world) {
    if (!isWell(world)) state.troubledAt = world.now;
  },
  end(state, world, report) {
    const quietSince = Math.max(state.troubledAt, booksOf(world).lastAckAt);
    if (!isWell(world) || world.now - quietSince < SETTLED_AFTER) return;
    for (const id of objectsIn(world)) {
      const seen = replicasOf(world).map((r) => viewOf(r, id, keeping(world)[id]!));
      const odd = seen.findIndex((v) => v.value !== seen[0].value || v.updates !== seen[0].updates);
      if (odd > 0)
        report(
          `of the ${id}, replica-1 holds ${seen[0].value} and replica-${odd + 1} holds ${seen[odd].value}`,
        );
    }
  },
};

/** What an answer shows, or the replica that gives it. */
type Sight = (world: World, replica: Replica, message: Message) => string | false;

const sometimes = (
  id: string,
  title: string,
  seen: Sight,
  sends = ANSWERS,
): LooseProperty<null> => ({
  id,
  kind: 'sometimes',
  title,
  begin: () => null,
  sends,
  sender: isReplica,
  send(_state, world, from, _to, message, report) {
    const why = seen(world, world.nodes[from] as Replica, message);
    if (why) report(why);
  },
});

const total = (world: World, side: number): number =>
  objectsIn(world).reduce((n, id) => n + booksOf(world).flow[id].updates[side], 0);

const seenSometimes: readonly LooseProperty<null>[] = [
  sometimes(
    'minority-refuses',
    'A replica refuses because it sees no majority.',
    () => 'a client is told at once that nothing happened',
    ['refused'],
  ),
  sometimes('both-sides-write', 'Both sides of a cut acknowledge updates.', (world) => {
    if (world.calm) return false;
    const [few, many] = [total(world, 2), total(world, 1)];
    return few > 10 && many > 10 && `${many} on the side of the majority, ${few} on the other`;
  }),
  sometimes(
    'stale-read',
    'A read misses an update that was acknowledged before it began.',
    (world) => booksOf(world).staleReads > 0 && 'the replica that was asked had not heard of it',
  ),
  sometimes(
    'lost-update',
    'An update that its client was told of is dropped.',
    (_world, { durable }) =>
      durable.dropped > 0 && `${durable.dropped} updates gave way to a later stamp`,
  ),
  sometimes('overdraft', 'The wallet pays out more than it holds.', (world) => {
    const { overdraft } = booksOf(world);
    return overdraft > 0 && `${overdraft} more than was there`;
  }),
  sometimes(
    'leader-changes',
    'Another replica becomes leader.',
    (_world, { mode, durable }) =>
      mode.role === 'leader' && durable.term > 1 && `term ${durable.term} has its leader`,
    ['append', 'heartbeat'],
  ),
];

/** The last replica that believes itself leader while another one leads a later term. */
const twoBelieve: LooseProperty<null> = {
  id: 'two-believe',
  kind: 'sometimes',
  title: 'A replica still believes that it leads while another one leads a later term.',
  begin: () => null,
  sends: ['append', 'heartbeat'],
  sender: isReplica,
  send(_state, world, from, _to, message, report) {
    const { term } = message as Append;
    for (const place of places) {
      const other = world.nodes[replicaAt(place)] as Replica;
      if (other.mode.role === 'leader' && other.durable.term > term)
        report(
          `${world.nodes[from].id} in term ${term}, ${other.id} in term ${other.durable.term}`,
        );
    }
  },
};

export const properties: readonly Property[] = [
  accountedFor,
  oneLeader,
  leaderHoldsAll,
  linearizable,
  nothingLost,
  nothingInvented,
  neverNegative,
  copiesAgree,
  ...seenSometimes,
  twoBelieve,
] as readonly Property[];
