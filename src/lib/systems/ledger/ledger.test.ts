import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { runsOf } from '../../../../tests/fixtures/play';
import { expectNoneBroken, undoneAfter, upAgain } from '../../../../tests/fixtures/chaos';
import { propertyTest } from '../../../../tests/fixtures/property-test';
import { testSystem } from '../../../../tests/fixtures/system';
import { testNoEasyWay } from '../../../../tests/fixtures/system/easy-ways';
import { stageOfScenario, testAllFacts } from '../../../../tests/fixtures/system/stage-facts';
import { linesOf } from '../../../../tests/fixtures/traces';
import { catchUp } from '../../evidence/formulas';
import type { RecipeParts } from '../../sim';
import { system } from '.';
import { fullNodes, nodeNumbers } from './graph';
import { SPLIT } from './scenarios';

const { play } = runsOf(system);

const broken = (run: ReturnType<typeof play>) =>
  run.verdicts
    .filter((v) => v.kind !== 'sometimes' && !v.holds)
    .map((v) => `${v.property}: ${v.why}`);

const QUIET = { paymentsPerHour: 0, raceTrials: 0 };

/** Faults, mined blocks, reorganisations and what merchant and attacker do, with times in seconds. */
function story(parts: RecipeParts): string[] {
  const { trace, recipe } = play(parts, 'full');
  const { nodes } = system.topology(recipe.settings);
  return linesOf(trace!)
    .filter((l) => ['Mode', 'Note', 'Intervention'].includes(l.kind) && l.at > 0)
    .map((l) => `${Math.floor(l.at / 1e6)} ${nodes[l.node]?.id ?? ''} ${l.name}`);
}

testSystem(system);

test.each(system.scenarios)('the trace of $id is one that a page can hold', ({ id }) => {
  expect(play({ scenario: id }, 'full').trace!.at.length).toBeLessThan(60_000);
});

describe('the network', () => {
  test('the whole of it learns of a payment, but for those with headers only', () => {
    const run = play({ settings: { blockIntervalS: 3600 }, seed: 2, until: '60s' });
    expect(run.metrics).toMatchObject({ copiesWaiting: 14, copies: 0 });
  });

  test('a payment that is announced with losses is found out by most', () => {
    const settings = { blockIntervalS: 3600, txLossPercent: 30 };
    const { metrics } = play({ settings, seed: 2, until: '60s' });
    expect(metrics.copiesWaiting).toBeGreaterThan(9);
  });
});

describe('in closed form', { timeout: 60_000 }, () => {
  test('the sum is the one of the paper on double-spend races', () => {
    expect(catchUp(0.1, 5, 0)).toBeCloseTo(0.001782, 6);
    expect(catchUp(0.1, 6, 0)).toBeCloseTo(0.0005914, 7);
    expect(catchUp(0.1, 5, 1)).toBeCloseTo(0.00033, 5);
  });

  test.each([
    [10, 1, 'tie'],
    [10, 2, 'tie'],
    [10, 5, 'tie'],
    [25, 6, 'tie'],
    [30, 2, 'ahead'],
    [45, 3, 'ahead'],
  ] as const)('races against a share of %d, %d confirmations deep: %s', (percent, z, rule) => {
    const trials = 100_000;
    const settings = { attackerPercent: percent, confirmations: z, raceRule: rule };
    const { metrics } = play({ settings: { ...settings, raceTrials: trials }, until: '10s' });
    const wanted = catchUp(percent / 100, z, rule === 'tie' ? 0 : 1);
    const spread = 4 * Math.sqrt((wanted * (1 - wanted)) / trials);
    expect(Math.abs(metrics.doubleSpendPercent / 100 - wanted)).toBeLessThan(spread);
  });

  test('attacks in the network succeed as often as races do that must be won by a block', () => {
    const settings = {
      attack: 'private-branch',
      attackerPercent: 30,
      confirmations: 1,
      attacks: 40,
      giveUpBlocks: 8,
      blockIntervalS: 60,
      hopS: 0.1,
      helloS: 600,
      ...QUIET,
    };
    const { metrics } = play({ settings, until: '20h' });
    const wanted = catchUp(0.3, 1, 1);
    expect(metrics.attacks).toBe(40);
    // Now and then the others find a block while the branch is on its way.
    expect(metrics.released - metrics.robbed).toBeLessThanOrEqual(4);
    expect(metrics.bankFooled).toBe(0);
    const spread = 3 * Math.sqrt((wanted * (1 - wanted)) / 40);
    expect(Math.abs(metrics.robbed / 40 - wanted)).toBeLessThan(spread);
  });

  test('a cut in which nobody finds a block counts among those that were healed', () => {
    const settings = { blockIntervalS: 3600, helloS: 30, ...QUIET };
    const interventions = [`60s ${SPLIT}`, '120s heal', `180s ${SPLIT}`, '240s heal'];
    const { metrics } = play({ settings, interventions, until: '300s', seed: 2 });
    expect(metrics).toMatchObject({ blocks: 0, healedCuts: 2, meanRollback: 0 });
  });

  test('blocks come at the pace that was asked for, and are shared evenly', () => {
    const { metrics, nodes } = play({
      settings: { blockIntervalS: 60, ...QUIET },
      until: '60000s',
    });
    expect(Math.abs(metrics.blocks - 1000)).toBeLessThan(3 * Math.sqrt(1000));
    const shares = fullNodes.map((n) => nodes[`node-${n}`].found);
    for (const found of shares)
      expect(Math.abs(found - metrics.blocks / 14)).toBeLessThan(
        4 * Math.sqrt(metrics.blocks / 14),
      );
  });

  test('a payment takes three legs of a hop to a peer', () => {
    const { trace } = play({ settings: { hopS: 3 }, until: '30s' }, 'full');
    const at = (name: string) =>
      linesOf(trace!).find((l) => l.kind === 'Deliver' && l.name === name)!.at;
    expect(at('want-payment') - at('have-payment')).toBe(1_000_000);
  });
});

describe('stories', { timeout: 60_000 }, () => {
  test('the attacker shows a longer branch, and the merchant is robbed', () => {
    expect(story({ scenario: 'broken', until: '115s' })).toMatchInlineSnapshot(`
      [
        "30 attacker running|mining-in-secret",
        "39 attacker mines block 9732 on genesis at height 1, with 1 payment",
        "62 node-10 mines block b1f1 on genesis at height 1, with 2 payments",
        "66 merchant ships order 1000 (required confirmations: 1)",
        "66 merchant ships order 500000 (required confirmations: 1)",
        "98 attacker mines block dd45 on 9732 at height 2, with 0 payments",
        "98 attacker publishes its branch, the longer one with 2 blocks",
        "98 attacker running|idle",
        "98 attacker reorganises: disconnects 1 block (b1f1), connects 2; new tip dd45",
        "101 node-4 reorganises: disconnects 1 block (b1f1), connects 2; new tip dd45",
        "101 node-5 reorganises: disconnects 1 block (b1f1), connects 2; new tip dd45",
        "101 node-6 reorganises: disconnects 1 block (b1f1), connects 2; new tip dd45",
        "105 node-3 reorganises: disconnects 1 block (b1f1), connects 2; new tip dd45",
        "105 node-11 reorganises: disconnects 1 block (b1f1), connects 2; new tip dd45",
        "105 node-13 reorganises: disconnects 1 block (b1f1), connects 2; new tip dd45",
        "105 node-7 reorganises: disconnects 1 block (b1f1), connects 2; new tip dd45",
        "105 node-9 reorganises: disconnects 1 block (b1f1), connects 2; new tip dd45",
        "105 merchant order 1000 was shipped and is no longer confirmed: its block left the chain",
        "105 merchant order 500000 was shipped and is no longer confirmed: its block left the chain",
        "105 merchant double spend: order 500000 was shipped, and its coin was spent elsewhere",
        "108 node-2 reorganises: disconnects 1 block (b1f1), connects 2; new tip dd45",
        "108 node-10 reorganises: disconnects 1 block (b1f1), connects 2; new tip dd45",
        "108 node-12 reorganises: disconnects 1 block (b1f1), connects 2; new tip dd45",
        "108 node-14 reorganises: disconnects 1 block (b1f1), connects 2; new tip dd45",
        "108 node-1 reorganises: disconnects 1 block (b1f1), connects 2; new tip dd45",
        "111 node-15 reorganises: disconnects 1 block (b1f1), connects 2; new tip dd45",
      ]
    `);
  });

  test('a node that was down asks for the headers in between', () => {
    const interventions = ['1s crash node-5', '400s restart node-5'];
    const settings = { ...QUIET, blockIntervalS: 60 };
    const { trace, nodes } = play({ settings, interventions, until: '420s' }, 'full');
    const said = linesOf(trace!)
      .filter((l) => l.node === 7 && l.at >= 400e6 && (l.kind === 'Send' || l.kind === 'Deliver'))
      .map((l) => l.name);
    expect(said).toEqual(
      expect.arrayContaining(['hello', 'want-headers', 'headers', 'want-block']),
    );
    expect(nodes['node-5'].height).toBe(nodes['node-1'].height);
  });

  test('a pruned node that must go back further than it keeps fetches everything again', () => {
    const interventions = [`100s ${SPLIT}`, '1800s heal'];
    const settings = { blockIntervalS: 60, keepBlocks: 2, paymentsPerHour: 30, raceTrials: 0 };
    const run = play({ settings, interventions, until: '3000s' });
    expect(run.metrics.rebuilds).toBeGreaterThan(0);
    expect(broken(run)).toEqual([]);
  });
});

describe('blocks that pruned nodes have deleted', { timeout: 60_000 }, () => {
  const settings = { peers: 2, blockIntervalS: 20, keepBlocks: 2, ...QUIET };
  const interventions = [`100s ${SPLIT}`, '400s heal'];

  test.each([2, 4, 8, 20])('with two peers a node, all agree after a cut, seed %i', (seed) => {
    const run = play({ settings, interventions, seed, until: '1200s' }, 'full');
    expect(run.metrics.rebuilds).toBeGreaterThan(0);
    expect(broken(run)).toEqual([]);
    const refusals = linesOf(run.trace!).filter((l) => l.kind === 'Send' && l.name === 'no-block');
    expect(refusals.length).toBeLessThan(500);
  });

  test('with more peers, a node asks all of them, and not the pruned ones alone', () => {
    const usual = { blockIntervalS: 20, paymentsPerHour: 60, conflictPercent: 40, helloS: 60 };
    const near = [10, 11, 16, 3, 5, 6, 8, 9].map((n) => `node-${n}`);
    const far = [1, 12, 13, 14, 15, 2, 4, 7].map((n) => `node-${n}`);
    const cut = [`725.76s partition ${near.join(',')}|${far.join(',')}`, '860.76s heal'];
    const run = play({
      settings: { ...usual, raceTrials: 0 },
      interventions: cut,
      seed: 343,
      until: '1200s',
    });
    expect(broken(run)).toEqual([]);
  });

  test('while nobody has a block, a node asks again after growing pauses', () => {
    // After the heal node 1 reaches nobody but pruned node 15, whose half has won.
    const others = nodeNumbers.filter((n) => n !== 1 && n !== 15).map((n) => `node-${n}`);
    const alone = [...interventions, `401s partition node-1|${others.join(',')}`];
    const run = play({ settings, interventions: alone, seed: 2, until: '1200s' }, 'full');
    const toOne = linesOf(run.trace!).filter((l) => l.node === 3 && l.kind === 'Deliver');
    const refused = toOne.filter((l) => l.name === 'no-block').map((l) => l.at);
    expect(refused.length).toBeGreaterThan(10);
    expect(refused.length).toBeLessThan(400);
    const last = refused.filter((at) => at > 1_000e6);
    expect(last.length).toBeLessThan(100);
  });
});

describe('the bank', { timeout: 60_000 }, () => {
  test('decides each order once, though it is asked again', () => {
    const settings = { paymentsPerHour: 60, blockIntervalS: 60 };
    const interventions = ['30s crash bank', '900s restart bank'];
    const { metrics, nodes } = play({ settings, interventions, until: '3000s' });
    expect(nodes.bank.decided).toBe(metrics.payments);
    expect(metrics.bankPaid).toBe(metrics.payments);
  });

  test('declines the second half of a double spend, and whatever it has frozen', () => {
    const attacked = play({ settings: { attack: 'private-branch', raceTrials: 0 }, until: '60s' });
    expect(attacked.nodes.bank.declined).toBe(1);
    const interventions = ['1s operate bank freeze 0'];
    const frozen = play({
      settings: { raceTrials: 0, blockIntervalS: 3600 },
      interventions,
      until: '60s',
    });
    expect(frozen.nodes.bank.declined).toBe(1);
    expect(frozen.metrics.copiesWaiting).toBe(14);
  });
});

describe('under any faults that it promises to bear', { timeout: 60_000 }, () => {
  const node = fc.constantFrom(...fullNodes).map((n) => `node-${n}`);
  const at = fc.integer({ min: 1, max: 600 });
  const lasting = fc.integer({ min: 1, max: 200 });
  const undone = undoneAfter(at, lasting, 's');
  const faults = fc.array(
    fc.oneof(
      undone('crash', 'restart', node),
      undone('pause', 'resume', node),
      fc.tuple(at, lasting).map(([t, d]) => [`${t}s ${SPLIT}`, `${t + d}s heal`]),
      fc
        .tuple(at, node, node)
        .filter(([, a, b]) => a !== b)
        .map(([t, a, b]) => [`${t}s cut ${a}->${b}`]),
      fc.tuple(at, fc.integer({ min: 1, max: 40 })).map(([t, s]) => [`${t}s lose *->* ${s}%`]),
      fc.tuple(at, fc.integer({ min: 1, max: 40 })).map(([t, s]) => [`${t}s duplicate *->* ${s}%`]),
      fc
        .tuple(at, fc.integer({ min: 1, max: 40 }))
        .map(([t, s]) => [`${t}s reorder *->* 20s ${s}%`]),
    ),
    { maxLength: 5 },
  );
  const allWell = upAgain(
    fullNodes.map((n) => `node-${n}`),
    '850s',
  );

  propertyTest(
    'it keeps every promise',
    fc.property(faults, fc.nat(), (acts, seed) => {
      const settings = {
        blockIntervalS: 20,
        paymentsPerHour: 60,
        conflictPercent: 40,
        raceTrials: 0,
      };
      const interventions = [...acts.flat(), '850s heal', ...allWell];
      expectNoneBroken(system, { settings, seed, interventions, until: '1300s' });
    }),
    8,
  );
});

describe('no easy way through the challenge', () => testNoEasyWay(system));

describe('the stage shows what happens, where it happens', () => {
  testAllFacts(system, {
    healthy: [
      '1 node-1: in mempool · height 0',
      '1 node-8: height 0',
      '3 node-7: 5 conf. · copy pruned · height 5',
    ],
    broken: [
      '1 attacker: secret: 1 · 1 ahead · in mempool',
      '1 node-1: 1 conf. · height 1',
      '2 attacker: published 2',
      '2 node-1: branch of 1 · 1 conf. · height 1',
      '3 merchant: robbed: 1 · 2 undone · 2 shipped',
      'end node-1: height 11',
    ],
    fixed: [
      '1 attacker: secret: 3 · 3 behind · 6 conf.',
      'end attacker: gave up · 15 conf.',
      'end merchant: 3 shipped',
    ],
    'fast-blocks': ['1 node-7: branch of 1 · 3 conf. · height 6'],
    partition: [
      '2 node-10: branch of 3 · 5 conf. · height 5',
      'end merchant: 4 undone · 52 shipped',
    ],
    'bank-down': ['0 customers: 1 at the bank · 16 confirmed', 'end bank: 72 decided'],
    'nodes-down': ['1 node-1: 5 conf. · height 5'],
  });

  test('no figure stands on the stage without a word for what it counts', () => {
    const marks: (string | undefined)[] = Object.values(system.gauges).map(({ mark }) => mark);
    expect(marks).not.toContain('number');
  });

  test('broken: the robbery is one figure at the merchant, in the panel and in its counters', () => {
    const { result, at } = stageOfScenario(system, 'broken');
    const [robbed, undone] = at(result.virtualMs * 1000).facts('merchant');
    expect(robbed).toBe(`robbed: ${result.metrics.robbed}`);
    expect(undone).toBe(`${result.nodes.merchant.undone} undone`);
  });

  test('healthy: the copies on the stage are those in the panel and in the chart', () => {
    const { result, at } = stageOfScenario(system, 'healthy');
    const all = Object.entries(at(result.virtualMs * 1000).all());
    const nodes = all
      .filter(([id]) => id.startsWith('node-'))
      .map(([, facts]) => facts.filter((fact) => !fact.startsWith('height')))
      .filter((facts) => facts.length > 0);
    const pruned = nodes.filter((facts) => facts.includes('copy pruned')).length;
    expect(pruned).toBe(result.metrics.copiesThrownAway);
    expect(nodes.length - pruned).toBe(result.metrics.copies);
    const chart = result.series.find((s) => s.id === 'copies')!;
    expect(chart.values[1].at(-1)).toBe(result.metrics.copies);
  });
});
