import { expect, test, type Locator, type Page } from '@playwright/test';
import { settled } from './settled';

const SIZES = [
  { width: 1280, height: 800 },
  { width: 390, height: 844 },
];

async function open(page: Page, path: string): Promise<Locator> {
  await page.goto(path);
  const widget = page.locator('.widget');
  await expect(widget.locator('.stage [data-node]').first()).toBeVisible();
  await expect(widget.getByRole('group', { name: 'Break it' })).toBeVisible();
  await expect(widget.getByRole('tab').first()).toBeVisible();
  return widget;
}

const isInWindow = (of: Locator) =>
  of.evaluate((element) => {
    const { top, bottom } = element.getBoundingClientRect();
    return top >= 0 && bottom <= innerHeight;
  });

for (const viewport of SIZES) {
  test.describe(`${viewport.width} px wide`, () => {
    test.use({ viewport });

    test('choosing a view scrolls nothing', async ({ page }) => {
      const widget = await open(page, 'questions/distributed-transaction/');
      await widget.getByRole('tab').first().scrollIntoViewIfNeeded();
      const tabs = widget.getByRole('tab');
      await expect(tabs.first()).toHaveText('Who remembers');
      const from = await page.evaluate(() => scrollY);
      for (const tab of await tabs.all()) {
        await tab.evaluate((button: HTMLElement) => button.click());
        await expect(tab).toHaveAttribute('aria-selected', 'true');
        await expect(widget.getByText('Fetching this view')).toHaveCount(0);
        expect(await page.evaluate(() => scrollY)).toBe(from);
      }
    });

    test('stage and view change places, and nothing has to be scrolled', async ({ page }) => {
      const widget = await open(page, 'questions/distributed-transaction/');
      await widget.scrollIntoViewIfNeeded();
      const swap = widget.getByRole('button', { name: 'View in place of the stage' });
      await swap.click();
      const from = await page.evaluate(() => scrollY);
      await widget.getByRole('tab', { name: 'Who remembers' }).click();
      await expect(widget.locator('.stage')).toBeHidden();
      await expect(widget.getByRole('tab', { name: 'Who remembers' })).toBeInViewport();
      expect(await isInWindow(widget.locator('.transport'))).toBe(true);
      await swap.click();
      await expect(widget.locator('.stage')).toBeVisible();
      expect(await page.evaluate(() => scrollY)).toBe(from);
    });

    test('nothing below the row of faults is pushed when a button appears in it', async ({
      page,
    }) => {
      const widget = await open(page, 'questions/load-balancer/');
      const row = widget.getByRole('group', { name: 'Break it' });
      const height = () => row.evaluate((element) => element.clientHeight);
      const before = await height();
      await row.getByRole('button', { name: /^Crash/ }).click();
      await expect(row.getByRole('button', { name: /^Restart/ })).toBeVisible();
      expect(await height()).toBe(before);
      await row.getByRole('button', { name: /^Restart/ }).click();
      await row.getByRole('button', { name: /^Cut off/ }).click();
      await page.getByRole('menuitem', { name: 'everyone' }).click();
      await expect(row.getByRole('button', { name: /^Heal/ })).toBeVisible();
      expect(await height()).toBe(before);
    });
  });
}

for (const width of [390, 1100])
  test(`a frame of its natural height, ${width} px wide: stage and view change places, and choosing a view scrolls nothing`, async ({
    page,
  }) => {
    await page.setViewportSize({ width, height: 844 });
    const widget = await open(page, 'embed/atomic-commit/?height=auto');
    await settled(page);
    await widget.getByRole('button', { name: 'View in place of the stage' }).click();
    await expect(widget.locator('.stage')).toBeHidden();
    const from = await page.evaluate(() => scrollY);
    for (const name of ['Who remembers', 'Space-time', 'Log']) {
      await widget.getByRole('tab', { name, exact: true }).click();
      await expect(widget.getByText('Fetching this view')).toHaveCount(0);
      expect(await page.evaluate(() => scrollY)).toBe(from);
      await expect(widget.locator('.transport')).toBeInViewport({ ratio: 1 });
    }
    await widget.getByRole('button', { name: 'View in place of the stage' }).click();
    await expect(widget.locator('.stage')).toBeVisible();
    await expect(widget.locator('.transport')).toBeInViewport({ ratio: 1 });
  });

for (const size of SIZES)
  test(`a frame of a given height, ${size.width} px wide: a view takes the stage’s place, and time stays in sight`, async ({
    page,
  }) => {
    await page.setViewportSize({ width: Math.min(size.width, 1100), height: 700 });
    await page.goto('embed/atomic-commit/');
    const widget = page.locator('.widget');
    await expect(widget.locator('.stage [data-node]').first()).toBeVisible();
    for (const name of ['Who remembers', 'Log', 'Stage']) {
      await widget.getByRole('tab', { name, exact: true }).click();
      await expect(widget.locator('.stage')).toHaveCount(name === 'Stage' ? 1 : 0);
      await expect(widget.locator('.transport')).toBeInViewport({ ratio: 1 });
      expect(await page.evaluate(() => document.documentElement.scrollHeight - innerHeight)).toBe(
        0,
      );
    }
  });

test('a tooltip is whole at the edge of the widget', async ({ page }) => {
  const widget = await open(page, 'embed/load-balancer/');
  await widget.getByRole('button', { name: 'All keys' }).hover();
  const tip = widget.locator('.tip:popover-open');
  await expect(tip).toHaveText('All keys (?)');
  const box = (await tip.boundingBox())!;
  expect(box.x).toBeGreaterThanOrEqual(0);
  expect(box.y).toBeGreaterThanOrEqual(0);
  expect(box.x + box.width).toBeLessThanOrEqual(1280);
});

for (const path of ['embed/replication/', 'embed/replication/?height=auto']) {
  test(`where there is room the stage and the system’s own view are side by side: ${path}`, async ({
    page,
  }) => {
    await page.setViewportSize({ width: 1440, height: 900 });
    const widget = await open(page, path);
    await expect(widget.getByRole('tab', { selected: true })).toHaveText('Logs');
    await expect(widget.getByRole('tab', { name: 'Stage' })).toHaveCount(0);
    const stage = (await widget.locator('.scene').boundingBox())!;
    const view = (await widget.getByRole('tabpanel').boundingBox())!;
    expect(view.x).toBeGreaterThanOrEqual(stage.x + stage.width - 1);
    expect(view.y).toBeLessThan(stage.y + 80);
    await widget.getByRole('tab', { name: 'Controls' }).click();
    await expect(widget.locator('.stage')).toBeVisible();
    const wide = await page.evaluate(() => document.documentElement.scrollWidth - innerWidth);
    expect(wide).toBeLessThanOrEqual(0);
  });
}

for (const width of [1720, 2560]) {
  test(`on a page ${width} px wide the stage and the system’s own view are side by side, and nothing jumps`, async ({
    page,
  }) => {
    await page.setViewportSize({ width, height: 1080 });
    await page.addInitScript(() => {
      new PerformanceObserver((list) => {
        for (const entry of list.getEntries() as (PerformanceEntry & { value: number })[])
          document.documentElement.dataset.shift = String(
            Number(document.documentElement.dataset.shift ?? 0) + entry.value,
          );
      }).observe({ type: 'layout-shift', buffered: true });
    });
    const widget = await open(page, 'questions/data-replication/');
    await expect(widget.getByRole('tab', { selected: true })).toHaveText('Logs');
    const stage = (await widget.locator('.scene').boundingBox())!;
    const view = (await widget.getByRole('tabpanel').boundingBox())!;
    expect(view.x).toBeGreaterThanOrEqual(stage.x + stage.width - 1);
    expect(view.y).toBeLessThan(stage.y + 80);
    await settled(page);
    expect(await page.evaluate(() => Number(document.documentElement.dataset.shift))).toBeLessThan(
      0.02,
    );
    const wide = await page.evaluate(() => document.documentElement.scrollWidth - innerWidth);
    expect(wide).toBeLessThanOrEqual(0);
  });
}

test.describe('while the scripts are still on their way', () => {
  /** The page's HTML is there; its scripts come when they are let go. */
  async function early(page: Page, path: string) {
    let release = () => {};
    const released = new Promise<void>((done) => (release = done));
    await page.route('**/*.js', async (route) => {
      await released;
      await route.continue();
    });
    await page.goto(path, { waitUntil: 'commit' });
    const widget = page.getByRole('group', { name: /live$/ });
    return { widget, release };
  }

  for (const path of ['questions/data-replication/', 'embed/replication/']) {
    test(`a press of each button is kept until it can be done: ${path}`, async ({ page }) => {
      const { widget, release } = await early(page, path);
      const tab = widget.getByRole('tab', { name: 'Space-time' });
      await widget.getByRole('button', { name: 'Play', exact: true }).click();
      await tab.click();
      await widget.getByRole('button', { name: 'Embed', exact: true }).click();
      await expect(tab).toHaveAttribute('aria-selected', 'false');
      release();
      await expect(page.getByRole('dialog', { name: 'Embed' })).toBeVisible();
      await expect(tab).toHaveAttribute('aria-selected', 'true');
      await expect(widget.getByRole('button', { name: 'Pause', exact: true })).toBeAttached();
    });
  }

  test('on a phone too', async ({ page }) => {
    await page.setViewportSize({ width: 390, height: 844 });
    const { widget, release } = await early(page, 'questions/data-replication/');
    await widget.getByRole('button', { name: 'More', exact: true }).click();
    release();
    await expect(page.getByRole('menuitem', { name: 'Compare' })).toBeVisible();
  });

  test('on pages without a widget too, and of the one that was pressed', async ({ page }) => {
    const { release } = await early(page, 'evidence/');
    const row = page.locator('[id="q05.grain"]');
    await row.getByRole('button', { name: 'Run it here' }).click();
    release();
    await expect(
      row.getByText(/Running…|the same numbers to the last digit/).first(),
    ).toBeVisible();
  });

  test('a press of Play is one, and not two', async ({ page }) => {
    const { widget, release } = await early(page, 'questions/data-replication/');
    const play = widget.getByRole('button', { name: 'Play', exact: true });
    await play.click();
    await play.click();
    release();
    await expect(widget.getByRole('button', { name: 'Pause', exact: true })).toBeVisible();
  });
});

for (const size of [
  { width: 390, height: 844 },
  { width: 1280, height: 800 },
])
  test(`Play pressed at once is not lost, and its captions are on the screen, ${size.width} px`, async ({
    page,
  }) => {
    await page.setViewportSize(size);
    await page.goto('questions/team-productivity/');
    const widget = page.getByRole('group', { name: /live$/ });
    await widget.getByRole('button', { name: 'Play', exact: true }).click();
    const caption = widget.locator('[data-caption]');
    await expect(caption).toHaveText(/\w/);
    const said = (await caption.boundingBox())!;
    const transport = (await widget.locator('.transport').boundingBox())!;
    expect(said.y).toBeGreaterThan(56);
    expect(said.y + said.height).toBeLessThanOrEqual(transport.y + 1);
  });
