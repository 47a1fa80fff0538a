import { Copy } from './nodes/options';
import { copyIn } from './nodes/standing';
import type { Scenario, World } from '../../sim';
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
import { HALF, nodeNumbers } from './graph';

const group = (numbers: readonly number[]): string => numbers.map((n) => `node-${n}`).join(',');

/** Cuts the ring into its left and right half, eight nodes each. */
export const SPLIT = `partition ${group(nodeNumbers.slice(0, HALF))}|${group(nodeNumbers.slice(HALF))}`;

const heard = (w: World): number => fullIn(w).filter((n) => copyIn(n) !== Copy.None).length;
const top = (w: World): number => booksOf(w).top;
const role = (w: World): string => attackerIn(w).mode.role;

const gossip = {
  text: 'A payment is on its way: each node tells its peers that it has it, and sends it to those who ask.',
  when: (w: World) => heard(w) > 1,
};
const everywhere = {
  text: 'Fourteen nodes have it, and it counts nowhere yet. Two keep headers only and will never have it.',
  when: (w: World) => heard(w) === 14 && top(w) === 0,
};
const inBlock = {
  text: 'A node has found a block, and the payment is in it: one confirmation. The block travels as the payment did.',
  when: (w: World) => copies(w).inChain > 7,
};
const cut = {
  text: 'Cut: eight nodes on the left, eight on the right. Both halves mine on, each at half the pace.',
  when: (w: World) => !w.calm,
};

export const scenarios: readonly Scenario[] = [
  {
    id: 'healthy',
    title: 'A payment finds its way',
    story:
      'Sixteen nodes, a block every ten minutes on average. Customers pay a merchant thirty times an hour, and give the same orders to a bank.',
    watch: 'how many of the sixteen have a copy of the first payment, and when',
    seen: 'Fourteen within seconds, none of them binding; in a block some minutes later. Then the pruned nodes throw it away: twelve. The bank had answered in a third of a second.',
    settings: {},
    interventions: [],
    until: '60min',
    seed: 2,
    captions: [
      gossip,
      everywhere,
      inBlock,
      {
        text: 'Two pruned nodes have applied it and thrown it away. Their coins are right all the same.',
        when: (w) => copies(w).thrownAway === 2,
      },
    ],
    shows: ['not-every-copy', 'pruned'],
  },
  {
    id: 'broken',
    title: 'One confirmation, and robbed',
    story:
      'An attacker with a quarter of the work pays the merchant, and mines in secret on a branch in which it has not. The merchant ships after one block.',
    watch:
      'the view “Blocks”: the attacker’s branch, secret until it is shown, and what the nodes do then',
    seen: 'The longer branch wins, as the rule says. The payment was in a block at all nodes, and then it never was.',
    settings: { attack: 'private-branch', attackerPercent: 25, blockIntervalS: 60 },
    interventions: [],
    until: '8min',
    seed: 2,
    captions: [
      {
        text: 'The attacker has paid, in public. In secret it mines on a chain where the same coin goes to itself.',
        when: (w) => role(w) === 'secret',
      },
      {
        text: 'One confirmation: the goods are shipped.',
        when: (w) => merchantIn(w).durable.shipped > 0 && attackerIn(w).durable.plan.released === 0,
      },
      {
        text: 'The secret branch is out, and it is longer. Every node takes its own blocks back and follows it.',
        when: (w) => fullIn(w).some((n) => n.durable.reorgs > 0),
      },
      {
        text: 'The merchant’s payment is void: its coin has been spent on the other branch.',
        when: (w) => merchantIn(w).durable.robbed > 0,
      },
    ],
    shows: ['double-spend', 'reorganisation', 'confirmed-undone'],
  },
  {
    id: 'fixed',
    title: 'The same attack, six confirmations',
    story: 'The same attacker with the same luck. The merchant waits for six blocks.',
    watch: 'how far ahead the public chain gets while the merchant waits',
    seen: 'The attacker falls behind and gives up. Nothing has made it impossible: one time in twenty it works.',
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
        text: 'Paid, one block deep, and not shipped: the merchant waits.',
        when: (w) => copies(w).inChain > 7 && merchantIn(w).durable.shipped === 0,
      },
      {
        text: 'Six deep. Now the goods go out; the secret branch is too short to undo it.',
        when: (w) => merchantIn(w).durable.shipped > 0,
      },
      {
        text: 'The attacker is too far behind and gives up.',
        when: (w) => attackerIn(w).durable.plan.gaveUp > 0,
      },
    ],
    shows: ['attack-fails'],
  },
  {
    id: 'fast-blocks',
    title: 'A block every ten seconds',
    story: 'The same network, hop and payments, and sixty times as many blocks.',
    watch: 'blocks that are found while another one is still on its way',
    seen: 'One block in four is wasted. Nodes change branches all the time, and nobody attacks.',
    settings: { blockIntervalS: 10, paymentsPerHour: 120 },
    interventions: [],
    until: '5min',
    captions: [
      gossip,
      {
        text: 'Two blocks at one height: each node follows the one that it heard of first.',
        when: (w) => booksOf(w).blocks.size > top(w),
      },
      {
        text: 'Another block decides. Those on the other branch take theirs back.',
        when: (w) => fullIn(w).some((n) => n.durable.reorgs > 0),
      },
    ],
    shows: ['fork', 'reorganisation'],
  },
  {
    id: 'partition',
    title: 'Cut 8|8 for an hour',
    story: 'The network splits into halves for an hour and heals. A block takes ten minutes.',
    watch: 'confirmations on both sides, and what is left of them after the heal',
    seen: 'Both halves confirm payments. When they meet, the shorter branch goes with all its confirmations.',
    settings: { confirmations: 3 },
    interventions: [`20min ${SPLIT}`, '80min heal'],
    until: '180min',
    seed: 21,
    captions: [
      cut,
      {
        text: 'Both sides have found blocks: two histories of the same coins.',
        when: (w) => {
          const heights = fullIn(w).map(heightIn);
          return !w.calm && booksOf(w).blocks.size > Math.max(...heights);
        },
      },
      {
        text: 'Healed. The side with the shorter branch takes it back; its payments wait again.',
        when: (w) => w.calm && fullIn(w).some((n) => n.durable.last > 0),
      },
    ],
    shows: ['both-sides-mine', 'reorganisation', 'confirmed-undone'],
  },
  {
    id: 'bank-down',
    title: 'The bank is out',
    story:
      'The bank’s one machine is down for half an hour, with the same orders going to both ledgers.',
    watch: 'orders that wait at the bank, and payments that the network confirms meanwhile',
    seen: 'The network does not notice. The bank answers everything when it is back, from its disk, each order once.',
    settings: { paymentsPerHour: 60 },
    interventions: ['20min crash bank', '50min restart bank'],
    until: '90min',
    captions: [
      {
        text: 'One machine is down, and with it the whole ledger.',
        when: (w) => bankIn(w).mode.host === 'crashed' && customersIn(w).durable.orders.size > 0,
      },
      {
        text: 'Back again: whatever has waited is decided once, in a second.',
        when: (w) => w.now > 3_000_000_000 && customersIn(w).durable.orders.size === 0,
      },
    ],
    shows: ['bank-down'],
  },
  {
    id: 'nodes-down',
    title: 'Six of sixteen are out',
    story:
      'Six nodes crash for an hour, two of them for good. What waited in their memory is gone; blocks are on disk.',
    watch: 'the heights of those that come back',
    seen: 'The others go on, more slowly by the work that is missing. Who comes back asks for the headers in between and catches up.',
    settings: {},
    interventions: [
      ...[1, 4, 6, 10, 12, 14].map((n) => `15min crash node-${n}`),
      ...[1, 4, 6, 10].map((n) => `75min restart node-${n}`),
    ],
    until: '120min',
    captions: [
      {
        text: 'Six are out. The ring has holes, and its random links hold it together.',
        when: (w) => w.node('node-1').mode.host === 'crashed',
      },
      {
        text: 'Back, and behind: a greeting, the headers in between, the blocks.',
        when: (w) => w.now > 4_500_000_000 && heightIn(fullIn(w)[0]) === top(w),
      },
    ],
  },
];
