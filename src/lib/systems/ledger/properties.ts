import { counted, properties as makers, sum, type Property, type Report } from '../../sim';
import { ancestorAt } from './nodes/block-tree';
import { REWARD } from './nodes/messages';
import type { FullNode } from './nodes/options';
import { copyIn } from './nodes/standing';
import { fullIn } from './observer';
import { copies, haveDiverged, heightIn, type LedgerWorld } from './world';

type W = LedgerWorld;
const { always, eventually, sometimes } = makers<W>();

/** What a full node has just announced is what it follows. */
const ANNOUNCES = { sends: ['have-block'], senders: ['left', 'right'] } as const;

const spendsOnce = always({
  id: 'spends-once',
  title: 'No chain spends a coin twice.',
  sends: ['have-block'],
  senders: ['left', 'right', 'attacker'],
  send(_state, w, _from, _to, _message, report) {
    const { doubleSpend } = w.observed;
    if (doubleSpend !== null) report(doubleSpend);
  },
});

const parentsKnown = always({
  id: 'parents-known',
  title: 'Every block’s parent is known to the node.',
  ...ANNOUNCES,
  send(_state, w, from, _to, { header }, report) {
    const { durable: disk, label } = w.as('left', from);
    if (header.id === disk.tip && header.height > 0 && !disk.tree.entries.has(header.parent))
      report(`${label} follows a block at height ${header.height} without knowing its parent`);
  },
});

/** Each block leads to one set of coins, whichever node computes it. */
const coinsEqual = always({
  id: 'coins-equal',
  title: 'Nodes that follow the same block have the same unspent coins, pruned or not.',
  ...ANNOUNCES,
  begin: () => new Map<number, number>(),
  send(sums, w, from, _to, _message, report) {
    const { durable: disk, label } = w.as('left', from);
    const seen = sums.get(disk.tip);
    if (seen === undefined) sums.set(disk.tip, disk.coins.sum);
    else if (seen !== disk.coins.sum)
      report(`${label} and another node follow the same block but have different unspent coins`);
  },
  end(_sums, w, report) {
    const nodes = fullIn(w);
    for (const a of nodes) {
      const b = nodes.find((n) => n.durable.tip === a.durable.tip)!;
      const [x, y] = [a.durable.coins.unspent, b.durable.coins.unspent];
      if (x.size !== y.size || [...x].some(([coin, amount]) => y.get(coin) !== amount))
        report(`${a.label} and ${b.label} follow the same block but have different unspent coins`);
    }
  },
});

const moneyKept = always({
  id: 'money-kept',
  title: 'Payments create no money.',
  ...ANNOUNCES,
  send(_state, w, from, _to, _message, report) {
    const { durable: disk, options, label } = w.as('left', from);
    const { purses, attacks, amount } = options.endowment;
    const height = disk.tree.entries.get(disk.tip)?.header.height ?? 0;
    const right = (purses + attacks) * amount + REWARD * height;
    if (disk.coins.total !== right)
      report(`${label}’s unspent coins add up to ${disk.coins.total} instead of ${right}`);
  },
});

/** Blocks below the higher tip where chains may still differ, and blocks after a fault until they have to agree. */
const OPEN_END = 6;
const SETTLES_IN = 10;

const isWell = (w: W): boolean => w.calm && fullIn(w).every((n) => n.mode.host === 'running');

const commonPrefix = eventually({
  id: 'common-prefix',
  title: 'Ten blocks after the last fault, all nodes agree on the chain up to the last six blocks.',
  begin: () => ({ troubled: 0 }),
  sends: ['hello'],
  send(state, w) {
    if (!isWell(w)) state.troubled = Math.max(state.troubled, ...fullIn(w).map(heightIn));
  },
  end(state, w, report) {
    const nodes = fullIn(w);
    const low = nodes.reduce((a, b) => (heightIn(b) < heightIn(a) ? b : a));
    const high = nodes.reduce((a, b) => (heightIn(b) > heightIn(a) ? b : a));
    if (!isWell(w) || heightIn(high) - state.troubled < SETTLES_IN) return;
    const height = Math.max(0, heightIn(high) - OPEN_END);
    const at = nodes.map((n) => ancestorAt(n.durable.tree, n.durable.tip, height));
    const odd = at.findIndex((id) => id !== at[0]);
    if (heightIn(low) < height)
      report(
        `${low.label} is at height ${heightIn(low)}, ${high.label} at height ${heightIn(high)}`,
      );
    else if (odd > 0)
      report(
        `at height ${height}, ${nodes[0].label} and ${nodes[odd].label} have different blocks`,
      );
  },
});

const bankSound = always({
  id: 'bank-sound',
  title: 'The bank’s accounts balance.',
  sends: ['paid', 'declined'],
  send: (_state, w, _from, _to, _message, report) => checkBank(w, report),
  end: (_state, w, report) => checkBank(w, report),
});

function checkBank({ at }: W, report: Report): void {
  const { durable: disk, options } = at.bank;
  for (const [account, balance] of disk.balances)
    if (balance < 0) report(`account ${account} is overdrawn: its balance is ${balance}`);
  const total = sum([...disk.balances.values()]);
  const right = sum(options.accounts.map(([, amount]) => amount));
  if (total !== right) report(`all accounts together hold ${total} instead of ${right}`);
}

/** Seen by the observer when a full node announces its tip: a sentence, or false. */
const seen = (
  id: string,
  title: string,
  predicate: (w: W, node: FullNode) => string | false,
): Property<W> =>
  sometimes({
    id,
    title,
    ...ANNOUNCES,
    send(_state, w, from, _to, _message, report) {
      const why = predicate(w, w.as('left', from));
      if (why) report(why);
    },
  });

const seenSometimes: readonly Property<W>[] = [
  seen('not-every-copy', 'A payment is confirmed, and not every node has a copy.', (w, node) => {
    if (copyIn(node) !== 'in-chain') return false;
    const count = copies(w);
    const none = 16 - count.waiting - count['in-chain'] - count.pruned;
    return (
      none > 0 && `${node.label} has it in a block; nodes with headers only have no copy of it`
    );
  }),
  seen('fork', 'Two blocks share a parent.', ({ observed: { blocks, top } }) =>
    blocks.size > top ? `two blocks compete at height ${top}` : false,
  ),
  seen(
    'reorganisation',
    'A node reorganises: it disconnects blocks of its chain.',
    (_w, { durable, label }) =>
      durable.reorgs > 0 && `${label} disconnects ${counted(durable.last, 'block')}`,
  ),
  seen(
    'confirmed-undone',
    'A confirmed payment is undone.',
    (_w, { durable: { undone }, label }) =>
      undone > 0
        ? `at ${label}, payments that were confirmed are unconfirmed again or void`
        : false,
  ),
  seen('both-sides-mine', 'Both sides of a cut mine blocks.', (w) => {
    // Nodes 3 and 13 stand for the halves of the ring.
    const [a, b] = [w.at.left[2], w.at.right[4]];
    return (
      !w.calm &&
      haveDiverged(a, b) &&
      `${a.label} and ${b.label} follow different blocks at the same height`
    );
  }),
  seen(
    'pruned',
    'A node has pruned the block with a confirmed payment.',
    (_w, node) =>
      copyIn(node) === 'pruned' &&
      `${node.label} has the correct unspent coins but no copy of the payment`,
  ),
  seen('double-spend', 'The merchant ships for a payment that is undone.', ({ at }) => {
    const { robbed } = at.merchant.durable;
    return robbed > 0 && 'the merchant has shipped an order whose coin was then spent elsewhere';
  }),
  sometimes({
    id: 'attack-fails',
    title: 'The attacker gives up.',
    sends: ['have-block', 'hello'],
    send(_state, { at }, _from, _to, _message, report) {
      if (at.attacker.durable.plan.gaveUp > 0) report('the public chain is too far ahead');
    },
  }),
  seen('bank-down', 'The bank is down, and the network goes on.', ({ at }) => {
    const { orders } = at.customers.durable;
    return (
      at.bank.mode.host === 'crashed' &&
      orders.size > 2 &&
      'the bank’s only machine is down, and orders wait for it'
    );
  }),
];

export const properties: readonly Property<W>[] = [
  spendsOnce,
  parentsKnown,
  coinsEqual,
  moneyKept,
  commonPrefix,
  bankSound,
  ...seenSometimes,
];
