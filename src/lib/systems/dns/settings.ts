import type { SettingFields, SettingsOf } from '../../sim';
import { integer, number, percentage, plantedBug, toggle } from '../fields';

const seconds = (
  field: Pick<Parameters<typeof number>[0], 'title' | 'help' | 'default' | 'max' | 'group'> & {
    min?: number;
    advanced?: boolean;
    slider?: number;
  },
) => {
  const { min = 0, slider, ...rest } = field;
  return number({
    unit: 's',
    min,
    ...rest,
    ...(slider === undefined ? {} : { slider: { min, max: slider, step: 5 } }),
  });
};

export const settings = {
  ttlS: number({
    title: 'TTL',
    help: 'how long a resolver may keep a copy of the record',
    unit: 's',
    min: 5,
    max: 86_400,
    default: 300,
    slider: { min: 5, max: 3600, log: true },
    group: 'zone',
  }),
  negativeTtlS: number({
    title: 'negative TTL',
    help: 'how long a resolver may remember that a name does not exist',
    unit: 's',
    min: 5,
    max: 86_400,
    default: 300,
    slider: { min: 5, max: 3600, log: true },
    group: 'zone',
  }),
  changeAtS: seconds({
    title: 'cut-over at',
    help: 'when the record changes to the new address; 0: never',
    max: 86_400,
    default: 60,
    slider: 600,
    group: 'plan',
  }),
  lowerBeforeS: seconds({
    title: 'lower the TTL before',
    help: 'so long before the cut-over; 0: the TTL is not lowered',
    max: 86_400,
    default: 0,
    slider: 7200,
    group: 'plan',
  }),
  lowTtlS: seconds({
    title: 'lowered TTL',
    help: 'the TTL around the cut-over, where it is lowered',
    min: 5,
    max: 86_400,
    default: 30,
    slider: 300,
    group: 'plan',
  }),
  restoreAfterS: seconds({
    title: 'restore the TTL after',
    help: 'so long after the cut-over; 0: it is not restored',
    max: 86_400,
    default: 120,
    slider: 3600,
    group: 'plan',
  }),
  oldOffAfterS: seconds({
    title: 'old server off after',
    help: 'so long after the cut-over',
    max: 86_400,
    default: 86_400,
    slider: 3600,
    group: 'plan',
  }),
  resolvers: integer({
    title: 'resolvers',
    help: 'each has a cache of its own; the stage draws them in up to four crowds',
    min: 1,
    max: 5000,
    default: 1000,
    unit: '',
    slider: { min: 10, max: 5000, log: true },
    group: 'load',
  }),
  rate: number({
    title: 'lookups of each resolver',
    help: 'by its clients, as a Poisson process',
    min: 0.01,
    max: 100,
    default: 2,
    unit: '/s',
    slider: { min: 0.1, max: 20, log: true },
    group: 'load',
  }),
  newNamePercent: percentage({
    title: 'lookups of the new name',
    help: 'the share that asks for shop.example.com, which exists from the cut-over on',
    max: 90,
    default: 0,
    slider: { min: 0, max: 50, step: 5 },
    group: 'load',
  }),
  followed: number({
    title: 'lookups followed',
    help: 'so many a second of all resolvers are played from the client to the web server; the rest only matter where they find an expired copy',
    min: 0,
    max: 10_000,
    default: 3,
    unit: '/s',
    slider: { min: 0, max: 20 },
    group: 'load',
    advanced: true,
  }),
  warm: toggle({
    title: 'caches start warm',
    help: 'with copies of random ages, as after a long time; otherwise they are empty',
    default: true,
    group: 'resolvers',
  }),
  serveStale: toggle({
    title: 'serve stale',
    help: 'a resolver answers with an expired copy while no name server answers it',
    default: false,
    group: 'resolvers',
  }),
  ignoring: percentage({
    title: 'resolvers that ignore the TTL',
    help: 'they keep every copy for at least an hour',
    max: 100,
    default: 0,
    slider: { min: 0, max: 20, step: 1 },
    group: 'resolvers',
  }),
  forwarding: toggle({
    title: 'last crowd forwards',
    help: 'its resolvers ask those of the first crowd instead of the name servers',
    default: false,
    group: 'resolvers',
    advanced: true,
  }),
  nameServers: integer({
    title: 'name servers of the zone',
    help: 'the first one is changed, the others copy it',
    min: 1,
    max: 4,
    default: 2,
    unit: '',
    group: 'servers',
  }),
  lame: integer({
    title: 'lame name servers',
    help: 'the delegation lists them, but they do not have the zone; the last ones first',
    min: 0,
    max: 4,
    default: 0,
    unit: '',
    group: 'servers',
  }),
  delegationTtlS: number({
    title: 'TTL of delegations',
    help: 'how long a resolver may keep who is asked for .com and for example.com; set by the parent',
    unit: 's',
    min: 5,
    max: 604_800,
    default: 172_800,
    slider: { min: 60, max: 172_800, log: true },
    group: 'servers',
    advanced: true,
  }),
  bug: plantedBug(
    {
      'restarts-ttl': 'the forwarders',
      'timeout-denies': 'the resolvers',
    },
    'resolvers',
  ),
} as const satisfies SettingFields;

export type DnsSettings = SettingsOf<typeof settings>;
