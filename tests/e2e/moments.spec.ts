import { expect, test } from '@playwright/test';
import { SUB_PATH } from './ports';
import { caption, open, play, watch } from './watch';

/** Watched to their end: a page and an embed. That each story of each system keeps these limits is a unit test's. */
const WHOLE = ['questions/distributed-computing/', 'embed/outbox/'];

/** Seconds from one moment to the next, and from Play to the last, at most. */
const [NEXT, LAST] = [15, 60];

for (const path of WHOLE) {
  test(`${path}: the whole story within a minute, no moment far from the next`, async ({
    page,
  }) => {
    test.setTimeout(240_000);
    await open(page, path);
    await play(page).click();
    const seen = await watch(page, LAST, () => false);
    await expect(play(page)).toBeVisible();
    expect(seen.length).toBeGreaterThan(2);
    seen.forEach(({ at }, i) => expect(at - (seen[i - 1]?.at ?? 0)).toBeLessThanOrEqual(NEXT));
    await expect(caption(page)).toHaveText(seen.at(-1)!.text);
  });
}

test('from moment to moment by keys and by buttons: what it is about is lit, and spoken', async ({
  page,
}) => {
  await page.goto('questions/data-replication/');
  const widget = page.getByRole('group', { name: /live$/ });
  const next = widget.getByRole('button', { name: 'Next moment' });
  await expect(next).toBeEnabled();
  await widget.focus();
  const texts: string[] = [];
  for (let i = 0; i < 3; i++) {
    await page.keyboard.press('n');
    const text = await caption(widget).innerText();
    await expect(widget.locator('[aria-live=polite]').filter({ hasText: text })).toHaveCount(1);
    texts.push(text);
  }
  expect(new Set(texts).size).toBe(3);
  expect(await widget.locator('.node[data-lit]').count()).toBeGreaterThan(0);
  const back = widget.locator('.node.back');
  expect(await back.count()).toBeGreaterThan(0);
  await expect(back.first()).toHaveCSS('opacity', /^0\.[1-4]/);
  await page.keyboard.press('Shift+N');
  await expect(caption(widget)).toHaveText(texts[1]);
  await next.click();
  await expect(caption(widget)).toHaveText(texts[2]);
});

test('moments are chapters on the timeline, with their words under the pointer', async ({
  page,
}) => {
  await page.goto('questions/data-replication/');
  const widget = page.getByRole('group', { name: /live$/ });
  await expect(widget.getByRole('button', { name: 'Next moment' })).toBeEnabled();
  const chapters = widget.locator('.timeline .mark.moment');
  expect(await chapters.count()).toBeGreaterThan(1);
  await expect(widget.locator('.timeline .lapse').first()).toBeAttached();
  const box = (await chapters.nth(1).boundingBox())!;
  await page.mouse.move(box.x + box.width / 2, box.y + 24);
  const words = widget.locator('.timeline .chapter');
  await expect(words).toBeVisible();
  await page.mouse.down();
  await page.mouse.up();
  await expect(caption(widget)).toHaveText(await words.innerText());
});

test('the clock is silent while it plays: moments are spoken', async ({ page }) => {
  await open(page, 'questions/network-partition/');
  const live = page.locator('[aria-live], [role=status], [role=alert], output');
  await live.evaluateAll((all) => {
    const of = window as never as { spoken: number };
    of.spoken = 0;
    for (const each of all)
      new MutationObserver(() => of.spoken++).observe(each, {
        childList: true,
        characterData: true,
        subtree: true,
      });
  });
  await play(page).click();
  const seen = await watch(page, 10, () => false);
  const spoken = await page.evaluate(() => (window as never as { spoken: number }).spoken);
  expect(spoken).toBeGreaterThan(0);
  expect(spoken).toBeLessThanOrEqual(2 * seen.length + 1);
});

test('captions cover no node and no name, on a wide page and on a phone', async ({ page }) => {
  test.slow();
  for (const [width, slug] of [
    [1280, 'microservices'],
    [390, 'distributed-transaction'],
  ] as const) {
    await page.setViewportSize({ width, height: 844 });
    await page.goto(`questions/${slug}/`);
    const widget = page.getByRole('group', { name: /live$/ });
    const next = widget.getByRole('button', { name: 'Next moment' });
    await expect(next).toBeEnabled();
    while (await next.isEnabled()) {
      await next.click();
      const words = (await caption(widget).boundingBox())!;
      const nodes = await widget.locator('.stage button[data-node]').all();
      for (const node of nodes) {
        const box = (await node.boundingBox())!;
        const apart =
          box.x >= words.x + words.width ||
          words.x >= box.x + box.width ||
          box.y >= words.y + words.height ||
          words.y >= box.y + box.height;
        expect(apart, await caption(widget).innerText()).toBe(true);
      }
      const whole = await caption(widget).evaluate((p) => p.scrollHeight - p.clientHeight);
      expect(whole).toBeLessThanOrEqual(1);
      const transport = (await widget.getByRole('group', { name: 'Time' }).boundingBox())!;
      // On one screen, below the site's header.
      expect(transport.y + transport.height - words.y).toBeLessThan(844 - 56);
    }
  }
});

test('a fixed speed can be chosen, and a link says so', async ({ page, context }) => {
  await context.grantPermissions(['clipboard-read', 'clipboard-write']);
  await page.goto('questions/load-balancer/');
  const widget = page.getByRole('group', { name: /live$/ });
  const speed = widget.getByRole('combobox', { name: 'Speed' });
  await expect(speed).toHaveValue('story');
  await speed.selectOption({ label: '1/20×' });
  await widget.getByRole('button', { name: 'Copy a link to this moment' }).click();
  await expect(page.getByText('Copied.')).toBeVisible();
  const link = await page.evaluate(() => navigator.clipboard.readText());
  expect(link).toContain('~speed_0.05~');
  await page.goto('about:blank');
  await page.goto(link);
  await expect(speed.locator('option:checked')).toHaveText('1/20×');
  await widget.focus();
  await page.keyboard.press('0');
  await expect(speed).toHaveValue('story');
});

test.describe('under reduced motion', () => {
  test.use({ contextOptions: { reducedMotion: 'reduce' } });

  test('a story goes from moment to moment, without a time lapse', async ({ page }) => {
    test.slow();
    await open(page, 'questions/distributed-computing/');
    await play(page).click();
    const times = new Set<string>();
    const slider = page.getByRole('slider', { name: 'Moment' });
    let lapses = 0;
    const seen = await watch(page, 20, () => false);
    for (let i = 0; i < 16; i++) {
      await page.clock.runFor(500);
      times.add(await slider.inputValue());
      lapses += await page.locator('.stage .lapse').count();
    }
    expect(seen.length).toBeGreaterThan(1);
    expect(times.size).toBeLessThanOrEqual(4);
    expect(lapses).toBe(0);
  });
});

test('the home page: a crash is told, another one takes another machine, and the link has both', async ({
  page,
}) => {
  test.setTimeout(180_000);
  await open(page, SUB_PATH, false);
  const machine = (n: number) => page.getByRole('button', { name: new RegExp(`^machine ${n}\\b`) });
  await page.getByRole('button', { name: 'Crash it.', exact: true }).click();
  await expect(page.getByText('Machine 5 is gone. The balancer learns of it')).toBeVisible();
  await expect
    .poll(async () => {
      await page.clock.runFor(100);
      return machine(5).getAttribute('aria-label');
    })
    .toMatch(/crashed/);
  const seen = await watch(page, 50, (some) => some.some((s) => /not enough machine/.test(s.text)));
  expect(seen.map((s) => s.text).join(' ')).toMatch(/machine 5 is gone.*not enough machine left/);

  await page.getByRole('button', { name: 'Crash it again.' }).click();
  await expect(page.getByText('Machines 5 and 4 are gone.')).toBeVisible();
  await expect
    .poll(async () => {
      await page.clock.runFor(100);
      return machine(4).getAttribute('aria-label');
    })
    .toMatch(/crashed/);
  await page.clock.resume();
  await page
    .getByRole('link', { name: 'Open this run: What is a load balancer, and why does it matter?' })
    .click();
  await expect(page).toHaveURL(/questions\/load-balancer\/#r2~.*crash.server-5.*crash.server-4/);
  await expect(machine(5)).toHaveAccessibleName(/crashed/);
  await expect(machine(4)).toHaveAccessibleName(/crashed/);
});
