import type { SettingFields, SettingsOf } from '../../sim';
import { groups } from '../fields';

const [session, replication, load, network] = groups('session', 'replication', 'load', 'network');

export const settings = {
  route: session.choice({
    title: 'reads go to',
    help: 'which replica a client asks',
    options: {
      any: 'any replica – at random, the primary included',
      followers: 'any follower – at random, all of them near',
      sticky: 'one follower – each client keeps to its own',
      'own-primary': 'primary after own post – other reads at any follower',
      primary: 'primary – which is far away',
    },
    default: 'followers',
  }),
  token: session.choice({
    title: 'token holds',
    help: 'positions that a session keeps and that a replica must have reached to serve it',
    options: {
      none: 'nothing',
      writes: 'what it wrote',
      reads: 'what it read',
      both: 'what it wrote and read',
    },
    default: 'both',
  }),
  tokenAt: session.choice({
    title: 'token lives in',
    help: 'what it does not outlive',
    options: {
      connection: 'the connection – lost when the device changes or a replica stops answering',
      device: 'the device – lost when the user takes another one',
      account: 'the account – the user’s next device has it too',
    },
    default: 'account',
  }),
  behind: session.choice({
    title: 'replica too old',
    help: 'what happens when it has not reached the token’s position',
    options: {
      primary: 'ask the primary',
      wait: 'wait until it has',
    },
    default: 'primary',
  }),
  writes: replication.choice({
    title: 'posts go to',
    help: 'which replicas accept them',
    options: {
      primary: 'primary',
      any: 'where it reads – every replica has a log of its own',
    },
    default: 'primary',
  }),
  apply: replication.choice({
    title: 'replicas apply posts',
    help: 'the order in which what has arrived becomes visible',
    options: {
      'in-order': 'in order – after everything that its log had before',
      'as-received': 'as they are ready – side by side, gaps included',
    },
    default: 'in-order',
  }),
  lagMs: replication.milliseconds({
    title: 'mean lag',
    help: 'from a post’s arrival at a replica until it is applied; exponential',
    min: 0,
    max: 10_000,
    default: 200,
    slider: { min: 0, max: 2000, step: 20 },
  }),
  followers: replication.integer({
    title: 'followers',
    help: 'near the clients',
    min: 1,
    max: 4,
    default: 2,
  }),
  clients: load.integer({
    title: 'users',
    help: 'each with one session',
    min: 1,
    max: 5,
    default: 3,
  }),
  steps: load.integer({
    title: 'steps',
    help: 'of each user; 0: only what is done by hand',
    min: 0,
    max: 100_000,
    default: 100,
    slider: { min: 1, max: 10_000, log: true },
  }),
  stepMs: load.milliseconds({
    title: 'time between steps',
    help: 'from an answer to the next step',
    min: 1,
    max: 60_000,
    default: 200,
    slider: { min: 10, max: 2000, step: 10 },
  }),
  ownPercent: load.percentage({
    title: 'steps with a post',
    help: 'a post and then a look at it; every other step only reads',
    min: 0,
    max: 100,
    default: 10,
  }),
  gapMs: load.milliseconds({
    title: 'own post to read',
    help: 'from the answer to a post until its author looks for it',
    min: 0,
    max: 10_000,
    default: 50,
    slider: { min: 0, max: 1000, step: 10 },
  }),
  ownReads: load.advanced.integer({
    title: 'looks at own post',
    help: 'reads after a post, one gap apart',
    min: 1,
    max: 5,
    default: 1,
  }),
  primaryRttMs: network.milliseconds({
    title: 'round trip to primary',
    help: 'from every client',
    min: 0,
    max: 1000,
    default: 80,
    slider: { min: 0, max: 300, step: 5 },
  }),
  localRttMs: network.milliseconds({
    title: 'round trip to follower',
    help: 'from every client',
    min: 0,
    max: 1000,
    default: 5,
    slider: { min: 0, max: 100 },
  }),
  shipMs: network.advanced.milliseconds({
    title: 'primary to follower',
    help: 'one way; the lag comes on top',
    min: 0,
    max: 1000,
    default: 40,
    slider: { min: 0, max: 200, step: 5 },
  }),
  timeoutMs: network.advanced.milliseconds({
    title: 'time-out',
    help: 'after this long a client turns to another replica',
    min: 50,
    max: 60_000,
    default: 1000,
    slider: { min: 50, max: 5000, step: 50 },
  }),
  bug: session.plantedBug({
    'counts-received': 'the replicas',
    'drops-token': 'the sessions',
  }),
} as const satisfies SettingFields;

export type SessionSettings = SettingsOf<typeof settings>;
