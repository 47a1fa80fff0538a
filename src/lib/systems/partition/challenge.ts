import type { Challenge } from '../../sim';
import { atLeast, none, seeds, trap } from '../clauses';
import { LEADER_OUT } from './cuts';
import type { PartitionSettings } from './settings';

/** Load, distances and the cut are given; the reader chooses how each of the two is kept, and who leads at first. */
export const challenge: Challenge<PartitionSettings> = {
  title: 'Cart and wallet',
  goal: 'For 30 s the network separates sites 1 and 2 from sites 3, 4 and 5. Keep every cart open and every item in it, never pay out money that is not there, and let no operation on the majority side fail.',
  locked: {
    workload: 'shop',
    ratePerSecond: 100,
    writePercent: 80,
    loadS: 60,
    walletStart: 9000,
    timeoutMs: 1000,
    attempts: 2,
    bug: 'none',
  },
  interventions: LEADER_OUT,
  until: null,
  start: {
    cartMode: 'lww',
    walletMode: 'lww',
    writeLevel: 'majority',
    readLevel: 'majority',
    leaderSite: 1,
  },
  clauses: [
    atLeast(
      'cart-open',
      'at least 99.9 % of cart operations answered',
      'cartSuccessPercent',
      99.9,
      '%',
    ),
    none('cart-kept', 'no acknowledged item lost from the cart', 'lostCartAdds'),
    none('wallet-covered', 'no money paid out that was not there', 'overdraft'),
    none(
      'wallet-one-copy',
      'the wallet is linearizable: no read and no payment out of order',
      'walletOutOfOrder',
    ),
    atLeast(
      'wallet-open',
      'at least 55 % of wallet operations answered during the cut',
      'walletCutSuccessPercent',
      55,
      '%',
    ),
    atLeast(
      'majority-open',
      'at least 99.9 % of operations answered on the majority side during the cut',
      'majoritySuccessPercent',
      99.9,
      '%',
    ),
  ],
  seeds,
  references: [
    {
      id: 'cart as a merging set, wallet by majority, leader at site 3',
      settings: { cartMode: 'crdt', walletMode: 'quorum', leaderSite: 3 },
    },
  ],
  traps: [
    trap('the leader on the minority side', { cartMode: 'crdt', walletMode: 'quorum' }).fails(
      'majority-open',
      'The majority side has to notice and elect another leader first; payments fail meanwhile.',
    ),
    trap('everything by majority', { cartMode: 'quorum', walletMode: 'quorum' }).fails(
      'cart-open',
      'Two fifths of the clients cannot even fill a cart during the cut.',
    ),
    trap('everything by last writer wins', { cartMode: 'lww', walletMode: 'lww' }).fails(
      'cart-kept',
      'When the copies meet, one side’s cart replaces the other’s.',
    ),
    trap('the wallet as a merging counter', { cartMode: 'crdt', walletMode: 'crdt' }).fails(
      'wallet-covered',
      'Each side spends the same money; a merge keeps every payment, covered or not.',
    ),
    trap('write to three, read from one', {
      cartMode: 'crdt',
      walletMode: 'quorum',
      readLevel: 'one',
    }).fails('wallet-one-copy', 'Writing to a majority does not make a read of one replica fresh.'),
    trap('wait for all five', { cartMode: 'crdt', walletMode: 'quorum', writeLevel: 'all' }).fails(
      'wallet-open',
      'With a single replica unreachable, no write succeeds anywhere.',
    ),
  ],
};
