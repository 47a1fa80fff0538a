import type { Challenge, SettingsOf } from '../../sim';
import { atMost, seeds, trap } from '../clauses';
import type { settings } from './settings';

/** A tie is enough, as in the paper; the chance is that of the exact race. Whatever is mined while a block spreads may be wasted. */
export const challenge: Challenge<SettingsOf<typeof settings>> = {
  title: 'Merchant',
  goal: 'You design the network and the shop. An attacker has a tenth of the mining power. Fewer than one order in a thousand may be lost to a double spend, customers wait 15 minutes at most, and little mining may be wasted: a block has to reach the other nodes within 3.5 % of the block interval.',
  locked: {
    attackerPercent: 10,
    raceRule: 'tie',
    raceTrials: 200_000,
    attack: 'none',
    bug: 'none',
    paymentsPerHour: 0,
    hopS: 2,
    peers: 4,
    graph: 3,
    helloS: 600,
  },
  interventions: [],
  until: '3600s',
  start: { confirmations: 1, blockIntervalS: 600 },
  clauses: [
    {
      id: 'safe',
      text: 'double spends below 0.1 %, at the upper end of a 95 % interval',
      unit: '%',
      value: (m) => m.doubleSpendUpperPercent,
      holds: (v) => v < 0.1,
    },
    atMost(
      'prompt',
      'at most 15 min for the confirmations, on average',
      (m) => m.expectedWaitS / 60,
      15,
      'min',
    ),
    atMost(
      'frugal',
      'a block reaches the others within 3.5 % of the block interval',
      (m) => (100 * m.spreadMs) / 1000 / m.blockIntervalS,
      3.5,
      '%',
    ),
  ],
  seeds,
  references: [
    {
      id: 'six confirmations, a block every two and a half minutes',
      settings: { confirmations: 6, blockIntervalS: 150 },
    },
  ],
  traps: [
    trap('five confirmations, as in the paper’s table', {
      confirmations: 5,
      blockIntervalS: 150,
    }).fails(
      'safe',
      'The table approximates the attacker’s progress by a Poisson variable and says 0.09 %. The simulated race says 0.18 %.',
    ),
    trap('six confirmations at Bitcoin’s ten minutes', { confirmations: 6 }).fails(
      'prompt',
      'Safe and frugal, but customers wait an hour.',
    ),
    trap('twelve confirmations of thirty seconds', { confirmations: 12, blockIntervalS: 30 }).fails(
      'frugal',
      'Quick blocks overtake each other: one in ten is wasted, and wasted work does not protect the chain.',
    ),
    trap('none: all nodes have seen it', { confirmations: 0, blockIntervalS: 150 }).fails(
      'safe',
      'A payment in every node’s mempool is still in no block.',
    ),
  ],
};
