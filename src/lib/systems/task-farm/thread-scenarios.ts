import type { Scenario, World } from '../../sim';
import { picks, SLOW_STEP, TOTAL_OF_TWO } from './by-hand';
import { memoryOf } from './measures';

const total = (w: World): number => memoryOf(w).total;
const crashed = (w: World, id: string): boolean => w.node(id).mode.host === 'crashed';
const slowMotion = { mode: 'threads', workers: 2, batch: 1, taskMs: 0.01, stepUs: SLOW_STEP };

/** The same job on one machine, as threads that share its memory. */
export const threadScenarios: readonly Scenario[] = [
  {
    id: 'lost-updates',
    title: 'Threads without a lock',
    story:
      'One machine, one total in its memory, eight threads. Each has a hundred tasks done, and then loads the total, adds and stores.',
    watch: 'what a thread stores, and what was there',
    seen: 'Fast, no error, and 6,200 of 8,000. Whoever stores last has not seen what the others stored.',
    settings: { mode: 'threads', sync: 'none' },
    interventions: [],
    until: null,
    captions: [
      {
        text: 'Two threads loaded the same total. The second store hides the first one.',
        when: (w) => memoryOf(w).lostUpdates > 0,
      },
    ],
    shows: ['lost-update'],
  },
  {
    id: 'locked',
    title: 'Threads with a lock',
    story: 'Load, add and store are done by one thread at a time; the others sleep.',
    watch: 'the threads that wait, every hundred milliseconds',
    seen: '8,000 of 8,000, and hardly slower: twenty microseconds under the lock for a hundred milliseconds of work.',
    settings: { mode: 'threads' },
    interventions: [],
    until: null,
    captions: [
      {
        text: 'One thread adds; seven wait for the lock, for microseconds.',
        when: (w) => memoryOf(w).updates > 0,
      },
    ],
  },
  {
    id: 'dead-holder',
    title: 'A thread dies with the lock',
    story: 'Thread 3 has just got the lock when it dies. Locks know nothing of deaths.',
    watch: 'the other seven',
    seen: 'They are healthy, and they sleep for ever. Sharing memory means sharing the fate of whoever holds the lock.',
    settings: { mode: 'threads' },
    interventions: ['500279us crash worker-3'],
    until: null,
    captions: [
      {
        text: 'Thread 3 is dead and has the lock. The others queue up behind it.',
        when: (w) => crashed(w, 'worker-3'),
      },
    ],
    shows: ['lock-held-by-the-dead'],
  },
  {
    id: 'total-of-two',
    title: 'Six updates, and a total of two',
    story:
      'Two threads add one, three times each, without a lock. Somebody picks whose step is next, as unkindly as can be.',
    watch: 'the thread that loads and then has to wait',
    seen: 'Two. Each thread wipes out what the other one did while it slept.',
    settings: { ...slowMotion, sync: 'none', tasks: 6 },
    interventions: picks(TOTAL_OF_TWO),
    until: null,
    captions: [
      { text: 'Thread 1 has loaded 0 and sleeps. Thread 2 adds.', when: (w) => total(w) === 2 },
      {
        text: 'Thread 1 stores the sum of what it loaded long ago: 1.',
        when: (w) => total(w) === 1 && memoryOf(w).updates > 2,
      },
    ],
    shows: ['lost-update', 'total-of-two'],
  },
  {
    id: 'by-hand',
    title: 'Be the scheduler',
    story:
      'Two threads, three updates each, no lock, a step a millisecond. Pick whose step is next, or let the scheduler draw.',
    watch: 'the registers, and the total',
    seen: 'Six is right, and every number down to two can be had.',
    settings: { ...slowMotion, sync: 'none', tasks: 6 },
    interventions: [],
    until: null,
    captions: [
      {
        text: 'Both threads wait for their turn. In the view “Work” you can say whose it is.',
        when: (w) => w.now > 300,
      },
    ],
  },
];
