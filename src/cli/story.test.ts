import { expect, test } from 'vitest';
import { sim } from '../../tests/fixtures/cli';

test('story --json has the moments of a scenario, and when they are seen', async () => {
  const { code, stdout: out } = await sim('story', 'task-farm', '--scenario', 'broken', '--json');
  const story = JSON.parse(out) as { moments: Record<string, unknown>[] };
  expect(code).toBe(0);
  expect(story).toMatchObject({ system: 'task-farm', scenario: 'broken', seed: 1, simS: 3.2 });
  const crash = story.moments.find((m) => String(m.text).startsWith('Worker 3 crashes'));
  expect(crash).toMatchObject({
    kind: 'caption',
    simS: 0.5,
    about: expect.arrayContaining(['worker-3']),
  });
  expect(story.moments.at(-1)).toMatchObject({ kind: 'violation' });
});

test('story prints a table, of another seed and setting too', async () => {
  const { code, stdout: out } = await sim(
    'story',
    'task-farm',
    '--seed',
    '7',
    '--set',
    'tasks=2000',
  );
  expect(code).toBe(0);
  expect(out).toMatch(/^task-farm, seed 7: \d+\.\d s told in \d+\.\d s\n/);
});

test.each([
  [['story'], /a system must be named.*--all/],
  [['story', 'nothing'], /no "nothing"/],
  [['story', 'task-farm', '--all'], /--all.*cannot be combined with a system/],
  [['story', 'task-farm', '--scenario', 'x'], /no "x"/],
])('%s is refused with what is allowed', async (args, message) => {
  const { code, stderr: said } = await sim(...args);
  expect(code).toBe(2);
  expect(said).toMatch(message);
});
