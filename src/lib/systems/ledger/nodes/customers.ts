import { below, chance, range } from '../../../sim';
import type {
  Behaviour,
  Instant,
  Micros,
  Node,
  NodeRef,
  NodeRefs,
  Out,
  Stream,
} from '../../../sim';
import { gapOf, openLoop } from '../../../nodes/load/open-loop';
import { oneRole } from '../../../nodes/machine';
import { coinOf, FIRST_TX, type BankAnswer, type BankOrder, type ChainView } from './messages';
import type { Owner, Tx, TxDelivery, WalletMessage } from './messages';

interface CustomersOptions {
  /** Nodes to which they hand payments, purse by purse in turn; each tells its purses what became of them. */
  readonly nodes: NodeRefs;
  readonly bank: NodeRef;
  readonly purses: number;
  /** Money in each purse at first, and the price of each payment. */
  readonly amount: number;
  readonly price: number;
  /** Mean time between two payments, µs; 0: none at all. The first is made at `firstAt`. */
  readonly meanGap: Micros;
  readonly firstAt: Micros;
  /** Asks the node or the bank again after this long without an answer, µs. */
  readonly resendAfter: Micros;
  /** Share of payments whose coin is also sent elsewhere, to the payer, within `conflictWithin` µs. */
  readonly conflictShare: number;
  readonly conflictWithin: Micros;
}

/** A purse holds one coin at a time: the change from its last payment. */
interface Purse {
  coin: number;
  amount: number;
  /** Payments of that coin that are not settled: one, or two that cannot both be. */
  open: Tx[];
  since: Instant | null;
  /** By the customers' own count of time, µs. */
  sentAt: Micros;
  /** The first confirmation was seen. */
  confirmed: boolean;
}

interface Payments {
  purses: Purse[];
  next: number;
  made: number;
  confirmed: number;
  /** Payments not made because no purse was free: all wait for a block. */
  skipped: number;
  conflicts: number;
  /** Orders that the bank has not answered, by number: when asked first, and last. */
  orders: Map<number, { order: BankOrder; since: Instant; sentAt: Micros }>;
  bankPaid: number;
  bankDeclined: number;
}

/** Blocks that a purse waits before it spends its change; more if it tried to spend a coin twice. */
const SETTLED = { honest: 1, twice: 8 };

const machine = oneRole('customers', {
  paying: 'makes payments at random times, over the network and over the bank',
});

interface CustomersKind {
  machine: typeof machine;
  volatile: { gaps: Stream | null; kinds: Stream | null };
  durable: Payments;
  options: CustomersOptions;
  takes: WalletMessage | BankAnswer;
  sends: TxDelivery | BankOrder;
  timers: { next: undefined; look: undefined; rival: { readonly to: NodeRef; readonly tx: Tx } };
  gauges: 'waiting' | 'confirmed';
  probes: 'confirm' | 'bank';
}
type Customers = Node<CustomersKind>;
type CustomersOut = Out<CustomersKind>;

function payNext(node: Customers, out: CustomersOut): void {
  const { durable: all, options } = node;
  const free = all.purses.findIndex((_, i) =>
    isFree(all.purses[(all.next + i) % options.purses], options),
  );
  if (free < 0) {
    all.skipped++;
    return;
  }
  const account = (all.next + free) % options.purses;
  all.next = account + 1;
  const purse = all.purses[account];
  const tx = payment(node, purse, account, 'merchant');
  const [since, sentAt] = [out.instant(), out.monotonic()];
  Object.assign(purse, { open: [tx], since, sentAt, confirmed: false });
  out.send(homeOf(account, options), { type: 'payment', tx });
  const order: BankOrder = { type: 'order', ref: tx.id, account, amount: options.price };
  all.orders.set(tx.id, { order, since, sentAt });
  out.send(options.bank, order);
  const kinds = (node.volatile.kinds ??= out.stream('kinds:customers'));
  if (!chance(kinds, options.conflictShare)) return;
  all.conflicts++;
  const rival = payment(node, purse, account, account);
  purse.open.push(rival);
  const to = homeOf(account + 1, options);
  out.after(below(kinds, options.conflictWithin), 'rival', { to, tx: rival });
}

/** The node that a purse trusts. */
const homeOf = (account: number, { nodes }: CustomersOptions): NodeRef =>
  nodes[account % nodes.length];

const isFree = (p: Purse, { price }: CustomersOptions): boolean =>
  p.open.length === 0 && p.amount >= price;

/** The change goes back to the purse as a new coin. */
function payment({ durable, options }: Customers, purse: Purse, account: number, to: Owner): Tx {
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
function onView(node: Customers, { blocks }: ChainView, from: NodeRef, out: CustomersOut): void {
  const { durable: all, options } = node;
  const heights = new Map(blocks.flatMap((b) => b.txs.map((tx) => [tx.id, b.height] as const)));
  const top = blocks.at(-1)?.height ?? 0;
  const now = out.monotonic();
  for (const [account, purse] of all.purses.entries()) {
    if (purse.open.length === 0 || homeOf(account, options) !== from) continue;
    const winner = purse.open.find((tx) => heights.has(tx.id));
    if (!winner) {
      if (now - purse.sentAt < options.resendAfter) continue;
      purse.sentAt = now;
      for (const tx of purse.open) out.send(from, { type: 'payment', tx });
      continue;
    }
    if (!purse.confirmed && winner.pays[0].to === 'merchant') {
      all.confirmed++;
      out.gauge('confirmed', all.confirmed);
      if (purse.since !== null) out.observeSince('confirm', purse.since);
    }
    purse.confirmed = true;
    const wanted = purse.open.length > 1 ? SETTLED.twice : SETTLED.honest;
    if (top - heights.get(winner.id)! + 1 < wanted) continue;
    purse.coin = coinOf(winner.id, 1);
    purse.amount = winner.pays[1].amount;
    purse.open = [];
  }
}

function onAnswer({ durable: all }: Customers, m: BankAnswer, out: CustomersOut): void {
  const asked = all.orders.get(m.ref);
  if (!asked) return;
  all.orders.delete(m.ref);
  if (m.type === 'paid') all.bankPaid++;
  else all.bankDeclined++;
  out.observeSince('bank', asked.since);
  out.gauge('waiting', all.orders.size);
}

function askAgain({ durable: all, options }: Customers, out: CustomersOut): void {
  const now = out.monotonic();
  for (const asked of all.orders.values()) {
    if (now - asked.sentAt < options.resendAfter) continue;
    asked.sentAt = now;
    out.send(options.bank, asked.order);
  }
}

const { wait, next } = openLoop<Customers, CustomersOut>({
  send(node, out) {
    payNext(node, out);
    out.gauge('waiting', node.durable.orders.size);
  },
  gap: ({ options, volatile: v }, out) =>
    gapOf(options.meanGap, (v.gaps ??= out.stream('arrivals:customers'))),
});

/**
 * An open-loop load generator without an end: customers with a purse each, who pay the merchant over the network and,
 * with the same orders, over the bank.
 */
export const customers: Behaviour<CustomersKind> = {
  kind: 'customers',
  machine,
  volatile: () => ({ gaps: null, kinds: null }),
  durable: ({ options }) => ({
    purses: range(options.purses).map((coin) => ({
      coin,
      amount: options.amount,
      open: [],
      since: null,
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
  start(node, out, again) {
    const { meanGap, firstAt, resendAfter } = node.options;
    if (meanGap === 0) return;
    if (again) wait(node, out);
    else out.after(firstAt, 'next');
    out.after(resendAfter, 'look');
  },
  roles: {
    paying: {
      message(node, m, from, out) {
        if (m.type === 'view') onView(node, m, from, out);
        else if (m.type === 'paid' || m.type === 'declined') onAnswer(node, m, out);
      },
      timer(node, name, data, out) {
        if (name === 'rival') return out.send(data.to, { type: 'payment', tx: data.tx });
        if (name === 'look') {
          askAgain(node, out);
          out.after(node.options.resendAfter, 'look');
          return;
        }
        next(node, out);
      },
    },
  },
};
