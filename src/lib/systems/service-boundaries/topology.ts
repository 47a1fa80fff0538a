import { callers, type CallersOptions } from './nodes/callers';
import { at, bit, ENDPOINTS, ENTITIES, entitiesIn, type Entity } from './nodes/endpoints';
import { process } from './nodes/process';
import type { ProcessOptions } from './nodes/process-options';
import { store } from './nodes/store';
import { bothWays, SECOND, type LinkSpec, type NodeSpec, type Topology } from '../../sim';
import { LETTERS, ownedBy, touched, type Partition } from './partitions';
import type { BoundarySettings } from './settings';

/** The place of the monolith, after those of services A … E. */
export const MONOLITH_PLACE = LETTERS.length;
const PLACES = LETTERS.length + 1;

/** Nodes by number: the clients, the stores in the order of places, the monolith, services A … E. */
export const CLIENTS = 0;
export const storeAt = (place: number): number => 1 + place;
export const processAt = (place: number): number =>
  place === MONOLITH_PLACE ? 1 + PLACES : 2 + PLACES + place;
/** The store of the process with that number. */
export const storeOf = (process: number): number =>
  storeAt(process === processAt(MONOLITH_PLACE) ? MONOLITH_PLACE : process - processAt(0));

export const processId = (place: number): string =>
  place === MONOLITH_PLACE ? 'monolith' : `service-${LETTERS[place]}`;
export const storeId = (place: number): string =>
  place === MONOLITH_PLACE ? 'monolith-store' : `store-${LETTERS[place]}`;

/** One way between a client and a process, between processes, and between a process and its store, µs. */
const HOP = 500;
const STORE_HOP = 50;
export const CALL_WAY = 2 * HOP + 2 * STORE_HOP;

const ms = (x: number): number => Math.round(x * 1000);
const ALL = ENTITIES.reduce((bits, _, e) => bits | bit(e), 0);

/** The setting that says where an entity belongs. */
export const settingOf = (entity: Entity) => `${entity}In` as const;

export const partitionOf = (s: BoundarySettings): Partition =>
  ENTITIES.map((name) => LETTERS.indexOf(s[settingOf(name)]));

function fallbacksOf(s: BoundarySettings): number[] {
  const may: Record<string, Partial<Record<Entity, boolean>>> = {
    teamList: { users: s.fallbackTeamListUsers },
    openSurvey: {
      users: s.fallbackOpenSurveyUsers,
      organizations: s.fallbackOpenSurveyOrganizations,
    },
    submitAnswer: { subscriptions: s.fallbackSubmitAnswerSubscriptions },
    dashboard: {
      organizations: s.fallbackDashboardOrganizations,
      surveys: s.fallbackDashboardSurveys,
      subscriptions: s.fallbackDashboardSubscriptions,
      teams: s.fallbackDashboardTeams,
    },
  };
  return ENDPOINTS.map(({ id }) =>
    ENTITIES.reduce((bits, name) => (may[id]?.[name] ? bits | bit(at(name)) : bits), 0),
  );
}

/** Pairs of services of which one calls the other: the call graph of a partition. */
function callGraph(partition: Partition): [number, number][] {
  const pairs = new Map<string, [number, number]>();
  ENDPOINTS.forEach((_, endpoint) => {
    const [entry, ...others] = touched(partition, endpoint);
    for (const other of others) {
      const pair: [number, number] = [Math.min(entry, other), Math.max(entry, other)];
      pairs.set(pair.join(), pair);
    }
  });
  return [...pairs.values()];
}

/** Availability is mean time to failure over the whole: MTTF = restart · A/(1 − A), µs; 0 for one that never dies. */
function lifeOf({ availabilityPercent, restartS }: BoundarySettings): number {
  if (availabilityPercent >= 100) return 0;
  const up = availabilityPercent / 100;
  return (restartS * SECOND * up) / (1 - up);
}

function processOptions(s: BoundarySettings, place: number): ProcessOptions {
  const partition = partitionOf(s);
  const isWhole = place === MONOLITH_PLACE;
  const owner = ENTITIES.map((_, e) => (isWhole ? place : partition[e]));
  const peers = callGraph(partition).flatMap(([a, b]) =>
    a === place ? [b] : b === place ? [a] : [],
  );
  return {
    owns: isWhole ? ALL : ownedBy(partition)[place],
    owner: owner.map(processAt),
    store: storeAt(place),
    stores: owner.map(storeAt),
    peers: isWhole ? [] : peers.map(processAt),
    timeout: ms(s.timeoutMs),
    attempts: s.attempts,
    fallbacks: fallbacksOf(s),
    inProcess: ms(s.inProcessMs),
    callMedian: s.callMs * 1000,
    callSigma: s.callSigma,
    callWay: CALL_WAY,
    restart: Math.round(s.restartS * SECOND),
    life: lifeOf(s),
    leaks: s.leakIn === 'none' ? 0 : bit(at(s.leakIn)),
    leak: s.leakMb,
    memory: s.memoryMb,
    bug: s.bug,
  };
}

export const quotaOf = (s: Pick<BoundarySettings, 'loadS' | 'ratePerSecond'>): number =>
  Math.max(1, Math.round(s.loadS * s.ratePerSecond));

function callersOptions(s: BoundarySettings): CallersOptions {
  return {
    quota: quotaOf(s),
    meanGap: SECOND / s.ratePerSecond,
    patience: ms(s.clientTimeoutMs),
    owners: [partitionOf(s).map(processAt), ENTITIES.map(() => processAt(MONOLITH_PLACE))],
  };
}

const places = Array.from({ length: PLACES }, (_, place) => place);
/** Entities as they fit on a mark, in their order. */
const SHORT = ['Users', 'Orgs', 'Surveys', 'Subs', 'Teams'] as const;

/** "A Users +2" */
function labelOf(owns: number, place: number): string {
  if (place === MONOLITH_PLACE) return 'monolith';
  const letter = LETTERS[place].toUpperCase();
  const [first, ...others] = entitiesIn(owns);
  if (first === undefined) return `service ${letter}`;
  const more = others.length > 0 ? ` +${others.length}` : '';
  return `${letter} ${SHORT[first]}${more}`;
}

/** The monolith on one side of the clients, the services on the other. */
function nodesOf(s: BoundarySettings): NodeSpec[] {
  const owned = ownedBy(partitionOf(s));
  const stores = places.map((place): NodeSpec => ({
    id: storeId(place),
    label: place === MONOLITH_PLACE ? 'its store' : `store ${LETTERS[place].toUpperCase()}`,
    behaviour: store,
    options: { idle: place !== MONOLITH_PLACE && owned[place] === 0 },
    shape: 'replica',
    layer: place === MONOLITH_PLACE ? 0 : 3,
  }));
  const processes = [MONOLITH_PLACE, ...places.slice(0, -1)].map((place): NodeSpec => ({
    id: processId(place),
    label: labelOf(owned[place] ?? 0, place),
    behaviour: process,
    options: processOptions(s, place),
    shape: 'server',
    layer: place === MONOLITH_PLACE ? 0 : 2,
  }));
  const clients: NodeSpec = {
    id: 'clients',
    label: 'clients',
    behaviour: callers,
    options: callersOptions(s),
    shape: 'client',
    layer: 1,
    source: true,
  };
  return [clients, ...stores, ...processes];
}

function linksOf(s: BoundarySettings): LinkSpec[] {
  const partition = partitionOf(s);
  const used = [...new Set(partition), MONOLITH_PLACE].sort((a, b) => a - b);
  const links = [
    ...used.flatMap((place) => bothWays('clients', processId(place), HOP)),
    ...callGraph(partition).flatMap(([a, b]) => bothWays(processId(a), processId(b), HOP)),
    ...used.flatMap((place) => bothWays(processId(place), storeId(place), STORE_HOP)),
  ];
  if (s.bug !== 'reads-store') return links;
  const reaches = callGraph(partition).flatMap(([a, b]) => [
    [a, b],
    [b, a],
  ]);
  return [...links, ...reaches.flatMap(([a, b]) => bothWays(processId(a), storeId(b), STORE_HOP))];
}

export function topology(s: BoundarySettings): Topology {
  return { nodes: nodesOf(s), links: linksOf(s) };
}
