import { defineSystem } from '../../sim';
import { gauge, message } from '../drawn';
import { planted } from '../fields';
import { challenge } from './challenge';
import { hunt } from './hunt';
import { measures, probes } from './measures';
import type { Cause } from './nodes/messages';
import { SAVED } from './nodes/policy';
import { observer } from './observer';
import { properties } from './properties';
import { scenarios } from './scenarios';
import { settings } from './settings';
import { topology } from './topology';

const SAYS: Readonly<Record<Cause, string>> = {
  error: 'an error',
  timeout: 'a time-out',
  busy: 'too much to do',
  breaker: 'an open breaker',
  deadline: 'a deadline that has passed',
  token: 'an expired token',
  moved: 'an old address',
  quota: 'a quota',
};
const became = (why: Cause | null): string => (why === null ? 'succeeded' : `failed: ${SAYS[why]}`);

const dropped = (n: number): string => (n > 0 ? `${n} dropped` : '');

export const system = defineSystem({
  id: 'call-chain',
  title: 'What a call costs',
  summary:
    'A checkout runs through a chain of services to a database. Errors, retries and the eight fallacies decide how many calls one click becomes.',
  view: 'Waterfall',
  settings,
  topology,
  messages: {
    call: { ...message.request('call', 'C'), label: ({ checkout }) => `#${checkout}` },
    done: { ...message.reply('success', 'D'), label: ({ checkout }) => `#${checkout}` },
    failed: { ...message.error('failure', 'F'), label: ({ why }) => why },
  },
  gauges: {
    queue: gauge.stack('queue'),
    held: gauge.stack('calls held'),
    budget: gauge.bar('retry budget', {
      text: (n) => (n > 0 ? `${Math.round(n * SAVED)} retries left` : ''),
      says: (n) => `retries that its budget allows now: ${Math.round(n * SAVED)}`,
    }),
    expired: gauge.count('dropped', {
      tag: 'waiting',
      durable: true,
      text: dropped,
      says: (n) => `calls dropped because their deadline had passed: ${n}`,
    }),
    paid: gauge.hidden('paid'),
    failed: gauge.count('failed', {
      tag: 'fault',
      durable: true,
      text: (n) => (n > 0 ? `${n} failed` : ''),
      says: (n) => `checkouts that ended without success: ${n}`,
    }),
  },
  events: {
    asked: {
      title: 'a call is made',
      text: ({ checkout, attempt }) => `calls for checkout ${checkout}, attempt ${attempt}`,
    },
    ended: {
      title: 'a call has ended',
      text: ({ checkout, why }) => `its call for checkout ${checkout} has ${became(why)}`,
    },
    began: { title: 'work begins', text: ({ checkout }) => `begins work on checkout ${checkout}` },
    finished: {
      title: 'work ends',
      text: ({ checkout, why }) => `work on checkout ${checkout} has ${became(why)}`,
    },
  },
  ...{ probes, observer, measures, properties, scenarios, challenge, hunt },
  fidelity: {
    modelled: [
      'calls as messages with time-outs, attempts, budgets, backoff and deadlines at each layer; a late answer is discarded',
      'a database with a capacity and a queue: failing calls take as much of it as successful ones, and it goes on working for callers who have gone',
      'circuit breakers with closed, open and half-open states; bulkheads that refuse calls over their limit',
      'idempotency keys kept by the database through crashes',
      'for each of the eight fallacies a cost that calls pay: loss, latency, transmission time, tokens, moved addresses, a quota, decoding, a slower hop',
    ],
    simplified: [
      'deadlines are absolute times, so clocks of different machines have to agree; skew one and see',
      'services work on any number of calls at once, and only the database queues',
      'the database fails independently with a given probability, before it has charged anything',
      'a refusal for an old address carries the new one, and a token is renewed at once',
      'a retry budget is a bucket that holds ten retries',
    ],
    notModelled: [
      'users who click again',
      'calls that fan out to several services at once',
      'cancelling work that a caller has already given up on',
    ],
  },
  bugs: [
    planted(
      'own-deadline',
      'Each layer starts a deadline of its own, whatever its caller has left.',
      {
        retriesAt: 'every',
      },
    ),
    planted(
      'new-key',
      'A retry carries a new idempotency key, so the database sees another order.',
    ),
  ],
});
