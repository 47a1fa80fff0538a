import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import type { Checkpoint, Run } from '../../sim';
import { AT_ANY_PRICE, Checkpoints } from './checkpoints';

/** Wall time, ms: this test's own, so that a busy machine changes nothing. */
let clock = 0;
beforeEach(() => void vi.spyOn(performance, 'now').mockImplementation(() => clock));
afterEach(() => vi.restoreAllMocks());

/** A run whose state takes so many ms to copy, and how often that was done. */
function runOf(copyMs: number) {
  let saves = 0;
  const save = (): Checkpoint => {
    saves++;
    clock += copyMs;
    return {} as Checkpoint;
  };
  return { run: { save } as unknown as Run, saved: () => saves };
}

/** Where the checkpoints stand after so many steps, each a millisecond's work. */
function after(steps: number, copyMs: number, again = 0) {
  const { run, saved } = runOf(copyMs);
  const points = new Checkpoints(10, { share: 1 / 8, again });
  for (let i = 1; i <= steps; i++) points.reached(run, i);
  const places: number[] = [];
  for (let at = Infinity; ;) {
    const point = points.before(at);
    if (!point) break;
    places.unshift((at = point.to));
  }
  return { places, saved: saved() };
}

describe('checkpoints', () => {
  it('stand evenly, and are thinned out where a run goes on for long', () => {
    expect(after(4, 0).places).toEqual([10, 20, 30, 40]);
    const { places } = after(200, 0);
    expect(places.length).toBeGreaterThan(8);
    expect(places.length).toBeLessThan(25);
    const gaps = places.slice(1).map((to, i) => to - places[i]);
    expect(new Set(gaps).size).toBe(1);
    expect(gaps[0]).toBeGreaterThan(10);
  });

  it('take no more than a share of the time when the state is large', () => {
    // 40 ms of work, copies of 4 ms each: an eighth of the time is one of them, and one to learn what one costs.
    expect(after(40, 4).saved).toBeLessThanOrEqual(3);
    expect(after(40, 4).saved).toBeGreaterThanOrEqual(1);
  });

  it('are as far apart as is worth it, not where all is computed again in no time', () => {
    expect(after(12, 0, 5).places).toEqual([50, 100]);
    expect(after(12, 0, 50).places).toEqual([]);
  });

  it('up to a point serve the run that goes on from there', () => {
    const { run } = runOf(0);
    const points = new Checkpoints(10, AT_ANY_PRICE);
    for (let i = 1; i <= 6; i++) points.reached(run, i);
    const point = points.before(35)!;
    const next = points.upTo(point);
    expect([point.to, next.next, next.before(Infinity)?.to]).toEqual([30, 40, 30]);
    expect(points.before(Infinity)?.to).toBe(60);
  });
});
