import { bothWays, layOut, many, ms, one, perhaps, SECOND } from '../../sim';
import type { Placing, Refs } from '../../sim';
import { database } from './nodes/database';
import { service } from './nodes/service';
import { users } from './nodes/users';
import type { ChainSettings } from './settings';

type Settings = ChainSettings;
type At = Refs<ReturnType<typeof parts>>;
type Place<N extends keyof At> = Placing<ReturnType<typeof parts>>[N];

const parts = ({ layers, beside }: Settings) => ({
  users: one(users),
  layers: many(layers, service),
  database: one(database),
  whole: perhaps(beside, service),
  wholeDatabase: perhaps(beside, database),
});

export const LAYERS = ['edge', 'orders', 'payments', 'accounts', 'ledger'] as const;

/** kB of a cart, which every message carries. */
const CART = 100;

/** How long a cart occupies a link, µs; a Mbit/s is a bit each µs. */
const transmitOf = ({ bandwidthMbit }: Settings): number =>
  bandwidthMbit === 0 ? 0 : Math.round((CART * 8000) / bandwidthMbit);

const retriesAt = ({ retriesAt, layers }: Settings, layer: number): boolean =>
  retriesAt === 'every' || layer === (retriesAt === 'edge' ? 0 : layers - 1);

/** Three retries are four attempts, which is easily overlooked. */
const attemptsOf = ({ attempts, bug }: Settings): number =>
  bug === 'extra-try' ? attempts + 1 : attempts;

const common = (s: Settings) => ({
  timeout: ms(s.timeoutMs),
  budget: s.budget ? s.budgetPercent / 100 : null,
  backoff: s.backoff,
  pause: ms(s.backoffMs),
  deadlines: s.deadlines,
  breaker: s.breaker,
  breakerOpen: ms(s.breakerMs),
  bulkhead: s.bulkhead,
  marshal: ms(s.marshalMs),
  transmit: transmitOf(s),
  ownDeadline: s.bug === 'own-deadline' ? ms(s.patienceMs) : null,
  newKey: s.bug === 'new-key',
});

const layer =
  (s: Settings, at: At): Place<'layers'> =>
  (place) => ({
    id: LAYERS[place],
    label: LAYERS[place],
    shape: 'server',
    layer: place + 1,
    options: {
      ...common(s),
      next: place + 1 < s.layers ? at.layers[place + 1] : at.database,
      attempts: retriesAt(s, place) ? attemptsOf(s) : 1,
      work: ms(s.workMs),
      // Users prove who they are by other means, and the edge's address is public.
      tokenLife: place > 0 ? s.tokenS * SECOND : 0,
      moveEvery: place > 0 ? s.moveEveryS * SECOND : 0,
    },
  });

/** The same layers as functions of one process: what they do takes as long, and calls between them cost nothing. */
const whole =
  (s: Settings, at: At): Place<'whole'> =>
  () => ({
    id: 'one-process',
    label: 'one process',
    shape: 'server',
    layer: 1,
    options: {
      ...common(s),
      next: at.wholeDatabase!,
      attempts: attemptsOf(s),
      work: s.layers * ms(s.workMs),
      tokenLife: 0,
      moveEvery: 0,
    },
  });

const databaseOptions = (s: Settings) => ({
  service: Math.round(SECOND / s.capacityPerS),
  queueLimit: s.queueLimit,
  errorShare: s.errorPercent / 100,
  deadlines: s.deadlines,
  quota: s.quotaPerS,
  tokenLife: s.tokenS * SECOND,
  marshal: ms(s.marshalMs),
  transmit: transmitOf(s),
});

export const topology = (s: Settings) =>
  layOut(parts(s), (at) => {
    const hop = ms(s.hopMs);
    const lossy = { loss: s.lossPercent / 100 };
    const ends = [at.users, ...at.layers];
    const last = at.layers[s.layers - 1];
    const odd = Math.round(hop * s.oddHop);
    return {
      nodes: {
        users: () => ({
          id: 'users',
          label: 'users',
          shape: 'client',
          layer: 0,
          source: true,
          options: {
            shops: at.whole === null ? [at.layers[0]] : [at.layers[0], at.whole],
            checkouts: s.checkouts,
            gap: Math.round(SECOND / s.ratePerS),
            patience: ms(s.patienceMs),
            keys: s.keys,
          },
        }),
        layers: layer(s, at),
        database: () => ({
          id: 'database',
          label: 'database',
          shape: 'replica',
          layer: s.layers + 1,
          options: databaseOptions(s),
        }),
        whole: whole(s, at),
        wholeDatabase: () => ({
          id: 'its-database',
          label: 'its database',
          shape: 'replica',
          layer: 2,
          options: databaseOptions(s),
        }),
      },
      links: [
        // Users reach the shop: what its own hops lose is what a design can do something about.
        ...at.layers.flatMap((to, i) => bothWays(ends[i], to, hop, i > 0 ? lossy : {})),
        ...bothWays(last, at.database, odd, lossy),
        ...(at.whole === null
          ? []
          : [
              ...bothWays(at.users, at.whole, hop),
              ...bothWays(at.whole, at.wholeDatabase!, odd, lossy),
            ]),
      ],
    };
  });
