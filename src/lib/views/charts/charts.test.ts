import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Series } from '../../sim';
import { dodge } from './dodge';
import { figure, seconds, shortNames, textWidth, tickText, withUnit } from '../format';
import * as geometry from './geometry';
import { markedLines, markOf } from './marks';
import { summarise } from './summary';

const frame = { width: 400, height: 200, left: 40, right: 60, top: 20, bottom: 36 };

function seriesOf(values: number[][], target: number | null = null): Series {
  return {
    id: 'queue',
    title: 'requests held',
    unit: '',
    lines: values.map((_, i) => `server-${i + 1}`),
    at: (values[0] ?? []).map((_, i) => (i + 1) * 100_000),
    values,
    target: target === null ? null : { value: target, label: `${target} each` },
  };
}

describe('numbers in words', () => {
  it('writes figures, units, axis marks and times', () => {
    expect([0, 0.01234, 4.888, 12, 99.96, 999.94, 1590, 200_000, NaN].map(figure)).toEqual([
      '0',
      '0.0123',
      '4.89',
      '12',
      '100',
      '1,000',
      '1,590',
      '200,000',
      '–',
    ]);
    expect([
      withUnit(35, 'ms'),
      withUnit(1000, '/s'),
      withUnit(3, ''),
      withUnit(NaN, 'ms'),
    ]).toEqual(['35 ms', '1,000/s', '3', '–']);
    expect([0, 5000, 20_000].map((v) => tickText(v, 20_000))).toEqual(['0', '5k', '20k']);
    expect(seconds(12_400_000)).toBe('12.4 s');
  });

  it('shortens names by what they share, up to a dash', () => {
    expect(shortNames(['server-1', 'server-12'])).toEqual({ shared: 'server', short: ['1', '12'] });
    expect(shortNames(['p50', 'p99']).short).toEqual(['p50', 'p99']);
    expect(shortNames(['served']).short).toEqual(['served']);
  });
});

describe('the end of a run', () => {
  const series = {
    ...seriesOf([
      [10, 20],
      [11, 21],
    ]),
    id: 'served',
  };
  const nodes = { 'server-1': { served: 25 }, 'server-2': { served: 26 } };

  it('has the nodes’ own counts, past the last sample', () => {
    const whole = geometry.completed(series, nodes, 250_000);
    expect(whole.at).toEqual([100_000, 200_000, 250_000]);
    expect(whole.values).toEqual([
      [10, 20, 25],
      [11, 21, 26],
    ]);
    expect(series.at).toHaveLength(2);
  });

  it('is the last sample where it lies at the end, or nodes have no such counter', () => {
    expect(geometry.completed(series, nodes, 200_000).at).toHaveLength(2);
    expect(geometry.completed({ ...series, id: 'queue' }, nodes, 250_000).at).toHaveLength(2);
    expect(geometry.completed(seriesOf([[]]), nodes, 250_000).at).toEqual([]);
  });
});

describe('scales', () => {
  it('hold every sample, zero and the target', () => {
    const [low, high] = geometry.domainOf(seriesOf([[3, NaN, 7]], 10));
    expect(low).toBe(0);
    expect(high).toBeCloseTo(10.6);
    expect(geometry.valueScale([low, high], frame).domain()[1]).toBeGreaterThanOrEqual(high);
    expect(geometry.domainOf(seriesOf([[NaN]]))).toEqual([0, 1]);
    expect(geometry.domainOf(seriesOf([[0, 0]]))).toEqual([0, 1]);
    expect(geometry.domainOf(seriesOf([[-2, 0]]))).toEqual([-2, 0]);
  });

  it('find the sample at a time', () => {
    const series = seriesOf([[1, 2, 3]]);
    expect([0, 100_000, 250_000, 9e9].map((at) => geometry.sampleAt(series, at))).toEqual([
      0, 0, 1, 2,
    ]);
    expect(geometry.valueAt(series, 0, 250_000)).toBe(2);
    expect(geometry.valueAt(seriesOf([[]]), 0, 0)).toBeNaN();
  });

  it('name every bar where there is room, else every so many, never two on one place', () => {
    for (const n of [1, 5, 20, 100]) {
      const names = Array.from({ length: n }, (_, i) => String(i + 1));
      const { band, step } = geometry.bandsOf(names, frame);
      expect(band.step() * step).toBeGreaterThanOrEqual(Math.max(...names.map(textWidth)));
      expect(band.bandwidth()).toBeGreaterThan(1);
    }
    expect(geometry.bandsOf(['1', '2', '3'], frame).step).toBe(1);
  });
});

describe('a line', () => {
  const values = fc.array(fc.oneof(fc.integer({ min: 0, max: 1000 }), fc.constant(NaN)), {
    minLength: 1,
    maxLength: 1024,
  });

  it('keeps its peaks, its end and its gaps when thinned', () => {
    fc.assert(
      fc.property(values, fc.integer({ min: 1, max: 60 }), (line, columns) => {
        const kept = geometry.thin(line, columns);
        const extreme = (pick: (...xs: number[]) => number, xs: number[]) =>
          pick(...xs.filter((v) => !Number.isNaN(v)));
        const some = kept.map((i) => line[i]);
        expect(extreme(Math.max, some)).toBe(extreme(Math.max, line));
        expect(extreme(Math.min, some)).toBe(extreme(Math.min, line));
        expect(some.some(Number.isNaN)).toBe(line.some(Number.isNaN));
        expect(kept.at(-1)).toBe(line.length - 1);
        expect(kept).toEqual([...new Set(kept)].sort((a, b) => a - b));
        expect(kept.length).toBeLessThanOrEqual(Math.max(columns * 3, columns * 2) + 1);
      }),
    );
  });

  it('lifts the pen over gaps and draws a lone sample as a dot', () => {
    const series = seriesOf([[0, 10, NaN, 5, NaN, 0, 0]]);
    const x = (s: number) => s * 100;
    const y = (v: number) => 100 - v;
    expect(geometry.linePath(series, 0, x, y)).toBe(
      'M10.0,100.0L20.0,90.0M40.0,95.0h0M60.0,100.0L70.0,100.0',
    );
    expect(geometry.linePath(seriesOf([[NaN, NaN]]), 0, x, y)).toBe('');
    expect(geometry.lastSample([1, NaN])).toBe(0);
  });

  it('is at the place that its scales say', () => {
    const series = seriesOf([[1, 33.3, 12]]);
    const x = geometry.timeScale(300_000, frame);
    const y = geometry.valueScale(geometry.domainOf(series), frame);
    const points = [...geometry.linePath(series, 0, x, y).matchAll(/[ML]([\d.]+),([\d.]+)/g)];
    points.forEach(([, px, py], i) => {
      expect(Number(px)).toBeCloseTo(x(series.at[i] / 1e6), 0);
      expect(Number(py)).toBeCloseTo(y(series.values[0][i]), 0);
    });
    expect(points).toHaveLength(3);
  });
});

describe('labels', () => {
  it('keep their distance and their order inside the chart', () => {
    const ys = fc.array(fc.double({ min: -20, max: 220, noNaN: true }), { maxLength: 40 });
    fc.assert(
      fc.property(ys, (all) => {
        const placed = dodge(
          all.map((y, item) => ({ item, y })),
          14,
          20,
          164,
        );
        expect(placed).toHaveLength(Math.min(all.length, 11));
        placed.forEach(({ at }, i) => {
          expect(at).toBeGreaterThanOrEqual(20 - 1e-6);
          expect(at).toBeLessThanOrEqual(164 + 1e-6);
          if (i > 0) expect(at - placed[i - 1].at).toBeGreaterThanOrEqual(14 - 1e-6);
        });
      }),
    );
  });

  it('stay where they are when there is room', () => {
    const placed = dodge(
      [
        { item: 'a', y: 50 },
        { item: 'b', y: 90 },
      ],
      14,
      20,
      164,
    );
    expect(placed.map((p) => p.at)).toEqual([50, 90]);
  });
});

describe('which lines are marked', () => {
  it('marks all of a few, by meaning where the name has one', () => {
    expect(markedLines(seriesOf([[1], [2]]), []).map((m) => m.line)).toEqual([0, 1]);
    expect(markOf('errors', 0).colour).toBe('fault');
    expect(markOf('served', 3).colour).toBe('healthy');
    const marks = [0, 1, 2, 3, 4].map((i) => markOf('x', i));
    expect(new Set(marks.map((m) => m.marker)).size).toBe(5);
    expect(new Set(marks.map((m) => m.dash)).size).toBe(5);
  });

  it('gives no two of a few the same mark', () => {
    const of = (lines: string[]) => ({ ...seriesOf(lines.map(() => [1])), lines });
    for (const lines of [
      ['p50', 'p99', 'p99 of the monolith'],
      ['waiting', 'waiting elsewhere', 'p50', 'lost', 'served'],
    ]) {
      const marks = markedLines(of(lines), []).map((m) => m.mark);
      expect(new Set(marks.map((m) => m.colour)).size).toBe(lines.length);
    }
  });

  it('of a hundred marks the highest and the one pointed at, no two alike', () => {
    const series = seriesOf(Array.from({ length: 100 }, (_, i) => [i === 41 ? 500 : i]));
    const marked = markedLines(series, ['server-8']);
    expect(marked.map((m) => m.line)).toEqual([7, 41, 99, 98, 97]);
    expect(new Set(marked.map((m) => m.mark)).size).toBe(5);
  });
});

it('sums a line up, without its gaps', () => {
  expect(summarise(seriesOf([[2, NaN, 6]]), 100_000)).toEqual([
    { name: 'server-1', now: 2, lowest: 2, highest: 6, mean: 4, last: 6 },
  ]);
  expect(summarise(seriesOf([[NaN]]), 0)[0].mean).toBeNaN();
});
