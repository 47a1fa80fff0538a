import { counted, grouped, type FactKind } from '../../sim';
import { fact } from '../drawn';

const tenths = (n: number): string => (n / 10).toFixed(1);

/** What the stage says of nodes beyond what they write themselves; the most important of a node first. */
export const facts = {
  failed: fact.count('failed', {
    tag: 'fault',
    text: (n) => (n > 0 ? `${grouped(n)} failed` : ''),
    says: (n) => `${counted(n, 'request')} that came in here and failed, or got no answer in time.`,
  }),
  killed: fact.count('killed', {
    tag: 'fault',
    text: (n) => (n > 0 ? `killed ${n}×` : ''),
    says: (n) => `This process has died ${counted(n, 'time')}, with everything in it.`,
  }),
  backIn: fact.countdown('back in', {
    tag: 'fault',
    says: () => 'Time until the process has been started again.',
  }),
  timeout: fact.countdown('time-out', {
    tag: 'waiting',
    says: () => 'Time-out of the oldest call to another service that has not been answered.',
  }),
  wasted: fact.count('wasted', {
    tag: 'waiting',
    text: (n) => (n > 0 ? `${counted(n, 'late reply', 'late replies')}` : ''),
    says: (n) =>
      `${counted(n, 'reply', 'replies')} sent after the caller had stopped waiting: wasted work.`,
  }),
  gaps: fact.count('with a gap', {
    tag: 'waiting',
    says: (n) => `${counted(n, 'answer')} that left a part out and said so.`,
  }),
  split: fact.count('services', {
    text: (n) => (n > 0 ? `services ${tenths(n)} %` : ''),
    says: (n) => `The services have answered ${tenths(n)} % of all requests so far.`,
  }),
  monolith: fact.count('monolith', {
    text: (n) => (n > 0 ? `monolith ${tenths(n)} %` : ''),
    says: (n) => `The monolith has answered ${tenths(n)} % of all requests so far.`,
  }),
  calls: fact.count('calls per request', {
    text: (n) => (n > 0 ? `${(n / 100).toFixed(2)} calls each` : ''),
    says: (n) => `${(n / 100).toFixed(2)} calls between services per request so far.`,
  }),
} as const satisfies Record<string, FactKind>;

export type Fact = keyof typeof facts;
