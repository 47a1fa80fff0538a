import { COPIES } from './nodes/options';
import { confirmationsIn, copyIn } from './nodes/standing';
import { mean, meanOf, percent, range, seconds, sum } from '../../sim';
import type { Measures, ProbeSpec } from '../../sim';
import { HALF, nodeNumbers } from './graph';
import { FIRST_ATTACK } from './nodes/messages';
import { fullIn } from './observer';
import { copies, heightIn, lightIn, type LedgerWorld } from './world';

type W = LedgerWorld;

const time = { kind: 'histogram', unit: 'us' } as const;
export const probes = {
  /** Blocks disconnected in each reorganisation. */
  reorg: { kind: 'histogram', unit: '' },
  /** From mining a block until another node follows it. */
  spread: time,
  /** Until a payment has its first confirmation, and until the bank's answer. */
  confirm: time,
  bank: time,
} as const satisfies Record<string, Omit<ProbeSpec, 'id'>>;

/** Blocks that were published and are not in the longest chain. */
const stale = ({ observed: { blocks, top } }: W): number => Math.max(0, blocks.size - top);

/** Reorganisations of so many blocks, over all nodes. */
function reorgsOf(w: W, depth: number): number {
  const { counts, total } = w.probe('reorg').all;
  return depth < 4 ? counts[depth] : total - sum([...counts.subarray(0, 4)]);
}

/** The chance that the attacker wins, from the merchant's races, and the upper end of its 95 % interval. */
function doubleSpend(w: W): { share: number; upper: number } {
  const { trials, wins } = w.at.merchant.durable;
  if (trials === 0) return { share: 0, upper: 1 };
  const share = wins / trials;
  return { share, upper: share + 1.96 * Math.sqrt((share * (1 - share)) / trials) };
}

/** The node numbers of both halves by turns: a chart that marks the first few lines shows both sides of a cut. */
const ALTERNATING: readonly number[] = nodeNumbers.slice(0, HALF).flatMap((n) => [n, n + HALF]);

export const measures: Measures<W> = {
  sampleEvery: (s) => Math.max(seconds(1), seconds(s.blockIntervalS / 20)),
  series: [
    {
      id: 'copies',
      title: 'copies of the watched payment, of 16',
      unit: '',
      lines: () => ['copies waiting', 'copies in a block'],
      sample(w) {
        const count = copies(w);
        return [count.waiting, count['in-chain']];
      },
    },
    {
      id: 'buried',
      title: 'confirmations of the watched payment, by node',
      unit: '',
      lines: () => ['confirmations, most', 'confirmations, fewest'],
      sample(w) {
        const all = fullIn(w).map(confirmationsIn);
        return [Math.max(...all), Math.min(...all)];
      },
    },
    {
      id: 'stale',
      title: 'stale blocks',
      unit: '%',
      lines: () => ['stale blocks'],
      sample: (w) => [percent(stale(w), w.observed.blocks.size)],
    },
    {
      id: 'height',
      title: 'height of the chain that each node follows',
      unit: '',
      lines: () => ALTERNATING.map((n) => `node ${n}`),
      sample(w) {
        const { left, lightLeft, right, lightRight } = w.at;
        const heights = [...left, lightLeft, ...right, lightRight].map(heightIn);
        return ALTERNATING.map((n) => heights[n - 1]);
      },
    },
    {
      id: 'reorgs',
      title: 'reorganisations so far, by blocks disconnected',
      unit: '',
      lines: () => ['1 block', '2 blocks', '3 blocks', '4 and more'],
      sample: (w) => [1, 2, 3, 4].map((depth) => reorgsOf(w, depth)),
    },
    {
      id: 'confirmed',
      title: 'payments decided so far',
      unit: '',
      lines: () => ['confirmed by the network', 'decided by the bank'],
      sample(w) {
        const { confirmed, bankPaid, bankDeclined } = w.at.customers.durable;
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
      return [
        node.id,
        { height: heightIn(node), copy: COPIES.indexOf(copyIn(node)), ...counts },
      ] as const;
    });
    const leaves = lightIn(w).map((node) => [node.id, { height: heightIn(node) }] as const);
    const { made, skipped, conflicts } = w.at.customers.durable;
    const { shipped, robbed, undone } = w.at.merchant.durable;
    const { decided, declined } = w.at.bank.durable;
    const { attacks, released, gaveUp } = w.at.attacker.durable.plan;
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

/** Attacks in which the bank paid both orders out of one account. */
function bankFooled({ at }: W): number {
  const { decided } = at.bank.durable;
  const paid = (ref: number): boolean => decided.get(ref) === true;
  return range(at.attacker.durable.plan.attacks).filter(
    (n) => paid(FIRST_ATTACK + 2 * n) && paid(FIRST_ATTACK + 2 * n + 1),
  ).length;
}

function numbers(w: W): Record<string, number> {
  const { blocks, top, cuts } = w.observed;
  const nodes = fullIn(w);
  const found = blocks.size;
  const customers = w.at.customers.durable;
  const { shipped, robbed, trials } = w.at.merchant.durable;
  const { attacks, released } = w.at.attacker.durable.plan;
  const { share, upper } = doubleSpend(w);
  const count = copies(w);
  const depths = cuts.map((c) => c.deepest);
  const atLeast = (n: number): number =>
    percent(depths.filter((d) => d >= n).length, depths.length);
  return {
    blocks: found,
    height: top,
    staleBlocks: stale(w),
    stalePercent: percent(stale(w), found),
    forkPercent: percent(stale(w), top),
    spreadMs: meanOf(w.probe('spread').all) / 1000 || 0,
    copies: count['in-chain'],
    copiesWaiting: count.waiting,
    copiesThrownAway: count.pruned,
    confirmations: w.settings.confirmations,
    blockIntervalS: w.settings.blockIntervalS,
    expectedWaitS: w.settings.confirmations * w.settings.blockIntervalS,
    payments: customers.made,
    confirmedPayments: customers.confirmed,
    confirmMs: meanOf(w.probe('confirm').all) / 1000 || 0,
    undonePayments: Math.max(...nodes.map((n) => n.durable.undone)),
    reorgs: sum(nodes.map((n) => n.durable.reorgs)),
    deepestReorg: Math.max(...nodes.map((n) => n.durable.deepest)),
    healedCuts: depths.length,
    meanRollback: depths.length === 0 ? 0 : mean(depths),
    rollbackOnePercent: atLeast(1),
    rollbackThreePercent: atLeast(3),
    rebuilds: sum(nodes.map((n) => n.durable.rebuilt)),
    attacks,
    released,
    shipped,
    robbed,
    robbedPercent: percent(robbed, attacks),
    raceTrials: trials,
    doubleSpendPercent: 100 * share,
    doubleSpendUpperPercent: 100 * upper,
    bankPaid: customers.bankPaid,
    bankDeclined: w.at.bank.durable.declined,
    bankWaiting: customers.orders.size,
    bankAnswerMs: meanOf(w.probe('bank').all) / 1000 || 0,
    bankFooled: bankFooled(w),
  };
}
