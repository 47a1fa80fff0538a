import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { rowsOf, type Result } from '../src/lib/systems/figures';
import { expectKept } from './fixtures/system/figures';

const kept = JSON.parse(
  readFileSync(new URL('../src/lib/systems/ledger/evidence.json', import.meta.url), 'utf8'),
) as { rows: Result[] };
const row = (await rowsOf('ledger')).find(({ cheap }) => cheap)!;

test('a kept figure that a run does not give is a failure, whatever it is off by', async () => {
  await expectKept(row, kept.rows);
  const off = kept.rows.map((one) => {
    const [first, ...rest] = one.figures;
    if (one.id !== row.id) return one;
    return { ...one, figures: [{ ...first, ours: first.ours * (1 + 1e-12) }, ...rest] };
  });
  await expect(expectKept(row, off)).rejects.toThrow(/evidence --only/);
});

test('a row that is not kept is a failure', async () => {
  const others = kept.rows.filter(({ id }) => id !== row.id);
  await expect(expectKept(row, others)).rejects.toThrow(/evidence --only/);
});
