import { expect, test } from '@playwright/test';
import { MOVED } from './ports';

const QUESTION = 'questions/load-balancer/';

test('@root home leads to the question and back without loading a page anew', async ({ page }) => {
  await page.goto('./');
  // Before its scripts are there, a link is a plain link.
  await expect(page.locator('.stage button').first()).toBeVisible();
  await page.evaluate(() => Object.assign(window, { sameDocument: true }));
  await page.locator(`a[href$="${QUESTION}"]`).first().click();
  await expect(page).toHaveURL(new RegExp(`/${QUESTION}$`));
  await page.goBack();
  await expect(page).not.toHaveURL(new RegExp(QUESTION));
  expect(await page.evaluate(() => 'sameDocument' in window)).toBe(true);
});

test('@root nothing on any page is missing, refused by the policy or thrown', async ({ page }) => {
  const trouble: string[] = [];
  page.on('pageerror', (error) => trouble.push(String(error)));
  page.on('console', (line) => line.type() === 'error' && trouble.push(line.text()));
  page.on('response', (answer) => {
    if (answer.status() >= 400) trouble.push(`${answer.status()} ${answer.url()}`);
  });
  for (const path of ['./', QUESTION, 'study/', 'evidence/', 'glossary/', 'about/']) {
    await page.goto(path);
    await expect(page.locator('h1').first()).toBeVisible();
    await page.waitForLoadState('networkidle');
  }
  expect(trouble).toEqual([]);
});

test('@root a wrong address says so, with the site around it', async ({ page }) => {
  const answer = await page.goto('no/such/page/');
  expect(answer?.status()).toBe(404);
  await expect(page.locator('h1')).toBeVisible();
  await page.locator('main a').first().click();
  await expect(page).toHaveURL(/\/$/);
  await expect(page.locator(`a[href$="${QUESTION}"]`).first()).toBeVisible();
});

test('an address without its slash arrives at the page', async ({ page }) => {
  await page.goto(QUESTION.slice(0, -1));
  await expect(page).toHaveURL(new RegExp(`/${QUESTION}$`));
  await expect(page.locator('h1')).toBeVisible();
});

test('a build made for a root works in a folder it was not told of', async ({ page }) => {
  await page.goto(MOVED);
  await page.locator(`a[href$="${QUESTION}"]`).first().click();
  await expect(page).toHaveURL(`${MOVED}${QUESTION}`);
  await expect(page.locator('h1')).toBeVisible();
});

test('the manifest can be installed: its icons exist', async ({ page, baseURL }) => {
  await page.goto('./');
  const href = await page.locator('link[rel="manifest"]').getAttribute('href');
  const url = new URL(href!, baseURL);
  const manifest = await (await page.request.get(url.href)).json();
  expect(new URL(manifest.start_url, url).href).toBe(baseURL);
  for (const { src } of manifest.icons) {
    const icon = await page.request.get(new URL(src, url).href);
    expect(icon.status(), src).toBe(200);
  }
});
