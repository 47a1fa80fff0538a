import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { ankiText } from './anki';
import { cardsOf, dueCards, GRADES, nextDue, spanText, type CardState } from './cards';
import { intervals, review } from './schedule';
import { load, persistent, save } from './store';

const NOW = Date.UTC(2026, 0, 1);
const DAY = 86_400_000;
const cards = cardsOf({
  slug: 'load-balancer',
  title: 'Load balancer',
  cards: [
    { id: 'a', front: 'Who?', back: 'You\tand <me>' },
    { id: 'b', front: 'Which?', back: 'this', choices: ['this', 'that'] },
    { id: 'c', front: 'When?', back: 'now' },
  ],
});

describe('schedule', () => {
  it('brings an easy card back later than a good one, a good one later than one failed', () => {
    const seen = review(undefined, 'good', NOW);
    const later = intervals(seen, seen.due);
    expect(later.again).toBeLessThan(later.good);
    expect(later.good).toBeLessThanOrEqual(later.easy);
    expect(later.easy).toBeGreaterThan(DAY);
  });

  it('promises exactly what it then does, and its states survive being stored', () => {
    fc.assert(
      fc.property(
        fc.array(fc.constantFrom(...GRADES), { minLength: 1, maxLength: 12 }),
        (grades) => {
          let state: CardState | undefined;
          let now = NOW;
          for (const grade of grades) {
            const promised = intervals(state, now)[grade];
            state = review(state && (JSON.parse(JSON.stringify(state)) as CardState), grade, now);
            expect(state.due - now).toBe(promised);
            expect(state.due).toBeGreaterThan(now);
            now = state.due;
          }
          expect(state!.reps).toBe(grades.length);
        },
      ),
      { numRuns: 50 },
    );
  });
});

describe('cards', () => {
  const state = (due: number) => ({ ...review(undefined, 'good', NOW), due });

  it('asks what is longest overdue first, then some never seen, and leaves what is not due', () => {
    const states = { 'load-balancer/a': state(NOW - 1), 'load-balancer/b': state(NOW - 2) };
    expect(dueCards(cards, states, NOW).map((c) => c.key.slice(-1))).toEqual(['b', 'a', 'c']);
    expect(dueCards(cards, states, NOW - 5)).toHaveLength(1);
    expect(dueCards(cards, {}, NOW, 2)).toHaveLength(2);
  });

  it('knows when the next one comes', () => {
    const states = { 'load-balancer/a': state(NOW + 9), 'load-balancer/b': state(NOW + 4) };
    expect(nextDue(cards, states, NOW)).toBe(NOW + 4);
    expect(nextDue(cards, {}, NOW)).toBeUndefined();
  });

  it('words spans of time', () => {
    expect([5_000, 60_000, 600_000, 3_600_000, DAY, 3 * DAY, 61 * DAY].map(spanText)).toEqual([
      'under 1 min',
      '1 min',
      '10 min',
      '1 hour',
      '1 day',
      '3 days',
      '2 months',
    ]);
  });
});

it('exports to Anki: headers, a lasting guid, four columns a line, nothing that breaks a line or becomes markup', () => {
  const lines = ankiText(cards).trimEnd().split('\n');
  expect(lines.slice(0, 4)).toEqual([
    '#separator:tab',
    '#html:true',
    '#deck:Faultline',
    '#guid column:1',
  ]);
  const rows = lines.filter((line) => !line.startsWith('#')).map((line) => line.split('\t'));
  expect(rows).toHaveLength(3);
  for (const row of rows) expect(row).toHaveLength(4);
  expect(rows[0]).toEqual([
    'faultline:load-balancer/a',
    'Who?',
    'You and &lt;me&gt;',
    'load-balancer',
  ]);
  expect(rows[1][1]).toBe('Which?<br>· this<br>· that');
});

it('works without storage, and says so', async () => {
  expect(typeof indexedDB).toBe('undefined');
  await save('x', { y: 1 });
  expect(await load('x')).toEqual({ y: 1 });
  expect(await load('never')).toBeUndefined();
  expect(persistent()).toBe(false);
});
