import type { Challenge, SettingValue } from '../../sim';
import { none } from '../clauses';

/** A plan of at most six steps, the rest left empty. */
function plan(...steps: string[]): Record<string, SettingValue> {
  const six = Array.from({ length: 6 }, (_, i) => steps[i] ?? 'none');
  return Object.fromEntries(six.map((step, i) => [`step${i + 1}`, step]));
}

/** The order of the instances and the step that is rolled back differ from seed to seed. */
export const challenge: Challenge = {
  title: 'Rename without an outage',
  goal: 'Rename “name” to “full_name” in six steps at most. Instances are replaced in any order, one step is rolled back, and the queue hands out old messages again as long as it has them. Nobody may refuse a message, nobody may misread one, and in the end the old name is gone.',
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
    none('gone', 'nobody knows the old name any more', 'oldLeft'),
    {
      id: 'messages',
      text: 'every request has led to a message',
      unit: '',
      value: (m) => m.requests - m.messages,
      holds: (v) => v === 0,
    },
  ],
  seeds: { published: [1, 2, 3, 4, 5], hidden: [101, 202, 303] },
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
    {
      id: 'without the wait',
      why: 'The queue still has messages with the old name alone, and hands them to readers that have dropped it.',
      settings: plan('readers-both', 'writers-both', 'writers-new', 'readers-new'),
      fails: 'failed',
    },
    {
      id: 'producer first',
      why: 'Writing both is an addition, and a strict reader refuses what it does not know.',
      settings: plan('writers-both', 'readers-both', 'wait', 'writers-new', 'readers-new'),
      fails: 'failed',
    },
    {
      id: 'the old field dropped in the same release',
      why: 'A release takes time to arrive everywhere. The readers have dropped what some writers still write.',
      settings: plan('readers-both', 'wait', 'all-new'),
      fails: 'failed',
    },
    {
      id: 'consumers first, in one step',
      why: 'Readers that know the new name alone refuse what everybody writes.',
      settings: plan('readers-new', 'writers-new'),
      fails: 'failed',
    },
    {
      id: 'stop half-way',
      why: 'Nothing breaks, and the old name stays for ever.',
      settings: plan('readers-both', 'writers-both'),
      fails: 'gone',
    },
  ],
};
