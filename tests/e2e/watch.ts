import { expect, type Locator, type Page } from '@playwright/test';

/** Seconds between two looks. */
const LOOK = 0.25;

interface Seen {
  readonly at: number;
  readonly text: string;
}

export const caption = (of: Page | Locator) => of.locator('[data-caption]').first();
export const play = (page: Page) => page.getByRole('button', { name: 'Play', exact: true });

/** Opens a page whose clock is in our hands once its run has been computed, and has a story where `told`. */
export async function open(page: Page, path: string, told = true): Promise<void> {
  await page.clock.install();
  await page.goto(path);
  await holdClock(page, told);
}

/** Takes the clock of a page, installed before it was opened, into our hands once its run has been computed. */
export async function holdClock(page: Page, told = true): Promise<void> {
  await expect(page.locator('.stage .node').first()).toBeAttached();
  await expect(page.getByRole('slider', { name: 'Moment' })).toBeEnabled();
  const walk = page.getByRole('button', { name: /^(Next|Previous) moment$/ });
  if (told) await expect(walk.and(page.locator(':enabled'))).not.toHaveCount(0);
  const now = await page.evaluate(() => Date.now());
  await page.clock.pauseAt(now + 2000);
}

/** Watches for so many seconds, or until `enough`: each caption that came up, and when. */
export async function watch(page: Page, seconds: number, enough: (seen: Seen[]) => boolean) {
  const seen: Seen[] = [];
  for (let at = LOOK; at <= seconds; at += LOOK) {
    await page.clock.runFor(LOOK * 1000);
    const text = (await caption(page).innerText()).trim();
    if (text && text !== seen.at(-1)?.text) seen.push({ at, text });
    if (enough(seen)) break;
  }
  return seen;
}
