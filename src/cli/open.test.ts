import { describe, expect, test } from 'vitest';
import { makeRecipe } from '../lib/sim';
import { writeLink } from '../lib/link/write';
import { loadSystem } from '../lib/systems';
import { sim } from '../../tests/fixtures/cli';

const opened = async (link: string) => {
  const { code, stdout, stderr } = await sim('open', link, '--json');
  expect([code, stderr]).toEqual([0, '']);
  expect(stdout.trim()).not.toContain('\n');
  return JSON.parse(stdout);
};

const system = await loadSystem('load-balancer');
const recipe = makeRecipe(system, {
  scenario: 'sinkhole',
  settings: { policy: 'hash' },
  seed: 17,
});
const hash = writeLink(system, recipe, { t: 12_500_000, view: 'charts', story: 'sinkhole' });
const whole = { recipe, t: 12_500_000, view: 'charts', story: 'sinkhole', mended: [] };

describe('open', () => {
  test.each([
    ['a bare fragment', hash],
    ['without its #', hash.slice(1)],
    ['a question’s address', `https://example.org/questions/load-balancer/${hash}`],
    ['below any path', `https://example.org/a/b/questions/load-balancer/${hash}`],
    ['a relative one', `questions/load-balancer/${hash}`],
    [
      'an embed’s',
      `http://localhost:4173/x/embed/load-balancer/?theme=dark&scenario=broken${hash}`,
    ],
    ['a page’s that nobody knows', `https://example.org/${hash}`],
  ])('%s gives the recipe, the moment and the view', async (_, link) => {
    expect(await opened(link)).toEqual(whole);
  });

  test('what run gives as its link opens as the same recipe', async () => {
    const args = [
      'load-balancer',
      '--scenario',
      'sinkhole',
      '--set',
      'policy=hash',
      '--seed',
      '17',
    ];
    const { stdout } = await sim('run', ...args, '--json');
    expect(await opened(JSON.parse(stdout).link)).toMatchObject({ recipe, mended: [] });
  });

  test('says what was mended, in words', async () => {
    const address = `https://example.org/questions/load-balancer/${hash}`;
    const { mended, ...rest } = await opened(`${encodeURIComponent(address)}**`);
    expect({ ...rest, mended: [] }).toEqual(whole);
    expect(mended).toEqual([
      'Decoded percent-encoded characters.',
      'Removed "**" after the link’s end.',
    ]);
  });

  test('a page that is called by its system’s id is that system’s page, and it says so', async () => {
    const outbox = await loadSystem('outbox');
    const own = writeLink(outbox, makeRecipe(outbox, { scenario: 'poison' }));
    expect(await opened(`questions/outbox/${own}`)).toMatchObject({
      recipe: { system: 'outbox' },
      mended: ['Took "outbox", a system, for its page, questions/eventual-consistency/.'],
    });
    const { code, stderr } = await sim('open', 'questions/outbocks/#t=3s');
    expect([code, stderr]).toEqual([2, expect.stringContaining('`sim list`')]);
  });

  test('a moment alone is one of the page’s own run', async () => {
    const { recipe: found, t } = await opened('questions/load-balancer/#t=3s&view=log');
    expect(t).toBe(3_000_000);
    expect(found.system).toBe('load-balancer');
    const embed = await opened('/embed/load-balancer/?scenario=sinkhole#t=3s');
    expect(embed.recipe).toEqual(makeRecipe(system, { scenario: 'sinkhole' }));
  });

  test('for people: what differs from the defaults, faults, moment, view, what was mended', async () => {
    const { code, stdout } = await sim('open', `${hash}.`);
    expect(code).toBe(0);
    expect(stdout).toMatch(/^system +load-balancer/m);
    expect(stdout).toMatch(/^ +policy +hash +.*default/m);
    expect(stdout).not.toMatch(/^ +servers/m);
    for (const [name, value] of [
      ['seed', '17'],
      ['moment', '12.5s'],
      ['view', 'charts'],
    ])
      expect(stdout).toMatch(new RegExp(`^${name} +${value}$`, 'm'));
    expect(stdout).toMatch(/^faults\n +3s fail-fast server-5$/m);
    expect(stdout).toMatch(/^mended\n +Removed "\." after the link’s end\.$/m);
  });

  test.each([
    ['', 'a link must be given'],
    ['https://example.org/', 'holds no run'],
    ['questions/load-balancer/#widget', 'holds no run'],
    ['#t=3s', 'does not say which system it is for'],
    ['#r=1;toaster', 'is for "toaster"'],
    ['https://example.org/questions/no-such/#t=3s', 'no question "no-such"'],
    [`embed/atomic-commit/${hash}`, 'is for "load-balancer"'],
    [hash.slice(0, 40), 'link: was cut off before its end; allowed: a whole link'],
    [hash.replace('seed_17', 'seed_18'), 'was changed on its way'],
    ['#r9~load-balancer', 'was made by a later version'],
    ['#r=1;load-balancer;f=3s+melt+server-1', 'fault: "melt server-1"'],
    ['#r=1;load-balancer;servers=9000', 'servers: "9000"'],
  ])('%j is refused in one sentence', async (link, sentence) => {
    const { code, stdout, stderr } = await sim('open', ...(link ? [link] : []), '--json');
    expect([code, stdout]).toEqual([2, '']);
    expect(stderr).toContain(sentence);
    expect(stderr.trim()).not.toContain('\n');
    expect(stderr.length).toBeLessThan(250);
  });
});
