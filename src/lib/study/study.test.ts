import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { ankiText } from './anki';
import { cardsOf, dueCards, GRADES, nextDue, spanText, type CardState } from './cards';
import { intervals, review } from './schedule';
import { progressText, readProgress } from './file';
import { mergeRecords, sort } from './records';
import { Store } from './store';

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

it('reads markup as Anki does: no quote begins a field, stars between numbers stay', () => {
  const [card] = cardsOf({
    slug: 's',
    title: 'S',
    cards: [
      {
        id: 'q',
        front: '"Exactly once" is `2*3*4`, *or* 2*3*4?',
        back: 'No: "at least once"\nand **dedupe**',
      },
    ],
  });
  const row = ankiText([card]).trimEnd().split('\n').at(-1)!;
  expect(row).not.toContain('"');
  expect(row.split('\t').slice(1, 3)).toEqual([
    '&quot;Exactly once&quot; is <code>2*3*4</code>, <em>or</em> 2*3*4?',
    'No: &quot;at least once&quot;<br>and <strong>dedupe</strong>',
  ]);
});

it('a clock that was set back keeps no card from being graded', () => {
  const seen = review(undefined, 'good', NOW);
  const before = NOW - 2 * DAY;
  for (const grade of GRADES) {
    expect(intervals(seen, before)[grade]).toBeGreaterThan(0);
    expect(review(seen, grade, before).lastReview).toBe(before);
  }
});

describe('what is kept', () => {
  const state = (lastReview: number, reps = 1) => ({
    ...review(undefined, 'good', NOW),
    lastReview,
    reps,
  });

  it('stays in memory without storage, and says so', async () => {
    expect(typeof indexedDB).toBe('undefined');
    const told: [string | null, number][] = [];
    const store = new Store({ merge: mergeRecords, ontrouble: (...all) => told.push(all) });
    expect(await store.load()).toEqual({});
    expect(await store.change<number>('x', (old = 0) => old + 1)).toBe(1);
    expect(await store.change<number>('x', (old = 0) => old + 1)).toBe(2);
    expect(await store.load()).toEqual({ x: 2 });
    expect(await store.save()).toBe(false);
    expect(told.at(-1)).toEqual(['refused', 1]);
  });

  it('is merged by card and page: the last answer, and all that was done', () => {
    const [a, b] = [state(NOW), state(NOW + 1)];
    expect(mergeRecords('card:q/a', a, b)).toBe(b);
    expect(mergeRecords('card:q/a', b, a)).toBe(b);
    expect(mergeRecords('card:q/a', undefined, a)).toBe(a);
    expect(
      mergeRecords('page:q', { done: ['x', 'y'], parts: 5 }, { done: ['y', 'z'], parts: 6 }),
    ).toEqual({ done: ['x', 'y', 'z'], parts: 6 });
  });

  it('by an earlier version is read too: whole maps', () => {
    const [old, newer] = [state(NOW), state(NOW + 1)];
    const { pages, cards } = sort({
      pages: { q: { done: ['predict'], parts: 5 } },
      cards: { 'q/a': old, 'q/b': old },
      'card:q/a': newer,
      'page:q': { done: ['cards'], parts: 5 },
    });
    expect(cards).toEqual({ 'q/a': newer, 'q/b': old });
    expect(pages.q.done).toEqual(['predict', 'cards']);
  });

  it('goes into a file and comes back the same; a damaged one is refused with what is wrong', () => {
    const everything = {
      pages: { q: { done: ['predict'], parts: 5 } },
      cards: { 'q/a': state(NOW) },
    };
    const text = progressText(everything);
    expect(readProgress(text)).toEqual(everything);
    const wrong = (change: string) => () => readProgress(change);
    expect(wrong('no')).toThrow('not JSON');
    expect(wrong('[]')).toThrow('"format" is missing');
    expect(wrong('{"format":"other"}')).toThrow('"format" is "other"');
    expect(wrong(text.replace('"cards"', '"card"'))).toThrow('no "cards"');
    expect(wrong(text.replace(/"due": \d+/, '"due": "soon"'))).toThrow('"q/a" of "cards"');
    expect(wrong(text.replace('"predict"', '7'))).toThrow('"q" of "pages"');
  });
});
