import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { system } from '../../../../tests/fixtures/toy';
import { makeRecipe } from '../../sim';
import type { Job } from './job';
import { WarmUp } from './warm-up';
import { Work } from './work';

const recipe = makeRecipe(system, { until: '500ms' });
const full: Job = { recipe, trace: 'full' };

/** Wall ms: computing takes what this test says it takes. */
let clock = 0;
const step = vi.spyOn(Work.prototype, 'step');
beforeEach(() => {
  vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] });
  vi.spyOn(performance, 'now').mockImplementation(() => clock);
  step.mockReset().mockImplementation((ms) => {
    clock += ms;
    return false;
  });
});
afterEach(() => vi.useRealTimers());

describe('an idle worker', () => {
  it('computes again what it computed, a bounded time in all, in short slices', () => {
    const warmUp = new WarmUp(system);
    const began = clock;
    warmUp.after(full);
    expect(step).not.toHaveBeenCalled();
    vi.runAllTimers();
    expect(step.mock.calls.every(([ms]) => ms <= 10)).toBe(true);
    expect(clock - began).toBeGreaterThan(100);
    expect(clock - began).toBeLessThan(1000);
    warmUp.after(full);
    vi.runAllTimers();
    expect(clock - began).toBeLessThan(1000);
  });

  it('stops for the next run, and goes on after it with what time is left', () => {
    const warmUp = new WarmUp(system);
    warmUp.after(full);
    vi.advanceTimersByTime(152);
    const calls = step.mock.calls.length;
    expect(calls).toBeGreaterThan(0);
    warmUp.stop();
    vi.runAllTimers();
    expect(step).toHaveBeenCalledTimes(calls);
    warmUp.after(full);
    vi.runAllTimers();
    expect(step.mock.calls.length).toBeGreaterThan(calls);
  });

  it('leaves a run of a million alone, and begins anew when one is over', () => {
    const warmUp = new WarmUp(system);
    warmUp.after({ recipe, trace: 'metrics' });
    vi.runAllTimers();
    expect(step).not.toHaveBeenCalled();
    const outcome = vi.spyOn(Work.prototype, 'outcome');
    step.mockImplementation(() => {
      clock += 5;
      return true;
    });
    warmUp.after(full);
    vi.runAllTimers();
    expect(outcome.mock.calls.length).toBeGreaterThan(5);
  });
});
