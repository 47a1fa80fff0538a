import type { Challenge } from '../../sim';

/** The rule is the one of the paper, a tie is enough; the number is that of the exact race. */
export const challenge: Challenge = {
  title: 'Merchant',
  goal: 'An attacker has a tenth of the work. Choose for how many confirmations to wait: fewer than one order in a thousand may be lost to a double spend, and no customer waits longer than it takes.',
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
    {
      id: 'prompt',
      text: 'at most 6 confirmations',
      unit: '',
      value: (m) => m.confirmations,
      holds: (v) => v <= 6,
    },
  ],
  seeds: { published: [1, 2, 3, 4, 5], hidden: [101, 202, 303] },
  references: [{ id: 'six confirmations', settings: { confirmations: 6 } }],
  traps: [
    {
      id: 'five, as in the paper’s table',
      why: 'The table takes the attacker’s progress as a Poisson variable and says 0.09 %. Played out, the race says 0.18 %.',
      settings: { confirmations: 5 },
      fails: 'safe',
    },
    {
      id: 'ten, to be on the safe side',
      why: 'Safe, and every customer waits forty minutes longer for nothing.',
      settings: { confirmations: 10 },
      fails: 'prompt',
    },
    {
      id: 'none: it has been seen by all',
      why: 'What waits in memory everywhere is not in the chain anywhere.',
      settings: { confirmations: 0 },
      fails: 'safe',
    },
  ],
};
