import type { Challenge, SettingsOf } from '../../sim';
import { atMost } from '../clauses';
import type { settings } from './settings';

/** A tie is enough, as in the paper; the number is that of the exact race. */
export const challenge: Challenge<SettingsOf<typeof settings>> = {
  title: 'Merchant',
  goal: 'An attacker has a tenth of the work. Choose for how many confirmations to wait: fewer than one order in a thousand may be lost to a double spend, and no customer waits longer than necessary.',
  locked: {
    attackerPercent: 10,
    raceRule: 'tie',
    raceTrials: 200_000,
    attack: 'none',
    bug: 'none',
    paymentsPerHour: 30,
  },
  interventions: [],
  until: '60s',
  start: { confirmations: 1 },
  clauses: [
    {
      id: 'safe',
      text: 'double spends below 0.1 %, at the upper end of a 95 % interval',
      unit: '%',
      value: (m) => m.doubleSpendUpperPercent,
      holds: (v) => v < 0.1,
    },
    atMost('prompt', 'at most 6 confirmations', 'confirmations', 6),
  ],
  seeds: { published: [1, 2, 3, 4, 5], hidden: [101, 202, 303] },
  references: [{ id: 'six confirmations', settings: { confirmations: 6 } }],
  traps: [
    {
      id: 'five, as in the paper’s table',
      why: 'The table approximates the attacker’s progress by a Poisson variable and says 0.09 %. The simulated race says 0.18 %.',
      settings: { confirmations: 5 },
      fails: 'safe',
    },
    {
      id: 'ten, to be on the safe side',
      why: 'Safe, but every customer waits forty minutes longer for nothing.',
      settings: { confirmations: 10 },
      fails: 'prompt',
    },
    {
      id: 'none: all nodes have seen it',
      why: 'A payment in every node’s memory is still in no block.',
      settings: { confirmations: 0 },
      fails: 'safe',
    },
  ],
};
