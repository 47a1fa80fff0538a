import { expect, it } from 'vitest';
import { ROWS } from './kept';
import { originOf, sourceLink } from './rows';

it('says what each row comes from, of those without a run too', () => {
  for (const row of ROWS) {
    const { settings, seeds } = originOf(row);
    if (row.seeds.length === 0) expect(seeds).toMatch(/^No run/);
    else if (row.settings === '(a formula)') expect(seeds).toMatch(/^A formula/);
    else expect([settings, seeds].join(' ')).toMatch(/seeds? \d/);
  }
  expect(originOf({ settings: '', seeds: [1, 2, 3, 4] }).seeds).toBe('seeds 1 to 4');
  expect(originOf({ settings: '', seeds: [1] })).toMatchObject({
    settings: 'as the system has them',
    seeds: 'seed 1',
  });
});

it('leads to our own pages from the top of the site', () => {
  expect(sourceLink('questions/load-balancer/', '/sub/')).toBe('/sub/questions/load-balancer/');
  expect(sourceLink('https://doi.org/1', '/sub/')).toBe('https://doi.org/1');
});
