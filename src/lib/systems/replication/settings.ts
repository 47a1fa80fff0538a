import type { SettingFields, SettingsOf } from '../../sim';
import { groups } from '../fields';

const [copies, load, failOver, backup, network] = groups(
  'copies',
  'load',
  'fail-over',
  'backup',
  'network',
);

export const settings = {
  mode: copies.choice({
    title: 'write waits for',
    help: 'copies that must store a write before it is acknowledged',
    options: {
      async: 'nobody (async) – the primary’s own disk is enough',
      'any-one': 'any one standby – semi-synchronous',
      majority: 'a majority – of all copies, the primary’s among them',
      all: 'all standbys – one standby that is down stops every write',
    },
    default: 'any-one',
  }),
  copies: copies.integer({
    title: 'copies',
    help: 'a primary and its standbys',
    min: 2,
    max: 5,
    default: 3,
    slider: { min: 2, max: 5 },
  }),
  placement: copies.choice({
    title: 'copies in zones',
    help: 'which zone each copy is in; writers are in zones A and B, the backup store is elsewhere',
    options: {
      abc: 'A, B, C – each in a zone of its own',
      aab: 'A, A, B – two together',
      aaa: 'A, A, A – all in one zone',
    },
    default: 'abc',
  }),
  lagMs: copies.milliseconds({
    title: 'lag',
    help: 'how far standbys are behind when no write waits for them',
    min: 1,
    max: 60_000,
    default: 200,
    slider: { min: 1, max: 2000, log: true },
  }),
  lagSpreadPercent: copies.advanced.percentage({
    title: 'lag varies by',
    help: 'each standby’s lag drifts by up to this much either way',
    min: 0,
    max: 100,
    default: 10,
    slider: { min: 0, max: 100, step: 5 },
  }),
  ratePerSecond: load.perSecond({
    title: 'writes',
    help: 'rows inserted per second, half of them from zone A and half from zone B, at random times',
    min: 0.1,
    max: 2000,
    default: 500,
    slider: { min: 10, max: 2000, log: true },
  }),
  detectMs: failOver.milliseconds({
    title: 'declared dead after',
    help: 'how long a primary may be silent before monitors replace it; its lease is a tenth shorter',
    min: 200,
    max: 120_000,
    default: 3000,
    slider: { min: 500, max: 30_000, log: true },
  }),
  monitors: failOver.integer({
    title: 'monitors',
    help: 'a majority of them decides on a fail-over; monitor 1 is in zone B, monitor 2 in A, monitor 3 in C',
    min: 1,
    max: 3,
    default: 3,
    slider: { min: 1, max: 3 },
  }),
  fencing: failOver.toggle({
    title: 'fencing',
    help: 'a primary stops when its lease expires, and copies reject messages from older epochs',
    default: true,
  }),
  backupMinutes: backup.number({
    title: 'snapshot every',
    help: 'time between snapshots of the table in the backup store',
    min: 0.1,
    max: 1440,
    default: 5,
    unit: 'min',
    slider: { min: 1, max: 1440, log: true },
  }),
  checksums: backup.advanced.toggle({
    title: 'checksums',
    help: 'a database that detects a damaged disk stops; without checksums it does not notice',
    default: true,
  }),
  zoneRttMs: network.milliseconds({
    title: 'between zones',
    help: 'round trip from one zone to another',
    min: 0.2,
    max: 1000,
    default: 3,
    slider: { min: 0.5, max: 100, log: true },
  }),
  nearRttMs: network.advanced.milliseconds({
    title: 'within a zone',
    help: 'round trip between two machines in one zone',
    min: 0.1,
    max: 1000,
    default: 0.5,
    slider: { min: 0.1, max: 5, step: 0.1 },
  }),
  timeoutMs: load.advanced.milliseconds({
    title: 'writer’s time-out',
    help: 'a writer gives up on a write after this long and cannot know its outcome',
    min: 50,
    max: 60_000,
    default: 1000,
    slider: { min: 100, max: 5000, step: 100 },
  }),
  loadS: load.seconds({
    title: 'load lasts',
    help: 'time during which rows are written',
    min: 0.1,
    max: 36_000,
    default: 60,
    slider: { min: 10, max: 600, step: 10 },
  }),
  bug: failOver.plantedBug({
    'early-ack': 'the primary',
    'first-answer': 'the monitors',
  }),
} as const satisfies SettingFields;

export type ReplicationSettings = SettingsOf<typeof settings>;
