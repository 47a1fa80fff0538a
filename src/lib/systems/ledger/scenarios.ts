import type { Scenario } from '../../sim';
import { HALF, nodeNumbers } from './graph';
import { copyIn } from './nodes/standing';
import { fullIn } from './observer';
import { copies, heightIn, type LedgerWorld } from './world';

type W = LedgerWorld;

const group = (numbers: readonly number[]): string => numbers.map((n) => `node-${n}`).join(',');

/** Cuts the ring into its left and right half, eight nodes each. */
export const SPLIT = `partition ${group(nodeNumbers.slice(0, HALF))}|${group(nodeNumbers.slice(HALF))}`;

const holders = (w: W) => fullIn(w).filter((n) => copyIn(n) !== 'none');
const confirmed = (w: W) => fullIn(w).filter((n) => copyIn(n) === 'in-chain');
const reorganised = (w: W) => fullIn(w).filter((n) => n.durable.reorgs > 0);
const attackerOf = ({ at }: W) => [at.attacker];
const merchantOf = ({ at }: W) => [at.merchant];
const planOf = ({ at }: W) => at.attacker.durable.plan;

const gossip = {
  text: 'A payment spreads: each node tells its peers that it has it, and sends it to those that ask.',
  when: (w: W) => holders(w).length > 1,
  about: holders,
  messages: ['have-payment', 'want-payment', 'payment'],
} as const;
const everywhere = {
  text: 'Fourteen nodes have the payment, and it is in no block yet. The other two keep headers only and will never have it.',
  when: (w: W) => holders(w).length === 14 && w.observed.top === 0,
  about: holders,
};
const inBlock = {
  text: 'A node has mined a block with the payment in it: one confirmation. The block spreads as the payment did.',
  when: (w: W) => confirmed(w).length > 7,
  about: confirmed,
  messages: ['have-block', 'want-block', 'block'],
} as const;
const cut = {
  text: 'Cut: eight nodes on the left, eight on the right. Both halves keep mining, each at half the pace.',
  when: (w: W) => !w.calm,
  about: fullIn,
};

export const scenarios: readonly Scenario<W>[] = [
  {
    id: 'healthy',
    title: 'A payment spreads',
    story:
      'Sixteen nodes, a block every ten minutes on average. Customers pay a merchant thirty times an hour, and give the same orders to a bank.',
    watch: 'how many of the sixteen nodes have a copy of the first payment, and when',
    seen: 'Fourteen within seconds, none of them binding; in a block some minutes later. Then the pruned nodes delete that block: twelve. The bank had answered in a third of a second.',
    settings: {},
    interventions: [],
    until: '60min',
    seed: 2,
    captions: [
      gossip,
      everywhere,
      inBlock,
      {
        text: 'The two pruned nodes have deleted the block with the payment. Their coins are right all the same.',
        when: (w) => copies(w).pruned === 2,
        about: (w) => fullIn(w).filter((n) => copyIn(n) === 'pruned'),
      },
    ],
    shows: ['not-every-copy', 'pruned'],
  },
  {
    id: 'broken',
    title: 'One confirmation, and robbed',
    story:
      'An attacker with a quarter of the work pays the merchant, and mines a secret branch that omits the payment. The merchant ships after one block.',
    watch:
      'the view “Blocks”: the attacker’s branch, secret until it is published, and what the nodes do then',
    seen: 'The longer branch wins, as the rule says. The payment was in a block at all nodes, and now it is in none.',
    settings: { attack: 'private-branch', attackerPercent: 25, blockIntervalS: 60 },
    interventions: [],
    until: '8min',
    seed: 2,
    captions: [
      {
        text: 'The attacker has paid, in public. In secret it mines a branch in which the same coin goes back to itself.',
        when: (w) => w.at.attacker.mode.role === 'secret',
        about: attackerOf,
      },
      {
        text: 'One confirmation: the merchant ships the goods.',
        when: (w) => w.at.merchant.durable.shipped > 0 && planOf(w).released === 0,
        about: merchantOf,
      },
      {
        text: 'The attacker publishes its branch, and it is longer. Every node disconnects its own block and follows it.',
        when: (w) => reorganised(w).length > 0,
        about: (w) => [w.at.attacker, ...reorganised(w)],
        messages: ['have-block', 'headers', 'block'],
      },
      {
        text: 'The merchant’s payment is void: its coin was spent on the other branch.',
        when: (w) => w.at.merchant.durable.robbed > 0,
        about: merchantOf,
      },
    ],
    shows: ['double-spend', 'reorganisation', 'confirmed-undone'],
  },
  {
    id: 'fixed',
    title: 'The same attack, six confirmations',
    story: 'The same attacker with the same luck. The merchant waits for six blocks.',
    watch: 'how far ahead the public chain gets while the merchant waits',
    seen: 'The attacker falls behind and gives up. That does not make the attack impossible: one time in twenty it works.',
    settings: {
      attack: 'private-branch',
      attackerPercent: 25,
      blockIntervalS: 60,
      confirmations: 6,
    },
    interventions: [],
    until: '15min',
    seed: 2,
    captions: [
      {
        text: 'The payment has one confirmation. The merchant waits for five more.',
        when: (w) => confirmed(w).length > 7 && w.at.merchant.durable.shipped === 0,
        about: merchantOf,
      },
      {
        text: 'Six confirmations. Now the merchant ships; the secret branch is too short to undo the payment.',
        when: (w) => w.at.merchant.durable.shipped > 0,
        about: merchantOf,
      },
      {
        text: 'The attacker is too far behind and gives up.',
        when: (w) => planOf(w).gaveUp > 0,
        about: attackerOf,
      },
    ],
    shows: ['attack-fails'],
  },
  {
    id: 'fast-blocks',
    title: 'A block every ten seconds',
    story: 'The same network, hop and payments, and sixty times as many blocks.',
    watch: 'blocks that are mined while another one is still spreading',
    seen: 'One block in four is wasted. Nodes change branches all the time, without any attack.',
    settings: { blockIntervalS: 10, paymentsPerHour: 120 },
    interventions: [],
    until: '5min',
    captions: [
      gossip,
      {
        text: 'Two blocks at one height: each node follows the one that it heard of first.',
        when: ({ observed: { blocks, top } }) => blocks.size > top,
        about: fullIn,
        messages: ['have-block', 'want-block', 'block'],
      },
      {
        text: 'The next block decides. Nodes on the other branch disconnect theirs.',
        when: (w) => reorganised(w).length > 0,
        about: reorganised,
      },
    ],
    shows: ['fork', 'reorganisation'],
  },
  {
    id: 'partition',
    title: 'Cut 8|8 for an hour',
    story: 'The network splits into halves for an hour and heals. A block takes ten minutes.',
    watch: 'confirmations on both sides, and what is left of them after the heal',
    seen: 'Both halves confirm payments. When they meet, the shorter branch is dropped with all its confirmations.',
    settings: { confirmations: 3 },
    interventions: [`20min ${SPLIT}`, '80min heal'],
    until: '180min',
    seed: 21,
    captions: [
      cut,
      {
        text: 'Both sides have mined blocks: two histories of the same coins.',
        when: (w) => !w.calm && w.observed.blocks.size > Math.max(...fullIn(w).map(heightIn)),
        about: fullIn,
      },
      {
        text: 'Healed. The side with the shorter branch drops it; its payments are unconfirmed again.',
        when: (w) => w.calm && reorganised(w).some((n) => n.durable.last > 0),
        about: reorganised,
      },
    ],
    shows: ['both-sides-mine', 'reorganisation', 'confirmed-undone'],
  },
  {
    id: 'bank-down',
    title: 'The bank is down',
    story:
      'The bank’s only machine is down for half an hour. The same orders go to both ledgers all the while.',
    watch: 'orders that wait at the bank, and payments that the network confirms meanwhile',
    seen: 'The network does not notice. When the bank is back, it answers everything from its disk, each order once.',
    settings: { paymentsPerHour: 60 },
    interventions: ['20min crash bank', '50min restart bank'],
    until: '90min',
    captions: [
      {
        text: 'One machine is down, and with it the whole ledger.',
        when: ({ at }) => at.bank.mode.host === 'crashed' && at.customers.durable.orders.size > 0,
        about: ({ at }) => [at.bank, at.customers],
        messages: ['order'],
      },
      {
        text: 'The bank is back: each waiting order is decided once, all within a second.',
        when: (w) => w.now > 3_000_000_000 && w.at.customers.durable.orders.size === 0,
        about: ({ at }) => [at.bank, at.customers],
        messages: ['order', 'paid'],
      },
    ],
    shows: ['bank-down'],
  },
  {
    id: 'nodes-down',
    title: 'Six of sixteen are down',
    story:
      'Six nodes crash, four of them for an hour, two for good. Payments in their memory are lost; blocks are on disk.',
    watch: 'the heights of the nodes that come back',
    seen: 'The others go on, more slowly by the missing work. The nodes that come back ask for the headers in between and catch up.',
    settings: {},
    interventions: [
      ...[1, 4, 6, 10, 12, 14].map((n) => `15min crash node-${n}`),
      ...[1, 4, 6, 10].map((n) => `75min restart node-${n}`),
    ],
    until: '120min',
    captions: [
      {
        text: 'Six nodes are down. The ring has gaps, and its random links hold it together.',
        when: (w) => w.at.left[0].mode.host === 'crashed',
        about: (w) => fullIn(w).filter((n) => n.mode.host === 'crashed'),
      },
      {
        text: 'Node 1 is back and has caught up: it greeted its peers, asked for the headers in between, then for the blocks.',
        when: (w) => w.now > 4_500_000_000 && heightIn(w.at.left[0]) === w.observed.top,
        about: (w) => [w.at.left[0]],
        messages: ['hello', 'want-headers', 'headers', 'want-block', 'block'],
      },
    ],
  },
];
