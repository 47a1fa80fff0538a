import { existsSync } from 'node:fs';
import { join } from 'node:path';
import type { Page } from '@playwright/test';
import { ROOT } from '../lib/browser.mjs';
import { serve } from '../serve-static.mjs';
import { atMost, median, type Bench, type Measure } from './bench';
import { bundle } from './bundle';
import { launch, throttled } from './chromium';

const PAGES = ['load-balancer', 'data-replication', 'network-partition'];
/** One frame; on a slow phone what still feels immediate. ms. */
const CASES = [
  { throttle: 1, limit: 1000 / 60 },
  { throttle: 4, limit: 50 },
];
const TIMES = 20;
/** The run is computed, and its checkpoints are kept, by then. */
const SETTLED_MS = 6000;

async function opened(page: Page, url: string, script: string): Promise<void> {
  await page.addInitScript(script);
  await page.goto(url);
  await page.locator('.stage [data-node]').first().waitFor();
  await page.waitForTimeout(SETTLED_MS);
}

async function run(): Promise<Measure[]> {
  const folder = join(ROOT, 'build');
  if (!existsSync(folder)) return [{ name: 'no build/', value: 'npm run build first' }];
  const [host, browser, script] = await Promise.all([serve(folder), launch(), bundle('jumps.ts')]);
  const measures: Measure[] = [];
  for (const { throttle, limit } of CASES) {
    for (const name of PAGES) {
      const page = await throttled(browser, throttle);
      await opened(page, `${host.url}questions/${name}/`, script);
      const add = (what: string, ms: readonly number[]) =>
        measures.push(atMost(`${name} at ${throttle}× throttle: ${what}`, median(ms), limit));
      const plain = await page.evaluate((times) => window.__jumps(times), TIMES);
      add(
        'seek',
        plain.map((j) => j.drawn),
      );
      await page.locator('.stage [data-node]').last().focus();
      await page.keyboard.press('i');
      await page.locator('section.beside').waitFor();
      const inspected = await page.evaluate((times) => window.__jumps(times), TIMES);
      add(
        'seek with the inspector open',
        inspected.map((j) => j.drawn),
      );
      add(
        'what the node knows',
        inspected.map((j) => j.known),
      );
      await page.close();
    }
  }
  await Promise.all([browser.close(), host.close()]);
  return measures;
}

/** Jumps along the timeline, with and without a node being looked into. */
export const inspector: Bench = {
  name: 'inspector',
  title: `seek and inspector, medians of ${TIMES} jumps`,
  run,
};
