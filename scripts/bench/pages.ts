import { existsSync } from 'node:fs';
import { join } from 'node:path';
import type { Page } from '@playwright/test';
import { ROOT } from '../lib/browser.mjs';
import { serve } from '../serve-static.mjs';
import { median, type Bench, type Measure } from './bench';
import { launch, throttled } from './chromium';

const ROUNDS = 5;
const THROTTLE = 4;

const PAGES = [
  { name: 'home', path: '' },
  { name: 'question', path: 'questions/load-balancer/' },
  { name: 'embed', path: 'embed/load-balancer/' },
];

interface Vitals {
  readonly lcp: number;
  /** Time above 50 ms in each long task, summed (total blocking time). */
  readonly blocking: number;
  readonly longest: number;
}

/** Collects, in the page, what the browser reports of paints and long tasks. */
function watch() {
  const seen = { lcp: 0, blocking: 0, longest: 0 };
  Object.assign(window, { __vitals: seen });
  new PerformanceObserver((list) => {
    for (const entry of list.getEntries()) seen.lcp = entry.startTime;
  }).observe({ type: 'largest-contentful-paint', buffered: true });
  new PerformanceObserver((list) => {
    for (const { duration } of list.getEntries()) {
      seen.blocking += duration - 50;
      seen.longest = Math.max(seen.longest, duration);
    }
  }).observe({ type: 'longtask', buffered: true });
}

const vitals = (page: Page): Promise<Vitals> =>
  page.evaluate(() => (window as unknown as { __vitals: Vitals }).__vitals);

/** Forgets the loading, so that what follows is the interactions' own. */
const reset = (page: Page): Promise<void> =>
  page.evaluate(() => {
    Object.assign((window as unknown as { __vitals: Vitals }).__vitals, {
      blocking: 0,
      longest: 0,
    });
  });

async function load(page: Page, url: string): Promise<Vitals> {
  await page.addInitScript(watch);
  await page.goto(url);
  await page.locator('[data-shape], svg').first().waitFor();
  await page.waitForTimeout(3000);
  return vitals(page);
}

/** Play, crash, seek and look at the charts: the longest time the main thread was held. */
async function interact(page: Page): Promise<number> {
  await reset(page);
  await page.locator('#widget').click({ position: { x: 20, y: 20 } });
  for (const key of ['Space', 'c', 'Space', 'ArrowLeft', 'ArrowRight']) {
    await page.keyboard.press(key);
    await page.waitForTimeout(700);
  }
  await page.getByRole('tab', { name: 'Charts' }).click();
  await page.waitForTimeout(1500);
  return (await vitals(page)).longest;
}

async function run(): Promise<Measure[]> {
  const folder = join(ROOT, 'build');
  if (!existsSync(folder)) return [{ name: 'no build/', value: 'npm run build first' }];
  const [host, browser] = await Promise.all([serve(folder), launch()]);
  const measures: Measure[] = [];
  const add = (name: string, value: number, limit: number) =>
    measures.push({
      name,
      value: `${value.toFixed(0)} ms`,
      limit: `at most ${limit} ms`,
      within: value <= limit,
    });
  for (const { name, path } of PAGES) {
    const rounds: Vitals[] = [];
    const held: number[] = [];
    for (let i = 0; i < ROUNDS; i++) {
      const page = await throttled(browser, THROTTLE);
      rounds.push(await load(page, host.url + path));
      if (name === 'question') held.push(await interact(page));
      await page.close();
    }
    add(`${name}: largest contentful paint`, median(rounds.map((r) => r.lcp)), 600);
    add(`${name}: total blocking time`, median(rounds.map((r) => r.blocking)), 100);
    if (held.length > 0) add(`${name}: longest task while used`, median(held), 50);
  }
  await Promise.all([browser.close(), host.close()]);
  return measures;
}

/** The built pages as a slow phone meets them. */
export const pages: Bench = {
  name: 'pages',
  title: `built pages at ${THROTTLE}× throttle, medians of ${ROUNDS}`,
  run,
};
