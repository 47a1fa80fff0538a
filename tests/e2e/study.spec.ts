import { readFileSync } from 'node:fs';
import { expect, test, type Page } from '@playwright/test';

const count = (page: Page) => page.locator('.bar span').last();
const card = (page: Page) => page.getByRole('group', { name: 'Card' });
const front = (page: Page) => card(page).locator('.front').innerText();

async function open(page: Page) {
  await page.goto('study/');
  await expect(card(page)).toBeVisible();
}

/** Turns the card, however it is turned. */
async function turn(page: Page) {
  const show = card(page).getByRole('button', { name: 'Show the answer' });
  if (await show.isVisible()) await show.click();
  else await card(page).locator('.choices button').first().click();
}

/** Answers the card on top and waits for the next one. */
async function answer(page: Page, grade: string) {
  const before = await count(page).innerText();
  await turn(page);
  await card(page)
    .getByRole('button', { name: new RegExp(`^${grade}`) })
    .click();
  await expect(count(page)).not.toHaveText(before);
}

/** What is kept of cards, by key. */
async function kept(page: Page): Promise<string[]> {
  const file = page.waitForEvent('download');
  await page.locator('main').getByRole('button', { name: 'Download my progress' }).last().click();
  const text = readFileSync(await (await file).path(), 'utf8');
  return Object.keys((JSON.parse(text) as { cards: object }).cards);
}

test('what two tabs answer is all kept, and each knows of the other', async ({ page, context }) => {
  await open(page);
  const other = await context.newPage();
  await open(other);
  const first = await front(page);
  await answer(page, 'Good');
  const second = await front(page);
  await answer(page, 'Good');
  // The other tab began with the same cards.
  expect(await front(other)).toBe(first);
  await answer(other, 'Easy');
  expect(await front(other)).not.toBe(second);
  await answer(other, 'Good');
  for (const tab of [page, other]) {
    expect(await kept(tab)).toHaveLength(3);
    await tab.reload();
    await expect(card(tab)).toBeVisible();
    expect(await kept(tab)).toHaveLength(3);
  }
});

test('when storage is full the reader is told, takes the progress along and brings it back', async ({
  page,
  browser,
  baseURL,
}) => {
  await page.addInitScript(() => {
    IDBObjectStore.prototype.put = () => {
      throw new DOMException('No room', 'QuotaExceededError');
    };
  });
  await open(page);
  await answer(page, 'Good');
  const notice = page.getByRole('alert').filter({ hasText: 'storage of this browser is full' });
  await expect(notice).toBeVisible();
  const file = page.waitForEvent('download');
  await notice.getByRole('button', { name: 'Download my progress' }).click();
  const path = await (await file).path();
  const context = await browser.newContext({ baseURL });
  const elsewhere = await context.newPage();
  await open(elsewhere);
  expect(await kept(elsewhere)).toHaveLength(0);
  await elsewhere.getByLabel('Read a progress file').setInputFiles(path);
  await expect(elsewhere.getByRole('status').filter({ hasText: 'Read: 1 cards' })).toBeVisible();
  await elsewhere.reload();
  await expect(card(elsewhere)).toBeVisible();
  expect(await kept(elsewhere)).toHaveLength(1);
  await context.close();
});

test('what could not be saved is saved once there is room', async ({ page }) => {
  await open(page);
  await page.evaluate(() => {
    const { put } = IDBObjectStore.prototype;
    const tries = { tries: 0, makeRoom: () => (IDBObjectStore.prototype.put = put) };
    Object.assign(window, { study: tries });
    IDBObjectStore.prototype.put = () => {
      tries.tries++;
      throw new DOMException('No room', 'QuotaExceededError');
    };
  });
  type Study = { study: { tries: number; makeRoom(): void } };
  const tries = () => page.evaluate(() => (window as unknown as Study).study.tries);
  await answer(page, 'Good');
  const again = page.getByRole('button', { name: 'Try to save again' });
  await expect(again).toBeVisible();
  const before = await tries();
  await again.click();
  // There is no room until that has failed.
  await expect.poll(tries).toBeGreaterThan(before);
  await expect(again).toBeVisible();
  await page.evaluate(() => (window as unknown as Study).study.makeRoom());
  await again.click();
  await expect(again).toBeHidden();
  await page.reload();
  await expect(card(page)).toBeVisible();
  expect(await kept(page)).toHaveLength(1);
});

test('storage that never answers leaves no blank page', async ({ page }) => {
  await page.addInitScript(() => {
    indexedDB.open = () => ({}) as IDBOpenDBRequest;
  });
  await open(page);
  await expect(page.getByText('keeps nothing for this page')).toBeVisible();
  await answer(page, 'Good');
  await answer(page, 'Good');
  await expect(page.getByRole('alert').filter({ hasText: 'does not answer' })).toBeVisible();
});

test('what an earlier version kept is still there', async ({ page }) => {
  await open(page);
  await answer(page, 'Good');
  await page.evaluate(async () => {
    const database = await new Promise<IDBDatabase>((done) => {
      const request = indexedDB.open('faultline-study');
      request.onsuccess = () => done(request.result);
    });
    const records = database.transaction('kept', 'readwrite').objectStore('kept');
    await new Promise((done) => {
      const all = records.getAll();
      all.onsuccess = () => {
        records.clear();
        records.put({ 'old/card': all.result[0] as unknown }, 'cards');
        records.transaction.oncomplete = done;
      };
    });
  });
  for (let visit = 0; visit < 2; visit++) {
    await page.reload();
    await expect(card(page)).toBeVisible();
    expect(await kept(page)).toEqual(['old/card']);
  }
});

test('a double click on a grade answers one card, and a clock set back none the less', async ({
  page,
}) => {
  await page.clock.install();
  await open(page);
  const [, , total] = (await count(page).innerText()).split(' ');
  await turn(page);
  await card(page)
    .getByRole('button', { name: /^Again/ })
    .dblclick();
  await expect(count(page)).toHaveText(`1 of ${Number(total) + 1}`);
  await page.waitForTimeout(300);
  await expect(count(page)).toHaveText(`1 of ${Number(total) + 1}`);
  await expect(card(page)).toBeFocused();
  for (let i = 1; i < Number(total); i++) await answer(page, 'Easy');
  // The one that was failed comes again, two days earlier.
  await page.clock.setSystemTime(Date.now() - 2 * 86_400_000);
  await turn(page);
  await card(page).getByRole('button', { name: /^Good/ }).click();
  await expect(page.getByText('Done for now.')).toBeVisible();
  expect(await kept(page)).toHaveLength(Number(total));
});
