import { describe, expect, it } from 'vitest';
import type { GaugeKind } from '../../sim';
import type { Level } from '../picture';
import { FACT_PX, FACT_SIGN, fitted } from '../stage/sizes';
import { factRoom, factsOf, FactsMemo } from './facts';

const level = (name: string, value: number, more: Partial<Level> = {}): Level => ({
  name,
  value,
  mean: value,
  gone: false,
  age: 0,
  ...more,
});

const gauges: Record<string, GaugeKind> = {
  queue: { title: 'waiting', unit: '', mark: 'stack' },
  pending: { title: 'pending', unit: 'users', mark: 'count', tag: 'waiting' },
  locked: { title: 'locked', unit: '', mark: 'badge', durable: true },
  lease: {
    title: 'lease',
    unit: 'µs',
    mark: 'countdown',
    tag: (left) => (left ? 'well' : 'fault'),
  },
  robbed: {
    title: 'robbed',
    unit: '',
    mark: 'count',
    tag: 'fault',
    says: (n) => `It shipped ${n} orders that are not paid.`,
  },
};

describe('the facts of a node', () => {
  it('are said in the order of their declaration, a fault first, and never at zero', () => {
    const facts = factsOf(
      [level('robbed', 2), level('locked', 1), level('pending', 1234), level('queue', 5)],
      gauges,
    );
    expect(facts.map(({ text }) => text)).toEqual(['2 robbed', '1.2k pending', 'locked']);
    expect(facts[0].says).toBe('It shipped 2 orders that are not paid.');
    expect(factsOf([level('pending', 0), level('locked', 0)], gauges)).toEqual([]);
  });

  it('run down by themselves', () => {
    const at = (age: number) => factsOf([level('lease', 3_000_000, { age })], gauges)[0];
    expect(at(0)).toMatchObject({ text: 'lease 3.0 s', share: 1, tag: 'well' });
    expect(at(2_250_000)).toMatchObject({ text: 'lease 750 ms', share: 0.25 });
    expect(at(4_000_000)).toBeUndefined();
  });

  it('fill a bar in the time of the work that they are about, and none once that is gone', () => {
    const kinds: Record<string, GaugeKind> = {
      batch: { title: 'batch', unit: '', mark: 'badge', durable: true, fills: 'work' },
      work: { title: 'time of a batch', unit: 'µs', mark: 'hidden' },
    };
    const share = (age: number, more: Partial<Level> = {}) =>
      factsOf([level('batch', 7), level('work', 1_000_000, { age, ...more })], kinds)[0].share;
    expect([share(0), share(250_000), share(2_000_000)]).toEqual([0, 0.25, 1]);
    expect(share(250_000, { gone: true })).toBeNull();
    const memo = new FactsMemo();
    const at = (age: number) =>
      memo.of(0, [level('batch', 7), level('work', 1_000_000, { age })], kinds);
    expect(at(250_000)).not.toBe(at(0));
  });

  it('take whole pixels, so that what was measured fits', () => {
    for (const text of ['in mempool', '3,285 overwritten', 'lease 1.2 s']) {
      const kinds: Record<string, GaugeKind> = {
        pending: { title: 'pending', unit: '', mark: 'badge', text: () => text },
      };
      const at = Float64Array.of(0);
      const gauge = { node: 0, name: 'pending', at, value: Float64Array.of(1) };
      const { width } = factRoom([gauge], kinds)!;
      expect(fitted(text, width - FACT_SIGN, FACT_PX)).toBe(text);
    }
  });

  it('fall away in a crash, but for those on disk', () => {
    const gone = { gone: true };
    const facts = factsOf([level('pending', 3, gone), level('locked', 1, gone)], gauges);
    expect(facts.map(({ name }) => name)).toEqual(['locked']);
  });

  it('are the very same list for as long as they say the same', () => {
    const memo = new FactsMemo();
    const at = (age: number) => memo.of(0, [level('lease', 3_000_000, { age })], gauges);
    const first = at(0);
    expect(at(20_000)).toBe(first);
    expect(at(150_000)).not.toBe(first);
    expect(memo.of(1, [level('queue', 5)], gauges)).toBe(memo.of(2, [], gauges));
  });

  it('have room kept for as many as a run ever shows', () => {
    const gauge = (name: string, ...values: number[]) => ({
      node: 0,
      name,
      at: Float64Array.from(values.keys()),
      value: Float64Array.from(values),
    });
    const queue = gauge('queue', 1, 2);
    expect(factRoom([queue, gauge('pending', 0, 0)], gauges)).toBeUndefined();
    const one = factRoom([queue, gauge('pending', 0, 3, 0)], gauges)!;
    expect(one.lines).toBe(1);
    const two = factRoom([gauge('pending', 0, 3, 1e6), gauge('locked', 1)], gauges)!;
    expect(two.lines).toBe(2);
    expect(two.width).toBeGreaterThan(one.width);
  });
});
