import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { runsOf } from '../../../../tests/fixtures/play';
import { expectNoneBroken, undoneAfter, upAgain } from '../../../../tests/fixtures/chaos';
import { propertyTest } from '../../../../tests/fixtures/property-test';
import { storyOf } from '../../../../tests/fixtures/traces';
import type { RecipeParts } from '../../sim';
import { system } from '.';

const { play, broken } = runsOf(system);

const story = (parts: RecipeParts): string[] => storyOf(play(parts, 'full'), system, 'writer');

/** Monitors have missed the primary for long enough, and node-2 takes over. */
const SUCCESSION = [
  '2.8 monitor-1 running|electing',
  '2.8 monitor-1 running|choosing',
  '2.8 monitor-1 may replace the primary, in epoch 2',
  '2.8 node-2 running|fenced',
  '2.8 node-2 leads epoch 2',
  '2.8 monitor-1 running|watching',
  '2.8 node-2 running|primary',
];

describe('stories', () => {
  const quiet = { ratePerSecond: 20, loadS: 12, detectMs: 1000 };

  test('a crash under async: the old primary comes back and forgets', () => {
    const interventions = ['2s crash node-1', '6s restart node-1'];
    const settings = { ...quiet, mode: 'async', lagMs: 500 };
    expect(story({ settings, interventions, until: '8s' })).toMatchInlineSnapshot(`
      [
        "0.0 node-1 running|fenced",
        "0.0 node-1 leads epoch 1",
        "0.0 node-1 running|primary",
        "2.0 node-1 crash node-1",
        "2.0 node-1 crashed|standby",
        "2.8 monitor-1 running|electing",
        "2.8 monitor-1 running|choosing",
        "2.8 monitor-1 may replace the primary, in epoch 2",
        "3.2 node-2 running|fenced",
        "3.2 node-2 leads epoch 2",
        "3.2 monitor-1 running|watching",
        "3.2 node-2 running|primary",
        "6.0 node-1 restart node-1",
        "6.0 node-1 running|standby",
        "6.1 node-1 forgets 11 rows that the new epoch lacks",
      ]
    `);
  });

  test('a cut: the primary stops before another one leads', () => {
    const interventions = ['2s partition zone-a|zone-b,zone-c', '8s heal'];
    expect(story({ settings: quiet, interventions, until: '10s' })).toEqual([
      '0.0 node-1 running|fenced',
      '0.0 node-1 leads epoch 1',
      '0.0 node-1 running|primary',
      '2.0  partition writer-1,node-1,monitor-2|writer-2,node-2,monitor-1,node-3,monitor-3',
      '2.7 node-1 running|fenced',
      ...SUCCESSION,
      '8.0  heal',
      '8.0 node-1 running|standby',
      '8.0 node-1 forgets 7 rows that the new epoch lacks',
    ]);
  });

  test('a zone burns down with two of three copies in it', () => {
    const settings = { ...quiet, placement: 'aab' };
    const interventions = ['2s crash zone-a', '6s restart zone-a'];
    expect(story({ settings, interventions, until: '10s' })).toMatchInlineSnapshot(`
      [
        "0.0 node-1 running|fenced",
        "0.0 node-1 leads epoch 1",
        "0.0 node-1 running|primary",
        "2.0 node-1 crash node-1",
        "2.0 node-1 crashed|standby",
        "2.0 node-2 crash node-2",
        "2.0 node-2 crashed|standby",
        "2.0 monitor-2 crash monitor-2",
        "2.0 monitor-2 crashed|watching",
        "2.8 monitor-1 running|electing",
        "2.8 monitor-1 running|choosing",
        "2.8 monitor-1 may replace the primary, in epoch 2",
        "3.9 monitor-3 running|electing",
        "3.9 monitor-1 running|watching",
        "3.9 monitor-3 running|choosing",
        "3.9 monitor-3 may replace the primary, in epoch 3",
        "5.0 monitor-1 running|electing",
        "5.0 monitor-3 running|watching",
        "5.0 monitor-1 running|choosing",
        "5.0 monitor-1 may replace the primary, in epoch 4",
        "6.0 node-1 restart node-1",
        "6.0 node-1 running|standby",
        "6.0 node-2 restart node-2",
        "6.0 node-2 running|standby",
        "6.0 monitor-2 restart monitor-2",
        "6.0 monitor-2 running|watching",
        "6.0 node-1 running|fenced",
        "6.0 node-1 leads epoch 4",
        "6.0 monitor-1 running|watching",
        "6.0 node-1 running|primary",
      ]
    `);
  });

  test('a damaged disk is noticed, and filled again from the others', () => {
    const interventions = [
      '2s operate node-1 corrupt-disk',
      '6s crash node-1',
      '6.5s restart node-1',
    ];
    expect(story({ settings: quiet, interventions, until: '8s' })).toEqual([
      '0.0 node-1 running|fenced',
      '0.0 node-1 leads epoch 1',
      '0.0 node-1 running|primary',
      '2.0 node-1 operate node-1 corrupt-disk',
      '2.0 node-1 finds that its disk is damaged',
      '2.0 node-1 running|failed',
      ...SUCCESSION,
      '6.0 node-1 crash node-1',
      '6.0 node-1 crashed|standby',
      '6.5 node-1 restart node-1',
      '6.5 node-1 running|standby',
    ]);
    const { nodes, metrics } = play({ settings: quiet, interventions, until: '14s' });
    expect(nodes['node-1'].rows).toBe(nodes['node-2'].rows);
    expect(metrics.missingRows).toBe(0);
  });

  test('a wiped copy has no say until it is filled again', () => {
    const interventions = [
      '2s crash node-3',
      '2.5s wipe node-3',
      '3s crash node-1',
      '3.5s restart node-3',
      '7s restart node-1',
    ];
    const { nodes, metrics } = play({ settings: quiet, interventions, until: '14s' });
    expect(metrics.lostAcked).toBe(0);
    expect(nodes['node-3'].rows).toBe(nodes['node-2'].rows);
  });

  test('a DELETE typed at a standby deletes nothing', () => {
    const { metrics } = play({
      settings: quiet,
      interventions: ['3s operate node-2 delete-all'],
      until: '14s',
    });
    expect(metrics.missingRows).toBe(0);
  });
});

/** Faults that the design promises to bear, at any time in the first eight seconds; all healed at eleven. */
const faults = (() => {
  const at = fc.integer({ min: 100, max: 8000 });
  const lasting = fc.integer({ min: 50, max: 3000 });
  const zone = fc.constantFrom('a', 'b', 'c');
  const node = fc.constantFrom('node-1', 'node-2', 'node-3', 'monitor-1', 'monitor-2', 'monitor-3');
  const link = fc.tuple(node, node).filter(([a, b]) => a !== b);
  const undone = undoneAfter(at, lasting);
  return fc.array(
    fc.oneof(
      undone('crash', 'restart', node),
      undone('pause', 'resume', node),
      undone(
        'crash',
        'restart',
        zone.map((z) => `zone-${z}`),
      ),
      fc.tuple(at, lasting, zone).map(([t, d, z]) => {
        const others = ['a', 'b', 'c'].filter((o) => o !== z).map((o) => `zone-${o}`);
        return [`${t}ms partition zone-${z}|${others.join(',')}`, `${t + d}ms heal`];
      }),
      fc.tuple(at, link).map(([t, [a, b]]) => [`${t}ms cut ${a}->${b}`]),
      fc.tuple(at, link).map(([t, [a, b]]) => [`${t}ms lose ${a}->${b} 40%`]),
      fc.tuple(at).map(([t]) => [`${t}ms duplicate *->* 30%`]),
      fc.tuple(at).map(([t]) => [`${t}ms reorder *->* 150ms 30%`]),
    ),
    { maxLength: 6 },
  );
})();

describe('under any faults that it promises to bear', () => {
  const everybody = ['node', 'monitor'].flatMap((k) => [1, 2, 3].map((n) => `${k}-${n}`));
  const allWell = upAgain([...everybody, 'writer-1', 'writer-2'], '11s');
  for (const mode of ['any-one', 'majority', 'all'])
    propertyTest(
      `${mode} keeps every promise`,
      fc.property(faults, fc.nat(), (acts, seed) => {
        expectNoneBroken(system, {
          settings: { mode, ratePerSecond: 20, loadS: 15, detectMs: 700, zoneRttMs: 20 },
          seed,
          interventions: [...acts.flat(), '11s heal', ...allWell],
          until: '16s',
        });
      }),
      25,
    );
});

describe('wrong designs are noticed', () => {
  test.each([
    [
      'early-ack',
      { bug: 'early-ack' },
      ['3s cut node-1->node-2', '3s cut node-1->node-3', '4s crash node-1'],
      'nothing-lost',
    ],
    [
      'first-answer',
      { bug: 'first-answer', monitors: 1 },
      ['3s cut node-1->node-2', '5s crash node-1', '5s heal'],
      'nothing-lost',
    ],
    [
      'no fencing',
      { mode: 'async', fencing: false },
      ['3s partition zone-a|zone-b,zone-c', '8s heal'],
      'one-primary',
    ],
  ])('%s', (_name, settings, interventions, property) => {
    const parts = {
      settings: { ratePerSecond: 100, loadS: 10, detectMs: 1000, ...settings },
      interventions,
    };
    expect(broken(parts)).toContain(property);
  });
});
