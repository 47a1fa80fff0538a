import { expect, test, type Page } from '@playwright/test';
import { hostPage, SUB_PATH } from './ports';

const EMBED = `${SUB_PATH}embed/load-balancer/`;

interface Heard {
  type?: string;
  height?: number;
  link?: string;
}

/** Opens a post on another site with our frame in it; what goes wrong in either is collected. */
async function open(page: Page, host: 'plain' | 'sandboxed', src = EMBED): Promise<string[]> {
  const trouble: string[] = [];
  page.on('pageerror', (error) => trouble.push(String(error)));
  page.on('console', (line) => line.type() === 'error' && trouble.push(line.text()));
  await page.goto(hostPage(host, src));
  return trouble;
}

const heard = (page: Page, type: string) =>
  page.evaluate(
    (wanted) => (window as unknown as { heard: Heard[] }).heard.filter((h) => h.type === wanted),
    type,
  );

for (const host of ['plain', 'sandboxed'] as const) {
  test(`a ${host} frame in a post runs, tells its height and is given it`, async ({ page }) => {
    const trouble = await open(page, host, `${EMBED}?height=auto`);
    const frame = page.frameLocator('iframe');
    await expect(frame.getByRole('button', { name: /^play/i }).first()).toBeVisible();
    await expect
      .poll(async () => (await heard(page, 'faultline:height')).length)
      .toBeGreaterThan(0);
    await expect
      .poll(async () => {
        const told = (await heard(page, 'faultline:height')).at(-1)?.height;
        const given = await page.locator('iframe').evaluate((el: HTMLIFrameElement) => el.height);
        const inside = await frame
          .locator('html')
          .evaluate((el) => el.scrollHeight - el.clientHeight);
        return { follows: String(told) === given, scrolls: inside > 1 };
      })
      .toEqual({ follows: true, scrolls: false });
    await frame.getByRole('button', { name: /^play/i }).first().click();
    await expect(frame.getByRole('button', { name: /^pause/i }).first()).toBeVisible();
    expect(trouble).toEqual([]);
  });
}

test('a frame takes no focus, has no site around it and registers nothing', async ({ page }) => {
  await open(page, 'plain');
  const frame = page.frameLocator('iframe');
  await expect(frame.getByRole('button', { name: /^play/i }).first()).toBeVisible();
  expect(await page.evaluate(() => document.activeElement?.tagName)).toBe('BODY');
  await expect(frame.locator('header nav, footer')).toHaveCount(0);
});

test('a frame tells the link of its run, and the theme it is given holds', async ({ page }) => {
  await open(page, 'plain', `${EMBED}?theme=dark`);
  const frame = page.frameLocator('iframe');
  await expect(frame.locator('html')).toHaveAttribute('data-theme', 'dark');
  await expect
    .poll(async () => (await heard(page, 'faultline:state')).at(-1)?.link)
    .toMatch(/#r=.*load-balancer/);
});
