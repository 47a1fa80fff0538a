import type { LooseBehaviour, Message, Micros, NodeState, LooseOut } from '../../../sim';
import { nodeMachine } from '../../../nodes/machine';
import { insert, store } from './block-tree';
import { follow } from './chain';
import {
  begin,
  blockOn,
  freshDisk,
  freshMemory,
  mineOn,
  noteFind,
  onMessage,
  onTimer,
} from './full-node';
import { offer } from './gossip';
import { ATTACKER, FIRST_ATTACK, MERCHANT, type BankOrder, type Block, type Tx } from './messages';
import type { Disk, Memory, NodeOptions } from './options';
import { entryOf, tipOf } from './standing';

export interface AttackerOptions extends NodeOptions {
  readonly bank: number;
  /** Of the first attack; each has the next one. */
  readonly account: number;
  /** Attacks, one after the other; the first at `firstAt`, the next `pause` after the end of the last, µs. */
  readonly attacks: number;
  readonly firstAt: Micros;
  readonly pause: Micros;
  /** What the merchant waits for: it is on a sign in the shop. */
  readonly confirmations: number;
  /** Gives up when so many blocks behind. */
  readonly patienceBlocks: number;
  /** Money in each of the attacker's coins; they come after those of the purses. */
  readonly amount: number;
}

/** A branch that nobody else knows of, and what it is to undo. */
interface Plan {
  attacks: number;
  released: number;
  gaveUp: number;
  /** The payment to the merchant, and the one that spends the same coin. */
  paid: Tx | null;
  instead: Tx | null;
  base: number;
  secret: Block[];
}

type AttackDisk = Disk & { plan: Plan };
export type Attacker = NodeState<Memory, AttackDisk, AttackerOptions>;

const machine = nodeMachine('attacker', {
  initial: 'idle',
  states: {
    idle: { on: { ATTACK: 'secret' }, description: 'looks like any other node' },
    secret: {
      on: { RELEASE: 'idle', GIVE_UP: 'idle' },
      description: 'has paid the merchant, and mines on a branch of its own in which it has not',
    },
  },
});

/** Pays the merchant, in public; and begins a branch in which the same coin goes to itself. */
function attack(node: Attacker, out: LooseOut): void {
  const { durable: disk, options } = node;
  const { plan } = disk;
  const n = plan.attacks++;
  const spends = [options.endowment.purses + n];
  const pay = (id: number, to: number): Tx => ({
    id,
    spends,
    pays: [{ to, amount: options.amount }],
  });
  plan.paid = pay(FIRST_ATTACK + 2 * n, MERCHANT);
  plan.instead = pay(FIRST_ATTACK + 2 * n + 1, ATTACKER);
  plan.base = disk.tip;
  plan.secret = [];
  out.become('ATTACK');
  offer(node, plan.paid, true, out);
  for (const half of [0, 1]) orderAtBank(node, 2 * n + half, out);
  mineOn(node, out);
}

/** The same trick on the bank: both orders want all that is in the account. */
function orderAtBank({ options }: Attacker, n: number, out: LooseOut): void {
  const { account: first, amount, bank } = options;
  const account = first + Math.floor(n / 2);
  out.send(bank, { type: 'order', ref: FIRST_ATTACK + n, account, amount } as BankOrder);
}

function onFound(node: Attacker, out: LooseOut): void {
  const { volatile: v, durable: disk } = node;
  const { plan } = disk;
  v.mining = -1;
  const last = plan.secret.at(-1) ?? entryOf(node, plan.base).header;
  const block = blockOn(node, last, out.clock(), plan.secret.length === 0 ? [plan.instead!] : []);
  plan.secret.push(block);
  noteFind(node, block, out);
  mineOn(node, out);
}

/** Depth of the payment to the merchant in the chain that all can see. */
function confirmations(node: Attacker): number {
  const { paid, base } = node.durable.plan;
  const tip = tipOf(node);
  for (let e = tip; e && e.header.height > 0; e = entryOf(node, e.header.parent)) {
    if (e.block?.txs.some((tx) => tx.id === paid!.id))
      return tip.header.height - e.header.height + 1;
    if (e.header.id === base) break;
  }
  return 0;
}

/** Shows the branch once the goods are on their way and it is the longer one; gives up when too far behind. */
function consider(node: Attacker, out: LooseOut): void {
  const { durable: disk, options } = node;
  const { plan } = disk;
  if (node.mode.role !== 'secret') return;
  const open = tipOf(node).header.height;
  const mine = plan.secret.at(-1)?.height ?? entryOf(node, plan.base).header.height;
  out.gauge('lead', mine - open);
  if (mine > open && confirmations(node) >= options.confirmations) release(node, out);
  else if (open - mine >= options.patienceBlocks) end(node, 'GIVE_UP', out);
}

function release(node: Attacker, out: LooseOut): void {
  const { durable: disk } = node;
  const { plan } = disk;
  plan.released++;
  out.note(`shows its branch, longer by now: ${plan.secret.length} deep`);
  for (const block of plan.secret) {
    const { txs: _, ...header } = block;
    insert(disk.tree, header, false);
    store(disk.tree, block);
  }
  end(node, 'RELEASE', out);
  follow(node, plan.secret.at(-1)!.id, out);
}

function end(node: Attacker, how: 'RELEASE' | 'GIVE_UP', out: LooseOut): void {
  const { durable: disk, volatile: v, options } = node;
  if (how === 'GIVE_UP') disk.plan.gaveUp++;
  if (v.mining >= 0) out.cancel(v.mining);
  v.mining = -1;
  out.become(how);
  if (disk.plan.attacks < options.attacks) out.after(options.pause, 'attack');
}

/** A full node with a plan: the private branch of Nakamoto 2008, section 11. */
export const attacker: LooseBehaviour<Memory, AttackDisk, AttackerOptions> = {
  kind: 'attacker',
  machine,
  volatile: freshMemory,
  durable: (node) => ({
    ...freshDisk(node),
    plan: { attacks: 0, released: 0, gaveUp: 0, paid: null, instead: null, base: 0, secret: [] },
  }),
  start(node, out) {
    const { attacks, firstAt, pause } = node.options;
    begin(node, out);
    // Who comes back from a crash has lost the thread, and begins the next attack.
    if (node.durable.plan.attacks < attacks) out.after(out.now === 0 ? firstAt : pause, 'attack');
  },
  roles: {
    idle: {
      message: onMessage as never,
      timer(node, name, data, out) {
        if (name === 'attack') attack(node, out);
        else if (name !== 'found') onTimer(node, name, data, out);
      },
    },
    secret: {
      message(node, m: Message, from, out) {
        onMessage(node, m, from, out);
        consider(node, out);
      },
      timer(node, name, data, out) {
        if (name === 'found') onFound(node, out);
        else onTimer(node, name, data, out);
        consider(node, out);
      },
    },
  },
};
