import { expect, test } from 'vitest';
import { loadSystem } from '../../systems';
import { huntInPool, openHunters } from './pool';
import { RemoteHunter } from './remote';

/** Frames drawn while something goes on, and the longest wait between two of them, ms. */
async function watchFrames<T>(work: Promise<T>): Promise<{ value: T; longest: number }> {
  let [longest, last, going] = [0, performance.now(), true];
  const frame = (now: number) => {
    longest = Math.max(longest, now - last);
    last = now;
    if (going) requestAnimationFrame(frame);
  };
  requestAnimationFrame(frame);
  const value = await work;
  going = false;
  return { value, longest };
}

test('hunts in workers, while the page goes on drawing', async () => {
  const system = await loadSystem('load-balancer');
  const target = { system, bug: 'blind' };
  const hunters = await openHunters(target);
  expect(hunters.every((h) => h instanceof RemoteHunter)).toBe(true);
  const work = huntInPool(target, { seeds: 100, open: () => Promise.resolve(hunters) });
  const { value, longest } = await watchFrames(work);
  expect(value?.counterexample?.property).toBe('none-to-ejected');
  // Generous: other things may want this machine too. A hunt on the page's own thread would take seconds.
  expect(longest).toBeLessThan(500);
}, 120_000);
