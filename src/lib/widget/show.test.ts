import { describe, expect, it } from 'vitest';
import { play } from '../../../tests/fixtures/toy';
import type { PropertyVerdict } from '../sim';
import { figuresAt, figuresOf, lightAt, momentText } from './show';

describe('numbers for people', () => {
  it('show a moment as finely as it moves', () => {
    expect([1, 1 / 10, 1 / 200].map((speed) => momentText(12_412_345, speed))).toEqual([
      '12.4 s',
      '12.41 s',
      '12.4123 s',
    ]);
  });

  it('take units from the names of measures', () => {
    const figures = figuresOf({
      p99Ms: 35,
      goodputPerSecond: 1000,
      errorPercent: 0.5,
      inFlight: 3,
    });
    expect(figures.map((f) => `${f.label} ${f.text}`)).toEqual([
      'p99 35 ms',
      'goodput 1,000/s',
      'error 0.5%',
      'in flight 3',
    ]);
  });

  it('read the series around a moment', () => {
    const { result } = play({});
    const figures = figuresAt(result, result.virtualMs * 1000);
    expect(figures.length).toBeGreaterThan(0);
    for (const { text } of figures) expect(text).toMatch(/^(–|[\d.,]+( ?[a-z/%]+)?)$/);
  });
});

describe('a property’s light', () => {
  const verdict = (
    kind: PropertyVerdict['kind'],
    holds: boolean,
    at?: number,
  ): PropertyVerdict => ({
    property: 'p',
    title: 'P.',
    kind,
    holds,
    at,
  });

  it('tells what is known at the moment, and no more', () => {
    const always = verdict('always', false, 50);
    expect([lightAt(always, 49, 99), lightAt(always, 50, 99)]).toEqual(['holds', 'violated']);
    const sometimes = verdict('sometimes', true, 50);
    expect([lightAt(sometimes, 49, 99), lightAt(sometimes, 50, 99)]).toEqual(['waiting', 'seen']);
    const eventually = verdict('eventually', false, 99);
    expect([lightAt(eventually, 98, 99), lightAt(eventually, 99, 99)]).toEqual([
      'waiting',
      'violated',
    ]);
    expect(lightAt(verdict('eventually', true), 99, 99)).toBe('holds');
  });
});
