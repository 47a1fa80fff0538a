import { expect, test, type Locator, type Page } from '@playwright/test';
import { call } from '../../src/cli/call';
import { FAULT_FORMS } from '../../src/lib/widget/faults/forms';

/** The widget of question 9, in which a merging mistake loses acknowledged updates. */
async function open(page: Page, hash = ''): Promise<Locator> {
  await page.goto(`questions/network-partition/${hash}`);
  const widget = page.getByRole('group', { name: /live$/ });
  await expect(replica(widget, 1)).toBeVisible({ timeout: 20_000 });
  return widget;
}

const replica = (widget: Locator, n: number) =>
  widget.getByRole('button', { name: new RegExp(`^replica ${n}\\b`) });
const moment = (widget: Locator) => widget.getByRole('slider', { name: 'Moment' });

/** No faults in it, so that all that happens is done here. */
const QUIET = '#r=1;partition;counterMode=lww;seed=1;until=20s&t=5s';

test('a fault line pulled across the stage splits the network; undo mends it', async ({ page }) => {
  const widget = await open(page, QUIET);
  const stage = widget.locator('.stage');
  await widget.getByRole('button', { name: /Fault line/ }).click();
  const box = (await stage.boundingBox())!;
  await page.mouse.move(box.x + 4, box.y + box.height / 2);
  await page.mouse.down();
  await page.mouse.move(box.x + box.width / 2, box.y + box.height / 2, { steps: 5 });
  await page.mouse.move(box.x + box.width - 4, box.y + box.height / 2, { steps: 5 });
  await page.mouse.up();
  await expect(widget.getByRole('button', { name: /Heal the network/ })).toBeVisible();
  await expect(page).toHaveURL(/~f_5s_partition_/);
  await widget.getByRole('button', { name: 'Undo' }).click();
  await expect(widget.getByRole('button', { name: /Heal the network/ })).toHaveCount(0);
});

test('by keyboard alone: split, look at the space-time view, move the split, take it back', async ({
  page,
}) => {
  const widget = await open(page, QUIET);
  await moment(widget).focus();
  await page.keyboard.press('b');
  const form = page.getByRole('dialog', { name: 'Do something to it' });
  await expect(form).toBeVisible();
  await page.keyboard.press('l');
  await form.getByRole('combobox', { name: 'replica 1' }).selectOption({ label: 'second side' });
  await form.getByRole('button', { name: 'Do it now' }).press('Enter');
  await expect(widget.getByRole('button', { name: /Heal the network/ })).toBeVisible();
  await widget.getByRole('tab', { name: 'Space-time' }).press('Enter');
  await expect(widget.getByRole('tabpanel').locator('svg').first()).toBeVisible();
  const handle = widget.getByRole('button', { name: /^partition .* at / });
  await handle.focus();
  await page.keyboard.press('ArrowRight');
  await expect(widget.getByRole('button', { name: /^partition .* at 5\.2/ })).toBeVisible();
  await widget.getByRole('button', { name: /^partition .* at 5\.2/ }).focus();
  await page.keyboard.press('Delete');
  await expect(widget.getByRole('button', { name: /^partition .* at / })).toHaveCount(0);
});

test('every fault has a key, the same line on the command line, and an undo', async ({ page }) => {
  test.setTimeout(120_000);
  const widget = await open(page, QUIET);
  await moment(widget).focus();
  const faultsOf = (address: string) => [...address.matchAll(/~(f_[^~]*)/g)].map(([, f]) => f);
  const lines: string[] = [];
  const inAddress: string[] = [];
  for (const form of FAULT_FORMS) {
    await page.keyboard.press('b');
    const dialog = page.getByRole('dialog', { name: 'Do something to it' });
    // The first choice has the focus: no way there has to be looked for.
    await expect(dialog.getByRole('radio', { checked: true })).toBeFocused();
    await page.keyboard.press(form.key);
    await expect(dialog.getByRole('radio', { name: form.title, exact: true })).toBeChecked();
    const line = `5s ${await dialog.locator('code').innerText()}`;
    expect(line).toContain(form.id.replace(/-one-way|-link/, ''));
    await page.keyboard.press('Enter');
    await expect(dialog).toHaveCount(0);
    await expect.poll(() => faultsOf(page.url())).toHaveLength(1);
    inAddress.push(...faultsOf(page.url()));
    await page.keyboard.press('z');
    await expect.poll(() => faultsOf(page.url())).toEqual([]);
    lines.push(line);
  }
  expect(new Set(lines).size).toBe(FAULT_FORMS.length);
  for (const [i, line] of lines.entries()) {
    let told = '';
    const args = ['run', 'partition', '--until', '6s', '--fault', line, '--json'];
    const code = await call(args, { print: (text) => (told += text), say: () => {} });
    expect([code, faultsOf(JSON.parse(told).link)]).toEqual([0, [inAddress[i]]]);
  }
});

test('a message on its way is dropped by key, and undo lets it arrive', async ({ page }) => {
  const widget = await open(page, QUIET);
  await moment(widget).focus();
  await page.keyboard.press('i');
  const list = widget.getByRole('region', { name: 'Inspector' });
  const inFlight = list.getByRole('button', { name: /→/ });
  await expect(list).toBeFocused();
  for (let steps = 0; steps < 40 && (await inFlight.count()) === 0; steps++)
    await page.keyboard.press('ArrowRight');
  await inFlight.first().press('Enter');
  const message = widget.getByRole('region', { name: /^Message \d+$/ });
  await expect(message).toBeFocused();
  for (const [key, what] of [
    ['Delete', 'drop'],
    ['t', 'duplicate'],
    ['w', 'delay'],
  ]) {
    await page.keyboard.press(key);
    await expect.poll(() => new URL(page.url()).hash).toContain(`_${what}_message_`);
    await page.keyboard.press('z');
    await expect.poll(() => new URL(page.url()).hash).not.toContain('_message_');
  }
});

test('the moment after the heal is a link that opens there', async ({ page, context }) => {
  await context.grantPermissions(['clipboard-read', 'clipboard-write']);
  const widget = await open(page);
  await moment(widget).focus();
  await page.keyboard.press('End');
  await page.keyboard.press('Shift+ArrowLeft');
  const at = await moment(widget).inputValue();
  await widget.getByRole('button', { name: 'Copy a link to this moment' }).click();
  await expect(page.getByText('Copied.')).toBeVisible();
  const other = await context.newPage();
  await other.goto(await page.evaluate(() => navigator.clipboard.readText()));
  const there = other.getByRole('group', { name: /live$/ });
  await expect(replica(there, 1)).toBeVisible({ timeout: 20_000 });
  await expect(moment(there)).toHaveValue(at);
});
