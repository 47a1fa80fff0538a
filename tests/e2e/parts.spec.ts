import { expect, test, type Page, type Route } from '@playwright/test';
import { FIRST_PORT, SUB_PATH } from './ports';

const QUESTION = 'questions/load-balancer/';
const SCRIPTS = /_app\/immutable\/.*\.js$/;
const BUILD = /_app\/version\.json$/;

/** The page with its stage drawn: all that it fetches by itself is there. */
async function open(page: Page, hash = '') {
  await page.goto(QUESTION + hash);
  await expect(widget(page).locator('.stage button').first()).toBeVisible();
  await expect(widget(page).getByRole('tab', { name: 'Log' })).toBeVisible();
  await page.waitForLoadState('networkidle');
}

const widget = (page: Page) => page.getByRole('group', { name: /live$/ });
const tab = (page: Page, name: string) => widget(page).getByRole('tab', { name });
const panel = (page: Page) => widget(page).getByRole('tabpanel');
/** What stands above a page whose scripts did not come. */
const said = (page: Page) => page.locator('main > [role=alert]').first();
const missing = (route: Route) => route.fulfill({ status: 404, body: 'Not found' });

/** Counts the documents that a page loads, the first one too. */
function documents(page: Page): () => number {
  let count = 0;
  page.on('domcontentloaded', () => count++);
  return () => count;
}

test('what was asked for offline comes when the reader is online again', async ({
  page,
  context,
}) => {
  await open(page);
  await context.setOffline(true);
  await tab(page, 'Space-time').click();
  await expect(panel(page)).toContainText('Are you online?');
  await context.setOffline(false);
  await expect(panel(page).locator('svg, canvas').first()).toBeVisible();
  await tab(page, 'Log').click();
  await expect(panel(page)).toContainText('request →');
});

test('a part that the host did not give is fetched when the reader tries again', async ({
  page,
}) => {
  await open(page);
  // Every file of the view, those that it shares with others too.
  await page.route(SCRIPTS, (route) => route.abort());
  await page.route(BUILD, (route) => route.abort());
  await tab(page, 'Log').click();
  const again = panel(page).getByRole('button', { name: 'Try again' });
  await expect(again).toBeVisible();
  await again.click();
  await expect(again).toBeVisible();
  await page.unrouteAll();
  await again.click();
  await expect(panel(page)).toContainText('request →');
});

test('a system that did not come, comes on a second try', async ({ page }) => {
  const entry = await beginning(page);
  await page.route(SCRIPTS, (route) =>
    entry.has(route.request().url()) ? route.continue() : route.abort(),
  );
  await page.route(BUILD, (route) => route.abort());
  await page.goto(QUESTION);
  const again = widget(page).getByRole('button', { name: 'Try again' }).first();
  await expect(again).toBeVisible();
  await expect(widget(page)).not.toContainText('Fetching the system');
  await page.unrouteAll();
  await again.click();
  await expect(widget(page).locator('.stage button').first()).toBeVisible();
  await expect(again).toBeHidden();
});

test('a dialog that does not come leaves the keys alive, and comes later', async ({
  page,
  context,
}) => {
  await open(page);
  await context.setOffline(true);
  await widget(page).getByRole('button', { name: /^More/ }).click();
  await expect(page.getByRole('status').filter({ hasText: 'Are you online?' })).toBeVisible();
  await widget(page).focus();
  await page.keyboard.press('4');
  await expect(tab(page, 'Charts')).toHaveAttribute('aria-selected', 'true');
  await context.setOffline(false);
  await widget(page).getByRole('button', { name: /^More/ }).click();
  await expect(page.getByRole('dialog')).toBeVisible();
});

test('a page that did not come offline is there on a second try', async ({ page, context }) => {
  await open(page);
  await context.setOffline(true);
  await page.getByRole('link', { name: 'Evidence', exact: true }).click();
  await expect(page.locator('h1')).toHaveText('This page could not be shown.');
  await context.setOffline(false);
  await page.getByRole('button', { name: 'Try again' }).click();
  await expect(page).toHaveURL(/evidence\/$/);
  await expect(page.getByRole('table').first()).toBeVisible();
});

test('no part is fetched twice', async ({ page }) => {
  const asked: string[] = [];
  page.on('request', (request) => SCRIPTS.test(request.url()) && asked.push(request.url()));
  await open(page);
  await tab(page, 'Charts').click();
  await expect(panel(page).locator('svg').first()).toBeVisible();
  const inPage = asked.filter((url) => !url.includes('/workers/'));
  expect(inPage.length).toBeGreaterThan(30);
  const cached = await page.evaluate(() =>
    (performance.getEntriesByType('resource') as PerformanceResourceTiming[])
      .filter(({ name, transferSize }) => name.endsWith('.js') && transferSize > 0)
      .map(({ name }) => name),
  );
  expect(new Set(cached).size).toBe(cached.length);
});

test.describe('after a deploy without a worker', () => {
  test('an old tab says so and reloads once, into the same run and moment', async ({ page }) => {
    await open(page, '#r=1;load-balancer;seed=7&t=2s');
    const loaded = documents(page);
    await page.route(SCRIPTS, missing);
    await page.route(BUILD, (route) => route.fulfill({ json: { version: 'newer' } }));
    await tab(page, 'Log').click();
    await expect(page.getByRole('status').filter({ hasText: 'newer version' })).toBeVisible();
    await page.unroute(SCRIPTS);
    await page.waitForEvent('domcontentloaded');
    await expect(page).toHaveURL(/seed_7.*t_2s.*view_log/);
    await expect(panel(page)).toContainText('request →');
    // The host still names another build than its pages have: it may go on saying so.
    await page.route(SCRIPTS, missing);
    await tab(page, 'Charts').click();
    await expect(panel(page).getByRole('button', { name: 'Load the page again' })).toBeVisible();
    await page.waitForTimeout(3000);
    expect(loaded()).toBe(1);
  });

  test('a page whose scripts are gone says so, loads the new one once, and looks dead', async ({
    page,
  }) => {
    const loaded = documents(page);
    await page.route(SCRIPTS, missing);
    await page.route(BUILD, (route) => route.fulfill({ json: { version: 'newer' } }));
    await page.goto(`${QUESTION}#r=1;load-balancer;seed=7&t=2s`);
    await expect(said(page)).toContainText('older version');
    await page.waitForEvent('domcontentloaded');
    await page.waitForTimeout(3500);
    expect(loaded()).toBe(2);
    await expect(page).toHaveURL(/seed[=_]7.*t[=_]2s/);
    await expect(said(page)).toContainText('older version');
    expect(await page.locator('button:enabled').count()).toBe(1);
    await expect(page.locator('body')).not.toContainText('Fetching the system');
    await expect(page.locator('h1')).toBeVisible();
  });
});

test('a page whose scripts do not come, while the host has the same build, stays and can be loaded again', async ({
  page,
}) => {
  const loaded = documents(page);
  // One file is enough: a page needs all that it begins with.
  let first = true;
  await page.route(/_app\/immutable\/nodes\/.*\.js$/, (route) =>
    first ? ((first = false), missing(route)) : route.continue(),
  );
  await page.goto(QUESTION);
  await expect(said(page)).toContainText('could not be fetched');
  await expect(page.locator('h1')).toContainText('load balancer');
  expect(loaded()).toBe(1);
  await page.getByRole('button', { name: 'Load the page again' }).click();
  await expect(widget(page).locator('.stage button').first()).toBeVisible();
});

test('a host that answers everything with the page for wrong addresses is not asked again', async ({
  page,
}) => {
  const loaded = documents(page);
  for (const place of ['elsewhere/', 'sub/', 'sub/pathology/', 'sub/path.html'])
    await page.goto(`http://localhost:${FIRST_PORT}/${place}`);
  await expect(page.locator('h1')).toContainText('Nothing answers');
  await page.waitForTimeout(2000);
  expect(loaded()).toBe(4);
  await page.getByRole('link', { name: 'To the questions' }).click();
  await expect(page).toHaveURL(SUB_PATH);
});

/** The scripts that the page begins with. */
async function beginning(page: Page): Promise<Set<string>> {
  const base = new URL(QUESTION, SUB_PATH);
  const text = await (await page.request.get(base.href)).text();
  const paths = text.matchAll(/"([^"]*_app\/immutable\/[^"]*\.js)"/g);
  return new Set(Array.from(paths, ([, path]) => new URL(path, base).href));
}
