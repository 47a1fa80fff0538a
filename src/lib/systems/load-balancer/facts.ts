import { counted, grouped, type GaugeKind } from '../../sim';

/** Facts that count something: nothing at zero. */
const count = (word: string) => (n: number) => (n === 0 ? '' : `${grouped(n)} ${word}`);

/** What the stage says of each node in words, the most important first. */
export const gauges = {
  queue: { title: 'requests held', unit: '', mark: 'stack' },
  busy: { title: 'busy', unit: '', mark: 'arc' },
  panic: {
    title: 'panic',
    unit: '',
    mark: 'badge',
    tag: 'fault',
    says: () => 'has too few healthy machines and ignores their health',
  },
  errors: {
    title: 'errors',
    unit: '',
    mark: 'count',
    tag: 'fault',
    durable: true,
    text: count('errors'),
    says: (n) => `has answered ${counted(n, 'request')} with an error`,
  },
  rejected: {
    title: 'rejected',
    unit: '',
    mark: 'count',
    tag: 'fault',
    durable: true,
    text: count('rejected'),
    says: (n) => `has rejected ${counted(n, 'request')} because its queue was full`,
  },
  clientErrors: {
    title: 'failed',
    unit: '',
    mark: 'count',
    tag: 'fault',
    durable: true,
    text: count('failed'),
    says: (n) => `${counted(n, 'request')} of it ended with an error or were never answered`,
  },
  clientRejected: {
    title: 'rejected',
    unit: '',
    mark: 'count',
    tag: 'fault',
    durable: true,
    text: count('rejected'),
    says: (n) => `${counted(n, 'request')} of it were rejected by a machine with a full queue`,
  },
  served: {
    title: 'served',
    unit: '',
    mark: 'count',
    durable: true,
    text: count('served'),
    says: (n) => `has served ${counted(n, 'request')}`,
  },
  outstanding: {
    title: 'outstanding',
    unit: '',
    mark: 'count',
    text: count('outstanding'),
    says: (n) => `waits for the answers to ${counted(n, 'request')}`,
  },
  waiting: {
    title: 'waiting',
    unit: '',
    mark: 'count',
    text: count('waiting'),
    says: (n) => `waits for the answers to ${counted(n, 'request')}`,
  },
  launched: {
    title: 'launched',
    unit: '',
    mark: 'count',
    durable: true,
    text: count('launched'),
    says: (n) => `has launched ${counted(n, 'machine')}`,
  },
} as const satisfies Record<string, GaugeKind>;
