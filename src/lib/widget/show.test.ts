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

  it('show day and hour where a run has a calendar', () => {
    const day = 24_000_000;
    expect(momentText(0, 2, day)).toBe('day 1, 00:00');
    expect(momentText(25_500_000, 2, day)).toBe('day 2, 01:30');
    expect(momentText(25_500_000, 1 / 200, day)).toBe('day 2, 01:30:00');
    expect(momentText(86_399_000_000, 50, 86_400_000_000)).toBe('day 1, 23:59:59');
    expect(momentText(day / 24, 2, day)).toBe('day 1, 01:00');
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

it('a figure sampled before the last fault gives way to the sample after it, unless more happened meanwhile', () => {
  const series = [
    {
      id: 'crashed',
      title: '',
      unit: '',
      lines: ['crashed'],
      target: null,
      at: [0, 10, 20],
      values: [[0, 1, 2]],
    },
  ];
  const at = (t: number, changes: number[]) => figuresAt({ series }, t, changes)[0].text;
  expect([at(3, [4]), at(5, [4]), at(5, [4, 7]), at(10, [4]), at(25, [4, 22])]).toEqual([
    '0',
    '1',
    '0',
    '1',
    '2',
  ]);
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
