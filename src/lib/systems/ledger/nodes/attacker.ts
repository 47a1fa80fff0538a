import type { Behaviour, Handlers, Micros, Node, NodeRef, Out } from '../../../sim';
import { fault, nodeMachine, well } from '../../../nodes/machine';
import { follow } from './chain';
import { begin, freshDisk, freshMemory, keep, mine } from './full-node';
import { mineOn, onHelloDue, onMessage, stopMining } from './full-node';
import { offer } from './gossip';
import { FIRST_ATTACK, type BankAnswer, type BankOrder, type Block } from './messages';
import type { Owner, PeerMessage, Tx, WalletMessage } from './messages';
import type { Disk, NodeOptions, PeerKind } from './options';
import { onAgain } from './requests';
import { entryOf, tipOf } from './standing';

interface AttackerOptions extends NodeOptions {
  readonly bank: NodeRef;
  /** Of the first attack; each has the next one. */
  readonly account: number;
  /** Attacks, one after the other; the first at `firstAt`, the next `pause` after the end of the last, µs. */
  readonly attacks: number;
  readonly firstAt: Micros;
  readonly pause: Micros;
  /** What the merchant waits for: a sign in the shop says so. */
  readonly confirmations: number;
  /** Gives up when this many blocks behind. */
  readonly patienceBlocks: number;
  /** Money in each of the attacker's coins, which have the numbers after those of the purses. */
  readonly amount: number;
}

/** A branch that nobody else knows of, and the payment that it is to undo. */
interface Plan {
  attacks: number;
  released: number;
  gaveUp: number;
  /** The payment to the merchant, and the one that spends the same coin. */
  paid: Tx | null;
  instead: Tx | null;
  base: number;
  secret: Block[];
  /** How far its branch is ahead of the public one, as the stage was told. */
  lead: number;
}

const machine = nodeMachine('attacker', {
  idle: well('relays like any other node, and does not mine', { ATTACK: 'mining-in-secret' }),
  // A node that breaks the protocol's rules is a (Byzantine) fault, however well it works for its owner.
  'mining-in-secret': fault(
    'has paid the merchant, and mines a secret branch that omits the payment',
    {
      RELEASE: 'idle',
      GIVE_UP: 'idle',
    },
  ),
});

interface AttackerKind extends Omit<PeerKind, 'takes' | 'sends' | 'timers' | 'gauges'> {
  machine: typeof machine;
  durable: Disk & { plan: Plan };
  options: AttackerOptions;
  takes: PeerMessage | BankAnswer;
  sends: PeerMessage | WalletMessage | BankOrder;
  timers: PeerKind['timers'] & { attack: undefined };
  gauges: PeerKind['gauges'] | 'secret' | 'lead' | 'published' | 'gaveUp';
}
type Attacker = Node<AttackerKind>;
type AttackerOut = Out<AttackerKind>;

/** Pays the merchant, in public, and begins a branch in which the same coin goes to itself. */
function attack(node: Attacker, out: AttackerOut): void {
  const { durable: disk, options } = node;
  const { plan } = disk;
  const n = plan.attacks++;
  const spends = [options.endowment.purses + n];
  const pay = (id: number, to: Owner): Tx => ({
    id,
    spends,
    pays: [{ to, amount: options.amount }],
  });
  plan.paid = pay(FIRST_ATTACK + 2 * n, 'merchant');
  plan.instead = pay(FIRST_ATTACK + 2 * n + 1, 'attacker');
  plan.base = disk.tip;
  plan.secret = [];
  out.become('ATTACK');
  offer(node, plan.paid, true, out);
  for (const half of [0, 1]) orderAtBank(node, 2 * n + half, out);
  mineOn(node, out);
}

/** The same trick on the bank: both orders want all that is in the account. */
function orderAtBank({ options }: Attacker, n: number, out: AttackerOut): void {
  const { account: first, amount, bank } = options;
  const account = first + Math.floor(n / 2);
  out.send(bank, { type: 'order', ref: FIRST_ATTACK + n, account, amount });
}

function onMined(node: Attacker, out: AttackerOut): void {
  const { plan } = node.durable;
  const last = plan.secret.at(-1) ?? entryOf(node, plan.base).header;
  plan.secret.push(mine(node, last, plan.secret.length === 0 ? [plan.instead!] : [], out));
  out.gauge('secret', plan.secret.length);
  mineOn(node, out);
}

/** Confirmations of the payment to the merchant in the public chain. */
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

/** Publishes the branch once the goods have been shipped and it is the longer one; gives up when too far behind. */
function consider(node: Attacker, out: AttackerOut): void {
  const { durable: disk, options } = node;
  const { plan } = disk;
  const open = tipOf(node).header.height;
  const own = plan.secret.at(-1)?.height ?? entryOf(node, plan.base).header.height;
  if (own - open !== plan.lead) out.gauge('lead', own - open);
  plan.lead = own - open;
  if (own > open && confirmations(node) >= options.confirmations) release(node, out);
  else if (open - own >= options.patienceBlocks) {
    plan.gaveUp++;
    out.gauge('gaveUp', plan.gaveUp);
    end(node, 'GIVE_UP', out);
  }
}

function release(node: Attacker, out: AttackerOut): void {
  const { plan } = node.durable;
  plan.released++;
  out.gauge('published', plan.secret.length);
  out.note(`publishes its branch, the longer one with ${plan.secret.length} blocks`);
  for (const block of plan.secret) keep(node, block);
  end(node, 'RELEASE', out);
  follow(node, plan.secret.at(-1)!.id, out);
}

function end(node: Attacker, how: 'RELEASE' | 'GIVE_UP', out: AttackerOut): void {
  const { durable: disk, options } = node;
  stopMining(node, out);
  out.become(how);
  out.gauge('secret', 0);
  out.gauge('lead', 0);
  disk.plan.lead = 0;
  if (disk.plan.attacks < options.attacks) out.after(options.pause, 'attack');
}

const idle: Handlers<AttackerKind> = {
  message(node, m, from, out) {
    // The bank's answers change nothing: the attack on the network goes on.
    if (m.type !== 'paid' && m.type !== 'declined') onMessage(node, m, from, out);
  },
  timer(node, name, data, out) {
    if (name === 'attack') attack(node, out);
    else if (name === 'again') onAgain(node, data, out);
    else if (name === 'hello') onHelloDue(node, out);
  },
};

const miningInSecret: Handlers<AttackerKind> = {
  message(node, m, from, out) {
    if (m.type !== 'paid' && m.type !== 'declined') onMessage(node, m, from, out);
    consider(node, out);
  },
  timer(node, name, data, out) {
    if (name === 'mined') onMined(node, out);
    else if (name === 'again') onAgain(node, data, out);
    else if (name === 'hello') onHelloDue(node, out);
    consider(node, out);
  },
};

/** A full node with a plan: the private branch of Nakamoto 2008, section 11. */
export const attacker: Behaviour<AttackerKind> = {
  kind: 'attacker',
  machine,
  volatile: freshMemory,
  durable: (node) => ({
    ...freshDisk(node),
    plan: {
      attacks: 0,
      released: 0,
      gaveUp: 0,
      paid: null,
      instead: null,
      base: 0,
      secret: [],
      lead: 0,
    },
  }),
  start(node, out, again) {
    const { attacks, firstAt, pause } = node.options;
    begin(node, out, again);
    // A crash ends the attack under way, since the role is lost with the memory; the next one begins.
    if (node.durable.plan.attacks < attacks) out.after(again ? pause : firstAt, 'attack');
  },
  roles: { idle, 'mining-in-secret': miningInSecret },
};
