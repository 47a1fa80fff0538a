import { expect, test, type Locator, type Page } from '@playwright/test';

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

for (const path of ['embed/replication/', 'embed/replication/?height=natural']) {
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
