import type { System } from '../../sim';
import { challenge } from './challenge';
import { hunt } from './hunt';
import { measures, probes } from './measures';
import { properties } from './properties';
import { scenarios } from './scenarios';
import { settings } from './settings';
import { topology } from './topology';

/** Seconds on the wall between two blocks, when the story is watched. */
const BLOCK_SEEN = 12;

const ledger: System<typeof settings> = {
  id: 'ledger',
  title: 'Copies of a payment',
  summary:
    'Sixteen nodes keep one ledger that nobody owns, by gossip and the longest chain; beside it a bank keeps its own.',
  view: 'Blocks',
  settings,
  topology,
  pace: (s) => Math.max(2, s.blockIntervalS / BLOCK_SEEN),
  messages: {
    'have-payment': { title: 'I have a payment', letter: 'h', mark: 'heartbeat' },
    'want-payment': { title: 'send it', letter: 'w', mark: 'request' },
    payment: { title: 'payment', letter: 'P', mark: 'event' },
    'have-block': { title: 'I follow a block', letter: 'H', mark: 'vote' },
    'want-block': { title: 'send the block', letter: 'W', mark: 'request' },
    'no-block': { title: 'not kept any more', letter: 'N', mark: 'error' },
    block: { title: 'block', letter: 'B', mark: 'event' },
    'want-headers': { title: 'what comes before it?', letter: 'Q', mark: 'request' },
    headers: { title: 'headers', letter: 'C', mark: 'event' },
    hello: { title: 'keep-alive', letter: 'k', mark: 'heartbeat' },
    view: { title: 'the chain, for a wallet', letter: 'V', mark: 'reply' },
    seen: { title: 'a payment was seen', letter: 'S', mark: 'reply' },
    order: { title: 'order to the bank', letter: 'O', mark: 'request' },
    paid: { title: 'paid', letter: 'D', mark: 'ack' },
    declined: { title: 'declined', letter: 'X', mark: 'error' },
    corrupted: { title: 'corrupted', letter: '?', mark: 'error' },
  },
  gauges: {
    height: { title: 'height', unit: '', mark: 'number' },
    waiting: { title: 'orders open at the bank', unit: '', mark: 'number' },
    entries: { title: 'orders decided', unit: '', mark: 'number' },
    shipped: { title: 'shipped', unit: '', mark: 'number' },
  },
  probes,
  measures,
  properties,
  scenarios,
  challenge,
  fidelity: {
    modelled: [
      'gossip of payments and blocks by announcement, request and delivery over a random network; lost requests are asked again elsewhere',
      'mining as a Poisson process at each node, by its share of the work, on whatever it follows',
      'a tree of blocks at each node, the longest chain, the first seen of equals; reorganisation with a set of unspent coins that is taken back and applied',
      'payments checked against that set, the rule that a coin is spent once, and payments that wait again after their block is gone',
      'pruned nodes that throw blocks away and fetch all again when a branch parts below what they keep; nodes with headers only',
      'an attacker on a private branch, who releases it when it is longer and the goods are on their way',
      'catching up by headers after a crash, a lost disk or a cut',
      'a bank that decides each order once, alone, in order of arrival',
    ],
    simplified: [
      'nobody computes a hash: a block’s number is random, and its find an exponential draw; signatures and fees are left out',
      'every hop takes the same time, whatever the size; a third each for announcement, request and delivery',
      'all full nodes mine with equal shares; the work does not change, so that half a network finds half as many blocks',
      'peers are fixed; after a cut or a crash keep-alives take the place of new connections',
      'the race that the merchant plays knows two miners and no network',
    ],
    notModelled: [
      'retargeting of the work every 2016 blocks, and miners who join pools or hold blocks back to gain a larger share',
      'compact blocks and other ways to speed blocks up; limits of bandwidth',
      'peers that lie about headers, and attempts to surround a node with liars',
      'what stands behind the bank: its own replicas, clearing, the law',
    ],
  },
  bugs: [
    {
      id: 'orphans',
      why: 'A node takes a block by its height and does not ask what it hangs on.',
      settings: { bug: 'orphans' },
    },
    {
      id: 'mempool-only',
      why: 'A payment is compared with those that wait, and not with the coins that are left.',
      settings: { bug: 'mempool-only' },
    },
    {
      id: 'first-forever',
      why: 'A node stays on the branch that it saw first, however long another one grows.',
      settings: { bug: 'first-forever' },
    },
    {
      id: 'no-undo',
      why: 'A reorganisation removes what a block made and forgets to give back what it spent.',
      settings: { bug: 'no-undo' },
    },
  ],
  hunt,
};

export const system = ledger as unknown as System;
