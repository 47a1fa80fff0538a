import type { Challenge, SettingsOf } from '../../sim';
import { none, seeds, trap } from '../clauses';
import type { Step } from './nodes/plan';
import type { settings } from './settings';

type Settings = SettingsOf<typeof settings>;

/** A plan of at most six steps, the rest left empty. */
function plan(...steps: Step[]) {
  const step = (n: number): Settings['step1'] => steps[n - 1] ?? 'none';
  return {
    step1: step(1),
    step2: step(2),
    step3: step(3),
    step4: step(4),
    step5: step(5),
    step6: step(6),
  };
}

/** The order of the instances and the step that is rolled back differ from seed to seed. */
export const challenge: Challenge<Settings> = {
  title: 'Rename without an outage',
  goal: 'Rename “name” to “full_name” in at most six steps. Instances are replaced in random order, one step is rolled back, and the queue redelivers old messages for as long as it keeps them. No reader may refuse or misread a message, and in the end nobody may know the old name.',
  locked: {
    change: 'rename',
    format: 'names',
    strategy: 'own',
    reader: 'strict',
    rollback: 'random',
    stuck: 0,
    replayEveryS: 1,
    retentionS: 24,
    gapS: 0.5,
    ratePerSecond: 12,
    loadS: 75,
    deployAfterS: 2,
    hopMs: 1,
    bug: 'none',
  },
  interventions: [],
  until: null,
  start: plan('writers-new', 'readers-new'),
  clauses: [
    none('failed', 'no message is refused', 'failed'),
    none('misread', 'no message is misread', 'misread'),
    none('gone', 'no process still knows the old name', 'oldLeft'),
    none('messages', 'every request led to a message', (m) => m.requests - m.messages),
  ],
  seeds,
  references: [
    {
      id: 'accept both, write both, wait, stop the old, drop it',
      settings: plan('readers-both', 'writers-both', 'wait', 'writers-new', 'readers-new'),
    },
    {
      id: 'accept both, write the new, wait, drop the old',
      settings: plan('readers-both', 'writers-new', 'wait', 'readers-new'),
    },
  ],
  traps: [
    trap(
      'without the wait',
      plan('readers-both', 'writers-both', 'writers-new', 'readers-new'),
    ).fails(
      'failed',
      'The queue still has messages with the old name alone, and redelivers them to readers that have dropped it.',
    ),
    trap(
      'producer first',
      plan('writers-both', 'readers-both', 'wait', 'writers-new', 'readers-new'),
    ).fails(
      'failed',
      'A message with both names has a field that the readers do not know, and a strict reader refuses it.',
    ),
    trap(
      'the old field dropped in the same release',
      plan('readers-both', 'wait', 'all-new'),
    ).fails(
      'failed',
      'A release takes time to reach every process. The readers have dropped what some writers still write.',
    ),
    trap('consumers first, in one step', plan('readers-new', 'writers-new')).fails(
      'failed',
      'Readers that know only the new name refuse what every instance still writes.',
    ),
    trap('stop half-way', plan('readers-both', 'writers-both')).fails(
      'gone',
      'Nothing breaks, but the old name stays for ever.',
    ),
  ],
};
