import { CUT, TWO_THREE } from './cuts';
import {
  all,
  clientsThere,
  isCut,
  isHealed,
  refusals,
  replica,
  smallSide,
  split23,
} from './captions';
import { viewOf } from './survivors';
import { about, scenario } from './world';

/** Answers that are old, and updates that do not fit together. */
export const conflicts = [
  scenario('stale-reads', 'Write to three, read from one', {
    story:
      'A register is written to a majority but read from the nearest replica alone. Then the network splits.',
    watch: '“stale” under replicas 4 and 5 during the split',
    seen: 'They answer at once with the value from before the split, up to 20 s old. Clients get 1,174 stale reads in all, some even without a split: a write to three of five does not help a read of one.',
    settings: { workload: 'register', readLevel: 'one', writePercent: 50, loadS: 40 },
    interventions: [`10s ${TWO_THREE}`, '30s heal'],
    captions: [
      about(smallSide).when(isCut)(
        'The network splits. Replicas 4 and 5 hear no leader but still answer reads from their own copies.',
      ),
      about(clientsThere, ['read', 'done']).when(
        (w) => isCut(w) && w.observed.ageAt[4] > 5_000_000,
      )(
        'Reads at sites 4 and 5 still succeed, but their answers are already 5 s out of date and getting older.',
      ),
    ],
    shows: ['stale-read'],
  }),
  scenario('late-clock', 'The clock decides', {
    story: 'Last writer wins and a 2|3 split, and the clock of replica 4 is 2 s ahead.',
    watch: 'the timestamps, and which side’s value is overwritten',
    seen: 'The majority side loses: 2,032 increments are gone, its 1,800 from the split and some 200 acknowledged after it, until correct clocks catch up 2 s later.',
    settings: { counterMode: 'lww' },
    interventions: ['5s skew replica-4 2s', ...CUT],
    captions: [
      split23,
      about((w) => [replica(w, 4)], 'gossip').when(isHealed)(
        'The network heals. Replica 4’s timestamps are 2 s ahead, so its version beats every other, whichever was really later.',
      ),
    ],
    shows: ['lost-update'],
  }),
  scenario('double-spend', 'A wallet as a merging counter', {
    story:
      'A wallet starts with 9,000 and is kept as a merging counter. Clients withdraw more than they deposit; then the network splits.',
    watch: 'the balance on each side, never negative, until the two sides merge',
    seen: 'Each side spends the same money. After the merge the wallet is overdrawn by thousands: a merge loses nothing and forbids nothing.',
    settings: { workload: 'wallet', walletMode: 'crdt', ratePerSecond: 50, loadS: 44.95 },
    interventions: CUT,
    captions: [
      about(all).when(isCut)(
        'The network splits. Both sides see a positive balance, but it is the same money.',
      ),
      about((w) => [...all(w), ...w.at.clients], 'done').when((w) => w.observed.overdraft > 0)(
        'Counting both sides, more has been paid out than was ever there. Neither side can see it: both balances are still positive.',
      ),
      about(all, 'gossip').when(
        (w) => isHealed(w) && w.at.replicas.every((r) => viewOf(r, 'wallet').value < 0),
      )('The network heals and the copies merge. All of them now show an overdrawn wallet.'),
    ],
    shows: ['overdraft'],
  }),
  scenario('shop', 'A shop: cart and wallet', {
    story:
      'A shop during a 2|3 split. The cart is an observed-remove set; the wallet is kept by majority.',
    watch: 'cart operations, which succeed everywhere, and payments, which fail at sites 4 and 5',
    seen: 'No item is lost and no money is spent twice. The choice is made per operation, not per database.',
    settings: { workload: 'shop', cartMode: 'crdt', walletMode: 'quorum' },
    interventions: CUT,
    captions: [
      about(smallSide).when(isCut)(
        'The network splits: replicas 4 and 5 cannot reach a majority. Carts do not need one; payments do.',
      ),
      about(clientsThere, ['done', 'refused']).when((w) => isCut(w) && refusals(w) > 20)(
        'Clients 4 and 5 can still fill carts, but they cannot pay.',
      ),
    ],
    shows: ['minority-refuses'],
  }),
];
