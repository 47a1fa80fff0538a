import { coordinator, type CoordinatorOptions } from './nodes/coordinator';
import { instance, type InstanceOptions } from './nodes/instance';
import { manager } from './nodes/manager';
import type { ManagerOptions } from './nodes/manager-state';
import { COMMIT_PROBES } from './nodes/messages';
import { orchestrator, type OrchestratorOptions } from './nodes/orchestrator';
import { participant } from './nodes/participant';
import type { ParticipantOptions } from './nodes/participant-state';
import type { OutageOptions, WorkOptions } from './nodes/work';
import { signUps, type SignUpsOptions } from '../../nodes/service/sign-ups';
import {
  bothWays,
  type LooseBehaviour,
  type LinkSpec,
  type NodeSpec,
  type Topology,
} from '../../sim';
import type { AtomicCommitSettings } from './settings';

type S = AtomicCommitSettings;

/** What a sign-up makes, one table in one service each. */
export const TABLES = [
  'users',
  'wallets',
  'profiles',
  'teams',
  'invoices',
  'consents',
  'devices',
  'letters',
] as const;

/** F = 1: three managers bear the loss of one. */
const MANAGERS = 3;
const TRIES = 1000;
/** Between two looks of the saga's orchestrator, µs. */
const LOOK_EVERY = 100_000;
/** Between two processes of one machine, µs. */
const LOCAL = 20;

const us = (ms: number): number => Math.round(ms * 1000);
const range = (n: number): number[] => Array.from({ length: n }, (_, i) => i);

/** Node numbers: visitors, participants, instances, coordinators. */
const participantsOf = (s: S): number[] => range(s.services).map((i) => 1 + i);
const instancesOf = (s: S): number[] => range(s.instances).map((i) => 1 + s.services + i);
const coordinatorsOf = (s: S): number[] =>
  range(s.mode === 'replicated' ? MANAGERS : 1).map((i) => 1 + s.services + s.instances + i);

/** Node numbers on the same machine as the one with this number. */
function hereWith(s: S, node: number): number[] {
  if (s.placement === 'apart') return [node];
  const participants = participantsOf(s);
  const coordinators = coordinatorsOf(s);
  const place = Math.max(participants.indexOf(node), coordinators.indexOf(node));
  return [participants[place], coordinators[place]].filter((n) => n !== undefined);
}

const workOf = (s: S): WorkOptions => ({
  tables: TABLES.slice(0, s.services),
  hot: s.hotPercent / 100,
});

function visitorOptions(s: S): SignUpsOptions {
  return {
    quota: s.signUps,
    meanGap: 1e6 / s.ratePerSecond,
    refused: s.rejectPercent / 100,
    poison: 0,
    service: instancesOf(s)[0],
    routing: { instances: instancesOf(s), sticky: s.routing === 'sticky' },
    probe: COMMIT_PROBES.ack,
    patience: us(s.patienceMs),
    tries: TRIES,
    settle: us(s.settleMs),
  };
}

function instanceOptions(s: S): InstanceOptions {
  return {
    mode: s.mode === 'two-phase' || s.mode === 'replicated' ? 'coordinated' : s.mode,
    work: workOf(s),
    usersDb: participantsOf(s)[0],
    wallets: participantsOf(s)[1],
    coordinators: coordinatorsOf(s),
    timeout: us(s.timeoutMs),
    tries: 1 + s.retries,
    keyed: s.idempotencyKey,
    wipes: s.wipes,
  };
}

function participantOptions(s: S, place: number): ParticipantOptions {
  const { bug } = s;
  return {
    fsync: us(s.fsyncMs),
    logged: [],
    counted: { table: 'wallets', state: 'open' },
    place,
    participants: s.services,
    majority: Math.floor(MANAGERS / 2) + 1,
    coordinators: coordinatorsOf(s),
    inquireEvery: us(s.timeoutMs),
    here: hereWith(s, participantsOf(s)[place]),
    ownEvery: s.ownPerSecond === 0 || place !== 1 ? 0 : Math.round(1e6 / s.ownPerSecond),
    bug: bug === 'forgets-prepared' || bug === 'decides-alone' ? bug : 'none',
  };
}

const outageOf = (s: S): OutageOptions => ({
  point: s.coordinatorDies,
  after: us(s.diesAfterS * 1000),
  length: us(s.outageS * 1000),
});

function coordinatorOptions(s: S, place: number): CoordinatorOptions & ManagerOptions {
  const { bug } = s;
  return {
    place,
    work: workOf(s),
    participants: participantsOf(s),
    managers: coordinatorsOf(s),
    fsync: us(s.fsyncMs),
    patience: us(s.timeoutMs),
    tries: 1 + s.retries,
    takeover: us(s.takeoverMs),
    outage: place === 0 ? outageOf(s) : { point: 'never', after: 0, length: 0 },
    here: hereWith(s, coordinatorsOf(s)[place]),
    faster: s.fasterPaxos,
    machines: coordinatorsOf(s).map((c) => hereWith(s, c)),
    bug: bug === 'early-commit' || bug === 'forgets-decision' ? bug : 'none',
  };
}

const orchestratorOptions = (s: S): OrchestratorOptions => ({
  work: workOf(s),
  usersDb: participantsOf(s)[0],
  wallets: participantsOf(s)[1],
  pollEvery: LOOK_EVERY,
  patience: us(s.timeoutMs),
  outage: outageOf(s),
});

function labelOf(s: S, table: string): string {
  if (s.mode === 'one') return table === 'users' ? 'users and wallets' : `${table} (unused)`;
  const isForTwo = s.mode === 'naive' || s.mode === 'saga';
  const isUsed = !isForTwo || table === 'users' || table === 'wallets';
  return isUsed ? `${table} database` : `${table} (unused)`;
}

/** Who sees a sign-up through, where somebody does: a coordinator, one of several managers, or a saga's orchestrator. */
function decider(s: S, place: number): Pick<NodeSpec, 'label' | 'behaviour' | 'options'> {
  const options = coordinatorOptions(s, place);
  switch (s.mode) {
    case 'replicated':
      return { label: `coordinator ${place + 1}`, behaviour: manager as LooseBehaviour, options };
    case 'saga': {
      const behaviour = orchestrator as LooseBehaviour;
      return { label: 'orchestrator', behaviour, options: orchestratorOptions(s) };
    }
    default: {
      const label = s.mode === 'two-phase' ? 'coordinator' : 'coordinator (unused)';
      return { label, behaviour: coordinator as LooseBehaviour, options };
    }
  }
}

function nodesOf(s: S): NodeSpec[] {
  const participants = TABLES.slice(0, s.services).map((table, place): NodeSpec => ({
    id: `${table}-db`,
    label: labelOf(s, table),
    behaviour: participant as LooseBehaviour,
    options: participantOptions(s, place),
    shape: 'replica',
    layer: 3,
  }));
  const instances = range(s.instances).map((i): NodeSpec => ({
    id: `users-${i + 1}`,
    label: `service ${i + 1}`,
    behaviour: instance as LooseBehaviour,
    options: instanceOptions(s),
    shape: 'server',
    layer: 1,
  }));
  const coordinators = coordinatorsOf(s).map((_, place): NodeSpec => ({
    id: `coordinator-${place + 1}`,
    ...decider(s, place),
    shape: 'coordinator',
    layer: 2,
  }));
  return [
    {
      id: 'visitors',
      label: 'visitors',
      behaviour: signUps as LooseBehaviour,
      options: visitorOptions(s),
      shape: 'client',
      layer: 0,
      source: true,
    },
    ...participants,
    ...instances,
    ...coordinators,
  ];
}

/** Both ways between two nodes; what goes to the wallet service and comes from it may be lost. */
function pair(s: S, nodes: readonly NodeSpec[], a: number, b: number): LinkSpec[] {
  const isLocal = a !== b && hereWith(s, a).includes(b);
  const wallets = participantsOf(s)[1];
  const rest = isLocal ? {} : { jitter: us(s.jitterMs) };
  const links = bothWays(nodes[a].id, nodes[b].id, isLocal ? LOCAL : us(s.hopMs), rest);
  if (b !== wallets || isLocal || s.mode === 'one') return links;
  const [request, reply] = links;
  return [
    { ...request, loss: s.requestLossPercent / 100 },
    { ...reply, loss: s.replyLossPercent / 100 },
  ];
}

export function topology(s: S): Topology {
  const nodes = nodesOf(s);
  const [participants, instances, coordinators] = [
    participantsOf(s),
    instancesOf(s),
    coordinatorsOf(s),
  ];
  const pairs = [
    ...instances.flatMap((i) => [
      [0, i],
      [i, participants[0]],
      [i, participants[1]],
      ...coordinators.map((c) => [i, c]),
    ]),
    ...coordinators.flatMap((c) => participants.map((p) => [c, p])),
    ...coordinators.flatMap((a) => coordinators.filter((b) => b > a).map((b) => [a, b])),
  ];
  return { nodes, links: pairs.flatMap(([a, b]) => pair(s, nodes, a, b)) };
}
