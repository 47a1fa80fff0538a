import { request as ask } from 'node:http';
import { expect, test, type Locator, type Page } from '@playwright/test';

const QUESTION = 'questions/load-balancer/';
const NOW =
  '#r2~load-balancer~requests_9000~seed_7~until_5s~f_1s_crash_server-5~sum_bbrops~t_2s~view_charts~end_qis3';
const OLD = '#r=1;load-balancer;requests=9000;seed=7;until=5s;f=1s+crash+server-5&t=2s&view=charts';

async function open(page: Page, path: string): Promise<Locator> {
  await page.goto(path);
  const widget = page.getByRole('group', { name: 'Load balancer, live' });
  await expect(machine(widget)).toBeVisible({ timeout: 15_000 });
  return widget;
}

const machine = (widget: Locator) => widget.getByRole('button', { name: /^machine 5/ });
const seed = (widget: Locator) => widget.getByRole('spinbutton', { name: 'seed' });
const moment = (widget: Locator) => widget.getByRole('slider', { name: 'Moment' });
const notice = (widget: Locator) => widget.getByRole('alert');

/** The run that OLD and NOW share, at its moment, in its view. */
async function expectShared(widget: Locator) {
  await expect(machine(widget)).toHaveAccessibleName(/crashed/);
  await expect(seed(widget)).toHaveValue('7');
  await expect(moment(widget)).toHaveValue('2000000');
  await expect(widget.getByRole('tab', { name: 'Charts' })).toHaveAttribute(
    'aria-selected',
    'true',
  );
}

const CHANGED_ON_THEIR_WAY = [
  ['with a full stop', `${NOW}.`],
  ['in asterisks', `${NOW}**`],
  ['in brackets', `${NOW})`],
  ['with a zero-width space', `${NOW}\u200b`],
  ['percent-encoded throughout', `#${encodeURIComponent(NOW.slice(1)).replaceAll('~', '%7E')}`],
  ['of the old form', OLD],
  ['of the old form with a full stop', `${OLD}.`],
  ['of the old form with &amp;', OLD.replaceAll('&', '&amp;')],
  ['of the old form, percent-encoded throughout', `#${encodeURIComponent(OLD.slice(1))}`],
] as const;

/** How an address is mended is a unit test's; here each goes through a browser's own, which escapes some of it. */
test('links that were changed on their way open their run at its moment', async ({ page }) => {
  const [[, first], ...others] = CHANGED_ON_THEIR_WAY;
  const widget = await open(page, QUESTION + first);
  await expectShared(widget);
  for (const [what, link] of others)
    await test.step(what, async () => {
      await page.goto(`${QUESTION}#r=1;load-balancer;seed=2`);
      await expect(seed(widget)).toHaveValue('2');
      await page.goto(QUESTION + link);
      await expectShared(widget);
      await expect(notice(widget)).toBeEmpty();
    });
});

test('a link of the old form, percent-encoded throughout, is opened with its page', async ({
  page,
}) => {
  const widget = await open(page, `${QUESTION}#${encodeURIComponent(OLD.slice(1))}`);
  await expectShared(widget);
  await expect(notice(widget)).toBeEmpty();
});

test('@root a link whose # was encoded leads to its page', async ({ page }) => {
  for (const path of [
    `${QUESTION}%23${NOW.slice(1)}`,
    `${QUESTION.slice(0, -1)}%2523${encodeURIComponent(OLD.slice(1))}`,
  ]) {
    const widget = await open(page, path);
    await expectShared(widget);
    await expect(page).toHaveURL(new RegExp(`/${QUESTION}#`));
  }
});

test('an encoded # leads to no other site', async ({ page, baseURL }) => {
  const { origin } = new URL(baseURL!);
  await page.goto(`${origin}//example.org/%23r2~x`);
  await expect(page).toHaveURL(`${origin}//example.org/#r2~x`);
});

test('a moment that is not valid does not cost the run', async ({ page }) => {
  const widget = await open(page, QUESTION + OLD.replace('t=2s', 't=soon'));
  await expect(seed(widget)).toHaveValue('7');
  await expect(notice(widget)).toContainText('Ignored the moment, which is not valid');
});

const BAD = [
  ['cut off', NOW.slice(0, 60), 'The link was cut off before its end'],
  ['changed', NOW.replace('seed_7', 'seed_8'), 'The link was changed on its way'],
  ['out of range', '#r=1;load-balancer;servers=9000', /servers: "9000".*allowed: .*1 to 100/],
  ['unknown', '#r=1;load-balancer;colour=red', /colour: no such setting/],
  ['of a later version', '#r7~load-balancer', 'The link was made by a later version'],
  ['malformed', '#r=z1.%3Cimg%20src=x%3E', 'The link is damaged'],
] as const;

test('a link that is not valid gets a sentence, and the default run, which plays', async ({
  page,
}) => {
  test.slow();
  for (const [what, hash, sentence] of BAD)
    await test.step(what, async () => {
      await page.goto('about:blank'); // or the address alone would change
      const widget = await open(page, QUESTION + hash);
      await expect(notice(widget)).toContainText(sentence);
      await expect(notice(widget)).toContainText(', so the default run is shown.');
      await expect(seed(widget)).toHaveValue('1');
      await widget.getByRole('button', { name: 'Play', exact: true }).click();
      await expect.poll(async () => Number(await moment(widget).inputValue())).toBeGreaterThan(0);
      expect(await widget.locator('img').count()).toBe(0);
    });
});

test('what could be read of a link that was cut off is a button away', async ({ page }) => {
  const widget = await open(page, QUESTION + NOW.slice(0, NOW.indexOf('~f_') + 1));
  await expect(seed(widget)).toHaveValue('1');
  await widget.getByRole('button', { name: 'Open what could be read' }).press('Enter');
  await expect(seed(widget)).toHaveValue('7');
  await expect(notice(widget)).toBeEmpty();
  await expect(page).toHaveURL(/#r2~load-balancer~requests_9000~seed_7~until_5s~sum_.*~end_\w+$/);
});

test('a bad link pasted over a run leaves it as it is', async ({ page }) => {
  const widget = await open(page, QUESTION + NOW);
  await expectShared(widget);
  await page.evaluate(() => (location.hash = 'r2~load-balancer~seed_3'));
  await expect(notice(widget)).toContainText('so the run on this page stays as it is.');
  await expect(seed(widget)).toHaveValue('7');
});

test('the host answers a path of 10 kB, and goes on', async ({ page, baseURL }) => {
  const status = (path: string) =>
    new Promise<number | undefined>((done, fail) => {
      const sent = ask(new URL(path, baseURL), (answer) => {
        answer.resume();
        done(answer.statusCode);
      });
      sent.on('error', fail).end();
    });
  expect(await status(`${QUESTION}%23${'x'.repeat(10_000)}`)).toBe(404);
  await page.goto(QUESTION);
  await expect(page.locator('h1')).toBeVisible();
});
