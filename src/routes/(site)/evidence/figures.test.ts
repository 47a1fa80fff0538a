import { describe, expect, it } from 'vitest';
import { figure } from '$lib/evidence/row';
import { curvesOf, familiesOf, linesOf, raised } from './figures';
import { ROWS } from './kept';

const exact = (label: string, published: number, ours = published) =>
  figure(label, published, ours, published, published);

describe('the lines of a row', () => {
  it('show figures in at most four places, counts in full, and how far off they may be', () => {
    expect(linesOf([figure('mean', 2.645432, 2.7, 2.5, 2.790864)])).toEqual([
      { label: 'mean', published: '2.645', ours: '2.7', allowed: '±0.15', holds: true },
    ]);
    expect(linesOf([exact('served', 200_000)])[0]).toMatchObject({
      published: '200,000',
      allowed: 'exactly',
    });
    expect(linesOf([figure('lost', 100, 140, 65, 135)])[0]).toMatchObject({
      allowed: '±35',
      holds: false,
    });
    expect(linesOf([figure('p99', 64, 65, 55, 75)])[0].allowed).toBe('55 to 75');
  });

  it('tell what is the same on several seeds in one line', () => {
    expect(linesOf([1, 2, 3].map((seed) => exact(`refused, seed ${seed}`, 5500)))).toEqual([
      {
        label: 'refused on each of 3 seeds',
        published: '5,500',
        ours: '5,500',
        allowed: 'exactly',
        holds: true,
      },
    ]);
    const areas = [355.503539, 409.915508].map((area, i) => exact(`seed ${i + 1}`, area));
    expect(linesOf(areas)[0]).toMatchObject({
      label: 'on each of 2 seeds',
      published: '355.5 to 409.9',
      ours: 'the same',
    });
  });

  it('hide no figure that is off among several seeds', () => {
    expect(linesOf([exact('seed 1', 5), exact('seed 2', 5, 6)])[0]).toMatchObject({
      ours: '5 to 6',
      holds: false,
    });
  });

  it('can show every row there is', () => {
    expect(ROWS.length).toBeGreaterThan(0);
    for (const row of ROWS)
      for (const line of linesOf(row.figures))
        expect(Object.values(line), `${row.id} ${line.label}`).not.toContain('');
  });
});

describe('curves', () => {
  it('are drawn of figures whose labels differ in their number, in its order', () => {
    const [curve] = curvesOf([
      exact('N = 3: 3N', 9),
      exact('N = 2: 3N', 6),
      exact('N = 5: 3N', 15),
      exact('other', 1),
    ]);
    expect(curve.title).toBe('N = …: 3N');
    expect(curve.points.map(({ x, published }) => [x, published])).toEqual([
      [2, 6],
      [3, 9],
      [5, 15],
    ]);
  });

  it('are not made of seeds, percentiles, two points or a constant', () => {
    expect(curvesOf([1, 2, 3].map((n) => exact(`seed ${n}`, n)))).toEqual([]);
    expect(curvesOf([50, 95, 99].map((n) => exact(`p${n}`, n)))).toEqual([]);
    expect(curvesOf([1, 2].map((n) => exact(`at ${n} %`, n)))).toEqual([]);
    expect(curvesOf([1, 2, 3].map((n) => exact(`at ${n} %`, 7)))).toEqual([]);
  });

  it('are made of rows that share a name', () => {
    const rows = [0.5, 0.7, 0.9].map((rho) => ({
      id: `two-choices-${rho}`,
      figures: [exact('mean', 1 / rho)],
    }));
    const families = familiesOf([...rows, { id: 'jsq', figures: [exact('mean', 1)] }]);
    expect([...families.keys()]).toEqual(['two-choices']);
    expect(families.get('two-choices')![0].points.map(({ x }) => x)).toEqual([0.5, 0.7, 0.9]);
  });

  it('are there: of batches, thinner and thinner answers, and loads', () => {
    const of = (id: string) => curvesOf(ROWS.find((row) => row.id === id)!.figures).length;
    expect([of('q05.grain'), of('q10.deadline'), of('two-phase-commit')].every((n) => n > 0)).toBe(
      true,
    );
    expect([...familiesOf(ROWS).keys()]).toEqual(expect.arrayContaining(['mm1k', 'two-choices']));
  });
});

it('powers of ten are raised', () => {
  expect(raised('one part in 10^9')).toBe('one part in 10⁹');
});
