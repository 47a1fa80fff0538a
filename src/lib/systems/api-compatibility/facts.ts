import { counted, grouped, type FactKind, type GaugeKind } from '../../sim';
import { fact, gauge } from '../drawn';
import type { Result } from './nodes/consumer/messages';
import { changeOf, type ChangeId, type Trait, type Version } from './nodes/users-api/changes';
import type { Get, Page } from './nodes/users-api/messages';

/** What nodes write of themselves, the most important first. */
export const gauges = {
  wrong: gauge.count('wrong results', {
    tag: 'fault',
    text: (n) => (n === 0 ? '' : `${grouped(n)} wrong`),
    says: (n) => `have been given ${counted(n, 'wrong result')} so far`,
  }),
  frozen: gauge.badge('release freeze', {
    tag: 'fault',
    durable: true,
    says: () => 'its team may not release: code that has been adapted has to wait',
  }),
  adapting: gauge.badge('adapting', {
    tag: 'waiting',
    durable: true,
    says: (n) =>
      `its team was told of ${counted(n, 'change')} and has not shipped an adapted program`,
  }),
  adapted: gauge.badge('adapted', {
    tag: 'well',
    durable: true,
    says: (n) => `has been adapted to ${counted(n, 'change')} and works with old and new`,
  }),
  version: gauge.count('release', {
    durable: true,
    text: (no) => (no === 0 ? '' : `release ${no}`),
    says: (no) => `answers with release ${no}`,
  }),
  shipped: gauge.count('shipped', {
    tag: 'well',
    durable: true,
    says: (n) => `has brought ${counted(n, 'change')} to every instance`,
  }),
  stopped: gauge.count('stopped', {
    durable: true,
    says: (n) =>
      `has stopped ${counted(n, 'change')} at the schema diff, a contract test or the canary`,
  }),
  reverted: gauge.count('rolled back', {
    tag: 'fault',
    durable: true,
    says: (n) => `has rolled back ${counted(n, 'change')} after complaints`,
  }),
} as const satisfies Record<string, GaugeKind>;

const brokeJobs = (change: ChangeId): FactKind =>
  fact.count(`broken by change ${change}`, {
    tag: 'fault',
    text: (n) => (n === 0 ? '' : `${change} broke ${grouped(n)}`),
    says: (n) => `change ${change} has spoiled ${counted(n, 'result')} of this program so far`,
  });

/** Facts of a program, by the change that did the harm. */
export const HARM = {
  A: 'harmA',
  B: 'harmB',
  C: 'harmC',
  D: 'harmD',
  E: 'harmE',
  F: 'harmF',
} as const satisfies Record<ChangeId, string>;

/** What only the observer knows, who sees every version and every customer. */
export const facts = {
  harmA: brokeJobs('A'),
  harmB: brokeJobs('B'),
  harmC: brokeJobs('C'),
  harmD: brokeJobs('D'),
  harmE: brokeJobs('E'),
  harmF: brokeJobs('F'),
  tickets: fact.count('tickets', {
    tag: 'waiting',
    text: (n) => (n === 0 ? '' : counted(n, 'ticket')),
    says: (n) => `has had ${counted(n, 'ticket')} from other teams`,
  }),
  canary: fact.badge('canary', {
    tag: 'waiting',
    says: () => 'has the new release and gets the canary’s share of the requests',
  }),
} as const satisfies Record<string, FactKind>;

export const askedFor = ({ user }: Get): string => (user > 0 ? `#${user}` : 'list');

export const usersOn = ({ ids }: Page): string => counted(ids.length, 'user');

export const resultOf = ({ outcome, about }: Result): string =>
  outcome === 'done' ? about : outcome;

export const releaseIn = ({ version }: { readonly version: Version }): string =>
  `release ${version.no}`;

export const changeIn = ({ trait }: { readonly trait: Trait }): string => changeOf(trait);
