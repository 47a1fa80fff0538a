import type { Behaviour, Micros, Node, NodeRef, Out } from '../../../sim';
import { oneRole } from '../../../nodes/machine';
import type { BankAnswer, BankOrder, Owner } from './messages';

interface BankOptions {
  /** Time for one order, µs. */
  readonly work: Micros;
  /** Money in each account at first. */
  readonly accounts: readonly (readonly [account: number, amount: number])[];
}

/** The one ledger: balances, and what was decided on each order. */
interface BankDisk {
  balances: Map<Owner, number>;
  decided: Map<number, boolean>;
  declined: number;
  /** Accounts from which nothing may be paid. */
  frozen: number[];
}

const machine = oneRole('bank', {
  serving: 'decides on every order alone, in the order in which they arrive',
});

interface BankKind {
  machine: typeof machine;
  durable: BankDisk;
  options: BankOptions;
  takes: BankOrder;
  sends: BankAnswer;
  timers: { decide: { readonly order: BankOrder; readonly from: NodeRef } };
  gauges: 'entries';
}
type Bank = Node<BankKind>;

/** Moves the money to the merchant, whom all orders pay. */
function decide({ durable: disk }: Bank, { account, amount }: BankOrder): boolean {
  const balance = disk.balances.get(account) ?? 0;
  if (balance < amount || disk.frozen.includes(account)) {
    disk.declined++;
    return false;
  }
  disk.balances.set(account, balance - amount);
  disk.balances.set('merchant', (disk.balances.get('merchant') ?? 0) + amount);
  return true;
}

function show(node: Bank, out: Out<BankKind>): void {
  out.gauge('entries', node.durable.decided.size);
}

/** One authority with one ledger: a payment is final when it answers, and nobody else has a say. */
export const bank: Behaviour<BankKind> = {
  kind: 'bank',
  machine,
  durable: ({ options }) => ({
    balances: new Map<Owner, number>(options.accounts),
    decided: new Map(),
    declined: 0,
    frozen: [],
  }),
  start: show,
  roles: {
    serving: {
      message(node, order, from, out) {
        if (order.type === 'order') out.work(node.options.work, 'decide', { order, from });
      },
      timer(node, _name, { order, from }, out) {
        const { decided } = node.durable;
        const yes = decided.get(order.ref) ?? decide(node, order);
        decided.set(order.ref, yes);
        show(node, out);
        out.send(from, { type: yes ? 'paid' : 'declined', ref: order.ref });
      },
      operate(node, operation, argument, out) {
        const account = Number(argument);
        const { durable: disk } = node;
        disk.frozen = disk.frozen.filter((a) => a !== account);
        if (operation === 'freeze') disk.frozen.push(account);
        out.note(`account ${account} is ${operation === 'freeze' ? 'frozen' : 'released'}`);
      },
    },
  },
  operations: [
    { id: 'freeze', title: 'freeze an account', argument: 'account number' },
    { id: 'release', title: 'release an account', argument: 'account number' },
  ],
};
