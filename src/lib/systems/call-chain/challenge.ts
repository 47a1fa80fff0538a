import type { Challenge } from '../../sim';
import { atLeast, atMost, none, seeds, trap } from '../clauses';
import type { ChainSettings } from './settings';

const GOOD = {
  retriesAt: 'edge',
  attempts: 4,
  budget: true,
  budgetPercent: 20,
  timeoutMs: 200,
  deadlines: true,
  keys: true,
} as const;

/** The load, the chain and what befalls it are given; the reader chooses who retries, how often, and what bounds it. */
export const challenge: Challenge<ChainSettings> = {
  title: 'Bill of materials',
  goal: 'Fifty checkouts a second; a tenth of the database’s calls fail and links lose messages. After 42 s every call fails, then the database stalls. Hide the errors, spare the database, and be back at once.',
  locked: {
    ratePerS: 50,
    checkouts: 100_000,
    patienceMs: 2000,
    layers: 3,
    beside: false,
    errorPercent: 10,
    capacityPerS: 90,
    queueLimit: 1000,
    workMs: 1,
    lossPercent: 0.3,
    hopMs: 1,
    bandwidthMbit: 0,
    tokenS: 0,
    moveEveryS: 0,
    quotaPerS: 0,
    marshalMs: 0,
    oddHop: 1,
    breakerMs: 1000,
    bulkhead: 0,
    backoffMs: 50,
    bug: 'none',
  },
  interventions: [
    '42s set errorPercent=100',
    '45s set errorPercent=0',
    '45s pause database',
    '50s resume database',
  ],
  until: '62s',
  start: {
    retriesAt: 'every',
    attempts: 3,
    timeoutMs: 500,
    budget: false,
    budgetPercent: 10,
    backoff: 'none',
    deadlines: false,
    breaker: false,
    keys: false,
  },
  clauses: [
    atLeast('success', 'at least 99.8 % succeed in phase A', 'successAPercent', 99.8, '%'),
    atMost('p99', 'p99 in phase A at most 300 ms', 'p99AMs', 300, 'ms'),
    atMost('load', 'at most 1.5 database calls for each checkout in phase B', 'loadB', 1.5, '×'),
    atMost('recover', 'back within 5 s', 'recoverS', 5, 's'),
    atLeast('goodput', 'at least 99.8 % succeed in phase C', 'goodputCPercent', 99.8, '%'),
    none('twice', 'nobody is charged twice', 'chargedTwice'),
  ],
  seeds,
  references: [
    { id: 'four attempts at the edge, 20 % budget, deadlines and keys', settings: GOOD },
    {
      id: 'three attempts at every layer, breakers, deadlines and keys',
      settings: { retriesAt: 'every', timeoutMs: 200, breaker: true, deadlines: true, keys: true },
    },
  ],
  traps: [
    trap('three attempts at every layer', {
      ...GOOD,
      retriesAt: 'every',
      attempts: 3,
      budget: false,
    }).fails('load', 'Each layer multiplies what the one above it sends.'),
    trap('no retries', { ...GOOD, attempts: 1 }).fails(
      'success',
      'A tenth of the users see an error that a second call would not have met.',
    ),
    trap('the edge alone, without a budget', { ...GOOD, budget: false }).fails(
      'load',
      'Four attempts are four times the load when every call fails.',
    ),
    trap('exponential backoff everywhere', {
      ...GOOD,
      retriesAt: 'every',
      attempts: 3,
      budget: false,
      backoff: 'exponential',
    }).fails('load', 'The calls come later, and they are as many.'),
    trap('a budget without deadlines', { ...GOOD, deadlines: false }).fails(
      'recover',
      'The database works off its queue for users who have gone, while those who come wait behind them.',
    ),
    trap('a budget that is too small', { ...GOOD, budgetPercent: 10 }).fails(
      'success',
      'A tenth of the calls fail and some are lost, so a retry for every ten calls is not enough.',
    ),
    trap('a time-out of half a second', { ...GOOD, timeoutMs: 500 }).fails(
      'p99',
      'A lost message is noticed only after the time-out.',
    ),
    trap('no idempotency keys', { ...GOOD, keys: false }).fails(
      'twice',
      'Where the answer was lost, the order was charged, and the retry charges it again.',
    ),
  ],
};
