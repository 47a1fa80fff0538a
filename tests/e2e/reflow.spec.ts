import { expect, test } from '@playwright/test';
import { settled } from './settled';
import { sticksOut } from './sticks-out';

/** Those with a widget are in pages.spec.ts. */
const ROUTES = ['', 'study/', 'evidence/', 'glossary/', 'about/', 'specimen/', 'no-such-page/'];

/** A page at 400 % on a screen of 1,280 px. */
for (const route of ROUTES)
  test(`320 px are enough for /${route}`, async ({ page }) => {
    await page.setViewportSize({ width: 320, height: 640 });
    await page.goto(route);
    await expect(page.locator('h1').first()).toBeAttached();
    await settled(page);
    expect(await sticksOut(page)).toEqual([]);
  });

test('a short window is not filled by what stays at its top', async ({ page }) => {
  await page.setViewportSize({ width: 320, height: 256 });
  await page.goto('questions/load-balancer/');
  await page.evaluate(() => scrollTo(0, 1500));
  const covered = await page.evaluate(() => {
    const box = document.querySelector('body header')!.getBoundingClientRect();
    return Math.max(0, box.bottom);
  });
  expect(covered).toBeLessThanOrEqual(64);
});

for (const width of [1280, 390])
  test(`letters of twice the size: nothing is cut off or overlaps, ${width} px`, async ({
    page,
  }) => {
    await page.setViewportSize({ width, height: 800 });
    await page.goto('questions/load-balancer/');
    await page.addStyleTag({ content: 'html { font-size: 200% !important; }' });
    const widget = page.getByRole('group', { name: 'Load balancer, live' });
    await widget.scrollIntoViewIfNeeded();
    await expect(widget.locator('.stage button').first()).toBeVisible({ timeout: 20_000 });
    await expect(widget.getByRole('list', { name: 'Properties' })).toBeVisible();
    await settled(page);
    expect(await sticksOut(page)).toEqual([]);
    const faults = await widget.evaluate((root) => {
      const said: string[] = [];
      const seen = (e: Element) => {
        const box = e.getBoundingClientRect();
        return box.width > 1 && box.height > 1 && !e.closest('.visually-hidden, [hidden]');
      };
      for (const e of root.querySelectorAll<HTMLElement>('*')) {
        if (!seen(e) || e.closest('svg')) continue;
        const style = getComputedStyle(e);
        const own = [...e.childNodes].some((n) => n.nodeType === 3 && n.textContent!.trim());
        const text = e.textContent!.trim().slice(0, 30);
        if (own && /hidden|clip/.test(style.overflowX) && e.scrollWidth > e.clientWidth + 1)
          said.push(`cut off: ${text}`);
        if (
          e.tagName === 'BUTTON' &&
          // The legend's button has a larger place to press around it.
          e.getAttribute('aria-label') !== 'Legend' &&
          (e.scrollWidth > e.clientWidth + 1 || e.scrollHeight > e.clientHeight + 1)
        )
          said.push(`too small: ${e.getAttribute('aria-label') ?? text}`);
      }
      const leaves = [
        ...root.querySelectorAll<HTMLElement>(
          'dt, dd, label, .moment, .title, h2, h3, select, input',
        ),
      ].filter(seen);
      const boxes = leaves.map((e) => ({ e, box: e.getBoundingClientRect() }));
      for (const [i, a] of boxes.entries())
        for (const b of boxes.slice(i + 1)) {
          if (
            a.e.contains(b.e) ||
            b.e.contains(a.e) ||
            a.e.closest('.stage, .timeline') ||
            b.e.closest('.stage, .timeline')
          )
            continue;
          const x = Math.min(a.box.right, b.box.right) - Math.max(a.box.left, b.box.left);
          const y = Math.min(a.box.bottom, b.box.bottom) - Math.max(a.box.top, b.box.top);
          if (x > 2 && y > 2) said.push(`overlap: ${a.e.textContent} / ${b.e.textContent}`);
        }
      return said;
    });
    expect(faults).toEqual([]);
  });
