import { signUps } from '../../nodes/service/sign-ups';
import { bothWays, layOut, many, ms, one, perhaps, seconds } from '../../sim';
import type { KindOf, NodePlace, NodeRef, OptionsOf, Placing, Refs, SettingsOf } from '../../sim';
import { numbered } from '../places';
import { coordinator } from './nodes/coordinator';
import { instance } from './nodes/instance';
import { manager } from './nodes/manager';
import { orchestrator } from './nodes/orchestrator';
import { participant } from './nodes/participant';
import type { OutageOptions } from './nodes/outage';
import type { WorkOptions } from './nodes/work';
import type { settings } from './settings';

type Settings = SettingsOf<typeof settings>;
type Parts = ReturnType<typeof parts>;
type At = Refs<Parts>;
type OptionsAt<N extends keyof Parts> = OptionsOf<KindOf<Parts[N]['behaviour']>>;

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
const MAJORITY = Math.floor(MANAGERS / 2) + 1;
const TRIES = 1000;
/** Between two looks of the saga's orchestrator, µs. */
const LOOK_EVERY = 100_000;
/** Between two processes of one machine, µs. */
const LOCAL = 20;

const isReplicated = ({ mode }: Settings): boolean => mode === 'replicated';
const isSaga = ({ mode }: Settings): boolean => mode === 'saga';

const parts = (s: Settings) => ({
  visitors: one(signUps),
  participants: many(s.services, participant),
  instances: many(s.instances, instance),
  /** Who sees a sign-up through; two calls and one service have nobody. */
  coordinators: many(s.mode === 'two-phase' ? 1 : 0, coordinator),
  managers: many(isReplicated(s) ? MANAGERS : 0, manager),
  orchestrator: perhaps(isSaga(s), orchestrator),
});

const decidersOf = ({ coordinators, managers, orchestrator }: At): NodeRef[] => [
  ...coordinators,
  ...managers,
  ...(orchestrator === null ? [] : [orchestrator]),
];

/** The nodes on one machine with the participant, or with the decider, in this place. */
function machineOf(s: Settings, at: At, of: 'participant' | 'decider', place: number): NodeRef[] {
  const [database, decider] = [at.participants[place], decidersOf(at)[place]];
  if (s.placement === 'apart') return [of === 'participant' ? database : decider];
  return [database, decider].filter((node) => node !== undefined);
}

const workOf = (s: Settings): WorkOptions => ({
  tables: TABLES.slice(0, s.services),
  hot: s.hotPercent / 100,
});

const visitorOptions = (s: Settings, at: At): OptionsAt<'visitors'> => ({
  quota: s.signUps,
  meanGap: 1e6 / s.ratePerSecond,
  refused: s.rejectPercent / 100,
  poison: 0,
  services: at.instances,
  sticky: s.routing === 'sticky',
  patience: ms(s.patienceMs),
  tries: TRIES,
  settle: ms(s.settleMs),
});

const instanceOptions = (s: Settings, at: At): OptionsAt<'instances'> => ({
  mode: s.mode === 'two-phase' || s.mode === 'replicated' ? 'coordinated' : s.mode,
  work: workOf(s),
  usersDb: at.participants[0],
  wallets: at.participants[1],
  coordinators: decidersOf(at),
  timeout: ms(s.timeoutMs),
  tries: 1 + s.retries,
  keyed: s.idempotencyKey,
  wipes: s.wipes,
});

const participantOptions = (s: Settings, at: At, place: number): OptionsAt<'participants'> => ({
  fsync: ms(s.fsyncMs),
  logged: [],
  counted: { table: 'wallets', state: 'open' },
  place,
  participants: s.services,
  majority: MAJORITY,
  coordinators: decidersOf(at),
  inquireEvery: ms(s.timeoutMs),
  here: machineOf(s, at, 'participant', place),
  ownEvery: s.ownPerSecond === 0 || place !== 1 ? 0 : Math.round(1e6 / s.ownPerSecond),
  bug: s.bug === 'forgets-prepared' || s.bug === 'decides-alone' ? s.bug : 'none',
});

const outageOf = (s: Settings): OutageOptions => ({
  point: s.coordinatorDies,
  after: seconds(s.diesAfterS),
  length: seconds(s.outageS),
});
const NO_OUTAGE: OutageOptions = { point: 'never', after: 0, length: 0 };

/** What coordinators of either kind are told. */
const decidingOptions = (s: Settings, at: At, place: number) => ({
  work: workOf(s),
  participants: at.participants,
  fsync: ms(s.fsyncMs),
  patience: ms(s.timeoutMs),
  tries: 1 + s.retries,
  outage: place === 0 ? outageOf(s) : NO_OUTAGE,
  here: machineOf(s, at, 'decider', place),
});

const coordinatorOptions = (s: Settings, at: At, place: number): OptionsAt<'coordinators'> => ({
  ...decidingOptions(s, at, place),
  bug: s.bug === 'early-commit' || s.bug === 'forgets-decision' ? s.bug : 'none',
});

const managerOptions = (s: Settings, at: At, place: number): OptionsAt<'managers'> => ({
  ...decidingOptions(s, at, place),
  place,
  managers: at.managers,
  takeover: ms(s.takeoverMs),
  faster: s.fasterPaxos,
  machines: at.managers.map((_, other) => machineOf(s, at, 'decider', other)),
});

const orchestratorOptions = (s: Settings, at: At): OptionsAt<'orchestrator'> => ({
  work: workOf(s),
  usersDb: at.participants[0],
  wallets: at.participants[1],
  pollEvery: LOOK_EVERY,
  patience: ms(s.timeoutMs),
  outage: outageOf(s),
});

function labelOf(s: Settings, table: string): string {
  if (s.mode === 'one') return table === 'users' ? 'users and wallets' : `${table} (unused)`;
  const isForTwo = s.mode === 'naive' || s.mode === 'saga';
  const isUsed = !isForTwo || table === 'users' || table === 'wallets';
  return isUsed ? `${table} database` : `${table} (unused)`;
}

const deciderPlace = (place: number, label: string): NodePlace => ({
  id: `coordinator-${place + 1}`,
  label,
  shape: 'coordinator',
  layer: 2,
});

const nodes = (s: Settings, at: At): Placing<Parts> => ({
  visitors: () => ({
    id: 'visitors',
    label: 'visitors',
    shape: 'client',
    layer: 0,
    source: true,
    options: visitorOptions(s, at),
  }),
  participants: (place) => ({
    id: `${TABLES[place]}-db`,
    label: labelOf(s, TABLES[place]),
    shape: 'replica',
    layer: 3,
    options: participantOptions(s, at, place),
  }),
  instances: (place) => ({
    ...numbered('users', place, 'service'),
    shape: 'server',
    layer: 1,
    options: instanceOptions(s, at),
  }),
  coordinators: (place) => ({
    ...deciderPlace(place, 'coordinator'),
    options: coordinatorOptions(s, at, place),
  }),
  managers: (place) => ({
    ...deciderPlace(place, `coordinator ${place + 1}`),
    // Which of them leads shows in its role.
    shape: 'server',
    options: managerOptions(s, at, place),
  }),
  orchestrator: (place) => ({
    ...deciderPlace(place, 'orchestrator'),
    options: orchestratorOptions(s, at),
  }),
});

function links(s: Settings, at: At) {
  const [usersDb, wallets] = at.participants;
  const deciders = decidersOf(at);
  const between = (a: NodeRef, b: NodeRef) =>
    bothWays(a, b, ms(s.hopMs), { jitter: ms(s.jitterMs) });
  /** What goes to the wallet service and comes from it may be lost. */
  const toWallets = (a: NodeRef) => {
    const [request, reply] = between(a, wallets);
    if (s.mode === 'one') return [request, reply];
    return [
      { ...request, loss: s.requestLossPercent / 100 },
      { ...reply, loss: s.replyLossPercent / 100 },
    ];
  };
  const toDatabase = (decider: NodeRef, c: number, database: NodeRef, p: number) => {
    if (c === p && s.placement === 'together') return bothWays(decider, database, LOCAL);
    return database === wallets ? toWallets(decider) : between(decider, database);
  };
  return [
    ...at.instances.flatMap((i) => [
      ...between(at.visitors, i),
      ...between(i, usersDb),
      ...toWallets(i),
      ...deciders.flatMap((c) => between(i, c)),
    ]),
    ...deciders.flatMap((decider, c) =>
      at.participants.flatMap((database, p) => toDatabase(decider, c, database, p)),
    ),
    ...deciders.flatMap((a, i) => deciders.slice(i + 1).flatMap((b) => between(a, b))),
  ];
}

export const topology = (s: Settings) =>
  layOut(parts(s), (at) => ({ nodes: nodes(s, at), links: links(s, at) }));
