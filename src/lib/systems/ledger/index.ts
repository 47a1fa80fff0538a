import { counted, defineSystem, SECOND } from '../../sim';
import { gauge, message } from '../drawn';
import { planted } from '../fields';
import { challenge } from './challenge';
import { hunt } from './hunt';
import { measures, probes } from './measures';
import { nameOf } from './nodes/messages';
import { observer } from './observer';
import { properties } from './properties';
import { scenarios } from './scenarios';
import { settings } from './settings';
import { topology } from './topology';

const COPY_WORDS = {
  none: 'no copy',
  waiting: 'in the mempool',
  'in-chain': 'in a block of its chain',
  pruned: 'its block was pruned',
} as const;

/** Seconds on the wall between two blocks, when the story is watched. */
const BLOCK_SEEN = 12;

export const system = defineSystem({
  id: 'ledger',
  title: 'Copies of a payment',
  summary:
    'Sixteen nodes keep one ledger that nobody owns, by gossip and the longest chain; a bank keeps a ledger of its own.',
  view: 'Blocks',
  settings,
  topology,
  pace: (s) => Math.max(2, s.blockIntervalS / BLOCK_SEEN),
  day: 24 * 3600 * SECOND,
  messages: {
    'have-payment': message.heartbeat('payment announced', 'h'),
    'want-payment': message.request('payment requested', 'w'),
    payment: message.event('payment', 'P'),
    'have-block': {
      ...message.vote('block announced', 'H'),
      label: ({ header }) => nameOf(header.id),
    },
    'want-block': message.request('block requested', 'W'),
    'no-block': message.error('block not found', 'N'),
    block: { ...message.event('block', 'B'), label: ({ block }) => nameOf(block.id) },
    'want-headers': message.request('headers requested', 'Q'),
    headers: message.event('headers', 'C'),
    hello: message.heartbeat('keep-alive', 'k'),
    view: message.reply('latest blocks, for a wallet', 'V'),
    seen: message.reply('new payment, for a wallet', 'S'),
    order: message.request('order to the bank', 'O'),
    paid: message.ack('paid', 'D'),
    declined: message.error('declined', 'X'),
  },
  gauges: {
    robbed: gauge.count('robbed', {
      unit: 'orders',
      tag: 'fault',
      durable: true,
      text: (n) => (n === 0 ? '' : `robbed: ${n}`),
      says: (n) =>
        `${counted(n, 'order')} shipped, and the coin was spent elsewhere: a double spend.`,
    }),
    unpaid: gauge.count('unconfirmed again', {
      unit: 'orders',
      tag: 'fault',
      durable: true,
      text: (n) => (n === 0 ? '' : `${n} undone`),
      says: (n) => `${counted(n, 'order')} shipped, and then the payment left the chain.`,
    }),
    waiting: gauge.count('at the bank', {
      unit: 'orders',
      tag: 'waiting',
      durable: true,
      text: (n) => (n === 0 ? '' : `${n} at the bank`),
      says: (n) => `${counted(n, 'order')} not answered by the bank yet.`,
    }),
    secret: gauge.count('secret blocks', {
      tag: 'fault',
      durable: true,
      text: (n) => (n === 0 ? '' : `secret: ${n}`),
      says: (n) => `${counted(n, 'block')} on a branch that nobody else knows of.`,
    }),
    lead: gauge.badge('lead', {
      unit: 'blocks',
      durable: true,
      text: (n) => (n === 0 ? '' : n > 0 ? `${n} ahead` : `${-n} behind`),
      says: (n) =>
        `Its secret branch is ${counted(Math.abs(n), 'block')} ${n > 0 ? 'longer' : 'shorter'} than the public chain.`,
    }),
    published: gauge.count('published', {
      unit: 'blocks',
      tag: 'fault',
      durable: true,
      text: (n) => (n === 0 ? '' : `published ${n}`),
      says: (n) => `It has published a branch of ${counted(n, 'block')} that undoes its payment.`,
    }),
    gaveUp: gauge.badge('gave up', {
      tag: 'off',
      durable: true,
      says: (n) =>
        `It gave up ${n === 1 ? 'once' : `${n} times`}, too far behind the public chain.`,
    }),
    mempool: gauge.badge('in mempool', {
      tag: 'waiting',
      says: () => 'It has a copy of the watched payment, which is in no block of its chain.',
    }),
    confirmations: gauge.count('confirmations', {
      tag: 'well',
      durable: true,
      text: (n) => (n === 0 ? '' : `${n} conf.`),
      says: (n) =>
        `The watched payment has ${counted(n, 'confirmation')} in the chain that it follows.`,
    }),
    pruned: gauge.badge('copy pruned', {
      durable: true,
      says: () => 'It has applied the watched payment and deleted the block that holds it.',
    }),
    confirmed: gauge.count('confirmed', {
      unit: 'payments',
      durable: true,
      text: (n) => (n === 0 ? '' : `${n} confirmed`),
      says: (n) => `The network has confirmed ${counted(n, 'payment')} of theirs.`,
    }),
    entries: gauge.count('decided', {
      unit: 'orders',
      durable: true,
      text: (n) => (n === 0 ? '' : `${n} decided`),
      says: (n) => `The bank has decided ${counted(n, 'order')}.`,
    }),
    shipped: gauge.count('shipped', {
      unit: 'orders',
      durable: true,
      text: (n) => (n === 0 ? '' : `${n} shipped`),
      says: (n) => `The merchant has shipped ${counted(n, 'order')}.`,
    }),
    height: gauge.count('height of its chain', {
      unit: 'blocks',
      durable: true,
      text: (n) => `height ${n}`,
      says: (n) => `Its chain ends with block ${n}, counted from the first one.`,
    }),
  },
  events: {
    mined: {
      title: 'mined',
      text: ({ id, parent, height }) =>
        `block ${nameOf(id)} on ${nameOf(parent)} at height ${height}`,
    },
    follows: { title: 'new tip', text: ({ id }) => `follows block ${nameOf(id)}` },
    copy: {
      title: 'watched payment',
      text: ({ copy }) => `watched payment: ${COPY_WORDS[copy]}`,
    },
  },
  ...{ probes, observer, measures, properties, scenarios, challenge },
  fidelity: {
    modelled: [
      'gossip of payments and blocks by announcement, request and delivery over a random network; a request without an answer goes to another peer',
      'mining as a Poisson process at each node, by its share of the work, on the block that it follows',
      'a tree of blocks at each node and the longest chain (the first seen of equals); a reorganisation disconnects and connects blocks in the set of unspent coins',
      'payments are checked against that set, a coin is spent once, and payments of a disconnected block are unconfirmed again',
      'pruned nodes, which delete old blocks and download all of them again when a branch forks below the ones they keep; nodes with headers only',
      'an attacker on a private branch, who publishes it when it is longer and the goods have been shipped',
      'catching up by headers after a crash, a lost disk or a cut',
      'a bank that decides each order once, alone, in order of arrival',
    ],
    simplified: [
      'nobody computes a hash: a block’s number is random, and the time to mine it an exponential draw; signatures and fees are left out',
      'every hop takes the same time, whatever the size; a third each for announcement, request and delivery',
      'all full nodes mine with equal shares; the difficulty does not change, so that half a network mines half as many blocks',
      'peers are fixed; after a cut or a crash keep-alives take the place of new connections',
      'the race that the merchant simulates has two miners and no network',
    ],
    notModelled: [
      'retargeting of the work every 2016 blocks, and miners who join pools or hold blocks back to gain a larger share',
      'compact blocks and other ways to speed blocks up; limits of bandwidth',
      'peers that lie about headers, and attempts to surround a node with liars',
      'what is behind the bank: its own replicas, clearing, the law',
    ],
  },
  bugs: [
    planted('orphans', 'A node accepts a block by its height and does not check its parent.'),
    planted(
      'mempool-only',
      'A payment is compared with waiting payments, and not with the unspent coins.',
    ),
    planted(
      'first-forever',
      'A node stays on the branch that it saw first, however long another one grows.',
    ),
    planted(
      'no-undo',
      'A reorganisation removes the coins that a block made and forgets to restore those that it spent.',
    ),
  ],
  hunt,
});
