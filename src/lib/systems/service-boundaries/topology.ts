import { bothWays, layOut, many, ms, one, range, SECOND, seconds } from '../../sim';
import type { LinkSpec, NodeRef, Placing, Refs, SettingsOf } from '../../sim';
import { callers } from './nodes/callers';
import { at as placeOf, bit, bitsOf, ENDPOINTS, ENTITIES, entitiesIn } from './nodes/endpoints';
import type { EndpointId, Entity } from './nodes/endpoints';
import { process } from './nodes/process';
import { store } from './nodes/store';
import { LETTERS, ownedBy, settingOf, touched, type Partition } from './partitions';
import type { settings } from './settings';

type Settings = SettingsOf<typeof settings>;
type Parts = typeof parts;
type At = Refs<Parts>;
type Place<N extends keyof Parts> = Placing<Parts>[N];

const parts = {
  clients: one(callers),
  stores: many(LETTERS.length, store),
  monolithStore: one(store),
  monolith: one(process),
  services: many(LETTERS.length, process),
};

/** The id of a service's process; for the page's own view. */
export const serviceId = (service: number): string => `service-${LETTERS[service]}`;

/** One way between a client and a process, between processes, and between a process and its store, µs. */
const HOP = 500;
const STORE_HOP = 50;
const CALL_WAY = 2 * HOP + 2 * STORE_HOP;

const EACH = range(ENTITIES.length);
const ALL = bitsOf(EACH);

export const partitionOf = (s: Settings): Partition =>
  ENTITIES.map((name) => LETTERS.indexOf(s[settingOf(name)]));

function fallbacksOf(s: Settings): number[] {
  const may: Partial<Record<EndpointId, Partial<Record<Entity, boolean>>>> = {
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
    ENTITIES.reduce((bits, name) => (may[id]?.[name] ? bits | bit(placeOf(name)) : bits), 0),
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

const peersOf = (partition: Partition, service: number): number[] =>
  callGraph(partition).flatMap(([a, b]) => (a === service ? [b] : b === service ? [a] : []));

/** Availability is mean time to failure over the whole: MTTF = restart · A/(1 − A), µs; 0 for one that never dies. */
function lifeOf({ availabilityPercent, restartS }: Settings): number {
  if (availabilityPercent >= 100) return 0;
  const up = availabilityPercent / 100;
  return (restartS * SECOND * up) / (1 - up);
}

/** What a process of either deployment is told. */
const common = (s: Settings) => ({
  timeout: ms(s.timeoutMs),
  attempts: s.attempts,
  fallbacks: fallbacksOf(s),
  inProcess: ms(s.inProcessMs),
  callMedian: s.callMs * 1000,
  callSigma: s.callSigma,
  callWay: CALL_WAY,
  refuses: s.refusesWhenDown,
  restart: seconds(s.restartS),
  life: lifeOf(s),
  leaks: s.leakIn === 'none' ? 0 : bit(placeOf(s.leakIn)),
  leak: s.leakMb,
  memory: s.memoryMb,
  bug: s.bug,
});

export const quotaOf = (s: Pick<Settings, 'loadS' | 'ratePerSecond'>): number =>
  Math.max(1, Math.round(s.loadS * s.ratePerSecond));

/** Entities as they fit on a mark, in their order. */
const SHORT = ['Users', 'Orgs', 'Surveys', 'Subs', 'Teams'] as const;
const capital = (service: number): string => LETTERS[service].toUpperCase();

/** "A Users, Teams", "A Users +2" */
function labelOf(owns: number, service: number): string {
  const [first, ...others] = entitiesIn(owns);
  if (first === undefined) return `service ${capital(service)}`;
  const more =
    others.length === 1 ? `, ${SHORT[others[0]]}` : others.length > 0 ? ` +${others.length}` : '';
  return `${capital(service)} ${SHORT[first]}${more}`;
}

const clients =
  (s: Settings, at: At): Place<'clients'> =>
  () => ({
    id: 'clients',
    label: 'clients',
    shape: 'client',
    layer: 1,
    source: true,
    options: {
      quota: quotaOf(s),
      meanGap: SECOND / s.ratePerSecond,
      patience: ms(s.clientTimeoutMs),
      owners: {
        split: partitionOf(s).map((service) => at.services[service]),
        monolith: EACH.map(() => at.monolith),
      },
    },
  });

/** The services that can read a service's store: itself, and with the wrong design "reads-store" whoever calls it. */
function readersOf(s: Settings, service: number): number[] {
  const partition = partitionOf(s);
  if (!partition.includes(service)) return [];
  return s.bug === 'reads-store' ? [service, ...peersOf(partition, service)] : [service];
}

const stores =
  (s: Settings, at: At): Place<'stores'> =>
  (service) => ({
    id: `store-${LETTERS[service]}`,
    label: `store ${capital(service)}`,
    shape: 'replica',
    layer: 3,
    options: { readers: readersOf(s, service).map((reader) => at.services[reader]) },
  });

const monolithStore =
  (at: At): Place<'monolithStore'> =>
  () => ({
    id: 'monolith-store',
    label: 'monolith’s store',
    shape: 'replica',
    layer: 0,
    options: { readers: [at.monolith] },
  });

const monolith =
  (s: Settings, at: At): Place<'monolith'> =>
  () => ({
    id: 'monolith',
    label: 'monolith',
    shape: 'server',
    layer: 0,
    options: {
      ...common(s),
      owns: ALL,
      owner: EACH.map(() => at.monolith),
      store: at.monolithStore,
      stores: EACH.map(() => at.monolithStore),
      peers: [],
    },
  });

function services(s: Settings, at: At): Place<'services'> {
  const partition = partitionOf(s);
  const owned = ownedBy(partition);
  return (service) => ({
    id: serviceId(service),
    label: labelOf(owned[service], service),
    shape: 'server',
    layer: 2,
    options: {
      ...common(s),
      owns: owned[service],
      owner: partition.map((owner) => at.services[owner]),
      store: at.stores[service],
      stores: partition.map((owner) => at.stores[owner]),
      peers: peersOf(partition, service).map((peer) => at.services[peer]),
    },
  });
}

function links(s: Settings, at: At): LinkSpec<NodeRef>[] {
  const partition = partitionOf(s);
  const services = range(LETTERS.length);
  const used = services.filter((service) => partition.includes(service));
  const process = used.map((service) => at.services[service]);
  return [
    ...[...process, at.monolith].flatMap((to) => bothWays(at.clients, to, HOP)),
    ...callGraph(partition).flatMap(([a, b]) => bothWays(at.services[a], at.services[b], HOP)),
    ...services.flatMap((service) =>
      readersOf(s, service).flatMap((reader) =>
        bothWays(at.services[reader], at.stores[service], STORE_HOP),
      ),
    ),
    ...bothWays(at.monolith, at.monolithStore, STORE_HOP),
  ];
}

/** The monolith on one side of the clients, the services on the other. */
export const topology = (s: Settings) =>
  layOut(parts, (at) => ({
    nodes: {
      clients: clients(s, at),
      stores: stores(s, at),
      monolithStore: monolithStore(at),
      monolith: monolith(s, at),
      services: services(s, at),
    },
    links: links(s, at),
  }));
