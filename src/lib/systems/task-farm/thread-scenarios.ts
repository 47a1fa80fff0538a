import { picks, SLOW_STEP, TOTAL_OF_TWO } from './by-hand';
import { isCrashed, totalOf, type W } from './story';
import { about, at, scenario } from './world';

const memory = (w: W) => w.at.memory!.durable;
const everyone = (w: W) => [w.at.memory!, ...w.at.threads];
const slowMotion = {
  mode: 'threads',
  workers: 2,
  batch: 1,
  taskMs: 0.01,
  stepUs: SLOW_STEP,
} as const;

/** The same job on one machine, as threads that share its memory. */
export const threadScenarios = [
  scenario('lost-updates', 'Threads without a lock', {
    story:
      'One machine, one total in its memory, eight threads. After every hundred tasks a thread loads the total, adds and stores.',
    watch: 'what a thread stores, and what it overwrites',
    seen: 'It is fast, there is no error, and the total is 6,200 of 8,000. A thread that stores last overwrites what the others stored since it loaded.',
    settings: { mode: 'threads', sync: 'none' },
    captions: [
      about(everyone, ['load', 'store']).when((w) => memory(w).lostUpdates > 0)(
        'Two threads have loaded the same total. The second store overwrites the first: 100 tasks are lost.',
      ),
      about(at('memory')).when((w) => memory(w).lostUpdates >= 5)(
        'More updates are overwritten. Nothing reports an error; the total is simply too small.',
      ),
    ],
    shows: ['lost-update'],
  }),
  scenario('locked', 'Threads with a lock', {
    story: 'One thread at a time loads, adds and stores, under a lock; the others wait.',
    watch: 'the threads that wait for the lock, every 100 ms',
    seen: '8,000 of 8,000, and hardly slower: a thread holds the lock for 20 µs after 100 ms of work.',
    settings: { mode: 'threads' },
    captions: [
      about(everyone, ['lock', 'locked']).when((w) => memory(w).updates > 0)(
        'One thread holds the lock and adds its batch. The others wait for it, for microseconds.',
      ),
      about(at('memory')).when((w) => totalOf(w) >= 4000)(
        'Half of the batches are in the total, and no update has been lost.',
      ),
    ],
  }),
  scenario('dead-holder', 'A thread dies with the lock', {
    story: 'Thread 3 dies just after taking the lock, and the lock is not released.',
    watch: 'the other seven threads',
    seen: 'They are healthy, and they wait for ever. Threads that share a lock share the fate of its holder.',
    settings: { mode: 'threads' },
    interventions: ['500279us crash worker-3'],
    captions: [
      about(everyone, ['lock', 'unlock']).when((w) => memory(w).updates > 0)(
        'Each thread takes the lock, adds its batch to the total and releases the lock.',
      ),
      about(at('worker-3', 'memory'), 'lock').when((w) => isCrashed(w, 'worker-3'))(
        'Thread 3 is dead and still holds the lock. The others will queue up behind it.',
      ),
    ],
    shows: ['lock-held-by-the-dead'],
  }),
  scenario('total-of-two', 'Six updates, and a total of two', {
    story:
      'Two threads each add one three times, without a lock. The order of their steps is the worst possible.',
    watch: 'the thread that loads and then has to wait for its turn',
    seen: 'The total is two. Each thread overwrites what the other did while it waited.',
    settings: { ...slowMotion, sync: 'none', tasks: 6 },
    interventions: picks(TOTAL_OF_TWO),
    captions: [
      about(at('worker-1', 'worker-2'), 'store').when((w) => totalOf(w) === 2)(
        'Thread 1 has loaded 0 and waits for its turn. Meanwhile thread 2 has added two.',
      ),
      about(at('worker-1', 'memory'), 'store').when(
        (w) => totalOf(w) === 1 && memory(w).updates > 2,
      )(
        'Thread 1 adds one to the 0 it loaded long ago and stores 1. Both updates of thread 2 are lost.',
      ),
    ],
    shows: ['lost-update', 'total-of-two'],
  }),
  scenario('by-hand', 'Be the scheduler', {
    story:
      'Two threads, three updates each, no lock. You pick whose step is next, in the view “Work”; bring the total down to two.',
    watch: 'the registers, and the total',
    seen: 'Six is correct, and every total from two to six is possible.',
    settings: { ...slowMotion, sync: 'none', tasks: 6 },
    captions: [
      about((w) => w.at.threads, 'load').when((w) => w.now > 300)(
        'Both threads wait for their turn. Pick whose step is next in the view “Work”, and try to end with a total of two.',
      ),
      about(everyone, 'store').when((w) => memory(w).updates > 0)(
        'The first store has changed the total. A thread that loaded before it will overwrite it.',
      ),
    ],
  }),
];
