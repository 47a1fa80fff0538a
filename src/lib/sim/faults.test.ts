import { describe, expect, test } from 'vitest';
import { clientOf, diskOf, play, workerOf } from '../../../tests/fixtures/toy';
import { linesOf } from '../../../tests/fixtures/traces';
import type { RecipeParts } from './recipe';

const WORKER_1 = 2;
const busy = { gapMs: 4, requests: 10_000, timeoutMs: 60_000 };

function watch(parts: RecipeParts) {
  const { run, result } = play({ until: '1s', ...parts, settings: { ...busy, ...parts.settings } });
  const lines = linesOf(result.trace!);
  return { run, result, lines, at: (node: number) => lines.filter((l) => l.node === node) };
}

describe('crash', () => {
  test('loses volatile data and keeps durable data', () => {
    const { run } = watch({ interventions: ['500ms crash worker-1'] });
    expect(workerOf(run, 'worker-1').received).toEqual([]);
    expect(diskOf(run, 'worker-1').counted).toBeGreaterThan(50);
    expect(diskOf(run, 'worker-1').counted).toBeLessThan(diskOf(run, 'worker-2').counted);
  });

  test('after a restart the node starts from its disk', () => {
    const faults = ['500ms crash worker-1', '600ms restart worker-1'];
    const { run, at } = watch({ interventions: faults });
    expect(workerOf(run, 'worker-1').counted).toBe(diskOf(run, 'worker-1').counted);
    const timers = at(WORKER_1).filter((l) => l.kind === 'Timer');
    expect(timers.some((l) => l.at >= 500_000 && l.at < 600_000)).toBe(false);
    expect(workerOf(run, 'worker-1').ticks.map((t) => t.now)).toEqual(
      [7, 8, 9, 10].map((n) => n * 1e5),
    );
  });

  test('timers of the earlier life never fire, work under way is lost', () => {
    const settings = { requests: 1, clients: 1, workers: 1, serviceMs: 200, timeoutMs: 900 };
    const faults = ['20ms crash worker-1', '21ms restart worker-1'];
    const { run } = watch({ settings, interventions: faults, until: '2s' });
    expect(clientOf(run, 'client-1')).toMatchObject({ ok: 0, errors: 0, unknown: 1 });
  });

  test('a message to a crashed node is lost, and says why', () => {
    const lost = watch({ interventions: ['500ms crash worker-1'] }).at(WORKER_1);
    const after = lost.filter((l) => l.at > 500_000 && l.kind !== 'Intervention');
    expect(after.length).toBeGreaterThan(50);
    expect(new Set(after.map((l) => `${l.kind} ${l.name}`))).toEqual(new Set(['Lost crashed']));
  });

  test('wipe takes the disk too', () => {
    const faults = ['500ms crash worker-1', '500ms wipe worker-1', '500ms restart worker-1'];
    const { run } = watch({ interventions: faults, until: '501ms' });
    expect(diskOf(run, 'worker-1').counted).toBeLessThan(5);
    expect(workerOf(run, 'worker-1').counted).toBeLessThan(5);
  });
});

describe('pause', () => {
  const faults = ['299ms pause worker-1', '500ms resume worker-1'];

  test('nothing is handled, nothing is lost: all waits and is handled in its order', () => {
    const lines = watch({ interventions: faults }).at(WORKER_1);
    const during = lines.filter((l) => l.at > 299_000 && l.at < 500_000);
    expect(during.length).toBeGreaterThan(20);
    expect(during.every((l) => l.kind === 'Held')).toBe(true);
    const held = during.map((l) => (l.envelope < 0 ? l.name : l.envelope));
    const released = lines
      .filter((l) => l.at === 500_000 && (l.kind === 'Deliver' || l.kind === 'Timer'))
      .map((l) => (l.envelope < 0 ? l.name : l.envelope));
    expect(released.slice(0, held.length)).toEqual(held);
  });

  test('a paused node believes what it believed: its data and its role stay', () => {
    const { run } = watch({ interventions: ['100ms fail-fast worker-1', faults[0]] });
    expect(run.world.node('worker-1').mode).toMatchObject({ host: 'paused', role: 'failing' });
    expect(workerOf(run, 'worker-1').received.length).toBeGreaterThan(10);
  });

  test('a crash while paused loses what waited', () => {
    const { lines } = watch({ interventions: ['300ms pause worker-1', '400ms crash worker-1'] });
    const lost = lines.filter((l) => l.kind === 'Lost' && l.at === 400_000);
    const held = lines.filter((l) => l.kind === 'Held' && l.envelope >= 0);
    expect(lost.map((l) => l.envelope)).toEqual(held.map((l) => l.envelope));
    expect(lost.length).toBeGreaterThan(10);
  });

  test('an answer that waited cancels the timeout that waited behind it', () => {
    const settings = { requests: 1, clients: 1, gapMs: 1, hopMs: 50, timeoutMs: 300 };
    const pause = ['50ms pause client-1', '800ms resume client-1'];
    const { run, lines } = watch({ settings, interventions: pause });
    expect(lines.filter((l) => l.kind === 'Held').map((l) => l.name)).toEqual(['ok', 'timeout']);
    expect(clientOf(run, 'client-1')).toMatchObject({ ok: 1, unknown: 0 });
  });

  test('a crash is for the crashed what a pause is not: resume does nothing', () => {
    const { run } = watch({ interventions: ['300ms crash worker-1', '400ms resume worker-1'] });
    expect(run.world.node('worker-1').mode.host).toBe('crashed');
  });
});

test('slow: work takes that much longer, clocks and messages do not', () => {
  const settings = { requests: 1, clients: 1, workers: 1, serviceMs: 50 };
  const times = (interventions: string[]) => {
    const { lines, run } = watch({ settings, interventions });
    const of = (kind: string, name: string) =>
      lines.find((l) => l.kind === kind && l.name === name)!.at;
    const ticks = workerOf(run, 'worker-1').ticks.length;
    return { took: of('Timer', 'done') - of('Deliver', 'add'), ticks };
  };
  const [usual, slow] = [times([]), times(['0s slow worker-1 x3'])];
  expect(slow).toEqual({ took: usual.took * 3, ticks: usual.ticks });
});

test('fail-fast: answers at once, with an error, until it recovers', () => {
  const faults = ['300ms fail-fast worker-1', '500ms recover worker-1'];
  const { lines, result } = watch({ interventions: faults });
  const errors = lines.filter(
    (l) => l.node === WORKER_1 && l.kind === 'Send' && l.name === 'error',
  );
  expect(errors.length).toBeGreaterThan(20);
  for (const error of errors) {
    const asked = lines[error.cause];
    expect([asked.kind, asked.name, asked.at]).toEqual(['Deliver', 'add', error.at]);
    expect(error.at).toBeGreaterThanOrEqual(300_000);
    expect(error.at).toBeLessThanOrEqual(500_000);
  }
  expect(result.verdicts.find((v) => v.property === 'an-error')).toMatchObject({
    holds: true,
    why: expect.stringMatching(/^after \d+ requests$/),
  });
});

describe('clocks', () => {
  test('an offset moves what a node reads, not when its timers fire', () => {
    const { ticks } = workerOf(
      watch({ interventions: ['0s skew worker-1 -70ms'] }).run,
      'worker-1',
    );
    expect(ticks.map((t) => t.clock - t.now)).toEqual(ticks.map(() => -70_000));
    expect(ticks[0].now).toBe(100_000);
  });

  test('a fast clock runs away, and fires the timers that it sets early', () => {
    const { run } = watch({ interventions: ['0s skew worker-1 0s 50000ppm'] });
    const { ticks } = workerOf(run, 'worker-1');
    expect(ticks.map((t) => t.clock)).toEqual(ticks.map((t) => Math.round(t.now * 1.05)));
    expect(ticks[3].now - ticks[2].now).toBe(Math.round(100_000 / 1.05));
  });

  test('a count of time drifts with the clock and never steps', () => {
    const lines = ['150ms skew worker-1 -70ms 50000ppm', '250ms skew worker-1 -900ms'];
    const { counts } = workerOf(watch({ interventions: lines }).run, 'worker-1');
    const gained = Math.round(100_000 * 0.05);
    for (const { now, count } of counts) {
      const drift = now < 150_000 ? 0 : Math.min(gained, Math.round((now - 150_000) * 0.05));
      expect(count).toBe(now + drift);
    }
    expect(counts.some(({ now }) => now > 250_000)).toBe(true);
  });

  test('a drift that is set late begins then: the clock does not jump', () => {
    const { run } = watch({ interventions: ['250ms skew worker-1 10ms 50000ppm'] });
    const { ticks } = workerOf(run, 'worker-1');
    for (const { now, clock } of ticks) {
      const error = now < 250_000 ? 0 : 10_000 + Math.round((now - 250_000) * 0.05);
      expect(clock).toBe(now + error);
    }
    expect(ticks.some((t) => t.now > 250_000)).toBe(true);
  });
});

test('set: the new value holds for what comes after, and nodes are told', () => {
  const { lines } = watch({ interventions: ['500ms set serviceMs=0', '500ms set hopMs=9'] });
  const took = (l: { at: number; cause: number }) => l.at - lines[l.cause].at;
  const late = lines.filter((l) => l.at > 520_000 && l.cause >= 0 && lines[l.cause].at > 500_000);
  const flights = late.filter((l) => l.kind === 'Deliver').map(took);
  const services = late.filter((l) => l.kind === 'Timer' && l.name === 'done').map(took);
  expect(new Set(flights)).toEqual(new Set([9000]));
  expect(new Set(services)).toEqual(new Set([0]));
  expect(lines.filter((l) => l.kind === 'Note').map((l) => l.name)).toContain('reconfigured');
});

test('set: a paused node is told when it goes on, one that crashed meanwhile is not', () => {
  const told = (...then: string[]) => {
    const interventions = ['400ms pause worker-1', '500ms set serviceMs=0', ...then];
    const { run, lines } = watch({ interventions });
    const { index } = run.world.node('worker-1');
    return lines.filter((l) => l.name === 'reconfigured' && l.node === index).map((l) => l.at);
  };
  expect(told('600ms resume worker-1')).toEqual([600_000]);
  expect(told('600ms crash worker-1', '700ms restart worker-1')).toEqual([]);
});

test('operate: reaches a node that is up, not one that is down', () => {
  const counted = (interventions: string[]) =>
    workerOf(watch({ interventions, until: '501ms' }).run, 'worker-1').counted;
  expect(counted(['500ms operate worker-1 forget'])).toBeLessThan(5);
  expect(counted(['499ms pause worker-1', '500ms operate worker-1 forget'])).toBeGreaterThan(20);
});
