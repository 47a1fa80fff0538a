import { expect, test, describe } from 'vitest';
import { sim } from '../../tests/fixtures/cli';

const short = ['--set', 'requests=1000'];

describe('list', () => {
  test('--json is one document with systems and questions', async () => {
    const { code, stdout, stderr } = await sim('list', '--json');
    const { systems, questions } = JSON.parse(stdout);
    expect([code, stderr]).toEqual([0, '']);
    const system = systems.find((s: { id: string }) => s.id === 'load-balancer');
    expect(system.settings.find((s: { name: string }) => s.name === 'policy').options).toHaveLength(
      6,
    );
    expect(system.scenarios.map((s: { id: string }) => s.id)).toContain('broken');
    expect(system.properties[0]).toHaveProperty('kind');
    expect(system.bugs[0]).toMatchObject({
      name: expect.stringMatching(/^[A-H], in /),
      why: expect.any(String),
    });
    const question = questions.find((q: { no: number }) => q.no === 8);
    expect(question).toMatchObject({ slug: 'load-balancer', system: 'load-balancer' });
    expect(question.cards).toBeGreaterThanOrEqual(3);
  });

  test('for people: every setting with its default and what is allowed', async () => {
    const { stdout } = await sim('list');
    expect(stdout).toMatch(/ratePerSecond +1000 +a number from 0\.1 to 100000 \(\/s\)/);
  });
});

describe('run', () => {
  test('--json has what the contract names', async () => {
    const { code, stdout, stderr } = await sim('run', 'load-balancer', ...short, '--json');
    expect([code, stderr]).toEqual([0, '']);
    expect(stdout.trim()).not.toContain('\n');
    const doc = JSON.parse(stdout);
    expect(Object.keys(doc)).toEqual(
      'system settings seed digest virtualMs events wallMs metrics nodes verdicts link'.split(' '),
    );
    for (const name of 'meanMs p50Ms p99Ms rejected errors inFlight goodputPerSecond'.split(' '))
      expect(doc.metrics[name]).toBeTypeOf('number');
    for (const n of [1, 2, 3, 4, 5]) expect(doc.nodes[`server-${n}`].served).toBe(200);
    expect(doc.link).toMatch(/^questions\/load-balancer\/#r2~/);
  });

  test('the same call gives the same digest, at either level of trace', async () => {
    const digest = async (...more: string[]) =>
      JSON.parse((await sim('run', 'load-balancer', ...short, '--json', ...more)).stdout).digest;
    expect(await digest()).toBe(await digest('--trace', 'full'));
    expect(await digest()).not.toBe(await digest('--seed', '2'));
  });

  test('a scenario’s interventions and those of --fault both happen', async () => {
    const args = ['run', 'load-balancer', '--scenario', 'sinkhole', '--until', '5s', '--text'];
    const { stdout } = await sim(...args, '--fault', '1s pause server-1');
    expect(stdout).toMatch(/ 1\.000000 s +server-1 +fault +pause server-1/);
    expect(stdout).toMatch(/ 3\.000000 s +server-5 +fault +fail-fast server-5/);
  });

  test('--text is a line a record, in the order of time', async () => {
    const { stdout } = await sim('run', 'load-balancer', '--set', 'requests=3', '--text');
    const times = stdout
      .trim()
      .split('\n')
      .map((line) => parseFloat(line));
    expect(times.length).toBeGreaterThan(30);
    expect(times).toEqual([...times].sort((a, b) => a - b));
    expect(stdout).toMatch(/client-\d +sends +request → lb-1 #\d+/);
  });

  test('--text without a trace is a sample of the messages, spread over the run', async () => {
    const args = ['run', 'load-balancer', '--set', 'requests=20000', '--text', '--trace=metrics'];
    const { stdout } = await sim(...args);
    const lines = stdout.trim().split('\n');
    expect(lines.length).toBeGreaterThan(500);
    expect(lines.length).toBeLessThan(1030);
    expect(lines[1]).toMatch(/^#0 .*client-\d → lb-1 +request +delivered after /);
  });

  test('exit 1 when a property fails, and it says which', async () => {
    const bug = ['--set', 'bug=double-send', '--set', 'requests=20000'];
    const { code, stderr } = await sim('run', 'load-balancer', ...bug);
    expect(code).toBe(1);
    expect(stderr).toMatch(/^served-once: .+ serves request \d+/);
  });

  test('every scenario shows what it promises', async () => {
    for (const id of ['broken', 'sinkhole', 'no-room'])
      expect((await sim('run', 'load-balancer', '--scenario', id)).stderr, id).toBe('');
  });

  test('for people: a table, and a link to see it', async () => {
    const { stdout } = await sim('run', 'load-balancer', ...short);
    expect(stdout).toMatch(/server-1 .*200/);
    expect(stdout).toMatch(/^holds +served-once/m);
    expect(stdout).toMatch(/^questions\/load-balancer\/#r2~/m);
  });
});

describe('mistakes', () => {
  test.each([
    [[], 'sim: a verb must be named; allowed: list, run, '],
    [['explode'], 'sim: there is no verb `explode`; allowed: list, run, '],
    [['toString'], 'sim: there is no verb `toString`; allowed: list, run, '],
    [['run'], 'run: a system must be named; allowed: '],
    [['run', 'toaster'], 'system: no "toaster"; allowed: '],
    [['run', 'load-balancer', 'twice'], 'run: `twice` is one word too many; allowed: run SYSTEM'],
    [['run', 'load-balancer', '--sead', '3'], "run: Unknown option '--sead'; allowed: run SYSTEM"],
    [['run', 'load-balancer', '--seed', 'x'], 'seed: "x" is not valid; allowed: a whole number'],
    [['run', 'load-balancer', '--scenario', 'x'], 'scenario: no "x"; allowed: healthy, broken'],
    [['run', 'load-balancer', '--set', 'policy'], '--set: must be key=value; got `policy`'],
    [['run', 'load-balancer', '--set', 'polcy=random'], 'polcy: no such setting; allowed: policy'],
    [
      ['run', 'load-balancer', '--set', 'servers=0'],
      'servers: "0" is not valid; allowed: a whole number from 1',
    ],
    [
      ['run', 'load-balancer', '--fault', '3s melt server-2'],
      'fault: "melt server-2" is none; allowed: crash NODE',
    ],
    [
      ['run', 'load-balancer', '--until', 'late'],
      'until: "late" is not valid; allowed: a duration',
    ],
    [['run', 'load-balancer', '--trace', 'some'], '--trace: must be full or metrics; got `some`'],
    [['run', 'load-balancer', '--text', '--json'], '--text: cannot be combined with --json'],
    [['list', 'all'], 'list: `all` is one word too many; allowed: list [--json]'],
    [['evidence', '--only', 'q99'], '--only: no "q99"; allowed: q01.a, q01.b'],
  ])('%j', async (args, message) => {
    const { code, stdout, stderr } = await sim(...args);
    expect(stderr).toContain(message);
    expect(stderr.trim()).not.toContain('\n');
    expect([code, stdout]).toEqual([2, '']);
  });
});

test('evidence --only --json has a row as the contract names it', async () => {
  const { code, stdout } = await sim('evidence', '--only', 'little', '--json');
  const [row] = JSON.parse(stdout).rows;
  expect(code).toBe(0);
  expect(row).toMatchObject({ id: 'little', holds: true });
  for (const key of 'title source published ours tolerance settings seeds'.split(' '))
    expect(row).toHaveProperty(key);
});

test('help names every verb', async () => {
  const { code, stdout } = await sim('--help');
  expect(code).toBe(0);
  for (const verb of ['list', 'run', 'evidence']) expect(stdout).toContain(verb);
});
