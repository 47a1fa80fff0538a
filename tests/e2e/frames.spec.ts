import { expect, test, type FrameLocator, type Locator, type Page } from '@playwright/test';
import { hostPage, SUB_PATH } from './ports';
import { settled } from './settled';

const EMBED = `${SUB_PATH}embed/load-balancer/?height=auto`;
const PHONE = { width: 390, height: 700 };

async function open(page: Page, viewport = PHONE): Promise<FrameLocator> {
  await page.setViewportSize(viewport);
  await page.goto(hostPage('plain', EMBED));
  const frame = page.frameLocator('iframe');
  await expect(frame.getByRole('button', { name: /^machine 5/ })).toBeVisible({ timeout: 15_000 });
  await expect(frame.getByRole('tab', { name: 'Log' })).toBeVisible();
  return frame;
}

/** Puts the middle of an element where the middle of the window around the frame is. */
async function centre(page: Page, what: Locator) {
  const box = (await what.boundingBox())!;
  const { height } = page.viewportSize()!;
  await page.evaluate((by) => scrollBy(0, by), box.y + box.height / 2 - height / 2);
  await settled(page);
}

async function expectSeen(page: Page, what: Locator) {
  await expect(what).toBeVisible();
  const { height } = page.viewportSize()!;
  await expect
    .poll(async () => {
      const box = (await what.boundingBox())!;
      return box.y >= 0 && box.y + box.height <= height;
    })
    .toBe(true);
}

test('what opens in a frame higher than the window opens in the reader’s window', async ({
  page,
}) => {
  const frame = await open(page);
  const more = frame.getByRole('button', { name: 'More', exact: true });
  await centre(page, more);
  await more.click();
  await expectSeen(page, frame.getByRole('menu', { name: 'This run' }));
  await frame.getByRole('menuitem', { name: /All keys/ }).click();
  await expectSeen(page, frame.getByRole('dialog', { name: 'All keys' }));
  await page.keyboard.press('Escape');
  await more.click();
  await frame.getByRole('menuitem', { name: /Copy a link/ }).click();
  await expectSeen(page, frame.locator('.toast').first());
  await page.keyboard.press('Escape');
  await expect(frame.getByRole('dialog')).toHaveCount(0);

  // Further down the frame, where its middle is not either.
  for (const name of [/More…/, /Change the settings/]) {
    const button = frame.getByRole('button', { name });
    await centre(page, button);
    const before = await page.evaluate(() => scrollY);
    await button.click();
    await expectSeen(page, frame.getByRole('dialog'));
    expect(await page.evaluate(() => scrollY)).toBe(before);
    await page.keyboard.press('Escape');
    await expect(frame.getByRole('dialog')).toHaveCount(0);
  }
});

for (const viewport of [PHONE, { width: 1280, height: 800 }])
  test(`opening a tab does not move the page around, ${viewport.width} px wide`, async ({
    page,
  }) => {
    const frame = await open(page, viewport);
    // Views come slowly, as they do by phone.
    await page.route('**/*.js', async (route) => {
      await new Promise((resolve) => setTimeout(resolve, 250));
      await route.continue();
    });
    const list = frame.getByRole('tablist', { name: 'Views' });
    await page.evaluate(() => scrollTo(0, document.documentElement.scrollHeight));
    await settled(page);
    for (const name of ['Space-time', 'Log', 'Controls', 'States', 'Charts', 'Controls']) {
      const tab = frame.getByRole('tab', { name });
      const { height } = page.viewportSize()!;
      const y = (await list.boundingBox())!.y;
      if (y < 0 || y > height - 60) await centre(page, list);
      // Chosen by script: a click would bring it into view first, which moves the page too.
      const before = await page.evaluate(() => scrollY);
      const lowest = await page.evaluateHandle(() => {
        const seen = { y: scrollY, isOver: false };
        const look = () => {
          seen.y = Math.min(seen.y, scrollY);
          if (!seen.isOver) requestAnimationFrame(look);
        };
        look();
        return seen;
      });
      await tab.evaluate((element) => (element as HTMLElement).click());
      await expect(tab).toHaveAttribute('aria-selected', 'true');
      await expect(frame.getByText(/^Fetching/)).toHaveCount(0);
      await settled(page);
      const low = await lowest.evaluate((seen) => {
        seen.isOver = true;
        return seen.y;
      });
      expect(low, name).toBe(before);
      expect(await page.evaluate(() => scrollY), name).toBe(before);
    }
  });

test('inside WordPress’s frame everything can be reached', async ({ page }) => {
  await page.setViewportSize({ width: 700, height: 1100 });
  await page.goto(hostPage('wordpress', `${SUB_PATH}embed/load-balancer/`));
  const frame = page.frameLocator('iframe');
  await expect(frame.getByRole('button', { name: /^machine 5/ })).toBeVisible({ timeout: 15_000 });
  const iframe = page.locator('iframe');
  await expect.poll(() => iframe.evaluate((f) => f.clientHeight)).toBe(1000);
  const asked = await page.evaluate(() =>
    (window as never as { heard: { value: number }[] }).heard.map(({ value }) => value),
  );
  expect(Math.max(...asked)).toBe(1000);
  const room = frame.locator('.room');
  const bottom = async () => {
    const box = (await room.boundingBox())!;
    return Math.round(box.y + box.height);
  };
  const foot = await iframe.evaluate((f) => Math.round(f.getBoundingClientRect().bottom));
  expect(await bottom()).toBeGreaterThan(foot);
  await page.mouse.move(300, 700);
  await expect
    .poll(async () => {
      await page.mouse.wheel(0, 600);
      return bottom();
    })
    .toBeLessThanOrEqual(foot + 1);
});

test('a wheel over the log moves the page, until the log is looked into', async ({ page }) => {
  await page.goto('questions/load-balancer/');
  const widget = page.getByRole('group', { name: 'Load balancer, live' });
  await expect(widget.getByRole('button', { name: /^machine 5/ })).toBeVisible({ timeout: 15_000 });
  await widget.getByRole('tab', { name: 'Log' }).click();
  const list = widget.getByRole('grid', { name: /Records/ });
  await expect(list.getByRole('row').first()).toBeVisible();
  await list.evaluate((element) => element.scrollIntoView({ block: 'center' }));
  const box = (await list.boundingBox())!;
  const at = () => list.evaluate((element) => element.scrollTop);
  const page_ = () => page.evaluate(() => scrollY);
  await page.mouse.move(box.x + box.width / 2, box.y + box.height / 2);
  const [inside, outside] = [await at(), await page_()];
  await page.mouse.wheel(0, 60);
  await expect.poll(page_).toBe(outside + 60);
  expect(await at()).toBe(inside);

  await list.focus();
  await page.keyboard.press('Home');
  await expect.poll(at).toBe(0);
  await page.mouse.wheel(0, 60);
  await expect.poll(at).toBe(60);
  expect(await page_()).toBe(outside + 60);
  // At its end it gives the wheel back.
  await page.keyboard.press('End');
  await settled(page);
  const end = await at();
  await page.mouse.wheel(0, 90);
  await expect.poll(page_).toBe(outside + 150);
  expect(await at()).toBe(end);
});

test.describe('by finger', () => {
  test.use({ hasTouch: true, isMobile: true, viewport: PHONE });

  test('a swipe over entities scrolls; only one that is held can be dragged', async ({ page }) => {
    await page.goto('questions/microservices/');
    const widget = page.getByRole('group', { name: /live$/ });
    await widget
      .getByRole('tab')
      .filter({ hasText: /Boundaries/ })
      .click();
    const board = widget.getByRole('group', { name: 'Entities in services' });
    await expect(board).toBeVisible({ timeout: 15_000 });
    const entities = board.getByRole('button');
    const names = () =>
      entities.evaluateAll((all) => all.map((b) => b.getAttribute('aria-label')).join());
    await entities.nth(1).evaluate((element) => element.scrollIntoView({ block: 'center' }));
    const touch = await page.context().newCDPSession(page);
    const box = (await entities.nth(1).boundingBox())!;
    const x = box.x + box.width / 2;
    const pull = async (from: number, by: number, hold: number) => {
      const to = (type: 'touchStart' | 'touchMove' | 'touchEnd', y: number) =>
        touch.send('Input.dispatchTouchEvent', {
          type,
          touchPoints: type === 'touchEnd' ? [] : [{ x, y }],
        });
      await to('touchStart', from);
      await page.waitForTimeout(hold);
      for (let step = 1; step <= 10; step++) {
        await to('touchMove', from + (by * step) / 10);
        await page.waitForTimeout(16);
      }
      await to('touchEnd', from + by);
      await settled(page);
    };
    const [before, scrolled] = [await names(), await page.evaluate(() => scrollY)];
    const address = page.url();
    await pull(box.y + box.height / 2, -150, 0);
    expect(await names()).toBe(before);
    expect(page.url()).toBe(address);
    expect(await page.evaluate(() => scrollY)).toBeGreaterThan(scrolled + 60);

    const again = (await entities.nth(1).boundingBox())!;
    await pull(again.y + again.height / 2, 130, 600);
    expect(await names()).not.toBe(before);
  });
});
