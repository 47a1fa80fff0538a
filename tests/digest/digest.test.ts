import { beforeAll, expect, test } from 'vitest';
import { knownBrowser } from '../../scripts/lib/browser.mjs';
import { bundle, firefoxPath, inChromium, inFirefox } from './browsers';
import { digests } from './recipes';

const timeout = 120_000;
let here: Record<string, string>;
let script: string;

beforeAll(async () => {
  [here, script] = await Promise.all([digests(), bundle()]);
}, timeout);

test('the recipes are many, and hardly two runs are the same', () => {
  const all = Object.values(here);
  expect(all.length).toBeGreaterThan(10);
  // Two scenarios may differ in their words alone.
  expect(new Set(all).size).toBeGreaterThan(0.8 * all.length);
});

const without = (name: string) => {
  console.warn(`No ${name} on this machine: its digests are not compared with Node's.`);
  return true;
};

test.skipIf(!knownBrowser() && without('Chromium'))(
  'Chromium comes to the digests of Node',
  { timeout },
  async () => expect(await inChromium(script)).toEqual(here),
);

test.skipIf(!firefoxPath() && without('Firefox'))(
  'Firefox comes to the digests of Node',
  { timeout },
  async () => expect(await inFirefox(script)).toEqual(here),
);
