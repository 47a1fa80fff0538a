import type { Challenge } from '../../sim';
import { atMost, none, seeds, trap } from '../clauses';
import type { ClockSettings } from './settings';

/** Two clocks that are wrong, by very different amounts; the others are as right as they are said to be. */
const WRONG_CLOCKS: readonly string[] = ['0s skew writer-a 1h', '0s skew writer-b 500ms'];

export const challenge: Challenge<ClockSettings> = {
  title: 'Causality court',
  goal: 'Twenty-four writers. Two clocks are wrong, one by an hour and one by half a second; the others are within 100 ms. Keep every cause before its effect, in small stamps that still tell the time, without slowing writes or refusing good ones.',
  locked: {
    writers: 24,
    maxOffsetMs: 100,
    errors: 'fixed',
    driftPpm: 0,
    gapMs: 20,
    delayMs: 5,
    replicaMs: 2,
    chains: 300,
    everyMs: 50,
    chainWrites: 3,
    concurrentPercent: 0,
    sync: 'none',
    leap: 'none',
    bug: 'none',
  },
  interventions: WRONG_CLOCKS,
  until: '18s',
  start: { order: 'wall', maxAheadMs: 0 },
  clauses: [
    none('in-order', 'no later write with an earlier stamp', 'inversions'),
    atMost('small', 'at most 16 bytes a stamp', 'stampBytes', 16, 'bytes'),
    atMost(
      'true-time',
      'stamps of right clocks within 150 ms of true time',
      'worstStampErrorMs',
      150,
      'ms',
    ),
    atMost('quick', '99 % of writes stored within 20 ms', 'p99Ms', 20, 'ms'),
    none('open', 'no write of a right clock refused', 'refusedRight'),
  ],
  seeds,
  references: [
    { id: 'hybrid clock, 250 ms at most', settings: { order: 'hybrid', maxAheadMs: 250 } },
  ],
  traps: [
    trap('Lamport clock', { order: 'lamport', maxAheadMs: 250 }).fails(
      'true-time',
      'A counter says nothing about the time.',
    ),
    trap('vector clock', { order: 'vector', maxAheadMs: 250 }).fails(
      'small',
      'Eight bytes for each of 24 writers.',
    ),
    trap('commit wait', { order: 'commit-wait', maxAheadMs: 250 }).fails(
      'quick',
      'Every write waits for twice the largest error, 200 ms.',
    ),
    trap('hybrid without a limit', { order: 'hybrid', maxAheadMs: 0 }).fails(
      'true-time',
      'Whoever reads from the clock that is an hour fast counts on from there.',
    ),
    trap('hybrid, a second at most', { order: 'hybrid', maxAheadMs: 1000 }).fails(
      'true-time',
      'The hour is refused, the half second is not, and it spreads.',
    ),
    trap('hybrid, 50 ms at most', { order: 'hybrid', maxAheadMs: 50 }).fails(
      'open',
      'Two right clocks may differ by 200 ms, so right ones are refused.',
    ),
    trap('wall clocks with a limit', { order: 'wall', maxAheadMs: 250 }).fails(
      'in-order',
      'The wrong ones are out. The right ones still differ by more than a gap.',
    ),
  ],
};
