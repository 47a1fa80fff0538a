import { describe, expect, test } from 'vitest';
import { parse } from 'yaml';
import { readFileSync } from 'node:fs';
import { scratch, sim } from '../../tests/fixtures/cli';

const file = scratch();

const few = ['--seeds', '6', '--set', 'requests=400'];

describe('hunt', () => {
  test('--json is one document; exit 1 when a bug was found, and the link opens what broke', async () => {
    const { code, stdout, stderr } = await sim(
      'hunt',
      'load-balancer',
      '--bug',
      'double-send',
      ...few,
      '--json',
    );
    expect([code, stderr]).toEqual([1, '']);
    const { tried, failed, wallMs, counterexample } = JSON.parse(stdout);
    expect(tried).toBe(6);
    expect(failed).toBeGreaterThan(0);
    expect(wallMs).toBeGreaterThan(0);
    expect(counterexample).toMatchObject({
      property: 'served-once',
      recipe: { system: 'load-balancer' },
    });
    expect(counterexample.interventions).toEqual([]);
    expect(counterexample.link).toContain('bug_double-send');
  }, 60_000);

  test('for people: what broke, why, and the command that shows it again', async () => {
    const { code, stdout } = await sim('hunt', 'load-balancer', '--bug', 'double-send', ...few);
    expect(code).toBe(1);
    expect(stdout).toContain('6 seeds tried');
    const [command] = /npm run -s sim -- run .*/.exec(stdout) ?? [];
    const words = command?.split(' ').slice(5) ?? [];
    expect((await sim(...words)).code).toBe(1);
  }, 60_000);

  test('nothing in the right design: exit 0 and null', async () => {
    const { code, stdout } = await sim('hunt', 'load-balancer', ...few, '--json');
    expect(code).toBe(0);
    expect(JSON.parse(stdout)).toMatchObject({ tried: 6, failed: 0, counterexample: null });
  }, 60_000);

  test.each([
    [['hunt'], 'load-balancer'],
    [['hunt', 'toaster'], 'system'],
    [['hunt', 'load-balancer', '--bug', 'x'], 'blind'],
    [['hunt', 'load-balancer', '--seeds', '0'], '--seeds'],
    [['hunt', 'load-balancer', '--first-seed', '-1'], '--first-seed'],
    [['hunt', 'load-balancer', '--shard', '3/2'], '--shard'],
    [['hunt', 'load-balancer', '--set', 'servers=0'], 'servers'],
  ])('%j is a mistake in one line', async (args, names) => {
    const { code, stdout, stderr } = await sim(...args);
    expect([code, stdout]).toEqual([2, '']);
    expect(stderr.trim()).not.toContain('\n');
    expect(stderr).toContain(names);
  });
});

describe('hunt-join', () => {
  test('adds shards up and keeps the failure of the smallest seed', async () => {
    const bug = ['hunt', 'load-balancer', '--bug', 'double-send', ...few, '--json'];
    const shards = [];
    for (const i of [1, 2, 3]) shards.push((await sim(...bug, '--shard', `${i}/3`)).stdout);
    const files = [
      await file('a.jsonl', shards[0] + shards[1]),
      await file('b.jsonl', `\n${shards[2]}`),
    ];
    const joined = await sim('hunt-join', ...files, '--json');
    const whole = JSON.parse((await sim(...bug)).stdout);
    expect(joined.code).toBe(1);
    expect(JSON.parse(joined.stdout)).toMatchObject({
      parts: 3,
      tried: whole.tried,
      failed: whole.failed,
      counterexample: whole.counterexample,
    });
  }, 90_000);

  test('refuses what is no result, naming file and line', async () => {
    const path = await file(
      'c.jsonl',
      '{"tried":1,"failed":0,"wallMs":2,"counterexample":null}\nhello\n',
    );
    const { code, stderr } = await sim('hunt-join', path);
    expect(code).toBe(2);
    expect(stderr).toContain('c.jsonl, line 2');
    expect((await sim('hunt-join', `${path}.none`)).code).toBe(2);
  });
});

describe('check-history', () => {
  const lines = (value: unknown) =>
    [
      { process: 1, type: 'invoke', f: 'write', value: 1 },
      { process: 1, type: 'ok', f: 'write' },
      { process: 2, type: 'invoke', f: 'read' },
      { process: 2, type: 'ok', f: 'read', value },
    ]
      .map((l) => JSON.stringify(l))
      .join('\n');

  test('exit 0 and no witness when there is an order, 1 with one when there is none', async () => {
    const check = async (name: string, value: unknown) =>
      sim('check-history', await file(name, lines(value)), '--model', 'register', '--json');
    const good = await check('g', 1);
    const bad = await check('h', 2);
    expect([good.code, bad.code]).toEqual([0, 1]);
    expect(JSON.parse(good.stdout)).toEqual({
      linearizable: true,
      operations: 2,
      wallMs: expect.any(Number),
    });
    expect(JSON.parse(bad.stdout)).toMatchObject({
      linearizable: false,
      operations: 2,
      witness: { line: 4 },
    });
  });

  test('exit 2 on a missing file, model or field, in one line', async () => {
    const path = await file('k', lines(1));
    for (const args of [
      [],
      [path],
      [path, '--model', 'queue'],
      [path, '--model', 'kv'],
      ['/none', '--model', 'kv'],
    ]) {
      const { code, stdout, stderr } = await sim('check-history', ...args);
      expect([code, stdout]).toEqual([2, '']);
      expect(stderr.trim()).not.toContain('\n');
    }
  });
});

describe('the campaign files in docs', () => {
  const read = (name: string) =>
    parse(readFileSync(new URL(`../../docs/${name}`, import.meta.url), 'utf8'));

  test('the Kubernetes Job tries every shard once', () => {
    const { spec } = read('k8s-hunt-job.yaml');
    const [container] = spec.template.spec.containers;
    const env = Object.fromEntries(
      container.env.map((e: { name: string; value: string }) => [e.name, e.value]),
    );
    expect(spec.completionMode).toBe('Indexed');
    expect(Number(env.SHARDS)).toBe(spec.completions);
    expect(container.args[0]).toContain('--shard "$((JOB_COMPLETION_INDEX + 1))/$SHARDS"');
  });

  test('the GitHub matrix tries every shard once, and joins what they found', () => {
    const { jobs } = read('github-hunt.yml');
    const { shard } = jobs.hunt.strategy.matrix;
    expect(shard).toEqual(shard.map((_: number, i: number) => i + 1));
    const commands = jobs.hunt.steps.map((s: { run?: string }) => s.run ?? '').join('\n');
    expect(commands).toContain(`--shard "$SHARD/${shard.length}"`);
    expect(jobs.join.steps.at(-1).run).toContain('hunt-join');
  });
});
