import { describe, expect, test } from 'vitest';
import type { NodePicture } from '../picture';
import { compact, offsetText } from '../format';
import { markView, markWord, nodeWords } from './view';

const gauges = {
  queue: { title: 'requests held', unit: '', mark: 'stack' },
  busy: { title: 'busy', unit: '', mark: 'arc' },
  entries: { title: 'entries', unit: '', mark: 'log' },
  agreed: { title: 'committed', unit: '', mark: 'committed' },
} as const;

const level = (name: string, value: number, rest = {}) => ({
  name,
  value,
  mean: value,
  gone: false,
  age: 0,
  ...rest,
});

const healthy: NodePicture = {
  id: 'server-1',
  host: 'running',
  role: 'serving',
  tags: ['well'],
  levels: [level('queue', 4), level('busy', 1, { mean: 0.8 })],
  slow: 1,
  skew: null,
  parts: [],
  opinions: [],
  held: 0,
  cutOff: false,
  violated: false,
};

const words = (node: Partial<NodePicture>) =>
  markView({ ...healthy, ...node }, gauges).badges.map((b) => b.word);

describe('what a mark says', () => {
  test('what waits in each lane of a queue, in the order of declaration', () => {
    const lane = { title: 'waiting in each partition', unit: '', mark: 'lane' } as const;
    const levels = [level('p2', 9), level('p1', 0)];
    const view = markView({ ...healthy, levels }, { p1: lane, p2: lane, p3: lane });
    expect(view.lanes).toEqual([0, 9]);
    expect(markView(healthy, gauges).lanes).toEqual([]);
  });

  test('a healthy node has no badge', () => {
    expect(words({})).toEqual([]);
    expect(markView(healthy, gauges)).toMatchObject({
      queue: { length: 4, held: 0 },
      arc: { mean: 0.8, now: true },
    });
  });

  test.each<[Partial<NodePicture>, string[]]>([
    [{ host: 'crashed' }, ['crashed']],
    [{ host: 'paused' }, ['paused']],
    [{ role: 'failing', tags: ['fault'] }, ['failing']],
    [{ role: 'draining', tags: ['waiting'] }, []],
    [{ role: 'switched-off', tags: ['off'] }, ['switched off']],
    [{ slow: 3 }, ['slow ×3']],
    [{ skew: { offset: 100_000, ppm: 0 } }, ['clock +100 ms']],
    [{ skew: { offset: 0, ppm: 50 } }, ['clock 50 ppm']],
    [{ cutOff: true }, ['cut off']],
    [{ opinions: [{ by: 'lb-1', state: 'ejected', tags: ['fault'] }] }, ['ejected']],
    [{ opinions: [{ by: 'lb-1', state: 'healthy', tags: ['well'] }] }, []],
    [
      {
        host: 'crashed',
        slow: 2,
        cutOff: true,
        opinions: [{ by: 'lb-1', state: 'ejected', tags: ['fault'] }],
      },
      ['crashed', 'cut off', 'ejected', 'slow ×2'],
    ],
  ])('%j is said as %j', (node, expected) => {
    expect(words(node)).toEqual(expected);
  });

  test('a crash empties what was in memory and leaves the log', () => {
    const gone = { gone: true, age: 0 };
    const view = markView(
      {
        ...healthy,
        host: 'crashed',
        levels: [level('queue', 9, gone), level('entries', 6, gone), level('agreed', 4, gone)],
      },
      gauges,
    );
    expect(view.queue).toEqual({ length: 0, held: 0 });
    expect(view.cells).toEqual({ length: 6, committed: 4 });
  });

  test('a leader is marked until it crashes', () => {
    expect(markView({ ...healthy, role: 'leader', tags: ['well', 'leads'] }, gauges).leads).toBe(
      true,
    );
    expect(
      markView({ ...healthy, role: 'leader', tags: ['leads'], host: 'crashed' }, gauges).leads,
    ).toBe(false);
    const view = markView(healthy, gauges);
    expect([
      markWord({ ...healthy, role: 'leader', tags: ['well', 'leads'] }, view),
      markWord(healthy, view),
    ]).toEqual(['leader', '']);
  });

  test('a mark that would be empty says its role', () => {
    const idle = { ...healthy, role: 'handing-out', levels: [] };
    expect(markWord(idle, markView(idle, gauges))).toBe('handing out');
    const crashed = { ...idle, host: 'crashed' as const };
    expect(markWord(crashed, markView(crashed, gauges))).toBe('');
  });
});

describe('in words', () => {
  test('states, then levels', () => {
    expect(nodeWords('machine 1', healthy, gauges)).toBe(
      'machine 1, healthy, requests held 4, busy 80 %',
    );
    expect(nodeWords('machine 1', { ...healthy, host: 'paused', held: 7 }, gauges)).toBe(
      'machine 1, paused, requests held 4, busy 80 %, 7 messages wait for it',
    );
    expect(
      nodeWords(
        'replica 2',
        { ...healthy, role: 'candidate', tags: ['waiting'], levels: [] },
        gauges,
      ),
    ).toBe('replica 2, candidate, healthy');
  });

  test.each([
    [7, '7'],
    [999, '999'],
    [1200, '1.2k'],
    [38_400, '38k'],
    [2_500_000, '2.5M'],
  ])('%d is %s', (value, text) => {
    expect(compact(value)).toBe(text);
  });

  test.each([
    [100_000, '+100 ms'],
    [-1_500_000, '−1.5 s'],
    [40, '+40 µs'],
  ])('an offset of %d µs is %s', (offset, text) => {
    expect(offsetText(offset)).toBe(text);
  });
});
