import { expect, it } from 'vitest';
import { ROWS } from './kept';
import { figure, originOf, sourceLink } from './rows';

it('shows figures in at most four places, counts in full, words as they are', () => {
  expect(figure(2.645432)).toBe('2.645');
  expect(figure(200000)).toBe('200,000');
  expect(figure(0.0235189)).toBe('0.02352');
  expect(figure('90 / 58')).toBe('90 / 58');
});

it('puts several figures of a row on lines of their own', () => {
  expect(figure({ mean: 1.5, p99: 1234 })).toBe('mean: 1.5\np99: 1,234');
});

it('can show every row there is', () => {
  expect(ROWS.length).toBeGreaterThan(0);
  for (const row of ROWS) {
    for (const cell of [row.published, row.ours, row.tolerance]) expect(figure(cell)).not.toBe('');
  }
});

it('says what each row comes from, of those without a run too', () => {
  for (const row of ROWS) {
    const { settings, seeds } = originOf(row);
    if (row.seeds.length === 0) expect(seeds).toMatch(/^No run/);
    else if (!row.settings.startsWith('--') && row.settings !== '')
      expect(seeds).toMatch(/^A formula/);
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
