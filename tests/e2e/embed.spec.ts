import { expect, test, type FrameLocator, type Page } from '@playwright/test';
import { hostPage, ROOT, SUB_PATH } from './ports';

interface Heard {
  type?: string;
  message?: string;
  id?: string;
  height?: number;
  value?: number;
  secret?: string;
  playing?: boolean;
  link?: string;
}

const heard = (page: Page) =>
  page.evaluate(() => (window as never as { heard: Heard[] }).heard) as Promise<Heard[]>;

async function open(
  page: Page,
  host: 'plain' | 'sandboxed',
  address: string,
): Promise<FrameLocator> {
  await page.goto(hostPage(host, address));
  const frame = page.frameLocator('iframe');
  await expect(machine(frame)).toBeVisible({ timeout: 15_000 });
  return frame;
}

const machine = (frame: FrameLocator | Page) => frame.getByRole('button', { name: /^machine 5/ });
const EMBED = `${SUB_PATH}embed/load-balancer/`;

test('in a post of another site it is as high as it needs, and takes no focus', async ({
  page,
}) => {
  const frame = await open(page, 'plain', `${EMBED}?height=auto&id=figure-1`);
  await expect
    .poll(() => page.locator('iframe').evaluate((f) => f.clientHeight))
    .toBeGreaterThan(500);
  const inner = frame.locator('html');
  await expect
    .poll(() => inner.evaluate((html) => html.scrollHeight - html.clientHeight))
    .toBeLessThanOrEqual(0);
  const heights = (await heard(page)).filter((m) => m.type === 'faultline:height');
  expect(heights.at(-1)).toMatchObject({ v: 1, id: 'figure-1' });
  expect(await page.evaluate(() => document.activeElement === document.body)).toBe(true);
});

for (const host of ['plain', 'sandboxed'] as const) {
  test(`@root ${host} frame: keys work inside, and the page around hears of it`, async ({
    page,
  }) => {
    const site = test.info().project.name === 'root' ? ROOT : SUB_PATH;
    const frame = await open(page, host, `${site}embed/load-balancer/?height=auto`);
    await machine(frame).focus();
    await page.keyboard.press('c');
    await expect(machine(frame)).toHaveAccessibleName(/crashed/);
    await page.keyboard.press('z');
    await expect(machine(frame)).not.toHaveAccessibleName(/crashed/);
    await frame.getByRole('button', { name: 'Play', exact: true }).click();
    await expect
      .poll(async () => (await heard(page)).filter((m) => m.type === 'faultline:state').at(-1))
      .toMatchObject({ playing: true, link: expect.stringContaining('#r2~load-balancer') });
  });
}

test('with nothing but scripts allowed, the million still lands', async ({ page }) => {
  test.slow();
  const frame = await open(page, 'sandboxed', `${EMBED}?height=auto`);
  await frame.getByRole('button', { name: 'Run the million' }).click();
  await expect(frame.getByRole('button', { name: 'Back to the moment' })).toBeVisible({
    timeout: 25_000,
  });
  await expect(frame.getByText('1,000,000 requests')).toBeVisible();
});

test('WordPress hears its own words', async ({ page }) => {
  await open(page, 'plain', `${EMBED}#?secret=aB3dE`);
  await expect
    .poll(async () => (await heard(page)).find((m) => m.message === 'height'))
    .toMatchObject({ secret: 'aB3dE', value: expect.any(Number) });
});

test('the address says what is shown: scenario, theme, controls, a recipe', async ({ page }) => {
  await page.goto(`${EMBED}?scenario=sinkhole&theme=dark`);
  await expect(page.getByRole('combobox', { name: 'Scenario' })).toHaveValue('sinkhole');
  expect(await page.locator('html').getAttribute('data-theme')).toBe('dark');

  await page.goto(`${EMBED}?controls=min#r=1;load-balancer;servers=3;requests=900;seed=1;until=1s`);
  await expect(page.getByRole('button', { name: /^machine 3/ })).toBeVisible();
  await expect(page.getByRole('button', { name: /^machine 4/ })).toHaveCount(0);
  await expect(page.getByRole('button', { name: 'Play', exact: true })).toBeVisible();
  await expect(page.getByRole('tab')).toHaveCount(0);
});

test('autoplay plays, but not for who wants things to stand still', async ({ browser }) => {
  for (const [reducedMotion, playing] of [
    ['no-preference', 'Pause'],
    ['reduce', 'Play'],
  ] as const) {
    const context = await browser.newContext({ reducedMotion });
    const page = await context.newPage();
    await page.goto(`${EMBED}?autoplay=1&controls=none`);
    await expect(machine(page)).toBeVisible();
    await expect(page.getByRole('button', { name: playing, exact: true })).toBeVisible();
    await context.close();
  }
});

test('a frame of a given height has no scroll bars of its own', async ({ page }) => {
  for (const viewport of [
    { width: 800, height: 480 },
    { width: 390, height: 480 },
  ]) {
    await page.setViewportSize(viewport);
    await page.goto(EMBED);
    await expect(page.getByRole('button', { name: /^machine 5/ })).toBeVisible();
    const over = await page.evaluate(() => {
      const html = document.documentElement;
      return [html.scrollHeight - innerHeight, html.scrollWidth - innerWidth];
    });
    expect(over).toEqual([0, 0]);
    await expect(page.getByRole('button', { name: 'Play', exact: true })).toBeInViewport();
  }
});

test('a frame of a given height says how the run stands', async ({ page }) => {
  await page.setViewportSize({ width: 1280, height: 800 });
  await page.goto(EMBED);
  const standing = page.getByRole('group', { name: 'How the run stands' });
  await expect(standing.getByText('No request is served by two machines.')).toBeInViewport();
});
