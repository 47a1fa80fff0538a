import { readdirSync } from 'node:fs';
import { expect, test, type Page } from '@playwright/test';
import { foldOf } from './fold';
import { settled } from './settled';
import { sticksOut } from './sticks-out';
import { caption, holdClock, play, watch } from './watch';

const slugs = readdirSync('src/content/questions')
  .filter((name) => /^\d\d-/.test(name))
  .map((name) => name.slice(3));
const systems = readdirSync('src/lib/systems', { withFileTypes: true })
  .filter((entry) => entry.isDirectory())
  .map(({ name }) => name);

const SIZES = [
  { width: 1280, height: 800 },
  { width: 390, height: 844 },
];

/** Seconds from Play to the first moment, at most. */
const FIRST = 8;

/** Opened at 400 % on a screen of 1,280 px. */
async function reflows(page: Page) {
  await page.locator('.widget').scrollIntoViewIfNeeded();
  await expect(page.locator('.stage button').first()).toBeVisible();
  await page.evaluate(() => scrollTo(0, document.documentElement.scrollHeight));
  await settled(page);
  expect(await sticksOut(page)).toEqual([]);
}

async function tellsFirstMoment(page: Page) {
  await page.setViewportSize({ width: 1280, height: 800 });
  await holdClock(page);
  await play(page).click();
  expect(await watch(page, FIRST, (some) => some.length > 0)).toHaveLength(1);
}

/** How far the words of each element stand from the left edge of its panel, px. */
const insets = (elements: Element[]): number[] =>
  elements.map((element) => {
    const words = document.createRange();
    words.selectNodeContents(element);
    const panel = element.closest('[role=tabpanel]')!;
    return words.getBoundingClientRect().left - panel.getBoundingClientRect().left;
  });

async function opensViews(page: Page) {
  await page.clock.resume();
  const tabs = await page.locator('.widget').getByRole('tab').all();
  expect(tabs.length).toBeGreaterThan(2);
  for (const tab of tabs) {
    await tab.click();
    const panel = page.locator('.widget').getByRole('tabpanel');
    await expect(panel, await tab.innerText()).not.toContainText(/Fetching|could not/);
    for (const inset of await panel.locator('[data-reads]').evaluateAll(insets))
      expect(inset, 'how to read it stands clear of the edge').toBeGreaterThanOrEqual(8);
  }
}

/** What a page asks to watch in its own view is seen when that is opened in the stage's place: how to read it, and its first rows. */
async function ownViewIsInSight(page: Page) {
  const widget = page.locator('.widget');
  const tab = widget.getByRole('tab').first();
  if ((await tab.innerText()) === 'Controls') return;
  const swap = widget.getByRole('button', { name: 'View in place of the stage' });
  await tab.click();
  await swap.click();
  await expect(widget.locator('.stage')).toBeHidden();
  for (const size of SIZES) {
    await page.setViewportSize(size);
    await expect(async () => {
      const { explained, drawn, foot, drawing } = await widget.evaluate(foldOf);
      const where = `of ${foot} px at ${size.width} px: ${drawing}`;
      expect(explained, `how to read it ends ${where}`).toBeLessThanOrEqual(foot);
      expect(drawn, `its first rows end ${where}`).toBeLessThanOrEqual(foot);
    }).toPass({ timeout: 5000 });
  }
  await swap.click();
}

/** On a phone the last caption is read together with the stage: it is not behind the transport. */
async function lastCaptionIsInSight(page: Page) {
  await page.setViewportSize({ width: 390, height: 844 });
  await page.locator('.widget').scrollIntoViewIfNeeded();
  await page.getByRole('slider', { name: 'Moment' }).press('End');
  await page.getByRole('button', { name: 'Previous moment' }).click();
  await expect(async () => {
    const said = (await caption(page).boundingBox())!;
    const transport = (await page.locator('.widget .transport').boundingBox())!;
    expect(said.y, 'it is in the window').toBeGreaterThan(0);
    expect(said.y + said.height, 'it is above the transport').toBeLessThanOrEqual(transport.y + 1);
  }).toPass({ timeout: 5000 });
}

/** All that holds of each page at one visit: to load it takes longer than to look at it. */
async function visit(page: Page, path: string) {
  await page.setViewportSize({ width: 320, height: 640 });
  await page.clock.install();
  await page.goto(path);
  await expect(page.locator('h1').first()).toBeAttached();
  await test.step('320 px are enough', () => reflows(page));
  await test.step('Play tells the first moment at once', () => tellsFirstMoment(page));
}

for (const slug of slugs)
  test(`questions/${slug}/: 320 px are enough, Play tells the first moment at once, every view opens, and nothing is wrong`, async ({
    page,
  }) => {
    test.slow();
    const wrong: string[] = [];
    page.on('pageerror', (error) => wrong.push(error.message));
    page.on('console', (message) => message.type() === 'error' && wrong.push(message.text()));
    await visit(page, `questions/${slug}/`);
    await test.step('every view opens', () => opensViews(page));
    await test.step('its own view is in sight', () => ownViewIsInSight(page));
    await test.step('the last caption is in sight', () => lastCaptionIsInSight(page));
    expect(wrong).toEqual([]);
  });

for (const id of systems)
  test(`embed/${id}/: 320 px are enough, and Play tells the first moment at once`, async ({
    page,
  }) => {
    test.slow();
    await visit(page, `embed/${id}/?height=auto`);
  });

test('the home page leads to every question', async ({ page }) => {
  await page.goto('');
  const links = page.locator('main a[href*="questions/"]');
  const hrefs = await links.evaluateAll((all) => all.map((a) => (a as HTMLAnchorElement).href));
  const found = hrefs.map((href) => href.match(/questions\/([^/#]+)/)![1]);
  expect([...new Set(found)].toSorted()).toEqual(slugs.toSorted());
});
