import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { someOf, toProcess } from '../../../../tests/fixtures/chaos';
import { propertyTest } from '../../../../tests/fixtures/property-test';
import { linesOf } from '../../../../tests/fixtures/traces';
import { testSystem } from '../../../../tests/fixtures/system';
import { testNoEasyWay } from '../../../../tests/fixtures/system/easy-ways';
import { stageOfScenario } from '../../../../tests/fixtures/system/stage-facts';
import { makeRecipe, Run, simulate, type RecipeParts } from '../../sim';
import { system } from '.';

testSystem(system);

describe('the challenge has no easy way', () => testNoEasyWay(system));

describe('the stage shows', { timeout: 120_000 }, () => {
  /** What the facts of some nodes count together: "1,415 rejected" and "4 rejected" make 1,419. */
  function total(all: Record<string, string[]>, nodes: RegExp, word: string): number {
    const facts = Object.entries(all).flatMap(([id, own]) => (nodes.test(id) ? own : []));
    const counts = facts.flatMap((fact) => {
      const [n, what] = fact.split(' ');
      return what === word ? [Number(n.replaceAll(',', ''))] : [];
    });
    return counts.reduce((a, b) => a + b, 0);
  }

  test.each(system.scenarios.filter(({ id }) => id !== 'million').map(({ id }) => id))(
    '%s: machines, clients, measures and chart give one figure for what was served and what failed',
    (scenario) => {
      const { at, result } = stageOfScenario(system, scenario);
      const end = at(result.virtualMs * 1000).all();
      const { rejected, errors, completed, inFlight } = result.metrics;
      expect(total(end, /client/, 'rejected')).toBe(rejected);
      expect(total(end, /client/, 'failed')).toBe(errors);
      expect(total(end, /client/, 'waiting')).toBe(inFlight);
      const panel = result.series.find((s) => s.id === 'outcomes')!;
      expect(panel.values.map((line) => line.at(-1))).toEqual([rejected, errors]);
      // Answers on their way back make the difference.
      const served = total(end, /server/, 'served');
      expect(served).toBeGreaterThanOrEqual(completed);
      expect(served - completed).toBeLessThan(50);
    },
  );

  test('broken: machine 5 rejects, and no other', () => {
    const { at, captionAt, result } = stageOfScenario(system, 'broken');
    expect(at(captionAt(1)).facts('server-5')).toEqual(['1 rejected', '91 served']);
    const end = at(result.virtualMs * 1000);
    expect(end.facts('server-5')).toEqual(['1,415 rejected', '1,648 served']);
    for (const n of [1, 2, 3, 4]) expect(end.facts(`server-${n}`).join()).not.toContain('rejected');
  });

  test('sinkhole and ejection: how many requests machine 5 fails', () => {
    const facts = (scenario: string, caption: number) => {
      const { at, captionAt, result } = stageOfScenario(system, scenario);
      return [captionAt(caption), result.virtualMs * 1000].map((t) => at(t).facts('server-5')[0]);
    };
    expect(facts('sinkhole', 1)).toEqual(['502 errors', '3,475 errors']);
    expect(facts('ejection', 0)).toEqual(['5 errors', '5 errors']);
  });

  test('no-room: all four survivors reject; room-to-spare: none does', () => {
    const rejecting = (scenario: string) => {
      const { at, result } = stageOfScenario(system, scenario);
      const end = Object.entries(at(result.virtualMs * 1000).all());
      return end.flatMap(([id, facts]) =>
        id.startsWith('server') && facts.some((f) => f.endsWith('rejected')) ? [id] : [],
      );
    };
    expect(rejecting('no-room')).toEqual(['server-1', 'server-2', 'server-3', 'server-4']);
    expect(rejecting('room-to-spare')).toEqual([]);
  });

  test('one-balancer: clients wait and machines are idle; replacement: who launches', () => {
    const alone = stageOfScenario(system, 'one-balancer');
    const { inFlight } = alone.result.metrics;
    const end = alone.at(alone.result.virtualMs * 1000).all();
    expect(total(end, /client/, 'waiting')).toBe(inFlight);
    expect(inFlight).toBeGreaterThan(7000);
    const { at, captionAt } = stageOfScenario(system, 'replacement');
    expect(at(captionAt(2)).facts('autoscaler')).toEqual(['1 launched']);
    expect(at(captionAt(3)).facts('server-6')).toEqual(['1 served']);
  });

  test('the lines of a chart by machine carry the names on the stage', () => {
    const { settings } = makeRecipe(system, {});
    const labels = system.topology(settings).nodes.map((n) => n.label);
    const served = system.measures.series.find((s) => s.id === 'served')!;
    for (const name of served.lines(settings)) expect(labels).toContain(name);
  });
});

function play(parts: RecipeParts, trace: 'full' | 'metrics' = 'metrics') {
  return simulate(system, makeRecipe(system, parts), { trace });
}

/** What the named nodes did, as "12.5 server-5: healthy → ejected" with times in tenths of a second. */
function story(parts: RecipeParts, kinds: readonly string[]): string[] {
  const { trace, recipe } = play(parts, 'full');
  const { nodes } = system.topology(recipe.settings);
  return linesOf(trace!)
    .filter((l) => kinds.includes(l.kind))
    .map((l) => `${(Math.floor(l.at / 1e5) / 10).toFixed(1)} ${nodes[l.node]?.id ?? ''} ${l.name}`);
}

test.each([20, 190, 900])(
  'a time-out of %d ms is kept: clients get an error before they give up',
  (timeoutMs) => {
    const settings = { requests: 1700, ratePerSecond: 200, timeoutMs, hopMs: 0.2 };
    const interventions = ['7s pause server-3', '8300ms resume server-3'];
    const { metrics, nodes } = play({ settings, interventions, until: '20s' });
    expect(metrics.errors).toBeGreaterThan(0);
    expect([1, 2, 3].map((i) => nodes[`client-${i}`].timeouts)).toEqual([0, 0, 0]);
  },
);

describe('one million, in small', () => {
  test('round robin deals exactly equal counts', () => {
    const { nodes } = play({ settings: { requests: 10_000 } });
    for (const n of [1, 2, 3, 4, 5]) expect(nodes[`server-${n}`].served).toBe(2000);
  });

  test('policies see the same arrivals and the same sizes', () => {
    const seen = (policy: string) => {
      const { trace } = play({ settings: { requests: 300, policy } }, 'full');
      return linesOf(trace!)
        .filter((l) => l.kind === 'Send' && l.name === 'request' && l.node < 3)
        .map((l) => l.at);
    };
    for (const policy of ['random', 'two-choices', 'least-outstanding', 'weighted', 'hash'])
      expect(seen(policy)).toEqual(seen('round-robin'));
  });

  test('more machines, more rate, a longer run: the books balance', () => {
    const settings = { requests: 7001, servers: 13, ratePerSecond: 3100, policy: 'random' };
    const { metrics } = play({ settings });
    expect(metrics).toMatchObject({ requests: 7001, completed: 7001, inFlight: 0 });
  });
});

describe('health', () => {
  const crash = { scenario: 'healthy', settings: { policy: 'two-choices' }, until: '16s' };

  test('a crashed machine is ejected after two checks, and comes back after two', () => {
    const interventions = ['3s crash server-5', '9s restart server-5'];
    expect(story({ ...crash, interventions }, ['Part'])).toEqual([
      expect.stringMatching(/^8\.\d lb-1 server-5: healthy → ejected$/),
      expect.stringMatching(/^12\.\d lb-1 server-5: ejected → warming$/),
      expect.stringMatching(/^12\.\d lb-1 server-5: warming → healthy$/),
    ]);
  });

  test('errors eject at once where they are counted', () => {
    const settings = { ...crash.settings, ejectAfterErrors: 5 };
    const parts = { ...crash, settings, interventions: ['3s fail-fast server-5'] };
    expect(story(parts, ['Part'])[0]).toMatch(/^3\.\d lb-1 server-5: healthy → ejected$/);
    expect(play(parts).metrics.errors).toBeLessThan(20);
  });

  test('slow start gives a machine that is back less than its share at first', () => {
    const interventions = ['1s crash server-5', '4s restart server-5'];
    const received = (slowStartMs: number) => {
      const settings = { policy: 'random', checkIntervalMs: 500, slowStartMs };
      return play({ scenario: 'healthy', settings, interventions, until: '8s' }).nodes['server-5']
        .received;
    };
    expect(received(4000)).toBeLessThan(0.7 * received(0));
  });

  test('a draining machine finishes what it has and gets no more', () => {
    const interventions = ['3s operate server-5 drain'];
    const { trace } = play({ ...crash, interventions }, 'full');
    const server5 = 8;
    const late = linesOf(trace!).filter((l) => l.node === server5 && l.at > 6_100_000);
    expect(late.filter((l) => l.kind === 'Deliver' && l.name === 'request')).toEqual([]);
    const { metrics } = play({ ...crash, interventions });
    expect([metrics.errors, metrics.rejected]).toEqual([0, 0]);
  });

  test('below the panic threshold health is ignored', () => {
    const interventions = [1, 2, 3].map((n) => `3s fail-fast server-${n}`);
    const at = (panicPercent: number) =>
      story({ ...crash, settings: { ...crash.settings, panicPercent }, interventions }, ['Note']);
    expect(at(50)).toEqual([expect.stringMatching(/lb-1 panic: too few healthy/)]);
    expect(at(0)).toEqual([]);
  });
});

describe('two balancers', () => {
  test('the second takes over when the first falls silent, and steps back when it wakes', () => {
    const interventions = ['3s pause lb-1', '6s resume lb-1'];
    const modes = story({ scenario: 'two-balancers', interventions, until: '8s' }, ['Mode']);
    expect(modes.filter((m) => /lb-/.test(m)).slice(2)).toEqual([
      '3.0 lb-1 paused|active',
      expect.stringMatching(/^(3\.[6-9]|4\.\d) lb-2 running\|active$/),
      '6.0 lb-1 running|active',
      expect.stringMatching(/^6\.\d lb-2 running\|standby$/),
    ]);
  });

  test('of a crash of the first no more is lost than the gap lets through', () => {
    const { metrics } = play({ scenario: 'two-balancers', until: null });
    expect(metrics.errors).toBeGreaterThan(0);
    expect(metrics.errors).toBeLessThan(1500);
    expect(metrics.inFlight).toBe(0);
  });
});

test('the autoscaler replaces what the balancer ejected, and only that', () => {
  const parts = { scenario: 'replacement', until: '20s' };
  const { nodes } = play(parts);
  expect(nodes['server-6'].served).toBeGreaterThan(500);
  expect(nodes['server-7'].served).toBe(0);
});

describe('whatever is done to it', () => {
  const server = fc.constantFrom('server-1', 'server-2', 'server-3');
  const anyone = fc.constantFrom(
    'server-1',
    'server-2',
    'server-3',
    'lb-1',
    'client-1',
    'client-2',
  );
  const act = fc.oneof(
    ...toProcess(anyone, 500),
    fc.tuple(fc.constantFrom('fail-fast', 'recover'), server).map((a) => a.join(' ')),
    fc.tuple(server, fc.constantFrom('drain', 'undrain')).map((a) => `operate ${a.join(' ')}`),
    fc.tuple(server, fc.integer({ min: 1, max: 9 })).map(([s, x]) => `slow ${s} x${x}`),
    fc.tuple(server, fc.nat(90)).map(([s, x]) => `lose lb-1->${s} ${x}%`),
    fc.tuple(server, fc.nat(900)).map(([s, x]) => `delay ${s}->lb-1 ${x}ms`),
    server.map((s) => `cut lb-1<->${s}`),
    server.map((s) => `partition lb-1,client-1|${s}`),
    fc.constant('heal'),
    fc.constantFrom(
      'set policy=random',
      'set policy=weighted',
      'set checkIntervalMs=300',
      'set workers=3',
    ),
  );
  const parts = fc.record({
    seed: fc.nat(2 ** 32 - 1),
    interventions: someOf(act, 4000, 10),
    settings: fc.record({
      requests: fc.integer({ min: 1, max: 400 }),
      ratePerSecond: fc.constantFrom(100, 400, 900),
      servers: fc.constant(3),
      policy: fc.constantFrom('round-robin', 'two-choices', 'least-outstanding', 'hash'),
      queueCap: fc.constantFrom(1, 10, 100),
      ejectAfterErrors: fc.constantFrom(0, 2),
      panicPercent: fc.constantFrom(0, 50),
      slowStartMs: fc.constantFrom(0, 700),
      checkIntervalMs: fc.constantFrom(0, 200, 1000),
      timeoutMs: fc.constantFrom(50, 1500),
    }),
  });

  propertyTest(
    'the run ends, no property of kind always is violated, and the books balance',
    fc.property(parts, (p) => {
      const { metrics, verdicts } = play(p);
      expect(verdicts.filter((v) => v.kind === 'always' && !v.holds)).toEqual([]);
      expect(metrics.completed + metrics.rejected + metrics.errors + metrics.inFlight).toBe(
        metrics.requests,
      );
    }),
    150,
  );

  propertyTest(
    'full, metrics and a resumed run agree',
    fc.property(parts, fc.nat(2000), (p, events) => {
      const recipe = makeRecipe(system, p);
      const run = new Run(system, recipe, { trace: 'full' });
      run.advance(events);
      const resumed = Run.resume(recipe, run, run.save());
      resumed.advance();
      run.advance();
      const [a, b, c] = [play(p), run.result(), resumed.result()];
      expect([b.digest, c.digest]).toEqual([a.digest, a.digest]);
      expect(c.trace).toEqual(b.trace);
    }),
    60,
  );
});
