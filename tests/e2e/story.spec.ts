import { expect, test, type Locator, type Page } from '@playwright/test';

/** The five replicas of question 9 by last writer wins, and nothing done to them yet. */
const QUIET = '#r=1;partition;counterMode=lww;seed=1;until=20s&t=5s';

async function open(page: Page, hash: string): Promise<Locator> {
  await page.goto(`questions/network-partition/${hash}`);
  const widget = page.getByRole('group', { name: /live$/ });
  await expect(widget.getByRole('button', { name: /^replica 1\b/ })).toBeVisible();
  return widget;
}

const moment = (widget: Locator) => widget.getByRole('slider', { name: 'Moment' });
const timeOf = async (widget: Locator) => Number(await moment(widget).inputValue());
const light = (widget: Locator) => widget.getByRole('list', { name: 'Properties' });

/** Pulls the fault line from left to right across the middle of the stage: some of the replicas are above it. */
async function cutTheCable(page: Page, widget: Locator) {
  await widget.getByRole('button', { name: /Fault line/ }).click();
  const box = (await widget.locator('.stage').boundingBox())!;
  const y = box.y + box.height / 2;
  await page.mouse.move(box.x + 4, y);
  await page.mouse.down();
  await page.mouse.move(box.x + box.width / 2, y, { steps: 6 });
  await page.mouse.move(box.x + box.width - 4, y, { steps: 6 });
  await page.mouse.up();
  await expect(widget.getByRole('button', { name: /Heal the network/ })).toBeVisible();
}

/** The hunt's panel, which is there once the page is scrolled to it. */
async function hunter(page: Page): Promise<Locator> {
  const section = page.locator('#hunt');
  await section.scrollIntoViewIfNeeded();
  const panel = section.locator('.hunt');
  await expect(panel).toBeVisible();
  return panel;
}

/** Some seconds later on the timeline: each press is a twentieth of the run. */
async function later(page: Page, widget: Locator, presses: number) {
  await moment(widget).focus();
  for (let i = 0; i < presses; i++) await page.keyboard.press('PageUp');
}

/** Cuts at 5 s, heals ten seconds later, and comes to rest where the first property breaks. */
async function toTheLoss(page: Page, widget: Locator) {
  await cutTheCable(page, widget);
  await later(page, widget, 10);
  await widget.getByRole('button', { name: /Heal the network/ }).click();
  await expect(widget.getByRole('button', { name: /^heal, at / })).toBeVisible();
  const healed = await timeOf(widget);
  await widget.getByRole('combobox', { name: 'Speed' }).selectOption({ label: '1×' });
  await widget.getByRole('button', { name: 'Play', exact: true }).click();
  await expect.poll(() => timeOf(widget)).toBeGreaterThan(healed);
  await expect(widget.getByRole('button', { name: 'Play', exact: true })).toBeVisible();
}

test('cut, lose, merge, hunt, and a link to the very moment of the loss', async ({
  page,
  context,
}) => {
  test.setTimeout(180_000);
  await context.grantPermissions(['clipboard-read', 'clipboard-write']);
  const widget = await open(page, QUIET);
  await toTheLoss(page, widget);

  // Playing stopped by itself, and not at the end: at the loss, which is told in a sentence and lit.
  const lost = await timeOf(widget);
  expect(lost).toBeGreaterThan(15_000_000);
  expect(lost).toBeLessThan(19_000_000);
  const story = widget.locator('.story').filter({ hasText: /acknowledged update/ });
  await story.getByRole('button', { name: 'What led to it' }).click();
  await expect(widget.getByRole('button', { name: 'Direct causes' })).toBeVisible();
  await expect(widget.locator('.spacetime .arrow.past').first()).toBeAttached();

  await widget.getByRole('button', { name: 'Copy a link to this moment' }).click();
  await expect(page.getByText('Copied.')).toBeVisible();
  const link = await page.evaluate(() => navigator.clipboard.readText());

  await widget.getByRole('tab', { name: 'Controls' }).click();
  await widget
    .getByRole('combobox', { name: 'counter kept by' })
    .selectOption({ label: 'merging counter' });
  await expect(light(widget).getByText('No acknowledged update is lost.')).toBeVisible();
  await moment(widget).focus();
  await page.keyboard.press('End');
  await expect(light(widget).getByText(/^violated/)).toHaveCount(0);

  const hunt = await hunter(page);
  await hunt.getByRole('button', { name: 'Find a failure' }).click();
  await expect(hunt.getByText(/[1-9]\d* of 1,000 seeds tried, 0 failed/)).toBeVisible({
    timeout: 60_000,
  });
  await hunt.getByRole('button', { name: 'Stop' }).click();
  await expect(hunt.getByText(/^Stopped after [1-9]/).first()).toBeVisible({ timeout: 60_000 });

  const friend = await context.newPage();
  await friend.goto(link);
  const there = friend.getByRole('group', { name: /live$/ });
  await expect(there.locator('.story').filter({ hasText: /acknowledged update/ })).toBeVisible();
  expect(await timeOf(there)).toBe(lost);
});

test('the hunt finds the planted mistake, and plays the smallest run that shows it', async ({
  page,
}) => {
  test.setTimeout(180_000);
  const widget = await open(page, QUIET);
  const hunt = await hunter(page);
  await hunt.getByRole('combobox', { name: 'Hunt' }).selectOption({ index: 1 });
  await hunt.getByRole('button', { name: 'Find a failure' }).click();
  await expect(hunt.getByText(/^A property failed: seed/).first()).toBeVisible({
    timeout: 120_000,
  });
  await hunt.getByRole('button', { name: 'Play it' }).click();
  await expect(widget.getByRole('button', { name: 'Pause', exact: true })).toBeVisible();
  await expect(widget.locator('.timeline .violation')).toBeVisible({ timeout: 60_000 });
});

test('a run and its fork side by side: the old branch stays, and undo brings it back', async ({
  page,
}) => {
  const widget = await open(page, '#r=1;partition;counterMode=lww;seed=1;until=20s;f=5s+crash+replica-5&t=8s'); // prettier-ignore
  await widget.getByRole('button', { name: 'Compare' }).click();
  await expect(widget.getByText(/^Nothing to compare with yet/)).toBeVisible();
  await moment(widget).focus();
  await page.keyboard.press('c');
  const both = widget.getByRole('region', { name: 'Two runs compared' });
  await expect(both.getByRole('row', { name: /^done .*restart replica.5/ })).toBeVisible();
  await expect(both.getByText(/they part at/)).toContainText('8');
  await both.getByRole('tab', { name: 'Measures' }).click();
  await expect(both.locator('svg').first()).toBeVisible();
  await both.getByRole('tab', { name: 'Space-time' }).click();
  await expect(both.getByRole('slider', { name: /^Events of 10 processes/ })).toHaveCount(2);
  await widget.getByRole('button', { name: 'Undo' }).click();
  await expect(widget.getByRole('button', { name: /^restart replica-5, at/ })).toHaveCount(0);
});

test('one seed under two settings: what came out is compared', async ({ page }) => {
  const widget = await open(page, '');
  await widget.getByRole('button', { name: 'Compare' }).click();
  await widget.getByRole('button', { name: 'Keep this run as A' }).click();
  await widget.getByRole('tab', { name: 'Controls' }).click();
  await widget
    .getByRole('combobox', { name: 'counter kept by' })
    .selectOption({ label: 'merging counter' });
  await expect(widget.getByRole('combobox', { name: 'Scenario' })).toContainText('(changed)');
  await widget.getByRole('button', { name: 'Compare' }).click();
  const both = widget.getByRole('region', { name: 'Two runs compared' });
  await expect(
    both.getByRole('row', { name: /^counter kept by last writer wins merging counter/ }),
  ).toBeVisible();
  await expect(
    both.getByRole('row', { name: /^No acknowledged update is lost\. ✕ violated.* ● holds/ }),
  ).toBeVisible();
  await expect(
    both.getByRole('row', { name: /^lost increments 1,2\d\d 0 −1,2\d\d/ }),
  ).toBeVisible();
});

test('a history that no single copy could have given: its longest order is drawn, and what has no place', async ({
  page,
}) => {
  const widget = await open(page, '');
  await widget
    .getByRole('combobox', { name: 'Scenario' })
    .selectOption({ label: 'Write to three, read from one' });
  const tab = widget.getByRole('tab', { name: 'History' });
  await tab.click();
  const history = widget.getByRole('region', { name: 'What clients saw' });
  const ask = widget.getByRole('button', { name: 'Check linearizability' });
  await expect(ask.or(history.getByText(/Not linearizable/))).toBeVisible({ timeout: 60_000 });
  if (await ask.isVisible()) await ask.click();
  await expect(history.getByText(/Not linearizable/)).toBeVisible({ timeout: 60_000 });
  await expect(history.locator('path.order')).toBeAttached();
  await expect(history.locator('.bar.unplaced').first()).toBeAttached();
});
