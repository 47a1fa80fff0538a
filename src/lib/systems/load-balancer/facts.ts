import { counted, grouped, type GaugeKind } from '../../sim';
import { gauge } from '../drawn';

/** Facts that count something: nothing at zero. */
const count = (word: string) => (n: number) => (n === 0 ? '' : `${grouped(n)} ${word}`);

/** What the stage says of each node in words, the most important first. */
export const gauges = {
  queue: gauge.stack('requests held'),
  busy: gauge.arc('busy'),
  panic: gauge.badge('panic', {
    tag: 'fault',
    says: () => 'has too few healthy machines and ignores their health',
  }),
  errors: gauge.count('errors', {
    tag: 'fault',
    durable: true,
    text: count('errors'),
    says: (n) => `has answered ${counted(n, 'request')} with an error`,
  }),
  rejected: gauge.count('rejected', {
    tag: 'fault',
    durable: true,
    text: count('rejected'),
    says: (n) => `has rejected ${counted(n, 'request')} because its queue was full`,
  }),
  clientErrors: gauge.count('failed', {
    tag: 'fault',
    durable: true,
    text: count('failed'),
    says: (n) => `${counted(n, 'request')} of it ended with an error or were never answered`,
  }),
  clientRejected: gauge.count('rejected', {
    tag: 'fault',
    durable: true,
    text: count('rejected'),
    says: (n) => `${counted(n, 'request')} of it were rejected by a machine with a full queue`,
  }),
  served: gauge.count('served', {
    durable: true,
    text: count('served'),
    says: (n) => `has served ${counted(n, 'request')}`,
  }),
  outstanding: gauge.count('outstanding', {
    text: count('outstanding'),
    says: (n) => `waits for the answers to ${counted(n, 'request')}`,
  }),
  waiting: gauge.count('waiting', {
    text: count('waiting'),
    says: (n) => `waits for the answers to ${counted(n, 'request')}`,
  }),
  launched: gauge.count('launched', {
    durable: true,
    text: count('launched'),
    says: (n) => `has launched ${counted(n, 'machine')}`,
  }),
} as const satisfies Record<string, GaugeKind>;
