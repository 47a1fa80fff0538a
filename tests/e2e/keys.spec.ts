import { expect, test, type Locator, type Page } from '@playwright/test';
import { hostPage, SUB_PATH } from './ports';
import { settled } from './settled';

const EMBED = `${SUB_PATH}embed/load-balancer/`;
const moment = (widget: Page | Locator) => widget.getByRole('slider', { name: 'Moment' });
const node = (widget: Page | Locator, name: string) =>
  widget.getByRole('button', { name: new RegExp(`^${name}`) });

async function open(page: Page, address: string): Promise<Locator> {
  await page.goto(address);
  const widget = page.getByRole('group', { name: 'Load balancer, live' });
  await expect(node(widget, 'machine 5')).toBeVisible({ timeout: 15_000 });
  await expect(moment(widget)).toBeEnabled();
  return widget;
}

for (const address of ['questions/load-balancer/', EMBED])
  test(`what has the focus keeps its keys: ${address.replace(/^http.*path\//, '')}`, async ({
    page,
  }) => {
    const widget = await open(page, address);
    await moment(widget).focus();
    await page.keyboard.press('Home');
    await page.keyboard.press('PageUp');
    await page.keyboard.press('PageUp');
    // A moment that is not computed yet is gone to when it is.
    const step = Number(await moment(widget).getAttribute('max')) / 20;
    const at = Math.round(Math.round(step) + step);
    await expect(moment(widget)).toHaveValue(String(at));
    // Home, End and arrows go from node to node, and nothing else moves.
    await node(widget, 'machine 3').focus();
    for (const key of ['Home', 'End', 'ArrowLeft', 'ArrowRight', 'ArrowUp']) {
      await page.keyboard.press(key);
      await expect(widget.locator('.stage button:focus')).toHaveCount(1);
      expect(Number(await moment(widget).inputValue()), key).toBe(at);
    }
    // Tabs go from tab to tab by the same keys.
    await widget.getByRole('tab', { name: 'Log' }).click();
    await page.keyboard.press('Home');
    await expect(widget.getByRole('tab').first()).toBeFocused();
    expect(Number(await moment(widget).inputValue())).toBe(at);
    // An arrow on the line is one step, not two.
    await moment(widget).focus();
    await page.keyboard.press('ArrowRight');
    const once = Number(await moment(widget).inputValue());
    await page.keyboard.press('ArrowLeft');
    await widget.getByRole('button', { name: 'One event on' }).click();
    expect(Number(await moment(widget).inputValue())).toBe(once);
  });

test('in an embed a letter does nothing while nothing has the focus', async ({ page }) => {
  const widget = await open(page, EMBED);
  expect(await page.evaluate(() => document.activeElement === document.body)).toBe(true);
  for (const key of ['c', '2', '?', 'x']) await page.keyboard.press(key);
  await settled(page);
  await expect(page.getByRole('dialog')).toHaveCount(0);
  await expect(page.getByRole('menu')).toHaveCount(0);
  await expect(widget.locator('.stage button[aria-label*=crashed]')).toHaveCount(0);
  await node(widget, 'machine 5').focus();
  await page.keyboard.press('?');
  await expect(page.getByRole('dialog', { name: 'All keys' })).toBeVisible();
});

test('shortcuts of one letter can be switched off, and stay off', async ({ page }) => {
  let widget = await open(page, 'questions/load-balancer/');
  await node(widget, 'machine 5').focus();
  await page.keyboard.press('?');
  await page.getByRole('switch', { name: /single letter/ }).click();
  await page.keyboard.press('Escape');
  for (let visit = 0; visit < 2; visit++) {
    await node(widget, 'machine 5').focus();
    for (const key of ['c', 'x', '?']) await page.keyboard.press(key);
    await settled(page);
    await expect(page.getByRole('dialog')).toHaveCount(0);
    await expect(page.getByRole('menu')).toHaveCount(0);
    await expect(node(widget, 'machine 5')).not.toHaveAccessibleName(/crashed/);
    // Keys that type nothing work on.
    const at = Number(await moment(widget).inputValue());
    await moment(widget).focus();
    await page.keyboard.press('ArrowRight');
    await expect.poll(async () => Number(await moment(widget).inputValue())).not.toBe(at);
    if (visit === 0) widget = await open(page, 'questions/load-balancer/');
  }
});

test('a frame that may not keep anything has the switch too', async ({ page }) => {
  await page.goto(hostPage('sandboxed', `${EMBED}?height=auto`));
  const frame = page.frameLocator('iframe');
  const machine = frame.getByRole('button', { name: /^machine 5/ });
  await expect(machine).toBeVisible({ timeout: 15_000 });
  await machine.focus();
  await page.keyboard.press('?');
  await frame.getByRole('switch', { name: /single letter/ }).click();
  await page.keyboard.press('Escape');
  await machine.focus();
  await page.keyboard.press('c');
  await settled(page);
  await expect(machine).not.toHaveAccessibleName(/crashed/);
});

test('a node has one name wherever the reader meets it', async ({ page }) => {
  test.slow();
  const widget = await open(
    page,
    'questions/load-balancer/#r2~load-balancer~seed_1~until_4s~f_1s_crash_server-3~sum_rh9ykh~end_xpep',
  );
  const tabs = await widget.getByRole('tab').allInnerTexts();
  await moment(widget).focus();
  await page.keyboard.press('End');
  for (const tab of tabs) {
    await widget.getByRole('tab', { name: tab, exact: true }).click();
    await expect(widget.getByText('Fetching this view')).toHaveCount(0);
    await settled(page);
    const said = await widget.evaluate((root) =>
      [
        (root as HTMLElement).innerText,
        ...[...root.querySelectorAll('[aria-label], [aria-valuetext], [title]')].flatMap((e) =>
          ['aria-label', 'aria-valuetext', 'title'].map((name) => e.getAttribute(name) ?? ''),
        ),
        ...[...root.querySelectorAll('option, svg text, .visually-hidden')].map(
          (e) => e.textContent,
        ),
      ].join('\n'),
    );
    expect(said.match(/.*\b(server|client|lb)-\d.*/)?.[0], tab).toBeUndefined();
  }
  await node(widget, 'machine 5').focus();
  await page.keyboard.press('o');
  await expect(page.getByRole('button', { name: 'crash machine 3', exact: true })).toBeVisible();
});
