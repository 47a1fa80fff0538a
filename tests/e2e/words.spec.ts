import { expect, test } from '@playwright/test';

test('the first use of a term leads to its sentence in the glossary, which can be searched', async ({
  page,
}) => {
  await page.goto('questions/network-partition/');
  const term = page.locator('#answer a[href*="glossary/#majority"]');
  await expect(term).toHaveAttribute('title', /^More than half of all members/);
  await term.click();
  await expect(page).toHaveURL(/\/glossary\/#majority$/);
  await expect(page.locator('#majority')).toBeInViewport();
  await page.getByRole('searchbox', { name: 'Find a term' }).fill('fencing');
  await expect(page.getByText(/^[1-9] of \d+ terms$/)).toBeVisible();
  await expect(page.locator('#fencing-token')).toBeVisible();
  await expect(page.locator('#majority')).toBeHidden();
});

test('a short row of evidence is run in the page and comes to the kept numbers', async ({
  page,
}) => {
  test.slow(); // the row itself takes a while where others compute too
  await page.goto('evidence/#q05.grain', { waitUntil: 'commit' });
  const row = page.locator('[id="q05.grain"]');
  await row.getByRole('button', { name: 'Run it here' }).click();
  await expect(row.getByText(/the same numbers to the last digit/).first()).toBeVisible({
    timeout: 60_000,
  });
});
