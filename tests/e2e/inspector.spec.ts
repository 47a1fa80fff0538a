import AxeBuilder from '@axe-core/playwright';
import { expect, test, type Locator, type Page } from '@playwright/test';

/** The five replicas of question 9, five seconds into an undisturbed run. */
const QUIET = '#r=1;partition;seed=1;until=20s&t=5s';

async function open(page: Page): Promise<Locator> {
  await page.goto(`questions/network-partition/${QUIET}`);
  const widget = page.getByRole('group', { name: /live$/ });
  await expect(replica(widget)).toBeVisible();
  return widget;
}

const replica = (widget: Locator) => widget.getByRole('button', { name: /^replica 1\b/ });
const timeOf = async (widget: Locator) =>
  Number(await widget.getByRole('slider', { name: 'Moment' }).inputValue());

test('by keyboard: look into a node, step through its events, open its log, look into a message', async ({
  page,
}) => {
  const widget = await open(page);
  await replica(widget).focus();
  await page.keyboard.press('i');
  const panel = widget.getByRole('region', { name: 'Inspector: replica 1' });
  await expect(panel).toBeFocused();
  const disk = panel.getByRole('tree', { name: 'On disk' });
  await expect(disk.getByRole('treeitem', { name: /^term/ })).toBeVisible();
  await expect(panel).not.toContainText(/undefined|NaN|\[object/);

  const before = await timeOf(widget);
  await panel.getByRole('button', { name: 'Next event of replica 1' }).focus();
  await page.keyboard.press('Enter');
  await expect.poll(() => timeOf(widget)).toBeGreaterThan(before);
  await panel.getByRole('button', { name: 'Previous event of replica 1' }).focus();
  await page.keyboard.press('Enter');
  await expect.poll(() => timeOf(widget)).toBeLessThanOrEqual(before);

  const log = disk.getByRole('treeitem', { name: /^▸? ?log/ }).first();
  await log.focus();
  await page.keyboard.press('ArrowRight');
  await page.keyboard.press('ArrowDown');
  await expect(disk.locator('[role=treeitem]:focus')).toHaveAttribute('aria-level', '2');

  await panel
    .getByRole('button', { name: /^“.*” from replica/ })
    .first()
    .focus();
  await page.keyboard.press('Enter');
  const message = widget.getByRole('region', { name: /^Message \d+/ });
  await expect(message.getByRole('tree', { name: 'Fields' })).toBeVisible();
  await message
    .getByRole('button', { name: /, at [\d.]+ s$/ })
    .first()
    .focus();
  await page.keyboard.press('Enter');
  await expect.poll(() => timeOf(widget)).toBeLessThan(before);
  const { violations } = await new AxeBuilder({ page }).include('section.beside').analyze();
  expect(violations).toEqual([]);
  await page.keyboard.press('Escape');
  await expect(widget.locator('section.beside')).toHaveCount(0);
});

test('the menu of a node offers it; Escape closes it and gives the focus back', async ({
  page,
}) => {
  const widget = await open(page);
  await replica(widget).focus();
  await page.keyboard.press('Enter');
  await page.getByRole('menuitem', { name: /Inspect/ }).press('Enter');
  await expect(widget.getByRole('region', { name: 'Inspector: replica 1' })).toBeFocused();
  await page.keyboard.press('Escape');
  await expect(replica(widget)).toBeFocused();
});

test('the legend lights what it names, by keyboard and by finger on a phone', async ({ page }) => {
  const widget = await open(page);
  await replica(widget).focus();
  await page.keyboard.press('g');
  const legend = widget.getByRole('region', { name: 'Legend' });
  await expect(legend).toBeFocused();
  const lit = widget.locator('.stage [data-lit]');
  await page.keyboard.press('Tab');
  await page.keyboard.press('Tab');
  await expect(legend.getByRole('button', { name: /^update/ })).toBeFocused();
  await expect(lit).toHaveCount(0);
  await expect(widget.locator('.stage .node.back')).toHaveCount(10);
  await legend.getByRole('button', { name: /^replica or data store/ }).focus();
  await expect(lit).toHaveCount(5);
  const { violations } = await new AxeBuilder({ page }).include('section.beside').analyze();
  expect(violations).toEqual([]);
  await page.keyboard.press('Escape');
  await expect(legend).toHaveCount(0);
  // A caption may light one again.
  await expect(lit).not.toHaveCount(5);

  await page.setViewportSize({ width: 390, height: 844 });
  await widget.getByRole('button', { name: 'Legend' }).click();
  await expect(legend).toBeInViewport();
  await legend.getByRole('button', { name: /^client/ }).click();
  await page.mouse.move(5, 70);
  await expect(lit).toHaveCount(5);
  await expect(widget.locator('.stage')).toBeInViewport({ ratio: 0.4 });
});
