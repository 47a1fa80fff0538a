import { expect, test } from 'vitest';
import { call } from './call';

/** What a call prints, what it says about it, and how it ends. */
async function sim(...args: string[]) {
  const printed: string[] = [];
  const said: string[] = [];
  const code = await call(args, {
    print: (t) => void printed.push(t),
    say: (t) => void said.push(t),
  });
  return { code, out: printed.join('\n'), said: said.join('\n') };
}

test('story --json has the moments of a scenario, and when they are seen', async () => {
  const { code, out } = await sim('story', 'task-farm', '--scenario', 'broken', '--json');
  const story = JSON.parse(out) as { moments: Record<string, unknown>[] };
  expect(code).toBe(0);
  expect(story).toMatchObject({ system: 'task-farm', scenario: 'broken', seed: 1, simS: 3.2 });
  const crash = story.moments.find((m) => String(m.text).startsWith('Worker 3 has crashed'));
  expect(crash).toMatchObject({
    kind: 'caption',
    simS: 0.5,
    about: expect.arrayContaining(['worker-3']),
  });
  expect(story.moments.at(-1)).toMatchObject({ kind: 'violation' });
});

test('story prints a table, of another seed and setting too', async () => {
  const { code, out } = await sim('story', 'task-farm', '--seed', '7', '--set', 'tasks=2000');
  expect(code).toBe(0);
  expect(out).toMatch(/^task-farm, seed 7: \d+\.\d s told in \d+\.\d s\n/);
});

test.each([
  [['story'], /no system named.*--all/],
  [['story', 'nothing'], /no "nothing"/],
  [['story', 'task-farm', '--all'], /--all.*beside a system/],
  [['story', 'task-farm', '--scenario', 'x'], /no "x"/],
])('%s is refused with what is allowed', async (args, message) => {
  const { code, said } = await sim(...args);
  expect(code).toBe(2);
  expect(said).toMatch(message);
});
