import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import type { Page } from '@playwright/test';
import { ROOT } from '../lib/browser.mjs';
import { serve } from '../serve-static.mjs';
import { atMost, median, type Bench, type Measure } from './bench';
import { bundle } from './bundle';
import { launch, throttled } from './chromium';

const SEEDS = 1000;
const ROUNDS = 9;
const SETTLED_MS = 6000;
const PAGE = 'questions/network-partition/';
const THROTTLE = 4;

/** Seeds of a minute each, on all cores, as the command line hunts them. */
function hunted(): Measure {
  const tsx = join(ROOT, 'node_modules', '.bin', 'tsx');
  const args = ['src/cli/main.ts', 'hunt', 'partition', '--seeds', String(SEEDS), '--json'];
  const { status, stdout, stderr } = spawnSync(tsx, args, { cwd: ROOT, encoding: 'utf8' });
  if (status !== 0) throw new Error(`the hunt ended with ${status}: ${stderr}`);
  const { wallMs } = JSON.parse(stdout) as { wallMs: number };
  return atMost(`${SEEDS} seeds of a minute each`, wallMs, 10_000);
}

/** Opens the page of question 9, with what `meter.ts` measures there. */
async function opened(page: Page, url: string, meter: string): Promise<void> {
  await page.addInitScript(meter);
  await page.goto(url);
  await page.waitForTimeout(SETTLED_MS);
}

async function run(): Promise<Measure[]> {
  const folder = join(ROOT, 'build');
  if (!existsSync(folder)) return [{ name: 'no build/', value: 'npm run build first' }];
  const measures = [hunted()];
  const [host, browser, meter] = await Promise.all([serve(folder), launch(), bundle('meter.ts')]);
  for (const factor of [1, THROTTLE]) {
    const page = await throttled(browser, factor);
    await opened(page, host.url + PAGE, meter);
    if (factor === 1) {
      const { seen, whole } = await page.evaluate((n) => window.__meter.reseeds(n), ROUNDS);
      measures.push(atMost('another seed: computed and on screen', median(seen), 50));
      measures.push(atMost('the whole of it there', median(whole), 50));
    }
    const seeks = await page.evaluate(() => window.__meter.seeks());
    const limit = factor === 1 ? 1000 / 60 : 50;
    measures.push(atMost(`seek, at ${factor}× throttle`, median(seeks), limit));
    measures.push(atMost(`the slowest of ${seeks.length}`, Math.max(...seeks), limit));
    if (factor === 1) {
      const fps = await page.evaluate(() => window.__meter.framesWhileHunting());
      measures.push({
        name: 'frames a second while it hunts and plays',
        value: fps.toFixed(0),
        limit: 'at least 58',
        within: fps >= 58,
      });
    }
    await page.close();
  }
  await Promise.all([browser.close(), host.close()]);
  return measures;
}

/** Question 9: hunts, seeks, and how soon a run is on screen. */
export const partition: Bench = {
  name: 'partition',
  title: 'question 9 on the built page, and its hunt on all cores',
  run,
};
