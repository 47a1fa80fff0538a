import { checkLinearizable } from '../../checkers/linearizability';
import { termAt } from '../../nodes/store/log';
import { droppedBy, wins } from '../../nodes/store/lww';
import { counted, grouped, properties as makers, SECOND } from '../../sim';
import type { Property, Report } from '../../sim';
import { reportUnaccounted } from '../accounts';
import { anomalies } from './anomalies';
import type { Gossip } from './nodes/messages';
import type { Disorder } from './observed';
import { inventedOf, keeping, lostOf, objectsIn, viewOf } from './survivors';
import type { PartitionWorld as W, ReplicaNode } from './world';

const { always, eventually } = makers<W>();

const accountedFor = always({
  id: 'accounted-for',
  title: 'Every operation is accounted for: answered, refused, timed out or still open.',
  end: (_state, { at }, report) => reportUnaccounted(at.clients, 'operations', report),
});

/** Terms remembered: far more than can be spoken of at once. */
const TERMS = 256;

const oneLeader = always({
  id: 'one-leader-per-term',
  title: 'No term has two leaders.',
  begin: () => ({ term: new Int32Array(TERMS).fill(-1), leader: new Int32Array(TERMS).fill(-1) }),
  sends: ['append', 'heartbeat', 'snapshot'],
  send(state, world, from, _to, { term }, report) {
    const slot = term % TERMS;
    if (state.term[slot] === term && state.leader[slot] !== from) {
      const other = world.nodes[state.leader[slot]].label;
      report(`${world.nodes[from].label} and ${other} both lead term ${term}`);
    }
    state.term[slot] = term;
    state.leader[slot] = from;
  },
});

const leaderHoldsAll = always({
  id: 'leader-holds-committed',
  title: 'A new leader’s log holds every committed entry.',
  begin: () => ({ term: 0, index: 0, indexTerm: 0 }),
  sends: ['append', 'heartbeat'],
  send(state, world, from, _to, { term, commit }, report) {
    const { label, durable } = world.as('replicas', from);
    const { log } = durable;
    if (term > state.term) {
      state.term = term;
      if (state.index > log.base && termAt(log, state.index) !== state.indexTerm)
        report(
          `${label} leads term ${term} without entry ${state.index}, which was committed before`,
        );
    }
    if (commit <= state.index) return;
    state.index = commit;
    state.indexTerm = termAt(log, commit);
  },
});

const inWords = ({ kind, client, object, version, floor }: Disorder): string =>
  kind === 'twice'
    ? `two updates of the ${object} were both acknowledged as version ${version}`
    : `${client} reads version ${version} of the ${object}, although version ${floor} had been acknowledged before it asked`;

const linearizable = always({
  id: 'linearizable',
  title:
    'Objects kept by majority are linearizable: all answers fit one order that respects real time.',
  delivers: ['done', 'declined'],
  receivers: ['clients'],
  deliver(_state, { observed: { disorder } }, _from, _to, _message, report) {
    if (disorder !== null) report(inWords(disorder));
  },
  end(_state, world, report) {
    if (keeping(world).register !== 'quorum' || world.history === null) return;
    // Where what clients use was changed during the run, there are operations on other objects too.
    const history = world.history.filter(({ key }) => key === 'register');
    const { linearizable: isFine, witness } = checkLinearizable(history, 'register');
    if (!isFine)
      report(witness?.why ?? 'no order of the register’s operations explains its answers');
  },
});

/** Acknowledgements between two looks at what survives: a look costs as much as some dozens of them. */
const LOOK_EVERY = 256;

function lookForLoss(world: W, report: Report): void {
  for (const id of objectsIn(world)) {
    const lost = lostOf(world, id);
    if (lost > 0)
      report(
        `${counted(lost, 'acknowledged update')} of the ${id} ${lost === 1 ? 'is' : 'are'} lost on every replica`,
      );
  }
}

const nothingLost = always({
  id: 'nothing-lost',
  title: 'No acknowledged update is lost.',
  begin: () => ({ answers: 0 }),
  delivers: ['gossip', 'done'],
  deliver(state, world, from, to, message, report) {
    if (message.type === 'gossip')
      return lookForOverwriting(
        world,
        world.as('replicas', from),
        world.as('replicas', to),
        message,
        report,
      );
    if (++state.answers % LOOK_EVERY !== 0) return;
    // Until the copies meet, the loss under last writer wins is still to come.
    if (objectsIn(world).every((id) => keeping(world)[id] !== 'lww')) lookForLoss(world, report);
  },
  end: (_state, world, report) => lookForLoss(world, report),
});

/** A replica's version is replaced by a later one that lacks some of its updates. How many is known only once all have met. */
function lookForOverwriting(
  world: W,
  from: ReplicaNode,
  to: ReplicaNode,
  { versions }: Gossip,
  report: Report,
): void {
  for (const id of objectsIn(world)) {
    const [here, there] = [to.durable.versions[id], versions[id]];
    if (!here || !there || here === there) continue;
    if (!wins(there, here) || droppedBy(there, here) === 0) continue;
    // One copy may drop what another still holds: what counts is what the latest timestamp of all leaves out.
    if (lostOf(world, id) > 0)
      report(
        `${to.label} receives a version of the ${id} with a later timestamp from ${from.label}, which replaces its own and drops acknowledged updates`,
      );
  }
}

const nothingInvented = always({
  id: 'nothing-invented',
  title: 'No operation takes effect twice, or without having been requested.',
  begin: () => ({ answers: 0 }),
  sends: ['done'],
  senders: ['replicas'],
  send(state, world, from, _to, _message, report) {
    const { label, durable } = world.as('replicas', from);
    if (durable.state.repeats > 0) report(`${label} has executed the same operation twice`);
    if (++state.answers % LOOK_EVERY === 0) lookForInventions(world, report);
  },
  end: (_state, world, report) => lookForInventions(world, report),
});

function lookForInventions(world: W, report: Report): void {
  for (const id of objectsIn(world)) {
    const invented = inventedOf(world, id);
    if (invented > 0)
      report(`the ${id} holds ${counted(invented, 'update')} more than clients requested`);
  }
  for (const { label, durable } of world.at.replicas) {
    const { counter } = durable.counters;
    if (durable.state.repeats > 0) report(`${label} has executed the same operation twice`);
    if (counter?.plus.some((n, i) => n > counter.updates[i]))
      report(`${label} counts more increments than were made`);
  }
}

const neverNegative = always({
  id: 'wallet-never-negative',
  title: 'The wallet never pays out more than it holds.',
  delivers: ['done'],
  receivers: ['clients'],
  deliver(_state, world, _from, to, _message, report) {
    const { overdraft } = world.observed;
    if (overdraft > 0)
      report(
        `${world.nodes[to].label} is paid although, counting both sides, the wallet is already empty`,
      );
  },
});

/** Time without faults and without updates after which copies ought to be equal, µs. */
const SETTLED_AFTER = 3 * SECOND;

const isWell = (world: W): boolean =>
  world.calm && world.at.replicas.every((r) => r.mode.host === 'running');

const copiesAgree = eventually({
  id: 'copies-agree',
  title: 'Once the network is healed and writes stop, all replicas hold the same value.',
  begin: () => ({ troubledAt: 0 }),
  sends: ['gossip', 'heartbeat', 'pre-vote', 'read', 'write'],
  send(state, world) {
    if (!isWell(world)) state.troubledAt = world.now;
  },
  end(state, world, report) {
    const quietSince = Math.max(state.troubledAt, world.observed.lastAckAt);
    if (!isWell(world) || world.now - quietSince < SETTLED_AFTER) return;
    const { replicas } = world.at;
    for (const id of objectsIn(world)) {
      const seen = replicas.map((replica) => viewOf(replica, id));
      const odd = seen.findIndex((v) => v.value !== seen[0].value || v.updates !== seen[0].updates);
      if (odd < 0) continue;
      const [a, b] = [0, odd].map((i) => `${replicas[i].label} holds ${grouped(seen[i].value)}`);
      report(`of the ${id}, ${a} and ${b}`);
    }
  },
});

export const properties: readonly Property<W>[] = [
  accountedFor,
  oneLeader,
  leaderHoldsAll,
  linearizable,
  nothingLost,
  nothingInvented,
  neverNegative,
  copiesAgree,
  ...anomalies,
];
