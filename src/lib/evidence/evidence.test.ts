import { describe, expect, test } from 'vitest';
import { Mistake } from '../sim';
import { groups, reproduce, rows, rowsFor, type Result } from '.';

const REFRESH =
  'refresh it: npm run -s sim -- evidence --only GROUP --write src/lib/evidence/results';

const files = import.meta.glob<{ rows: Result[] }>('./results/*.json', {
  eager: true,
  import: 'default',
});
const kept = { rows: Object.keys(groups).flatMap((g) => files[`./results/${g}.json`]?.rows ?? []) };

describe('the rows kept for the site', () => {
  test('are those that there are, with their present settings', () => {
    const asked = rows.map(({ id, settings, seeds, title }) => ({ id, settings, seeds, title }));
    const there = kept.rows.map(({ id, settings, seeds, title }) => ({
      id,
      settings,
      seeds,
      title,
    }));
    expect(there, REFRESH).toEqual(asked);
  });

  test.each(kept.rows.map((r) => [r.id, r] as const))('%s holds', (_id, row) => {
    expect(row.figures.filter((f) => !f.holds)).toEqual([]);
    expect(row.holds).toBe(true);
    for (const f of row.figures) {
      expect(f.from).toBeLessThanOrEqual(f.published);
      expect(f.to).toBeGreaterThanOrEqual(f.published);
    }
  });

  // The whole takes minutes; these few run in seconds, and must come to the very numbers that were kept.
  test.each(['little', 'mm1k-2'])(
    '%s comes to the same numbers today',
    async (id) => {
      const again = await reproduce(rowsFor(id)[0]);
      const before = kept.rows.find((r) => r.id === id)!;
      expect(again.figures, REFRESH).toEqual(before.figures);
    },
    120_000,
  );
});

test('each row has an id of its own, a source and runs', () => {
  expect(new Set(rows.map((r) => r.id)).size).toBe(rows.length);
  for (const row of rows) {
    expect(row.source.citation.length).toBeGreaterThan(10);
    expect(row.source.url).toMatch(/^(https:\/\/|questions\/)/);
    // Encodings have neither settings nor seeds: their bytes are what they are.
    if (row.settings === '') expect(row.seeds).toEqual([]);
    // One is enough where nothing is drawn.
    else expect(row.seeds.length).toBeGreaterThan(0);
  }
});

test('an unknown id lists those that there are', () => {
  expect(() => rowsFor('q99')).toThrow(Mistake);
  expect(() => rowsFor('q99')).toThrow(/no "q99"; allowed: little, mm1, .*q08\.d/);
});
