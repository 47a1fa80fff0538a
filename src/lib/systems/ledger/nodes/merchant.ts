import { type LooseBehaviour, type Message, type NodeState, type LooseOut } from '../../../sim';
import { nodeMachine } from '../../../nodes/machine';
import { MERCHANT, type ChainView, type Sighting, type Tx } from './messages';
import { hopelessBehind, race, type RaceRule } from './race';

export interface MerchantOptions {
  /** Ships when a payment's block and those on top of it are so many; 0: as soon as the payment is seen. */
  readonly confirmations: number;
  /** Races played in the head before the shop opens, against a share of the work. */
  readonly trials: number;
  readonly share: number;
  readonly rule: RaceRule;
}

interface Order {
  readonly tx: Tx;
  shipped: boolean;
  /** Of its block in the chain that was seen last; −1 where it was not there. */
  height: number;
  /** Shipped, and then another payment with the same coin came into the chain instead. */
  robbed: boolean;
}

interface Books {
  orders: Map<number, Order>;
  shipped: number;
  robbed: number;
  /** Shipped orders that went out of the chain again, as far as was seen. */
  undone: number;
  trials: number;
  wins: number;
}

export type Merchant = NodeState<null, Books, MerchantOptions>;

const TRIALS_AT_ONCE = 20_000;

const machine = nodeMachine('merchant', {
  initial: 'reckoning',
  states: {
    reckoning: {
      on: { OPEN: 'selling' },
      description: 'plays out races to see what a wait is worth',
    },
    selling: { description: 'ships when a payment is buried deep enough' },
  },
});

function reckon(node: Merchant, out: LooseOut): void {
  const { durable: books, options } = node;
  const { share, rule, confirmations, trials } = options;
  const random = out.stream('race:merchant');
  const behind = hopelessBehind(share);
  const last = Math.min(trials, books.trials + TRIALS_AT_ONCE);
  for (; books.trials < last; books.trials++)
    if (race(random, share, confirmations, rule, behind)) books.wins++;
  if (books.trials < trials) out.after(1000, 'reckon');
  else out.become('OPEN');
}

function ship(node: Merchant, order: Order, out: LooseOut): void {
  if (order.shipped) return;
  order.shipped = true;
  node.durable.shipped++;
  out.gauge('shipped', node.durable.shipped);
  out.note(`ships order ${order.tx.id}, confirmations: ${node.options.confirmations}`);
}

const isMine = (tx: Tx): boolean => tx.pays.some((p) => p.to === MERCHANT);

function noteOrder({ durable }: Merchant, tx: Tx): Order {
  const known = durable.orders.get(tx.id);
  if (known) return known;
  const order = { tx, shipped: false, height: -1, robbed: false };
  durable.orders.set(tx.id, order);
  return order;
}

function onView(node: Merchant, { blocks }: ChainView, out: LooseOut): void {
  const { durable: books, options } = node;
  const top = blocks.at(-1)?.height ?? 0;
  const heights = new Map<number, number>();
  const spender = new Map<number, number>();
  for (const { txs, height } of blocks)
    for (const tx of txs) {
      heights.set(tx.id, height);
      for (const coin of tx.spends) spender.set(coin, tx.id);
      if (isMine(tx)) noteOrder(node, tx);
    }
  const first = blocks[0]?.height ?? 0;
  for (const [id, order] of books.orders) {
    if (order.height >= 0 && order.height < first) {
      // Deeper than it is shown: settled.
      books.orders.delete(id);
      continue;
    }
    const height = heights.get(id) ?? -1;
    const rival = spender.get(order.tx.spends[0]) ?? id;
    if (height < 0 && order.height >= 0) lose(node, order, out);
    order.height = height;
    if (height >= 0 && top - height + 1 >= options.confirmations) ship(node, order, out);
    if (rival !== id && order.shipped && !order.robbed) rob(node, order, out);
  }
}

function lose(node: Merchant, order: Order, out: LooseOut): void {
  if (!order.shipped) return;
  node.durable.undone++;
  out.note(`order ${order.tx.id} is paid no more: its block has been taken back`);
}

function rob(node: Merchant, order: Order, out: LooseOut): void {
  order.robbed = true;
  node.durable.robbed++;
  out.note(`robbed: order ${order.tx.id} was shipped, and its coin has gone elsewhere`);
}

function onMessage(node: Merchant, m: Message, _from: number, out: LooseOut): void {
  if (m.type === 'view') return onView(node, m as ChainView, out);
  if (m.type !== 'seen') return;
  const { tx } = m as Sighting;
  if (!isMine(tx)) return;
  const order = noteOrder(node, tx);
  if (node.options.confirmations === 0) ship(node, order, out);
}

/** Sells for payments over the network, and has to choose how many confirmations are enough. */
export const merchant: LooseBehaviour<null, Books, MerchantOptions> = {
  kind: 'merchant',
  machine,
  volatile: () => null,
  durable: () => ({
    orders: new Map(),
    shipped: 0,
    robbed: 0,
    undone: 0,
    trials: 0,
    wins: 0,
  }),
  start(node, out) {
    out.after(0, 'reckon');
  },
  roles: {
    reckoning: { message: onMessage, timer: (node, _name, _data, out) => reckon(node, out) },
    selling: { message: onMessage },
  },
};
