import type { Challenge } from '../../sim';
import { atLeast, none } from '../clauses';
import { CUT } from './cuts';
import type { PartitionSettings } from './settings';

/** Load, distances and the cut are given; the reader chooses how each of the two is kept. */
export const challenge: Challenge<PartitionSettings> = {
  title: 'Cart and wallet',
  goal: 'The cable is cut 2|3 for half a minute. Keep every cart open and every item in it, and never pay out money that is not there.',
  locked: {
    workload: 'shop',
    ratePerSecond: 100,
    writePercent: 80,
    loadS: 60,
    walletStart: 9000,
    timeoutMs: 1000,
    attempts: 2,
    leaderSite: 1,
    bug: 'none',
  },
  interventions: CUT,
  until: null,
  start: { cartMode: 'lww', walletMode: 'lww', writeLevel: 'majority', readLevel: 'majority' },
  clauses: [
    atLeast(
      'cart-open',
      'at least 99.9 % of cart operations answered',
      'cartSuccessPercent',
      99.9,
      '%',
    ),
    none('cart-kept', 'no acknowledged item lost from the cart', 'lostCartAdds'),
    none('wallet-covered', 'nothing paid out that was not there', 'overdraft'),
    none(
      'wallet-one-copy',
      'the wallet behaves like one copy: no read and no payment out of order',
      'walletOutOfOrder',
    ),
    atLeast(
      'wallet-open',
      'at least 55 % of wallet operations answered during the cut',
      'walletCutSuccessPercent',
      55,
      '%',
    ),
  ],
  seeds: { published: [1, 2, 3, 4, 5], hidden: [101, 202, 303] },
  references: [
    {
      id: 'cart as a set that merges, wallet by majority',
      settings: { cartMode: 'crdt', walletMode: 'quorum' },
    },
  ],
  traps: [
    {
      id: 'everything by majority',
      why: 'Two fifths of the clients cannot even fill a cart during the cut.',
      settings: { cartMode: 'quorum', walletMode: 'quorum' },
      fails: 'cart-open',
    },
    {
      id: 'everything by last writer wins',
      why: 'One side’s cart replaces the other’s when the copies meet.',
      settings: { cartMode: 'lww', walletMode: 'lww' },
      fails: 'cart-kept',
    },
    {
      id: 'a wallet that merges',
      why: 'Each side spends what both had: merging keeps every payment, also those that were not covered.',
      settings: { cartMode: 'crdt', walletMode: 'crdt' },
      fails: 'wallet-covered',
    },
    {
      id: 'write to three, read from one',
      why: 'A majority for writes alone does not make a read of one replica fresh.',
      settings: { cartMode: 'crdt', walletMode: 'quorum', readLevel: 'one' },
      fails: 'wallet-one-copy',
    },
    {
      id: 'wait for all five',
      why: 'With one replica out of reach nothing can be written anywhere.',
      settings: { cartMode: 'crdt', walletMode: 'quorum', writeLevel: 'all' },
      fails: 'wallet-open',
    },
  ],
};
