import { below, chance, exponential } from '../../../sim';
import type { LooseBehaviour, Message, Micros, NodeState, LooseOut, Stream } from '../../../sim';
import { nodeMachine } from '../../../nodes/machine';
import { coinOf, FIRST_TX, MERCHANT, type BankAnswer, type BankOrder } from './messages';
import type { ChainView, Tx, TxDelivery } from './messages';

export interface CustomersOptions {
  /** Nodes to which they hand payments, purse by purse in turn; each tells its purses what became of them. */
  readonly nodes: readonly number[];
  readonly bank: number;
  readonly purses: number;
  /** Money in each purse at first, and what one payment comes to. */
  readonly amount: number;
  readonly price: number;
  /** Mean time between two payments, µs; 0: none at all. The first is made at `firstAt`. */
  readonly meanGap: Micros;
  readonly firstAt: Micros;
  /** Asks again, the node or the bank, after this long without an answer, µs. */
  readonly resendAfter: Micros;
  /** Share of payments whose coin is also sent elsewhere, to the payer, within `conflictWithin` µs. */
  readonly conflictShare: number;
  readonly conflictWithin: Micros;
  /** Probes: time to the first confirmation, and to the bank's answer. */
  readonly confirmProbe: number;
  readonly bankProbe: number;
}

/** A purse holds one coin at a time: what was left over from the last payment. */
interface Purse {
  coin: number;
  amount: number;
  /** Payments of that coin that are not settled: one, or two that cannot both be. */
  open: Tx[];
  since: Micros;
  sentAt: Micros;
  /** The first confirmation was seen. */
  confirmed: boolean;
}

interface Books {
  purses: Purse[];
  next: number;
  made: number;
  confirmed: number;
  /** No purse was free: all wait for a block. */
  skipped: number;
  conflicts: number;
  /** Orders that the bank has not answered, by number: when asked first, and last. */
  orders: Map<number, { order: BankOrder; since: Micros; sentAt: Micros }>;
  bankPaid: number;
  bankDeclined: number;
}

export type Customers = NodeState<
  { gaps: Stream | null; kinds: Stream | null },
  Books,
  CustomersOptions
>;

/** Blocks that a purse waits before it pays with what was left over; more where it tried to spend it twice. */
const SETTLED = { honest: 1, twice: 8 };

const machine = nodeMachine('customers', {
  initial: 'paying',
  states: {
    paying: { description: 'makes payments at random times, to the network and to the bank' },
  },
});

function payNext(node: Customers, out: LooseOut): void {
  const { durable: books, options } = node;
  const free = books.purses.findIndex((_, i) =>
    isFree(books.purses[(books.next + i) % options.purses], options),
  );
  if (free < 0) {
    books.skipped++;
    return;
  }
  const account = (books.next + free) % options.purses;
  books.next = account + 1;
  const purse = books.purses[account];
  const tx = payment(node, purse, account, MERCHANT);
  Object.assign(purse, { open: [tx], since: out.now, sentAt: out.now, confirmed: false });
  out.send(homeOf(account, options), { type: 'payment', tx } as Message);
  const order: BankOrder = { type: 'order', ref: tx.id, account, amount: options.price };
  books.orders.set(tx.id, { order, since: out.now, sentAt: out.now });
  out.send(options.bank, order);
  const kinds = (node.volatile.kinds ??= out.stream('kinds:customers'));
  if (!chance(kinds, options.conflictShare)) return;
  books.conflicts++;
  const rival = payment(node, purse, account, account);
  purse.open.push(rival);
  const to = homeOf(account + 1, options);
  out.after(below(kinds, options.conflictWithin), 'rival', { to, tx: rival });
}

/** The node that a purse trusts. */
const homeOf = (account: number, { nodes }: CustomersOptions): number =>
  nodes[account % nodes.length];

const isFree = (p: Purse, { price }: CustomersOptions): boolean =>
  p.open.length === 0 && p.amount >= price;

/** What is left over goes back to the purse as a new coin. */
function payment({ durable, options }: Customers, purse: Purse, account: number, to: number): Tx {
  const { price } = options;
  return {
    id: FIRST_TX + durable.made++,
    spends: [purse.coin],
    pays: [
      { to, amount: price },
      { to: account, amount: purse.amount - price },
    ],
  };
}

/** The node shows its chain: what is in it, and what has to be sent again. */
function onView(node: Customers, { blocks }: ChainView, from: number, out: LooseOut): void {
  const { durable: books, options } = node;
  const heights = new Map(blocks.flatMap((b) => b.txs.map((tx) => [tx.id, b.height] as const)));
  const top = blocks.at(-1)?.height ?? 0;
  for (const [account, purse] of books.purses.entries()) {
    if (purse.open.length === 0 || homeOf(account, options) !== from) continue;
    const winner = purse.open.find((tx) => heights.has(tx.id));
    if (!winner) {
      if (out.now - purse.sentAt < options.resendAfter) continue;
      purse.sentAt = out.now;
      for (const tx of purse.open) out.send(from, { type: 'payment', tx } as Message);
      continue;
    }
    if (!purse.confirmed && winner.pays[0].to === MERCHANT) {
      books.confirmed++;
      out.observe(options.confirmProbe, out.now - purse.since);
    }
    purse.confirmed = true;
    const wanted = purse.open.length > 1 ? SETTLED.twice : SETTLED.honest;
    if (top - heights.get(winner.id)! + 1 < wanted) continue;
    purse.coin = coinOf(winner.id, 1);
    purse.amount = winner.pays[1].amount;
    purse.open = [];
  }
}

function onAnswer({ durable: books, options }: Customers, m: BankAnswer, out: LooseOut): void {
  const asked = books.orders.get(m.ref);
  if (!asked) return;
  books.orders.delete(m.ref);
  if (m.type === 'paid') books.bankPaid++;
  else books.bankDeclined++;
  out.observe(options.bankProbe, out.now - asked.since);
  out.gauge('waiting', books.orders.size);
}

function askAgain({ durable: books, options }: Customers, out: LooseOut): void {
  for (const asked of books.orders.values()) {
    if (out.now - asked.sentAt < options.resendAfter) continue;
    asked.sentAt = out.now;
    out.send(options.bank, asked.order);
  }
}

function onTimer(node: Customers, name: string, data: unknown, out: LooseOut): void {
  const { options } = node;
  if (name === 'rival') {
    const { to, tx } = data as { to: number; tx: Tx };
    out.send(to, { type: 'payment', tx } as TxDelivery);
    return;
  }
  if (name === 'look') {
    askAgain(node, out);
    out.after(options.resendAfter, 'look');
    return;
  }
  payNext(node, out);
  out.gauge('waiting', node.durable.orders.size);
  wait(node, out);
}

function wait(node: Customers, out: LooseOut): void {
  const gaps = (node.volatile.gaps ??= out.stream('arrivals:customers'));
  out.after(Math.round(exponential(gaps) * node.options.meanGap), 'pay');
}

/** Customers with a purse each, who pay the merchant over the network and, with the same orders, over the bank. */
export const customers: LooseBehaviour<Customers['volatile'], Books, CustomersOptions> = {
  kind: 'customers',
  machine,
  volatile: () => ({ gaps: null, kinds: null }),
  durable: ({ options }) => ({
    purses: Array.from({ length: options.purses }, (_, coin) => ({
      coin,
      amount: options.amount,
      open: [],
      since: 0,
      sentAt: 0,
      confirmed: false,
    })),
    next: 0,
    made: 0,
    confirmed: 0,
    skipped: 0,
    conflicts: 0,
    orders: new Map(),
    bankPaid: 0,
    bankDeclined: 0,
  }),
  start(node, out) {
    const { meanGap, firstAt, resendAfter } = node.options;
    if (meanGap === 0) return;
    if (out.now === 0) out.after(firstAt, 'pay');
    else wait(node, out);
    out.after(resendAfter, 'look');
  },
  roles: {
    paying: {
      message(node, m, from, out) {
        if (m.type === 'view') onView(node, m as ChainView, from, out);
        else if (m.type === 'paid' || m.type === 'declined') onAnswer(node, m as BankAnswer, out);
      },
      timer: onTimer,
    },
  },
};
