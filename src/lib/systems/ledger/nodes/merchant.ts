import type { Behaviour, Handlers, Node, Out } from '../../../sim';
import { nodeMachine, waiting, well } from '../../../nodes/machine';
import type { ChainView, Tx, WalletMessage } from './messages';
import { hopelessBehind, race, type RaceRule } from './race';

interface MerchantOptions {
  /** Ships when a payment has this many confirmations; 0: as soon as the payment is seen. */
  readonly confirmations: number;
  /** Races simulated before the shop opens, against an attacker with this share of the work. */
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

interface Orders {
  orders: Map<number, Order>;
  shipped: number;
  robbed: number;
  /** Shipped orders whose payment left the chain again, as far as was seen. */
  undone: number;
  trials: number;
  wins: number;
}

const TRIALS_AT_ONCE = 20_000;

const machine = nodeMachine('merchant', {
  estimating: waiting('simulates races to estimate the risk of a double spend', {
    OPEN: 'selling',
  }),
  selling: well('ships when a payment has enough confirmations'),
});

interface MerchantKind {
  machine: typeof machine;
  durable: Orders;
  options: MerchantOptions;
  takes: WalletMessage;
  timers: { race: undefined };
  gauges: 'shipped' | 'robbed' | 'unpaid';
}
type Merchant = Node<MerchantKind>;
type MerchantOut = Out<MerchantKind>;

function estimate({ durable: all, options }: Merchant, out: MerchantOut): void {
  const { share, rule, confirmations, trials } = options;
  const random = out.stream('race:merchant');
  const behind = hopelessBehind(share);
  const last = Math.min(trials, all.trials + TRIALS_AT_ONCE);
  for (; all.trials < last; all.trials++)
    if (race(random, share, confirmations, rule, behind)) all.wins++;
  if (all.trials < trials) out.after(1000, 'race');
  else out.become('OPEN');
}

function ship(node: Merchant, order: Order, out: MerchantOut): void {
  if (order.shipped) return;
  order.shipped = true;
  node.durable.shipped++;
  out.gauge('shipped', node.durable.shipped);
  out.note(`ships order ${order.tx.id} (required confirmations: ${node.options.confirmations})`);
}

const isMine = (tx: Tx): boolean => tx.pays.some((p) => p.to === 'merchant');

function noteOrder({ durable }: Merchant, tx: Tx): Order {
  const known = durable.orders.get(tx.id);
  if (known) return known;
  const order = { tx, shipped: false, height: -1, robbed: false };
  durable.orders.set(tx.id, order);
  return order;
}

function onView(node: Merchant, { blocks }: ChainView, out: MerchantOut): void {
  const { durable: all, options } = node;
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
  for (const [id, order] of all.orders) {
    if (order.height >= 0 && order.height < first) {
      // Deeper than the view goes: settled.
      all.orders.delete(id);
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

function lose(node: Merchant, order: Order, out: MerchantOut): void {
  if (!order.shipped) return;
  node.durable.undone++;
  out.gauge('unpaid', node.durable.undone);
  out.note(`order ${order.tx.id} was shipped and is no longer confirmed: its block left the chain`);
}

function rob(node: Merchant, order: Order, out: MerchantOut): void {
  order.robbed = true;
  node.durable.robbed++;
  out.gauge('robbed', node.durable.robbed);
  out.note(`double spend: order ${order.tx.id} was shipped, and its coin was spent elsewhere`);
}

/** Orders are taken while the estimate runs, too: the number of confirmations is set beforehand. */
const message: Handlers<MerchantKind>['message'] = (node, m, _from, out) => {
  if (m.type === 'view') return onView(node, m, out);
  if (!isMine(m.tx)) return;
  const order = noteOrder(node, m.tx);
  if (node.options.confirmations === 0) ship(node, order, out);
};

/** Sells for payments over the network, and has to choose how many confirmations are enough. */
export const merchant: Behaviour<MerchantKind> = {
  kind: 'merchant',
  machine,
  durable: () => ({ orders: new Map(), shipped: 0, robbed: 0, undone: 0, trials: 0, wins: 0 }),
  start(_node, out) {
    out.after(0, 'race');
  },
  roles: {
    estimating: { message, timer: (node, _name, _data, out) => estimate(node, out) },
    selling: { message, timer: 'ignores' },
  },
};
