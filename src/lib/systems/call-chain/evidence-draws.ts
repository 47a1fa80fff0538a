import { byRuns, source, THREE_ERRORS, within, type Row } from '../../evidence/row';
import { seedsTo } from '../../evidence/runs';
import { chance, openStream, range, sum } from '../../sim';
import { writesTried } from './contention';
import type { Backoff } from './nodes/policy';

/** Writes tried, by the published simulator, means of a hundred runs. */
const TRIED: readonly (readonly [string, Backoff, number])[] = [
  ['no pause', 'none', 2425],
  ['exponential', 'exponential', 1854],
  ['equal jitter', 'half-jitter', 813],
  ['full jitter', 'jitter', 796],
];

export const contention: Row = {
  id: 'q16.backoff',
  cheap: true,
  title: 'Writes that 100 clients try until each has changed one row, by how long they pause',
  unit: '',
  source: source(
    'M. Brooker, Exponential Backoff And Jitter (AWS Architecture Blog, 2015): its simulator, 100 runs',
    'https://aws.amazon.com/blogs/architecture/exponential-backoff-and-jitter/',
  ),
  tolerance: '3 %',
  settings: 'this system’s pauses in a model of their own: one row, hops of 10 ms (normal, σ = 2)',
  seeds: seedsTo(40),
  measure() {
    const mean = (backoff: Backoff): number =>
      sum(this.seeds.map((seed) => writesTried(100, backoff, seed))) / this.seeds.length;
    return Promise.resolve(
      TRIED.map(([label, backoff, published]) => within(label, published, mean(backoff), 0.03)),
    );
  },
};

const FAN_OUT = { calls: 100, slow: 0.01, requests: 2000 };

/** The share of requests that wait for a slow answer: each needs all of its calls, and each call may be the slow one. */
function shareThatWaits(seed: number): number {
  const random = openStream(seed, 'fan-out');
  const { calls, slow, requests } = FAN_OUT;
  const waits = range(requests).filter(() => {
    let isSlow = false;
    for (let call = 0; call < calls; call++) if (chance(random, slow)) isSlow = true;
    return isSlow;
  });
  return (100 * waits.length) / requests;
}

export const fanOut: Row = {
  id: 'q16.fan-out',
  cheap: true,
  title: 'Requests that wait for a slow answer, where each needs 100 answers of which 1 % are slow',
  unit: '%',
  source: source(
    'J. Dean, L. A. Barroso, The Tail at Scale (CACM 56(2), 2013): 63 %; 1 − 0.99^100',
    'https://doi.org/10.1145/2408776.2408794',
  ),
  tolerance: THREE_ERRORS,
  settings: `draws alone: ${FAN_OUT.requests} requests a seed`,
  seeds: seedsTo(20),
  measure() {
    const { calls, slow } = FAN_OUT;
    const noneIsSlow = range(calls).reduce((all) => all * (1 - slow), 1);
    const published = 100 * (1 - noneIsSlow);
    return Promise.resolve([byRuns('wait', published, this.seeds.map(shareThatWaits))]);
  },
};
