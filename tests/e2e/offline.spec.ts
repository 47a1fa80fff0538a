import {
  cpSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test as base, type Page } from '@playwright/test';
import { serve } from '../../scripts/serve-static.mjs';

const BUILT = '.cache/sub-path';

interface Host {
  url: string;
  /** No answer to anything from now on: what a reader on a train has. */
  close: () => Promise<void>;
  folder: string;
}

// A whole site is fetched in each.
base.describe.configure({ timeout: 120_000 });

/** Each test has a host of its own, to take down or to deploy to. */
const test = base.extend<{ host: Host }>({
  serviceWorkers: 'allow',
  host: async ({}, use) => {
    const folder = mkdtempSync(join(tmpdir(), 'faultline-'));
    cpSync(BUILT, folder, { recursive: true });
    const host = await serve(folder, { base: '/sub/path/' });
    await use({ ...host, folder });
    await host.close();
    rmSync(folder, { recursive: true });
  },
});

/** Every page that was built, as a path below the site's own: '', 'about/', … */
function pages(): string[] {
  return readdirSync(BUILT, { recursive: true, encoding: 'utf8' })
    .map((path) => path.replaceAll('\\', '/'))
    .filter((path) => path.endsWith('index.html'))
    .map((path) => path.slice(0, -'index.html'.length));
}

/** A page on which nothing moves: a stage that plays takes half of the machine while the worker fetches. */
const STILL = 'about/';

/** One visit, until the worker has everything. */
async function visit(page: Page, url: string): Promise<void> {
  await page.goto(url);
  await page.evaluate(async () => {
    await navigator.serviceWorker.ready;
    if (navigator.serviceWorker.controller) return;
    await new Promise((done) => navigator.serviceWorker.addEventListener('controllerchange', done));
  });
}

/** What the worker answers without a network, of a page and of all that the page begins with: each address that is not there. */
const lacking = (page: Page, path: string): Promise<string[]> =>
  page.evaluate(async (address) => {
    const answer = await fetch(address);
    const text = await answer.text();
    const parsed = new DOMParser().parseFromString(text, 'text/html');
    const parts = [...parsed.querySelectorAll('link[rel=stylesheet], link[rel=modulepreload]')];
    const hrefs = parts.map((part) => new URL(part.getAttribute('href')!, answer.url).href);
    const asked = await Promise.all(hrefs.map((href) => fetch(href)));
    const missing = asked.filter(({ ok }) => !ok).map(({ url }) => url);
    const isPage = answer.status === 200 && /\S/.test(parsed.title);
    const isStyled = parsed.querySelector('style, link[rel=stylesheet]') !== null;
    return [...missing, ...(isPage ? [] : [address]), ...(isStyled ? [] : [`${address}: styles`])];
  }, path);

/** Of the questions and of the embeds, which are built alike, the first; each of the others. */
const kinds = (paths: readonly string[]): string[] => [
  ...new Map(
    paths.toReversed().map((path) => [path.replace(/^(\w+\/).+\/$/, '$1'), path]),
  ).values(),
];

test('the whole site works without a network after one visit: each page, a link, a missing slash and a wrong address', async ({
  page,
  host,
}) => {
  const broken: string[] = [];
  page.on('pageerror', (error) => broken.push(String(error)));
  await visit(page, host.url);
  await test.step('its caches carry its own name', async () => {
    const names = await page.evaluate(() => caches.keys());
    expect(names).toHaveLength(1);
    expect(names[0]).toMatch(/^faultline-\/sub\/path:/);
  });
  await host.close();
  await test.step('each page', async () => {
    expect(pages()).toContain('questions/load-balancer/');
    for (const path of pages()) expect(await lacking(page, host.url + path)).toEqual([]);
    for (const path of kinds(pages())) {
      const answer = await page.goto(host.url + path);
      expect(answer?.status(), path).toBe(200);
      await expect(page, path).toHaveTitle(/\S/);
      const unstyled = await page.evaluate(() => document.styleSheets.length === 0);
      expect(unstyled, `${path} has its styles`).toBe(false);
    }
    expect(broken).toEqual([]);
  });
  await test.step('a link, a missing slash and a wrong address', async () => {
    await page.goto(`${host.url}questions/load-balancer#x=1`);
    await expect(page).toHaveURL(`${host.url}questions/load-balancer/#x=1`);
    await expect(page.locator('h1')).toBeVisible();
    await page.locator(`header a[href$="/about/"], header a[href$="about/"]`).first().click();
    await expect(page).toHaveURL(`${host.url}about/`);
    const wrong = await page.goto(`${host.url}no/such/page/`);
    expect(wrong?.status()).toBe(404);
    await expect(page.locator('h1')).toBeVisible();
  });
});

/** Puts a newer version on the host, has the page look for it, and tells what the caches will be called. */
async function deployNext(page: Page, host: Host, next: string): Promise<string[]> {
  const [before] = await page.evaluate(() => caches.keys());
  const version = before.slice(before.indexOf(':') + 1);
  deploy(host.folder, version, next);
  await page.evaluate(async () => (await navigator.serviceWorker.getRegistration())?.update());
  return [before.replace(version, next)];
}

test('a newer version is offered, and taken when the reader says so: by all tabs, whichever says so and however it began', async ({
  page,
  context,
  host,
}) => {
  const take = (tab: Page) => tab.getByRole('button', { name: 'Load it' });
  const caches = () => page.evaluate(() => window.caches.keys());
  const question = `${host.url}questions/load-balancer/#r=1;load-balancer;seed=7&t=2s`;
  const other = await context.newPage();
  await test.step('tabs open since their first visit', async () => {
    await visit(page, question);
    await other.goto(`${host.url}about/`);
    const after = await deployNext(page, host, 'next');
    await expect(take(page)).toBeVisible(); // once it has fetched the whole site again
    await expect(take(other)).toBeVisible();
    await Promise.all([
      page.waitForEvent('load'),
      other.waitForEvent('load'),
      take(other).click({ noWaitAfter: true }),
    ]);
    await expect(page).toHaveURL(/seed_7.*t_2s/);
    await expect.poll(caches).toEqual(after);
  });
  await test.step('a page that came from the worker', async () => {
    await other.close();
    await page.goto(host.url + STILL);
    const after = await deployNext(page, host, 'after-next');
    await expect(take(page)).toBeVisible();
    await Promise.all([page.waitForEvent('load'), take(page).click()]);
    await expect.poll(caches).toEqual(after);
  });
});

test('a missing icon does not keep the site from being kept, and the reader is told what is', async ({
  page,
  host,
}) => {
  rmSync(join(host.folder, 'icons/apple.png'));
  await visit(page, host.url + STILL);
  const told = page.getByRole('contentinfo').getByRole('status');
  await expect(told).toContainText(/Ready to read offline: \d+ pages/);
  await expect(told).toContainText('icons/apple.png');
  await host.close();
  await page.goto(`${host.url}questions/load-balancer/`);
  await expect(page.locator('.stage button').first()).toBeVisible();
  await expect(told).toContainText('Ready to read offline');
});

test('a missing script keeps the site from being kept, with a word; the next visit tries again', async ({
  page,
  host,
}) => {
  const folder = join(host.folder, '_app/immutable/nodes');
  const [name] = readdirSync(folder).filter((file) => file.startsWith('5'));
  renameSync(join(folder, name), join(host.folder, name));
  await page.goto(host.url + STILL);
  const told = page.getByRole('contentinfo').getByRole('status');
  await expect(told).toContainText(`${name} could not be fetched`);
  renameSync(join(host.folder, name), join(folder, name));
  await visit(page, host.url + STILL);
  await expect(told).toContainText('Ready to read offline');
  await expect(told).not.toContainText('could not be fetched');
});

test('inside a frame nothing is installed', async ({ page, host }) => {
  await page.goto(`${host.url}robots.txt`);
  await page.setContent(`<iframe src="${host.url}" title="framed"></iframe>`);
  await expect(page.frameLocator('iframe').locator('h1').first()).toBeAttached();
  await page.waitForTimeout(500);
  const installed = await page.evaluate(() => navigator.serviceWorker.getRegistrations());
  expect(installed).toHaveLength(0);
});

/** What a deployment does: the same host, another version. */
function deploy(folder: string, version: string, next: string): void {
  const path = join(folder, 'service-worker.js');
  const script = readFileSync(path, 'utf8');
  expect(script).toContain(version);
  writeFileSync(path, script.replaceAll(version, next));
}
