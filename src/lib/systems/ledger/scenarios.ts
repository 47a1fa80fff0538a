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
  text: 'A payment spreads as gossip: each node announces it to its peers and sends it to those that ask.',
  when: (w: W) => holders(w).length > 1,
  about: holders,
  messages: ['have-payment', 'want-payment', 'payment'],
} as const;
const everywhere = {
  text: 'Fourteen nodes have the payment in their mempool; it is in no block yet. Light nodes 8 and 16 keep headers only and never get a copy.',
  when: (w: W) => holders(w).length === 14 && w.observed.top === 0,
  about: holders,
};
const inBlock = {
  text: 'A node has mined a block that holds the payment: one confirmation. The block spreads as the payment did.',
  when: (w: W) => confirmed(w).length > 7,
  about: confirmed,
  messages: ['have-block', 'want-block', 'block'],
} as const;
const cut = {
  text: 'The network splits: nodes 1 to 8 on one side, 9 to 16 on the other. Both halves keep mining, each at half the pace.',
  when: (w: W) => !w.calm,
  about: fullIn,
};

export const scenarios: readonly Scenario<W>[] = [
  {
    id: 'healthy',
    title: 'A payment spreads',
    story:
      'Sixteen nodes, a block every ten minutes on average. Customers pay a merchant 30 times an hour and send the same orders to a bank.',
    watch: 'what each node has of the first payment: in its mempool, confirmed, pruned',
    seen: 'Fourteen nodes have a copy within 7 s, and none of the copies is binding; a block holds the payment seven minutes later. Then the pruned nodes delete that block, which leaves twelve copies. The bank answered in 0.3 s.',
    settings: {},
    interventions: [],
    until: '60min',
    seed: 2,
    captions: [
      gossip,
      everywhere,
      inBlock,
      {
        text: 'Pruned nodes 7 and 15 have deleted the block that holds the payment. Their set of unspent coins is still correct.',
        when: (w) => copies(w).pruned === 2,
        about: (w) => fullIn(w).filter((n) => copyIn(n) === 'pruned'),
      },
    ],
    shows: ['not-every-copy', 'pruned'],
  },
  {
    id: 'broken',
    title: 'A double spend',
    story:
      'An attacker with a quarter of the mining power pays the merchant and mines a secret branch without the payment. The merchant ships after one block.',
    watch: 'the attacker’s secret branch, and the nodes and the merchant once it is published',
    seen: 'The longer branch wins, as the rule says. Every node had confirmed the payment; now none has, and the merchant is robbed. The design permits this.',
    settings: { attack: 'private-branch', attackerPercent: 25, blockIntervalS: 60 },
    interventions: [],
    until: '8min',
    seed: 2,
    captions: [
      {
        text: 'The attacker pays the merchant in public. In secret it mines a branch in which the same coin goes back to itself.',
        when: (w) => w.at.attacker.mode.role === 'mining-in-secret',
        about: attackerOf,
      },
      {
        text: 'The payment has one confirmation, so the merchant ships. The attacker’s secret branch is already as long.',
        when: (w) => w.at.merchant.durable.shipped > 0 && planOf(w).released === 0,
        about: merchantOf,
      },
      {
        text: 'The attacker publishes its branch, which is longer. Node by node, the network disconnects its own block and follows it.',
        when: (w) => reorganised(w).length > 0,
        about: (w) => [w.at.attacker, ...reorganised(w)],
        messages: ['have-block', 'headers', 'block'],
      },
      {
        text: 'The merchant is robbed: the goods have shipped, and the coin that paid for them was spent on the other branch.',
        when: (w) => w.at.merchant.durable.robbed > 0,
        about: merchantOf,
      },
    ],
    shows: ['double-spend', 'reorganisation', 'confirmed-undone'],
  },
  {
    id: 'fixed',
    title: 'The same attack, six confirmations',
    story:
      'An attacker with a quarter of the mining power, as in “A double spend”. The merchant waits for six blocks.',
    watch: 'how far the secret branch falls behind while the merchant waits',
    seen: 'The attacker falls behind and gives up. That does not make the attack impossible: in the merchant’s 20,000 simulated races, 6.9 % of such attacks succeed.',
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
        text: 'The payment has one confirmation, and the attacker’s branch is one block ahead. The merchant waits for five more.',
        when: (w) => confirmed(w).length > 7 && w.at.merchant.durable.shipped === 0,
        about: merchantOf,
      },
      {
        text: 'Six confirmations: the merchant ships. The secret branch is three blocks behind and too short to undo the payment.',
        when: (w) => w.at.merchant.durable.shipped > 0,
        about: merchantOf,
      },
      {
        text: 'The attacker is ten blocks behind and gives up. The payment stands.',
        when: (w) => planOf(w).gaveUp > 0,
        about: attackerOf,
      },
    ],
    shows: ['attack-fails'],
  },
  {
    id: 'fast-blocks',
    title: 'A block every ten seconds',
    story: 'The same network with sixty times as many blocks.',
    watch: 'blocks mined while the previous one is still spreading, and nodes on a branch',
    seen: 'Over a long run 23 % of the blocks are wasted. Nodes change branches all the time, without any attack.',
    settings: { blockIntervalS: 10, paymentsPerHour: 120 },
    interventions: [],
    until: '5min',
    captions: [
      gossip,
      {
        text: 'Two blocks compete at the same height. Each node follows the one it heard of first.',
        when: ({ observed: { blocks, top } }) => blocks.size > top,
        about: fullIn,
        messages: ['have-block', 'want-block', 'block'],
      },
      {
        text: 'The next block decides: nodes on the other branch disconnect theirs.',
        when: (w) => reorganised(w).length > 0,
        about: reorganised,
      },
    ],
    shows: ['fork', 'reorganisation'],
  },
  {
    id: 'partition',
    title: 'Split 8|8 for an hour',
    story: 'The network splits into halves for an hour and heals. A block takes ten minutes.',
    watch: 'confirmations on both sides, and what is left of them after the network heals',
    seen: 'Both halves confirm payments. When they meet, the shorter branch is dropped, three blocks deep, and the merchant has shipped 4 orders that are undone.',
    settings: { confirmations: 3 },
    interventions: [`20min ${SPLIT}`, '80min heal'],
    until: '180min',
    seed: 21,
    captions: [
      cut,
      {
        text: 'Both sides have mined blocks: there are now two histories of the same coins.',
        when: (w) => !w.calm && w.observed.blocks.size > Math.max(...fullIn(w).map(heightIn)),
        about: fullIn,
      },
      {
        text: 'The network heals. Nodes 9 to 16 drop their shorter branch, and the payments in it are unconfirmed again.',
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
      'The bank’s only machine is down for half an hour. Customers keep sending the same orders to both ledgers.',
    watch: 'orders waiting at the bank, and payments that the network confirms meanwhile',
    seen: 'The network does not notice. Once it is back, the bank decides every waiting order, each exactly once.',
    settings: { paymentsPerHour: 60 },
    interventions: ['20min crash bank', '50min restart bank'],
    until: '90min',
    captions: [
      {
        text: 'The bank’s machine is down, and its whole ledger with it. Customers’ orders wait.',
        when: ({ at }) => at.bank.mode.host === 'crashed' && at.customers.durable.orders.size > 0,
        about: ({ at }) => [at.bank, at.customers],
        messages: ['order'],
      },
      {
        text: 'The bank is back and has decided every waiting order, each once.',
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
      'Six nodes crash, four of them for an hour, two for good. They lose the payments in memory; blocks are on disk.',
    watch: 'in the view “Blocks”: at which block the chain of each node ends',
    seen: 'The others carry on, more slowly for lack of mining power. The nodes that come back ask for the missing headers and catch up.',
    settings: {},
    interventions: [
      ...[1, 4, 6, 10, 12, 14].map((n) => `15min crash node-${n}`),
      ...[1, 4, 6, 10].map((n) => `75min restart node-${n}`),
    ],
    until: '120min',
    captions: [
      {
        text: 'Six nodes are down. The ring has gaps, but its random links keep the network connected.',
        when: (w) => w.at.left[0].mode.host === 'crashed',
        about: (w) => fullIn(w).filter((n) => n.mode.host === 'crashed'),
      },
      {
        text: 'Node 1 is back and has caught up: it greeted its peers and asked for the missing headers, then for the blocks.',
        when: (w) => w.now > 4_500_000_000 && heightIn(w.at.left[0]) === w.observed.top,
        about: (w) => [w.at.left[0]],
        messages: ['hello', 'want-headers', 'headers', 'want-block', 'block'],
      },
    ],
  },
];
