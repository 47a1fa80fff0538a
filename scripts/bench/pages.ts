import { existsSync } from 'node:fs';
import { join } from 'node:path';
import type { Page } from '@playwright/test';
import { ROOT } from '../lib/browser.mjs';
import { serve } from '../serve-static.mjs';
import { atMost, median, type Bench, type Measure } from './bench';
import { bundle } from './bundle';
import { launch, throttled } from './chromium';
import type { Seen } from './watch';

const ROUNDS = 5;
const THROTTLE = 4;
/** The charts are the load balancer's fourth view. */
const CHARTS_KEY = '4';
/** A loaded page has come to rest by then. */
const SETTLED_MS = 6000;

/** The pages that are measured, by their path in the site. */
export const PAGES = [
  { name: 'home', path: '' },
  { name: 'question', path: 'questions/load-balancer/' },
  { name: 'embed', path: 'embed/load-balancer/' },
];

interface Vitals {
  readonly lcp: number;
  /** Time above 50 ms in each long task after the first paint, summed (total blocking time). */
  readonly blocking: number;
  /** The same, of the tasks that began before the first paint. */
  readonly before: number;
  readonly longest: number;
}

async function vitals(page: Page): Promise<Vitals> {
  const { lcp, fcp, tasks } = await page.evaluate(() => window.__seen);
  if (fcp === 0 || lcp === 0) throw new Error(`${page.url()} reported no paint`);
  const above = (some: Seen['tasks']) => some.reduce((sum, task) => sum + task.duration - 50, 0);
  return {
    lcp,
    blocking: above(tasks.filter((task) => task.start >= fcp)),
    before: above(tasks.filter((task) => task.start < fcp)),
    longest: Math.max(0, ...tasks.map((task) => task.duration)),
  };
}

/** Forgets the loading, so that what follows is the interactions' own. */
const reset = (page: Page): Promise<void> =>
  page.evaluate(() => {
    window.__seen.tasks = [];
  });

async function load(page: Page, url: string, watch: string): Promise<Vitals> {
  await page.addInitScript(watch);
  await page.goto(url);
  // Nothing is looked for meanwhile: the script that looks would be counted as the page's work.
  await page.waitForTimeout(SETTLED_MS);
  if ((await page.locator('.stage button').count()) === 0)
    throw new Error(`${url} has no stage after ${SETTLED_MS} ms`);
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
  // By key: to look for a tab by its role is work of the test's own.
  await page.keyboard.press(CHARTS_KEY);
  await page.waitForTimeout(1500);
  return (await vitals(page)).longest;
}

async function run(): Promise<Measure[]> {
  const folder = join(ROOT, 'build');
  if (!existsSync(folder)) return [{ name: 'no build/', value: 'npm run build first' }];
  const [host, browser, watch] = await Promise.all([serve(folder), launch(), bundle('watch.ts')]);
  const measures: Measure[] = [];
  const add = (name: string, value: number, limit: number) =>
    measures.push(atMost(name, value, limit));
  for (const { name, path } of PAGES) {
    const rounds: Vitals[] = [];
    const held: number[] = [];
    for (let i = 0; i < ROUNDS; i++) {
      const page = await throttled(browser, THROTTLE);
      rounds.push(await load(page, host.url + path, watch));
      if (name === 'question') held.push(await interact(page));
      await page.close();
    }
    add(`${name}: largest contentful paint`, median(rounds.map((r) => r.lcp)), 600);
    add(`${name}: total blocking time`, median(rounds.map((r) => r.blocking)), 100);
    add(`${name}: blocked before the first paint`, median(rounds.map((r) => r.before)), 100);
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
