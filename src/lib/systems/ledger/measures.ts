import { FIRST_ATTACK } from './nodes/messages';
import { NODE_PROBES, type FullNode } from './nodes/options';
import { buriedIn, copyIn } from './nodes/standing';
import { meanOf, SECOND, type Measures, type ProbeSpec, type World } from '../../sim';
import { attackerIn, bankIn, booksOf, copies, customersIn } from './books';
import { fullIn, headersIn, heightIn, merchantIn } from './books';
import { HALF, nodeNumbers } from './graph';
import type { LedgerSettings } from './settings';
import { nodeAt } from './topology';

const histogram = (id: string): ProbeSpec => ({ id, kind: 'histogram', unit: 'us' });

/** In the order of `NODE_PROBES`, then those of the customers. */
export const probes: readonly ProbeSpec[] = [
  { id: 'reorg', kind: 'histogram', unit: '' },
  histogram('spread'),
  histogram('confirm'),
  histogram('bank'),
];

const percent = (part: number, whole: number): number => (whole === 0 ? 0 : (100 * part) / whole);
const sum = (xs: readonly number[]): number => xs.reduce((a, b) => a + b, 0);

/** Blocks that were found and shown and are not in the longest chain. */
const stale = (w: World): number => Math.max(0, booksOf(w).blocks.size - booksOf(w).top);

/** Reorganisations of so many blocks, over all nodes. */
function reorgsOf(w: World, depth: number): number {
  const { counts } = w.probe('reorg').all;
  return depth < 4 ? counts[depth] : sum([...counts.subarray(4)]);
}

/** The chance that the attacker wins, from the merchant's races, and the upper end of its 95 % interval. */
function doubleSpend(w: World): { share: number; upper: number } {
  const { trials, wins } = merchantIn(w).durable;
  if (trials === 0) return { share: 0, upper: 1 };
  const share = wins / trials;
  return { share, upper: share + 1.96 * Math.sqrt((share * (1 - share)) / trials) };
}

const expectedLength = (s: LedgerSettings): number =>
  Math.max(SECOND, (s.blockIntervalS / 20) * SECOND);

/** From both halves by turns: a chart that marks the first few lines shows both sides of a cut. */
const alternating: readonly number[] = nodeNumbers.slice(0, HALF).flatMap((n) => [n, n + HALF]);

export const measures: Measures = {
  sampleEvery: (s) => Math.round(expectedLength(s as LedgerSettings)),
  series: [
    {
      id: 'copies',
      title: 'copies of the watched payment, of 16',
      unit: '',
      lines: () => ['copies waiting', 'copies in a block'],
      sample(w) {
        const { waiting, inChain } = copies(w);
        return [waiting, inChain];
      },
    },
    {
      id: 'buried',
      title: 'confirmations of the watched payment, by node',
      unit: '',
      lines: () => ['confirmations, most', 'confirmations, fewest'],
      sample(w) {
        const all = fullIn(w).map(buriedIn);
        return [Math.max(...all), Math.min(...all)];
      },
    },
    {
      id: 'stale',
      title: 'stale blocks',
      unit: '%',
      lines: () => ['stale blocks'],
      sample: (w) => [percent(stale(w), booksOf(w).blocks.size)],
    },
    {
      id: 'height',
      title: 'height of the chain that each node follows',
      unit: '',
      lines: () => alternating.map((n) => `node ${n}`),
      sample: (w) =>
        alternating.map((n) => {
          // Nodes with headers only have a tree and a tip as the others do.
          return heightIn(w.nodes[nodeAt(n)] as FullNode);
        }),
    },
    {
      id: 'reorgs',
      title: 'reorganisations so far, by the blocks taken back',
      unit: '',
      lines: () => ['1 block', '2 blocks', '3 blocks', '4 and more'],
      sample: (w) => [1, 2, 3, 4].map((depth) => reorgsOf(w, depth)),
    },
    {
      id: 'confirmed',
      title: 'payments decided',
      unit: '',
      lines: () => ['confirmed by the network', 'decided by the bank'],
      sample(w) {
        const { confirmed, bankPaid, bankDeclined } = customersIn(w).durable;
        return [confirmed, bankPaid + bankDeclined];
      },
    },
  ],
  numbers,
  nodes(w) {
    const rows = fullIn(w).map((node) => {
      const { found, reorgs, deepest, undone, refused, rebuilt, coins } = node.durable;
      const counts = {
        found,
        reorgs,
        deepest,
        undone,
        refused,
        rebuilt,
        coins: coins.unspent.size,
      };
      return [node.id, { height: heightIn(node), copy: copyIn(node), ...counts }] as const;
    });
    const leaves = headersIn(w).map(
      (node) =>
        [
          node.id,
          { height: node.durable.tree.entries.get(node.durable.tip)!.header.height },
        ] as const,
    );
    const { made, skipped, conflicts } = customersIn(w).durable;
    const { shipped, robbed, undone } = merchantIn(w).durable;
    const { decided, declined } = bankIn(w).durable;
    const { attacks, released, gaveUp } = attackerIn(w).durable.plan;
    return Object.fromEntries<Record<string, number>>([
      ...rows,
      ...leaves,
      ['customers', { made, skipped, conflicts }],
      ['merchant', { shipped, robbed, undone }],
      ['bank', { decided: decided.size, declined }],
      ['attacker', { attacks, released, gaveUp }],
    ]);
  },
};

function bankFooled(w: World): number {
  const { decided } = bankIn(w).durable;
  const { attacks } = attackerIn(w).durable.plan;
  let fooled = 0;
  for (let n = 0; n < attacks; n++)
    if (decided.get(FIRST_ATTACK + 2 * n) && decided.get(FIRST_ATTACK + 2 * n + 1)) fooled++;
  return fooled;
}

function numbers(w: World): Record<string, number> {
  const books = booksOf(w);
  const s = w.settings as LedgerSettings;
  const nodes = fullIn(w);
  const found = books.blocks.size;
  const customers = customersIn(w).durable;
  const { shipped, robbed } = merchantIn(w).durable;
  const { attacks, released } = attackerIn(w).durable.plan;
  const { share, upper } = doubleSpend(w);
  const { waiting, inChain, thrownAway } = copies(w);
  const depths = books.cuts.map((c) => c.deepest);
  const atLeast = (n: number): number =>
    percent(depths.filter((d) => d >= n).length, depths.length);
  return {
    blocks: found,
    height: books.top,
    staleBlocks: stale(w),
    stalePercent: percent(stale(w), found),
    forkPercent: percent(stale(w), books.top),
    spreadMs: meanOf(w.probe(probes[NODE_PROBES.spread].id).all) / 1000 || 0,
    copies: inChain,
    copiesWaiting: waiting,
    copiesThrownAway: thrownAway,
    confirmations: s.confirmations,
    payments: customers.made,
    confirmedPayments: customers.confirmed,
    confirmMs: meanOf(w.probe('confirm').all) / 1000 || 0,
    undonePayments: Math.max(...nodes.map((n) => n.durable.undone)),
    reorgs: sum(nodes.map((n) => n.durable.reorgs)),
    deepestReorg: Math.max(...nodes.map((n) => n.durable.deepest)),
    healedCuts: depths.length,
    meanRollback: depths.length === 0 ? 0 : sum(depths) / depths.length,
    rollbackOnePercent: atLeast(1),
    rollbackThreePercent: atLeast(3),
    rebuilds: sum(nodes.map((n) => n.durable.rebuilt)),
    attacks,
    released,
    shipped,
    robbed,
    robbedPercent: percent(robbed, attacks),
    raceTrials: merchantIn(w).durable.trials,
    doubleSpendPercent: 100 * share,
    doubleSpendUpperPercent: 100 * upper,
    bankPaid: customers.bankPaid,
    bankDeclined: bankIn(w).durable.declined,
    bankWaiting: customers.orders.size,
    bankAnswerMs: meanOf(w.probe('bank').all) / 1000 || 0,
    bankFooled: bankFooled(w),
  };
}
