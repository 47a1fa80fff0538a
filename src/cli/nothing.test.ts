import { describe, expect, test } from 'vitest';
import { scratch, sim } from '../../tests/fixtures/cli';
import { limitOf, ProgressLine, reached } from './limits';

const file = scratch();

const short = ['run', 'load-balancer', '--set', 'requests=100'];
const nothing = '{"tried":0,"failed":0,"wallMs":0,"counterexample":null}';
const something = '{"tried":1,"failed":0,"wallMs":2,"counterexample":null}';

describe('what did nothing is no success', () => {
  test.each([
    [['run', 'ledger'], '--until: is needed: ledger has no work that ends'],
    [
      ['run', 'load-balancer', '--until', '1us'],
      '--until: must be longer: nothing happens within 1us',
    ],
    [['hunt', 'load-balancer', '--seeds', '5', '--shard', '7/7'], '`7/7` has no seed to try'],
  ])('%j', async (args, message) => {
    const { code, stdout, stderr } = await sim(...args);
    expect([code, stdout]).toEqual([2, '']);
    expect(stderr).toContain(message);
    expect(stderr.trim()).not.toContain('\n');
  });

  test('hunt-join of a file without a result, or of results without a seed', async () => {
    const full = await file('full.jsonl', something);
    for (const empty of [await file('a.jsonl', ''), await file('b.jsonl', ' \n\n')]) {
      const { code, stdout, stderr } = await sim('hunt-join', full, empty);
      expect([code, stdout]).toEqual([2, '']);
      expect(stderr).toContain(`${empty}: holds no result`);
    }
    const { code, stderr } = await sim('hunt-join', await file('c.jsonl', nothing));
    expect(code).toBe(2);
    expect(stderr).toContain('no part tried a seed');
    expect((await sim('hunt-join', full)).code).toBe(0);
  });
});

describe('options', () => {
  test.each([
    [['--seed', '-1'], 'seed', '0 to 4294967295'],
    [['--seed=-1'], 'seed', '0 to 4294967295'],
    [['--until', '-5s'], 'until', 'duration'],
    [['--fault', '-3s crash server-1'], 'fault', '"3s crash server-2"'],
    [['--until', '-.5s'], 'until', 'duration'],
    [['--seed'], '--seed must be followed by a value', 'run SYSTEM'],
    [['--seed', '--json'], '--seed must be followed by a value', 'run SYSTEM'],
    [['--json=1'], '--json takes no value', 'run SYSTEM'],
  ])('%j is refused with what is allowed', async (args, names, allowed) => {
    const { code, stderr } = await sim(...short, ...args);
    expect(code).toBe(2);
    expect(stderr).toContain(names);
    expect(stderr).toContain(allowed);
    expect(stderr).not.toContain('ambiguous');
  });

  test('given twice: a warning, and the last one counts', async () => {
    const { code, stdout, stderr } = await sim(...short, '--seed', '1', '--seed', '7', '--json');
    expect([code, JSON.parse(stdout).seed]).toEqual([0, 7]);
    expect(stderr).toBe('run: --seed was given 2 times; only the last one, `7`, counts\n');
    const sets = await sim(...short, '--set', 'requests=50', '--json');
    expect(sets.stderr).toContain('--set: requests was given more than once');
  });

  test('a fault after the end of the run: a warning', async () => {
    const late = await sim(...short, '--fault', '1h crash server-1', '--json');
    expect(late.code).toBe(0);
    expect(late.stderr).toMatch(/^--fault: "3600s crash server-1" came after the end of the run/);
    const inTime = await sim(...short, '--fault', '10ms slow server-1 x2', '--json');
    expect(inTime.stderr).toBe('');
  });
});

describe('what takes long', () => {
  test('says how far it is after two seconds, and every two from then on', () => {
    let now = 0;
    const said: string[] = [];
    const out = {
      print: () => {},
      say: () => {},
      progress: (text: string) => void said.push(text),
    };
    const progress = new ProgressLine(out, () => now);
    for (; now <= 7000; now += 100) progress.at(() => `${now}`);
    expect(said).toEqual(['2000', '4000', '6000']);
  });

  test('Ctrl-C ends a run with what there is by then, marked, and exit code 130', async () => {
    const running = sim('run', 'ledger', '--until', '10000h', '--json');
    setTimeout(() => process.emit('SIGINT'), 500);
    const { code, stdout, stderr } = await running;
    const result = JSON.parse(stdout);
    expect(code).toBe(130);
    expect(result.interrupted).toBe(true);
    expect(result.events).toBeGreaterThan(0);
    expect(result.virtualMs).toBeLessThan(10_000 * 3_600_000);
    expect(stderr).toContain('interrupted');
  }, 30_000);

  test('--limit is a duration, a size or both', () => {
    expect(limitOf(undefined)).toEqual({ ms: 30_000, bytes: 2e9 });
    expect(limitOf('5s')).toEqual({ ms: 5000, bytes: 2e9 });
    expect(limitOf('500MB, 1min')).toEqual({ ms: 60_000, bytes: 5e8 });
    for (const wrong of ['', 'soon', '0s', '-5s', '3 KB'])
      expect(() => limitOf(wrong)).toThrow('--limit');
    expect(reached({ ms: 10, bytes: 10 }, 5, 5, 0.5)).toBeNull();
    expect(reached({ ms: 10, bytes: 10 }, 5, 5, 0.9)).toContain('heap');
    expect(reached({ ms: 10, bytes: 10 }, 15, 5, 0)).toContain('10ms');
    expect(reached({ ms: 10, bytes: 2e9 }, 5, 3e9, 0)).toContain('2,000 MB');
  });
});
