import { ancestorAt } from './nodes/block-tree';
import { REWARD, type BlockAnnouncement } from './nodes/messages';
import { Copy, type FullNode } from './nodes/options';
import { copyIn } from './nodes/standing';
import type { Message, LooseProperty, Property, Report, World } from '../../sim';
import {
  attackerIn,
  bankIn,
  booksOf,
  copies,
  customersIn,
  fullIn,
  heightIn,
  merchantIn,
} from './books';
import { spendsOnce } from './books';
import { nodeAt } from './topology';

const isFull = (id: string): boolean => id.startsWith('node-');
const SPEAKS = ['have-block'];

const parentsKnown: LooseProperty<null> = {
  id: 'parents-known',
  kind: 'always',
  title: 'Every block hangs on one that its node has.',
  begin: () => null,
  sends: SPEAKS,
  sender: isFull,
  send(_state, w, from, _to, message, report) {
    const { height, parent, id } = (message as BlockAnnouncement).header;
    const { durable: disk, id: who } = w.nodes[from] as FullNode;
    if (id === disk.tip && height > 0 && !disk.tree.entries.has(parent))
      report(`${who} follows a block at height ${height} without knowing the one before it`);
  },
};

/** What each block leads to has one set of coins, whoever worked it out. */
const coinsEqual: LooseProperty<Map<number, number>> = {
  id: 'coins-equal',
  kind: 'always',
  title: 'Same block, same coins, pruned or not.',
  begin: () => new Map(),
  sends: SPEAKS,
  sender: isFull,
  send(sums, w, from, _to, _message, report) {
    const { durable: disk, id } = w.nodes[from] as FullNode;
    const seen = sums.get(disk.tip);
    if (seen === undefined) sums.set(disk.tip, disk.coins.sum);
    else if (seen !== disk.coins.sum)
      report(`${id} follows the block that another node follows, and has other coins`);
  },
  end(_sums, w, report) {
    const nodes = fullIn(w);
    for (const a of nodes) {
      const b = nodes.find((n) => n.durable.tip === a.durable.tip)!;
      const [x, y] = [a.durable.coins.unspent, b.durable.coins.unspent];
      if (x.size !== y.size || [...x].some(([coin, amount]) => y.get(coin) !== amount))
        report(`${a.id} and ${b.id} follow the same block with other coins`);
    }
  },
};

const moneyKept: LooseProperty<null> = {
  id: 'money-kept',
  kind: 'always',
  title: 'Payments make no money.',
  begin: () => null,
  sends: SPEAKS,
  sender: isFull,
  send: (_state, w, from, _to, _message, report) =>
    checkMoney(w, w.nodes[from] as FullNode, report),
};

function checkMoney(_w: World, { durable: disk, options, id }: FullNode, report: Report): void {
  const { purses, attacks, amount } = options.endowment;
  const right =
    (purses + attacks) * amount + REWARD * (disk.tree.entries.get(disk.tip)?.header.height ?? 0);
  if (disk.coins.total !== right)
    report(`the coins that ${id} knows of come to ${disk.coins.total} instead of ${right}`);
}

/** Blocks below the lower tip where chains may still differ, and blocks after trouble until they have to agree. */
const OPEN_END = 6;
const SETTLES_IN = 10;

const isWell = (w: World): boolean => w.calm && fullIn(w).every((n) => n.mode.host === 'running');

const commonPrefix: LooseProperty<{ troubled: number }> = {
  id: 'common-prefix',
  kind: 'eventually',
  title: 'Ten blocks after the last fault all agree.',
  begin: () => ({ troubled: 0 }),
  sends: ['hello'],
  send(state, w) {
    if (!isWell(w)) state.troubled = Math.max(state.troubled, ...fullIn(w).map(heightIn));
  },
  end(state, w, report) {
    const nodes = fullIn(w);
    const low = Math.min(...nodes.map(heightIn));
    const high = Math.max(...nodes.map(heightIn));
    if (!isWell(w) || high - state.troubled < SETTLES_IN) return;
    const height = Math.max(0, high - OPEN_END);
    const at = nodes.map((n) => ancestorAt(n.durable.tree, n.durable.tip, height));
    const odd = at.findIndex((id) => id !== at[0]);
    if (low < height) report(`one node is at height ${low}, another at ${high}`);
    else if (odd > 0)
      report(`at height ${height}, ${nodes[0].id} and ${nodes[odd].id} have other blocks`);
  },
};

const bankSound: LooseProperty<null> = {
  id: 'bank-sound',
  kind: 'always',
  title: 'The bank’s books balance.',
  begin: () => null,
  sends: ['paid', 'declined'],
  send: (_state, w, _from, _to, _message, report) => checkBank(w, report),
  end: (_state, w, report) => checkBank(w, report),
};

function checkBank(w: World, report: Report): void {
  const { durable: disk, options } = bankIn(w);
  let total = 0;
  for (const [account, balance] of disk.balances) {
    total += balance;
    if (balance < 0) report(`account ${account} has ${balance}`);
  }
  const right = options.accounts.reduce((n, [, amount]) => n + amount, 0);
  if (total !== right) report(`all accounts together hold ${total} instead of ${right}`);
}

const count = (n: number, what: string): string => `${n} ${what}${n === 1 ? '' : 's'}`;

/** What a node's word on its tip shows to somebody who sees everything. */
type Sight = (w: World, node: FullNode, message: Message) => string | false;

const sometimes = (
  id: string,
  title: string,
  seen: Sight,
  sends = SPEAKS,
): LooseProperty<null> => ({
  id,
  kind: 'sometimes',
  title,
  begin: () => null,
  sends,
  send(_state, w, from, _to, message, report) {
    const why = seen(w, w.nodes[from] as FullNode, message);
    if (why) report(why);
  },
});

/** The two nodes that stand for the halves of the ring. */
const halves = (w: World): [FullNode, FullNode] => [
  w.nodes[nodeAt(3)] as FullNode,
  w.nodes[nodeAt(13)] as FullNode,
];

const seenSometimes: readonly LooseProperty<null>[] = [
  sometimes('not-every-copy', 'Confirmed, and not on every copy.', (w, node) => {
    if (copyIn(node) !== Copy.InChain) return false;
    const { waiting, inChain, thrownAway } = copies(w);
    const none = 16 - waiting - inChain - thrownAway;
    return none > 0 && `in a block at ${inChain} of 16; ${none} have not heard of it`;
  }),
  sometimes('fork', 'Two blocks are found on one.', (w) => {
    const { blocks, top } = booksOf(w);
    return blocks.size > top && `${blocks.size} blocks make a chain of ${top}`;
  }),
  sometimes(
    'reorganisation',
    'A node takes blocks back.',
    (_w, { durable }) => durable.reorgs > 0 && `${count(durable.last, 'block')} taken back`,
  ),
  sometimes(
    'confirmed-undone',
    'A confirmed payment is undone.',
    (_w, { durable }) =>
      durable.undone > 0 &&
      (durable.undone === 1
        ? 'one payment waits again, or is void'
        : `${durable.undone} payments wait again, or are void`),
  ),
  sometimes('both-sides-mine', 'Both sides of a cut find blocks.', (w) => {
    if (w.calm) return false;
    const [a, b] = halves(w);
    const both = Math.min(heightIn(a), heightIn(b));
    const shared = ancestorAt(a.durable.tree, a.durable.tip, both);
    const differs = shared !== ancestorAt(b.durable.tree, b.durable.tip, both);
    return differs && both > 0 && `heights ${heightIn(a)} and ${heightIn(b)}, and two histories`;
  }),
  sometimes(
    'pruned',
    'A payment is applied and thrown away.',
    (_w, node) =>
      copyIn(node) === Copy.ThrownAway && 'its coins are right, and the payment itself is gone',
  ),
  sometimes('double-spend', 'The merchant is robbed.', (w) => {
    const { robbed } = merchantIn(w).durable;
    return robbed > 0 && `${count(robbed, 'order')} shipped for nothing`;
  }),
  sometimes(
    'attack-fails',
    'The attacker gives up.',
    (w) => {
      const { gaveUp } = attackerIn(w).durable.plan;
      return gaveUp > 0 && 'the others are too far ahead';
    },
    ['have-block', 'hello'],
  ),
  sometimes('bank-down', 'The bank is out, the network goes on.', (w) => {
    const isDown = bankIn(w).mode.host === 'crashed';
    const { orders } = customersIn(w).durable;
    return isDown && orders.size > 2 && `${count(orders.size, 'order')} wait for one machine`;
  }),
];

export const properties: readonly Property[] = [
  spendsOnce,
  parentsKnown,
  coinsEqual,
  moneyKept,
  commonPrefix,
  bankSound,
  ...seenSometimes,
] as readonly Property[];
