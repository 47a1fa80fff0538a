import AxeBuilder from '@axe-core/playwright';
import { expect, test, type Locator, type Page } from '@playwright/test';

const QUESTION = 'questions/load-balancer/';

/** The widget with its first run computed. */
async function open(page: Page, hash = ''): Promise<Locator> {
  await page.goto(QUESTION + hash);
  const widget = page.getByRole('group', { name: 'Load balancer, live' });
  await expect(machine(widget)).toBeVisible({ timeout: 15_000 });
  return widget;
}

/** Machine 5 on the stage; its name says how it is. */
const machine = (widget: Locator) => widget.getByRole('button', { name: /^machine 5/ });
const moment = (widget: Locator) => widget.getByRole('slider', { name: 'Moment' });
const timeOf = async (widget: Locator) => Number(await moment(widget).inputValue());

test('a run plays, stops, and goes back', async ({ page }) => {
  const widget = await open(page);
  const before = await timeOf(widget);
  await widget.getByRole('button', { name: 'Play', exact: true }).click();
  await expect.poll(() => timeOf(widget)).toBeGreaterThan(before + 1000);
  await widget.getByRole('button', { name: 'Pause', exact: true }).click();
  const paused = await timeOf(widget);
  await widget.getByRole('button', { name: 'One event back' }).click();
  expect(await timeOf(widget)).toBeLessThan(paused);
});

test('@root by keyboard alone: crash machine 5, look before it, after it, and undo', async ({
  page,
}) => {
  const widget = await open(page);
  await machine(widget).focus();
  await page.keyboard.press('Enter');
  await expect(page.getByRole('menuitem', { name: /^Crash/ })).toBeFocused();
  await page.keyboard.press('Enter');
  await expect(machine(widget)).toHaveAccessibleName(/crashed/);
  await moment(widget).focus();
  await page.keyboard.press('Home');
  await expect(machine(widget)).not.toHaveAccessibleName(/crashed/);
  // From moment to moment: the crash is one of the first.
  await expect(async () => {
    await page.keyboard.press('Shift+ArrowRight');
    await expect(machine(widget)).toHaveAccessibleName(/crashed/, { timeout: 1000 });
  }).toPass();
  await page.keyboard.press('z');
  await expect(machine(widget)).not.toHaveAccessibleName(/crashed/);
  await page.keyboard.press('Shift+Z');
  await expect(machine(widget)).toHaveAccessibleName(/crashed/);
});

test('a link opens the same moment', async ({ page, context }) => {
  await context.grantPermissions(['clipboard-read', 'clipboard-write']);
  const widget = await open(page);
  await widget.getByRole('combobox', { name: 'policy' }).selectOption('hash');
  await moment(widget).focus();
  await page.keyboard.press('PageDown');
  await machine(widget).focus();
  await page.keyboard.press('c');
  await expect(machine(widget)).toHaveAccessibleName(/crashed/);
  await moment(widget).focus();
  for (let i = 0; i < 3; i++) await page.keyboard.press('ArrowRight');
  await widget.getByRole('tab', { name: 'Charts' }).click();
  await widget.getByRole('button', { name: 'Copy a link to this moment' }).click();
  await expect(page.getByText('Copied.')).toBeVisible();
  const link = await page.evaluate(() => navigator.clipboard.readText());
  expect(link).toMatch(
    /#r2~load-balancer~policy_hash~.*~f_[\d.]+s_crash_server-5~sum_.*~t_[^~]+~view_charts~end_\w+$/,
  );
  expect(page.url()).toBe(link);

  const other = await context.newPage();
  await other.goto(link);
  const there = other.getByRole('group', { name: 'Load balancer, live' });
  await expect(machine(there)).toHaveAccessibleName(/crashed/);
  expect(await timeOf(there)).toBe(await timeOf(widget));
  await expect(there.getByRole('tab', { name: 'Charts' })).toHaveAttribute('aria-selected', 'true');
  const names = (of: Locator) =>
    of.locator('.stage button').evaluateAll((all) => all.map((b) => b.getAttribute('aria-label')));
  expect(await names(there)).toEqual(await names(widget));
});

test('back in the history goes back in the story, whenever the address is written', async ({
  page,
}) => {
  const widget = await open(page, '#r=1;load-balancer;requests=9000;seed=2;until=5s&t=1s');
  const seed = widget.getByRole('spinbutton', { name: 'seed' });
  await expect(seed).toHaveValue('2');
  // The address follows a change a quarter of a second later: before, just then, and after.
  for (const wait of [0, 240, 400]) {
    await page.evaluate(
      () => (location.hash = '#r=1;load-balancer;requests=9000;seed=3;until=5s&t=2s'),
    );
    await expect(seed).toHaveValue('3');
    await page.waitForTimeout(wait);
    await page.goBack();
    await expect(seed).toHaveValue('2');
    await expect(moment(widget)).toHaveValue('1000000');
  }
});

test('the million: five times 200,000', async ({ page }) => {
  const widget = await open(page);
  await widget.getByRole('button', { name: 'Run the million' }).click();
  await expect(widget.getByText('1,000,000 requests')).toBeVisible({ timeout: 20_000 });
  await expect(widget.getByRole('button', { name: 'Back to the moment' })).toBeVisible();
  for (let i = 1; i <= 5; i++)
    await expect(widget.getByRole('option', { name: `machine ${i}: 200,000` })).toBeVisible();
});

test('a whole run can be given up', async ({ page }) => {
  const widget = await open(page);
  await widget.getByRole('button', { name: 'Run the million' }).click();
  await widget.getByRole('button', { name: 'Cancel' }).click();
  await expect(widget.getByRole('button', { name: 'Run the million' })).toBeVisible();
});

test('a message can be looked into and dropped', async ({ page }) => {
  const widget = await open(page);
  await moment(widget).focus();
  // Whoever has gone to a moment stays there, even when the story comes later.
  await page.keyboard.press('PageUp');
  await page.keyboard.press('i');
  const list = widget.getByRole('region', { name: 'Inspector', exact: true });
  await list
    .getByRole('button', { name: /request/ })
    .first()
    .click();
  const message = widget.getByRole('region', { name: /^Message \d+/ });
  await expect(message).toContainText('id');
  await message.getByRole('button', { name: 'Drop' }).click();
  await expect(page).toHaveURL(/drop_message/);
});

for (const [name, viewport] of [
  ['wide', { width: 1280, height: 800 }],
  ['narrow', { width: 390, height: 844 }],
] as const) {
  test(`axe finds nothing wrong, ${name}, light and dark; nothing scrolls sideways`, async ({
    page,
  }) => {
    test.slow();
    const inScheme = async (colorScheme: 'light' | 'dark') => {
      await page.emulateMedia({ colorScheme });
      // A colour on its way from one to the other is of neither.
      await page.evaluate(async () => {
        const fades = document.getAnimations().filter((a) => a instanceof CSSTransition);
        await Promise.allSettled(fades.map((fade) => fade.finished));
      });
    };
    await page.setViewportSize(viewport);
    await page.emulateMedia({ colorScheme: 'light' });
    await open(page, '#r=1;load-balancer;requests=9000;seed=1;until=5s;f=1s+crash+server-5&t=2s');
    for (const view of ['Controls', 'States', 'Charts', 'Log']) {
      await page.getByRole('tab', { name: view }).click();
      // The two schemes are one document in other colours.
      const light = await new AxeBuilder({ page }).include('.widget').analyze();
      await inScheme('dark');
      const dark = await new AxeBuilder({ page })
        .include('.widget')
        .withRules(['color-contrast', 'link-in-text-block'])
        .analyze();
      await inScheme('light');
      expect(dark.passes.map((rule) => rule.id)).toContain('color-contrast');
      const violations = [...light.violations, ...dark.violations];
      expect(violations.map((v) => `${view}: ${v.id} ${v.nodes[0].html}`)).toEqual([]);
      const wide = await page.evaluate(() => document.documentElement.scrollWidth - innerWidth);
      expect(wide, view).toBeLessThanOrEqual(0);
    }
  });
}

test('a page that is walked by key has all its controls, those far below too', async ({ page }) => {
  await page.goto('questions/load-balancer/');
  await expect(page.getByRole('button', { name: /^machine 5\b/ })).toBeVisible();
  const check = page.getByRole('button', { name: 'Check it' });
  const reached = () => check.evaluateAll(([button]) => button === document.activeElement);
  let stops = 0;
  do await page.keyboard.press('Tab');
  while (++stops < 200 && !(await reached()));
  await expect(check).toBeFocused();
});
