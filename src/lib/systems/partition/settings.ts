import type { SettingFields, SettingsOf } from '../../sim';
import { groups } from '../fields';

const [network, load, data, levels] = groups('network', 'load', 'data', 'levels');

const quorum = 'majority – a leader orders it, a majority holds it';
const lww = 'last writer wins – the version with the later timestamp stays';
const levelled = { one: 'one', majority: 'majority' };

const far = (site: number, value: number) =>
  network.advanced.milliseconds({
    title: `site ${site}`,
    help: `round trip from a client at site 1 to the replica at site ${site}`,
    min: 0.2,
    max: 10_000,
    default: value,
    slider: { min: 1, max: 300, step: 1 },
  });

export const settings = {
  workload: load.choice({
    title: 'clients use',
    help: 'the objects that clients work on',
    options: {
      counter: 'a counter',
      register: 'a register',
      cart: 'a cart',
      wallet: 'a wallet',
      shop: 'a cart and a wallet – half of the operations each',
    },
    default: 'counter',
  }),
  counterMode: data.choice({
    title: 'counter kept by',
    help: 'how the five copies of the counter are kept',
    options: {
      quorum,
      lww,
      crdt: 'merging counter – each replica counts its own',
    },
    default: 'quorum',
  }),
  registerMode: data.choice({
    title: 'register kept by',
    help: 'how the five copies of the register are kept',
    options: {
      quorum,
      lww,
    },
    default: 'quorum',
  }),
  cartMode: data.choice({
    title: 'cart kept by',
    help: 'how the five copies of the cart are kept',
    options: {
      quorum,
      lww,
      crdt: 'observed-remove set – a removal takes only what it has seen',
    },
    default: 'quorum',
  }),
  walletMode: data.choice({
    title: 'wallet kept by',
    help: 'how the five copies of the wallet are kept; it must not go below zero',
    options: {
      quorum,
      lww,
      crdt: 'merging counter – payments in and out, counted per replica',
    },
    default: 'quorum',
  }),
  writeLevel: levels.choice({
    title: 'write waits for',
    help: 'replicas that must hold an update before its client is told; for objects kept by majority',
    options: {
      ...levelled,
      all: 'all five',
    },
    default: 'majority',
  }),
  readLevel: levels.choice({
    title: 'read asks',
    help: 'one: the nearest replica alone; majority: the leader, which asks a majority; for objects kept by majority',
    options: levelled,
    default: 'majority',
  }),
  ratePerSecond: load.perSecond({
    title: 'rate',
    help: 'operations a second over all five sites together, the same number at each',
    min: 0.1,
    max: 2000,
    default: 100,
    slider: { min: 10, max: 500, step: 10 },
  }),
  arrivals: load.advanced.choice({
    title: 'arrivals',
    help: 'when operations start at each site; none waits for the one before it',
    options: {
      even: 'even – gaps between half and one and a half times their mean',
      random: 'random – exponential gaps: a Poisson process',
    },
    default: 'even',
  }),
  writePercent: load.percentage({
    title: 'writes',
    help: 'share of the operations that change something; the others read',
    min: 0,
    max: 100,
    default: 100,
    slider: { min: 0, max: 100, step: 5 },
  }),
  loadS: load.seconds({
    title: 'load lasts',
    help: 'time during which clients send operations; then they wait for open ones, and for the copies to settle',
    min: 0.1,
    max: 36_000,
    default: 60,
    slider: { min: 10, max: 120, step: 5 },
  }),
  timeoutMs: load.milliseconds({
    title: 'client time-out',
    help: 'a client gives up on an operation after this long, and cannot know what became of it',
    min: 50,
    max: 60_000,
    default: 1000,
    slider: { min: 100, max: 5000, step: 100 },
  }),
  attempts: load.advanced.integer({
    title: 'attempts',
    help: 'how often a client sends an operation within its time-out, under the same number so that it takes effect once',
    min: 1,
    max: 10,
    default: 2,
    slider: { min: 1, max: 5 },
  }),
  localRttMs: network.advanced.milliseconds({
    title: 'nearest replica',
    help: 'round trip between a client and the replica at its own site',
    min: 0.2,
    max: 1000,
    default: 2,
    slider: { min: 0.5, max: 20, step: 0.5 },
  }),
  // The sites lie along one cable, so that these give all the other distances.
  rtt2Ms: far(2, 20),
  rtt3Ms: far(3, 40),
  rtt4Ms: far(4, 80),
  rtt5Ms: far(5, 150),
  jitterMs: network.advanced.milliseconds({
    title: 'jitter',
    help: 'mean of a random extra delay on every message between replicas',
    min: 0,
    max: 1000,
    default: 0,
    slider: { min: 0, max: 20, step: 1 },
  }),
  clockErrorMs: data.advanced.milliseconds({
    title: 'clocks off by',
    help: 'each replica’s clock is off by up to this much either way; last writer wins trusts it',
    min: 0,
    max: 600_000,
    default: 50,
    slider: { min: 0, max: 1000, step: 50 },
  }),
  gossipMs: network.advanced.milliseconds({
    title: 'anti-entropy every',
    help: 'time between two rounds in which replicas tell each other what they have',
    min: 10,
    max: 60_000,
    default: 200,
    slider: { min: 50, max: 2000, step: 50 },
  }),
  heartbeatMs: network.advanced.milliseconds({
    title: 'heartbeat every',
    help: 'time between a leader’s heartbeats; never less than 1.25 times the longest round trip',
    min: 20,
    max: 60_000,
    default: 200,
    slider: { min: 50, max: 1000, step: 50 },
  }),
  spreadPercent: network.advanced.percentage({
    title: 'time-outs differ by',
    help: 'how much longer one replica may wait for a leader than another; at 0 they all stand at once and split the votes',
    min: 0,
    max: 1000,
    default: 80,
    slider: { min: 0, max: 200, step: 10 },
  }),
  leaderSite: network.advanced.integer({
    title: 'first leader',
    help: 'the site whose replica stands for election first',
    min: 1,
    max: 5,
    default: 1,
    slider: { min: 1, max: 5 },
  }),
  walletStart: data.advanced.integer({
    title: 'wallet starts with',
    help: 'money in it at first; clients pay in 10 or take out 20, equally often',
    min: 0,
    max: 1_000_000_000,
    default: 9000,
    slider: { min: 0, max: 20_000, step: 500 },
  }),
  bug: data.plantedBug({
    'early-ack': 'the leader',
    'two-votes': 'the elections',
    'no-dedupe': 'the replicas’ operations',
    'adding-merge': 'the merging counter',
  }),
} as const satisfies SettingFields;

export type PartitionSettings = SettingsOf<typeof settings>;
