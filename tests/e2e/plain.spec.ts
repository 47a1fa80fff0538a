import { expect, test, type Locator, type Page } from '@playwright/test';
import { settled } from './settled';

const QUESTION = 'questions/load-balancer/';
const widget = (page: Page) => page.getByRole('group', { name: /live$/ });

async function open(page: Page) {
  await page.goto(QUESTION);
  await expect(widget(page).locator('.stage button').first()).toBeVisible();
  await expect(widget(page).getByRole('tab').first()).toBeVisible();
}

const style = (of: Locator, name: string) =>
  of.evaluate((element, name) => getComputedStyle(element).getPropertyValue(name), name);

/** Relative luminance as WCAG 2 defines it, of `rgb(…)`. */
function luminance(color: string): number {
  const [r, g, b] = (color.match(/[\d.]+/g) ?? []).slice(0, 3).map((part) => {
    const c = Number(part) / 255;
    return c <= 0.04045 ? c / 12.92 : ((c + 0.055) / 1.055) ** 2.4;
  });
  return 0.2126 * r + 0.7152 * g + 0.0722 * b;
}

function contrast(a: string, b: string): number {
  const [high, low] = [luminance(a), luminance(b)].sort((x, y) => y - x);
  return (high + 0.05) / (low + 0.05);
}

/** What a system colour is here. */
const system = (page: Page, name: string) =>
  page.evaluate((name) => {
    const probe = document.body.appendChild(document.createElement('i'));
    probe.style.color = name;
    const { color } = getComputedStyle(probe);
    probe.remove();
    return color;
  }, name);

test.describe('with colours that the reader forces', () => {
  for (const [palette, chosen] of [
    ['dark', 'light'],
    ['light', 'dark'],
    ['dark', null],
  ] as const)
    test(`a ${palette} palette and the site's ${chosen ?? 'own'} theme: names, tracks and tabs are seen`, async ({
      page,
    }) => {
      await page.emulateMedia({ forcedColors: 'active', colorScheme: palette });
      if (chosen)
        await page.addInitScript((theme) => localStorage.setItem('faultline:theme', theme), chosen);
      await open(page);
      const ground = await system(page, 'Canvas');
      // Letters stand on their messages, names on the ground.
      const names = widget(page).locator('.stage svg text:not([data-fill] text)');
      expect(await names.count()).toBeGreaterThan(4);
      const inks = await names.evaluateAll((all) => [
        ...new Set(all.map((text) => getComputedStyle(text).fill)),
      ]);
      for (const ink of inks.filter((fill) => fill !== 'none'))
        expect(contrast(ink, ground), `text ${ink} on ${ground}`).toBeGreaterThanOrEqual(3);

      const track = await style(widget(page).locator('.timeline .line'), 'background-color');
      expect(contrast(track, ground), `track ${track}`).toBeGreaterThanOrEqual(3);
      expect(await style(widget(page).getByRole('combobox').first(), 'appearance')).toBe('auto');

      const line = (tab: Locator) => style(tab, 'border-bottom-color');
      const chosenTab = widget(page).locator('[role=tab][aria-selected=true]');
      const other = widget(page).locator('[role=tab][aria-selected=false]').first();
      expect(contrast(await line(chosenTab), ground)).toBeGreaterThanOrEqual(3);
      expect(contrast(await line(other), ground)).toBeLessThan(1.1);
    });
});

test('print is black on white, whatever the theme', async ({ page }) => {
  await page.addInitScript(() => localStorage.setItem('faultline:theme', 'dark'));
  await page.emulateMedia({ colorScheme: 'dark' });
  for (const path of [QUESTION, 'evidence/', 'glossary/', 'about/', './']) {
    await page.goto(path);
    await page.emulateMedia({ media: 'print' });
    await settled(page);
    expect(await style(page.locator('html'), 'background-color'), path).toBe('rgb(255, 255, 255)');
    const inks = await page
      .locator('main :is(p, h1, h2, td, th, li, dd)')
      .evaluateAll((all) => [
        ...new Set(
          all.filter((one) => one.checkVisibility()).map((one) => getComputedStyle(one).color),
        ),
      ]);
    expect(inks.length).toBeGreaterThan(0);
    for (const ink of inks)
      expect(contrast(ink, 'rgb(255, 255, 255)'), `${path} ${ink}`).toBeGreaterThan(4.5);
    expect(await style(page.locator('main p').first(), 'color'), path).toBe('rgb(0, 0, 0)');
    await page.emulateMedia({ media: 'screen' });
  }
});

test.describe('without JavaScript', () => {
  test.use({ javaScriptEnabled: false });

  test('a wrong address says so, and leads back', async ({ page, baseURL }) => {
    await page.goto('no/such/page/');
    await expect(page.locator('h1')).toHaveText('Nothing answers at this address.');
    await page.getByRole('link', { name: 'To the questions' }).click();
    await expect(page).toHaveURL(baseURL!);
  });

  test('a question is a good text: nothing looks alive, and it says what is missing', async ({
    page,
  }) => {
    await page.goto(QUESTION);
    // Playwright leaves <noscript> out of an element's text.
    await expect(page.locator('#widget noscript figcaption')).toContainText('needs JavaScript');
    const picture = page.locator('#widget img');
    await expect(picture).toBeVisible();
    expect((await picture.boundingBox())!.height).toBeGreaterThan(150);
    for (const id of ['answer', 'try', 'strong', 'why', 'corrections', 'follow-ups', 'sources'])
      expect((await page.locator(`#${id}`).textContent())!.length, id).toBeGreaterThan(200);
    // Every depth of the answer, each with its heading.
    const panels = page.locator('#strong .depth');
    expect(await panels.count()).toBeGreaterThan(1);
    for (const panel of await panels.all()) {
      await expect(panel).toBeVisible();
      await expect(panel.locator('h3')).toBeVisible();
    }
    await expect(page.locator('#strong [role=tablist]')).toBeHidden();
    for (const id of ['predict', 'fix', 'hunt', 'cards', 'share'])
      await expect(page.locator(`#${id} noscript p`), id).toContainText('needs JavaScript');
    await expect(page.getByText('Fetching')).toBeHidden();
    const alive = page.locator('button:visible, input:visible, select:visible');
    for (const button of await alive.all())
      expect(await style(button, 'pointer-events'), await button.innerText()).toBe('none');
  });

  test('a frame says what it would hold', async ({ page }) => {
    await page.goto('embed/load-balancer/');
    await expect(page.locator('main noscript p')).toContainText('needs JavaScript');
    await expect(page.locator('.widget')).toBeHidden();
  });
});
