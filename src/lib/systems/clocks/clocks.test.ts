import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { runsOf } from '../../../../tests/fixtures/play';
import { propertyTest } from '../../../../tests/fixtures/property-test';
import { testSystem } from '../../../../tests/fixtures/system';
import { testNoEasyWay } from '../../../../tests/fixtures/system/easy-ways';
import { stageOfScenario } from '../../../../tests/fixtures/system/stage-facts';
import { brokenIn, linesOf } from '../../../../tests/fixtures/traces';
import { makeRecipe, range, simulate } from '../../sim';
import { system } from '.';
import {
  bytesOf,
  compare,
  compareHybrids,
  compareVectors,
  merged,
  ticked,
  zero,
  type Logical,
  type Stamps,
} from './nodes/stamps';
import { cristian, ntp } from './nodes/sync';
import { leapLag } from './nodes/wall';

const ON_PURPOSE: Record<string, string[]> = {
  broken: ['later-stays'],
  offsets: ['later-stays'],
  leap: ['later-stays'],
};

testSystem(system, { breaks: ON_PURPOSE });

const { play } = runsOf(system);

/** Events of three processes, each its own or the receipt of an earlier one, at whatever their clocks say. */
const histories = fc.array(
  fc.record({ place: fc.nat(2), wall: fc.integer({ min: -50, max: 50 }), from: fc.nat(40) }),
  { minLength: 1, maxLength: 30 },
);

/** Runs a history through the clocks, with the ancestors of each event found from its edges alone. */
function happened(history: { place: number; wall: number; from: number }[]) {
  const clocks: Logical[] = range(3).map(() => zero(3));
  const last = [-1, -1, -1];
  const events: { stamps: Stamps; past: Set<number> }[] = [];
  for (const { place, wall, from } of history) {
    const sender = from < events.length ? from : -1;
    const clock = clocks[place];
    clocks[place] =
      sender < 0 ? ticked(clock, wall, place) : merged(clock, events[sender].stamps, wall, place);
    const past = new Set<number>();
    for (const before of [last[place], sender])
      if (before >= 0) for (const e of [before, ...events[before].past]) past.add(e);
    last[place] = events.length;
    events.push({ stamps: { wall, ...clocks[place] }, past });
  }
  return events;
}

describe('stamps', () => {
  propertyTest(
    'a vector is smaller exactly if its event happened before; Lamport and hybrid stamps are then smaller too',
    fc.property(histories, (history) => {
      const events = happened(history);
      events.forEach(({ stamps: b, past }, j) =>
        events.forEach(({ stamps: a }, i) => {
          if (i === j) return;
          expect(compareVectors(a.vector, b.vector) === -1).toBe(past.has(i));
          if (!past.has(i)) return;
          expect(a.lamport).toBeLessThan(b.lamport);
          expect(compareHybrids(a.hybrid, b.hybrid)).toBeLessThan(0);
        }),
      );
    }),
    60,
  );

  propertyTest(
    'a hybrid stamp’s time is one that some clock in its past has read, or the time at the start',
    fc.property(histories, (history) => {
      const events = happened(history);
      events.forEach(({ stamps, past }, i) => {
        const read = [...past, i].map((e) => events[e].stamps.wall);
        expect([0, ...read]).toContain(stamps.hybrid.l);
        expect(stamps.hybrid.l).toBe(Math.max(0, ...read));
      });
    }),
    40,
  );

  test('equal stamps are decided by the writer, and only vectors know of no order', () => {
    const stamps: Stamps = { wall: 5, ...zero(2) };
    const [a, b] = [
      { by: 0, seq: 1, stamps: { ...stamps, vector: [1, 0] } },
      { by: 1, seq: 1, stamps: { ...stamps, vector: [0, 1] } },
    ];
    for (const order of ['wall', 'lamport', 'hybrid', 'commit-wait'] as const)
      expect([compare(order, a, b)! < 0, compare(order, b, a)! > 0]).toEqual([true, true]);
    expect(compare('vector', a, b)).toBeNull();
    expect([bytesOf('hybrid', 24), bytesOf('vector', 24)]).toEqual([8, 192]);
  });
});

describe('synchronisation', () => {
  const delays = fc.record({
    out: fc.integer({ min: 100, max: 90_000 }),
    back: fc.integer({ min: 100, max: 90_000 }),
    work: fc.integer({ min: 0, max: 5000 }),
    off: fc.integer({ min: -900_000, max: 900_000 }),
  });

  propertyTest(
    'no estimate is off by more than its bound, whatever the delays',
    fc.property(delays, ({ out, back, work, off }) => {
      const exchange = {
        asked: off,
        received: out,
        sent: out + work,
        answered: out + work + back + off,
      };
      const least = Math.min(out, back);
      for (const { offset, bound } of [ntp(exchange), cristian(exchange, least)])
        expect(Math.abs(off + offset)).toBeLessThanOrEqual(bound + 1);
      expect(Math.abs(off + ntp(exchange).offset)).toBeCloseTo(Math.abs(out - back) / 2, -1);
    }),
    60,
  );

  test('a step of the clock in the middle of an exchange does no harm', () => {
    const settings = { sync: 'ntp', maxOffsetMs: 50, outMs: 40, backMs: 40, chains: 10 };
    const { metrics } = play({
      settings,
      interventions: ['30ms skew writer-a 700ms', '1050ms skew writer-a -300ms'],
      until: '3s',
    });
    expect(metrics).toMatchObject({ syncBoundViolations: 0, syncBoundMs: 40 });
    expect(metrics.worstSyncErrorMs).toBeLessThan(0.01);
  });

  test('a leap second is repeated at once or spread evenly', () => {
    const leap = { at: 10, over: 4_000_000 };
    const lags = (mode: 'none' | 'step' | 'smear') =>
      [9, 10, 1_000_010, 9_000_000].map((t) => leapLag({ mode, ...leap }, t));
    expect(lags('none')).toEqual([0, 0, 0, 0]);
    expect(lags('step')).toEqual([0, 1_000_000, 1_000_000, 1_000_000]);
    expect(lags('smear')).toEqual([0, 0, 250_000, 1_000_000]);
  });
});

describe('in closed form', () => {
  propertyTest(
    'later writes with an earlier stamp: (2s − g)²/8s², and none once the gap is wider than two clocks can be apart',
    fc.property(fc.integer({ min: 5, max: 200 }), fc.integer({ min: 6, max: 300 }), (s, g) => {
      const settings = { order: 'wall', maxOffsetMs: s, gapMs: g, chains: 1500, everyMs: 20 };
      const { metrics } = play({ settings, until: '40s' });
      const p = Math.max(0, 2 * s - g) ** 2 / (8 * s * s);
      const spread = 4 * Math.sqrt((p * (1 - p)) / 1500);
      expect(metrics.causalPairs).toBe(1500);
      expect(Math.abs(metrics.inversionsPercent / 100 - p)).toBeLessThanOrEqual(spread);
      expect(metrics.lamportInversionsPercent + metrics.vectorInversionsPercent).toBe(0);
    }),
    6,
  );

  test('replicas lose exactly the later writes whose stamps are earlier', () => {
    const { metrics } = play({ scenario: 'offsets' });
    expect(metrics.inversions).toBeGreaterThan(60);
    expect(metrics.laterWritesLost).toBe(metrics.inversions);
  });

  test('all that is written is the same, whatever it is ordered by', () => {
    const of = (order: string) =>
      play({ settings: { order, concurrentPercent: 40 }, until: '22s' }).metrics;
    const [wall, vector] = [of('wall'), of('vector')];
    for (const name of ['writes', 'causalPairs', 'concurrentPairs', 'wallInversionsPercent'])
      expect([name, wall[name]]).toEqual([name, vector[name]]);
  });
});

describe('what stands against clocks', () => {
  const red = 'operate writer-b write red';
  const crashed = [
    `100ms ${red}`,
    '200ms crash writer-b',
    '300ms restart writer-b',
    `400ms ${red}`,
  ];

  test('logical clocks on disk survive a crash, those in memory do not', () => {
    const run = (bug: string) =>
      brokenIn(play({ settings: { bug, chains: 0 }, interventions: crashed, until: '1s' }));
    expect(run('none')).toEqual([]);
    expect(run('forgets-counter')).toEqual(
      expect.arrayContaining(['lamport-rises', 'vectors-exact']),
    );
  });

  test('a colour or a writer that there is not changes nothing, and the log says what there is', () => {
    const interventions = [
      '1ms operate writer-a write mauve',
      '2ms operate writer-a news writer-z',
    ];
    const recipe = makeRecipe(system, { settings: { chains: 0 }, interventions, until: '1s' });
    const { metrics, trace } = simulate(system, recipe, { trace: 'full' });
    expect(metrics.writes).toBe(0);
    const notes = linesOf(trace!).filter((l) => l.kind === 'Note');
    expect(notes.map((l) => l.name)).toEqual([
      'no colour "mauve"; colours are blue, red, green, amber, purple, white',
      'no writer "writer-z"; writers are writer-a, writer-b, writer-c',
    ]);
  });

  const anHourFast = (order: string) =>
    play({
      settings: {
        order,
        maxAheadMs: 500,
        maxOffsetMs: 0,
        sync: 'ntp',
        syncEveryMs: 3000,
        chains: 100,
      },
      interventions: ['1s skew writer-a 1h'],
      until: '14s',
    });

  test('a writer that is shut out comes back once its clock has been set', () => {
    const { metrics, nodes } = anHourFast('wall');
    expect([metrics.refused, nodes['writer-a'].refused]).toEqual([1, 1]);
    expect(nodes['writer-a'].stored).toBeGreaterThan(20);
  });

  test('but not under hybrid stamps: its own clock remembers the wrong hour', () => {
    const { metrics, nodes } = anHourFast('hybrid');
    expect(nodes['writer-a'].refused).toBeGreaterThan(2);
    expect(nodes['writer-a'].stored).toBeLessThan(8);
    expect(metrics.worstClockErrorMs).toBeGreaterThan(3_599_000);
  });

  test('commit wait orders by wall clock, as long as the bound on errors holds', () => {
    const settings = { order: 'commit-wait', chains: 40, everyMs: 250 };
    expect(play({ settings, until: '13s' }).metrics.inversions).toBe(0);
    const wrong = play({ settings, interventions: ['0s skew writer-a 2s'], until: '13s' });
    expect(wrong.metrics.inversions).toBeGreaterThan(0);
  });
});

describe('the stage', () => {
  test('says who was robbed and by which clocks, and what the replicas hold', () => {
    const stage = stageOfScenario(system, 'broken');
    expect(stage.at(stage.captionAt(2)).all()).toEqual({
      'writer-a': ['clock +80 ms', 'stamp 180 ms'],
      'writer-b': ['lost: 1', 'clock −10 ms', 'stamp 110 ms'],
      'replica-1': ['holds blue'],
      'replica-2': ['holds blue'],
    });
  });

  test('shows both values of a conflict, and who was dropped without a word', () => {
    const fixed = stageOfScenario(system, 'fixed');
    expect(fixed.at(fixed.captionAt(4)).facts('replica-1')).toEqual(['holds red', 'and green']);
    const lamport = stageOfScenario(system, 'lamport');
    expect(lamport.at(lamport.captionAt(3)).facts('writer-c')).toEqual([
      'unseen loss: 1',
      'Lamport 1',
    ]);
  });
});

describe('the challenge has no easy way', () => testNoEasyWay(system));
