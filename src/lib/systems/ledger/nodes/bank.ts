import type { LooseBehaviour, Message, NodeState, LooseOut } from '../../../sim';
import { nodeMachine } from '../../../nodes/machine';
import type { BankOrder } from './messages';

export interface BankOptions {
  /** Time for one order, µs. */
  readonly work: number;
  /** Money in each account at first, by account number. */
  readonly accounts: readonly (readonly [account: number, amount: number])[];
  /** The account that all orders pay into. */
  readonly merchant: number;
}

/** The one ledger: balances, and what was decided on each order. */
export interface BankDisk {
  balances: Map<number, number>;
  decided: Map<number, boolean>;
  declined: number;
  /** Whose money may not be moved. */
  frozen: number[];
}

export type Bank = NodeState<null, BankDisk, BankOptions>;

const machine = nodeMachine('bank', {
  initial: 'serving',
  states: {
    serving: { description: 'decides on every order alone, in the order in which they come' },
  },
});

function decide({ durable: disk, options }: Bank, { account, amount }: BankOrder): boolean {
  const balance = disk.balances.get(account) ?? 0;
  if (balance < amount || disk.frozen.includes(account)) {
    disk.declined++;
    return false;
  }
  disk.balances.set(account, balance - amount);
  disk.balances.set(options.merchant, (disk.balances.get(options.merchant) ?? 0) + amount);
  return true;
}

function show(node: Bank, out: LooseOut): void {
  out.gauge('entries', node.durable.decided.size);
}

/** One authority with one ledger: a payment is final when it answers, and nobody else has a say. */
export const bank: LooseBehaviour<null, BankDisk, BankOptions> = {
  kind: 'bank',
  machine,
  volatile: () => null,
  durable: ({ options }) => ({
    balances: new Map(options.accounts),
    decided: new Map(),
    declined: 0,
    frozen: [],
  }),
  start: show,
  roles: {
    serving: {
      message(node, m, from, out) {
        if (m.type === 'order') out.work(node.options.work, 'decide', { order: m, from });
      },
      timer(node, _name, data, out) {
        const { order, from } = data as { order: BankOrder; from: number };
        const { decided } = node.durable;
        const yes = decided.get(order.ref) ?? decide(node, order);
        decided.set(order.ref, yes);
        show(node, out);
        out.send(from, { type: yes ? 'paid' : 'declined', ref: order.ref } as Message);
      },
      operate(node, operation, argument, out) {
        const account = Number(argument);
        const { durable: disk } = node;
        disk.frozen = disk.frozen.filter((a) => a !== account);
        if (operation === 'freeze') disk.frozen.push(account);
        out.note(`account ${account} is ${operation === 'freeze' ? 'frozen' : 'free again'}`);
      },
    },
  },
  operations: [
    { id: 'freeze', title: 'freeze an account', argument: 'account number' },
    { id: 'release', title: 'release an account', argument: 'account number' },
  ],
};
