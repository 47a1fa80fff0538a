import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { play, recipes, system } from '../../../../tests/fixtures/toy';
import type { RecipeParts, RunResult } from '../../sim';
import {
  captionAt,
  isLapseAt,
  litAt,
  momentAt,
  nextMoment,
  pieceAt,
  previousMoment,
  readingTime,
  sceneOf,
  simAt,
  storyOf,
  storySpeed,
  wallAt,
  type Story,
} from '.';
import { storyProblems } from './problems';

const captions = system.scenarios[0].captions;
const sceneFor = (run: RunResult) => sceneOf(system, run.recipe, captions);
const told = (parts: RecipeParts): { run: RunResult; story: Story } => {
  const run = play(parts).result;
  return { run, story: storyOf(run, sceneFor(run)) };
};

/** Holds of every run of the toy, its faults included. The same runs each time. */
const holds = (name: string, check: (of: ReturnType<typeof told>) => void) =>
  test(name, () => {
    fc.assert(
      fc.property(recipes, (parts) => check(told(parts))),
      { seed: 20, numRuns: 60 },
    );
  });

/** Times all over a story, its seams among them. */
const times = ({ pieces, wallEnd }: Story): number[] => {
  const even = Array.from({ length: 400 }, (_, i) => (wallEnd * i) / 399);
  return [...even, ...pieces.map((p) => p.wall)].sort((a, b) => a - b);
};

describe('the timing', () => {
  holds(
    'leads from the beginning to the end without a jump and without going back',
    ({ story }) => {
      const { pieces, begin, end, wallEnd } = story;
      expect([simAt(story, 0), simAt(story, wallEnd)]).toEqual([begin, end]);
      pieces.forEach((p, i) => {
        const before = pieces.at(i - 1);
        if (i > 0) expect([p.wall, p.from]).toEqual([before?.until, before?.to]);
        expect(p.until).toBeGreaterThan(p.wall);
        expect(p.to).toBeGreaterThanOrEqual(p.from);
      });
      const path = times(story).map((wall) => simAt(story, wall));
      expect(path).toEqual([...path].sort((a, b) => a - b));
      expect([simAt(story, -5), simAt(story, wallEnd + 5)]).toEqual([begin, end]);
    },
  );

  holds('can be read the other way: from simulated time to wall time', ({ story }) => {
    let last = 0;
    for (let i = 0; i <= 200; i++) {
      const t = story.begin + ((story.end - story.begin) * i) / 200;
      const wall = wallAt(story, t);
      expect(wall).toBeGreaterThanOrEqual(last);
      expect(simAt(story, wall)).toBeCloseTo(t, 1);
      last = wall;
    }
    expect(wallAt(story, story.end * 2)).toBe(story.wallEnd);
  });

  holds(
    'reaches each moment, once, with its caption up for as long as it takes to read',
    ({ story }) => {
      const { moments, wallEnd } = story;
      moments.forEach((m, i) => {
        expect(simAt(story, m.wall)).toBe(m.at);
        expect(m.until - m.wall).toBeGreaterThanOrEqual(readingTime(m.text) - 1e-9);
        expect(m.until).toBeLessThanOrEqual((moments.at(i + 1)?.wall ?? wallEnd) + 1e-9);
        expect(momentAt(story, m.wall)).toBe(i);
        expect(m.parts.length).toBeGreaterThan(0);
      });
    },
  );

  holds('keeps within its limits, whatever is done to the run', ({ story }) => {
    const { moments, pieces, wallEnd } = story;
    const gaps = moments.map((m, i) => (moments.at(i + 1)?.wall ?? wallEnd) - m.wall);
    expect(wallEnd).toBeLessThanOrEqual(60);
    expect(moments.at(0)?.wall ?? 0).toBeLessThanOrEqual(8);
    expect(Math.max(0, ...gaps)).toBeLessThanOrEqual(15);
    for (const p of pieces) if (p.isLapse) expect(p.until - p.wall).toBeLessThanOrEqual(2 + 1e-9);
  });

  holds('leaves out no caption, no act and no violation', ({ run, story }) => {
    const parts = story.moments.flatMap((m) => m.parts);
    const at = (kind: string) => new Set(parts.filter((p) => p.kind === kind).map((p) => p.at));
    const end = run.virtualMs * 1000;
    const acts = run.recipe.interventions.filter((a) => a.at <= end);
    expect(at('act')).toEqual(new Set(acts.map((a) => a.at)));
    expect(at('caption')).toEqual(new Set(run.moments.map((m) => m.at)));
    const wrong = run.verdicts.filter((v) => v.kind !== 'sometimes' && !v.holds);
    expect(at('violation')).toEqual(new Set(wrong.map((v) => v.at)));
  });

  holds('is the same for the same run', ({ run, story }) => {
    const again = play({ ...run.recipe, until: run.recipe.until }).result;
    expect(storyOf(again, sceneFor(again))).toEqual(story);
  });
});

describe('a story that is read', () => {
  const interventions = ['200ms crash worker-1', '900ms restart worker-1'];
  const read = () => told({ settings: { requests: 100 }, interventions }).story;

  test('goes to the next and to the previous moment, and stays between the first and the last', () => {
    const story = read();
    const [first, second] = story.moments;
    expect(nextMoment(story, 0)).toBe(0);
    expect(nextMoment(story, first.wall)).toBe(1);
    expect(nextMoment(story, story.wallEnd)).toBe(-1);
    expect(previousMoment(story, 0)).toBe(-1);
    expect(previousMoment(story, second.wall + 0.5)).toBe(0);
    expect(previousMoment(story, second.wall + 2)).toBe(1);
  });

  test('has a caption up until it was read, and lights what that is about', () => {
    const story = read();
    const crash = story.moments.find((m) => m.text.includes('crashes'))!;
    expect(crash).toMatchObject({ kind: 'act', text: 'Worker-1 crashes.', about: ['worker-1'] });
    expect(captionAt(story, crash.wall + 1)).toBe(crash);
    expect(litAt(story, crash.wall + 1).nodes).toEqual(new Set(['worker-1']));
    expect(captionAt(story, crash.until + 0.01)).not.toBe(crash);
    expect(litAt(story, 0).nodes.size).toBe(0);
  });

  test('is slow at its moments, so that messages are seen, and fast in a time lapse', () => {
    const story = read();
    for (const m of story.moments) {
      expect(isLapseAt(story, m.wall)).toBe(false);
      // One way takes 2 ms.
      expect(0.002 / storySpeed(story, m.wall)).toBeGreaterThanOrEqual(0.5);
    }
    const lapse = story.pieces.find((p) => p.isLapse)!;
    expect(pieceAt(story, lapse.wall + 0.1)).toBe(lapse);
    expect(storySpeed(story, lapse.wall)).toBeGreaterThan(
      10 * storySpeed(story, story.moments[0].wall),
    );
  });
});

test('a run in which nothing happens is looked at on its way', () => {
  const run = { ...play({ settings: { requests: 200 } }).result, moments: [], verdicts: [] };
  const story = storyOf(run, sceneFor(run));
  expect(story.moments).toEqual([]);
  expect(story.pieces.filter((p) => p.isLapse).length).toBeGreaterThan(2);
  expect(story.wallEnd).toBeLessThan(30);
  expect([nextMoment(story, 0), previousMoment(story, 5), captionAt(story, 5)]).toEqual([
    -1,
    -1,
    null,
  ]);
});

test('a run without a trace is told by what was done to it', () => {
  const run = play({ interventions: ['100ms pause worker-2'], until: '10s' }, 'metrics').result;
  const texts = storyOf(run, sceneFor(run)).moments.map((m) => m.text);
  expect(texts).toContain('Worker-2 pauses.');
});

describe('the limits', () => {
  const scenario = system.scenarios[0];
  const { result } = play({ settings: { requests: 100 } });
  /** The same run, with so many captions of so many letters. */
  const problems = (count: number, letters: number) => {
    const texts = Array.from({ length: count }, (_, i) => ({
      text: String(i % 10).repeat(letters),
      when: () => true,
    }));
    const moments = texts.map((_, caption) => ({ at: 10_000 * (caption + 1), caption }));
    const run = { ...result, moments, verdicts: [] };
    return storyProblems(run, system, { ...scenario, captions: texts }).join('\n');
  };

  test('are held by captions that can be read in time', () => {
    expect(problems(4, 100)).toBe('');
  });

  test('are missed by captions that take longer than a story, and by one that holds up the next', () => {
    expect(problems(12, 100)).toMatch(/its captions alone take 80\.0 s to read/);
    expect(problems(12, 100)).toMatch(/the whole story takes \d+\.\d s; at most 60 s/);
    expect(problems(2, 300)).toMatch(/takes 20\.0 s to read/);
    expect(problems(2, 300)).toMatch(/the next moment is 2\d\.\d s away/);
  });

  test('say what a run without any moment lacks', () => {
    expect(problems(0, 0)).toMatch(/it needs a caption/);
  });
});

test('many faults are told together, and none is lost', () => {
  const interventions = Array.from({ length: 100 }, (_, i) => [
    `${i * 100 + 50}ms crash worker-${1 + (i % 2)}`,
    `${i * 100 + 90}ms restart worker-${1 + (i % 2)}`,
  ]).flat();
  const { story } = told({ interventions, until: '12s', settings: { requests: 1000 } });
  expect(story.wallEnd).toBeLessThanOrEqual(60);
  const acts = story.moments.flatMap((m) => m.parts).filter((p) => p.kind === 'act');
  expect(acts).toHaveLength(200);
  expect(story.moments.some((m) => /\d+ more faults and repairs follow\.$/.test(m.text))).toBe(
    true,
  );
});
