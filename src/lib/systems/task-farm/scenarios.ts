import type { Scenario } from '../../sim';
import { at, hasEnded, isCrashed, isPaused, totalOf, type C, type W } from './story';
import { standingOf } from './measures';
import { threadScenarios } from './thread-scenarios';

/** What the coordinator counts: batches handed out again, copies handed out, duplicates. */
const counts = (w: W) => w.at.coordinator!.durable;
const isGivenAgain = (w: W): boolean => counts(w).again > 0;

/** The coordinator and the worker that has got a batch that another one had before. */
const takeover = (w: W) => {
  const { leases } = w.at.coordinator!.volatile;
  const taken = [...leases.values()].filter(({ batch }) => counts(w).granted[batch] > 1);
  return [
    w.at.coordinator!,
    ...w.at.workers.filter((n) => taken.some((l) => l.worker === n.index)),
  ];
};

/** One worker dies, or another one pauses for a while. */
const CRASH = ['500ms crash worker-3'];
const PAUSE = ['550ms pause worker-6', '850ms resume worker-6'];

const begun: C = {
  text: 'Each worker has a batch of 100 tasks under a lease. It sends its result, and the answer is its next batch.',
  when: (w) => totalOf(w) > 0,
  about: (w) => [w.at.coordinator!, ...w.at.workers],
  messages: ['grant', 'result'],
};
const gone: C = {
  text: 'Worker 3 crashes with a batch in hand. Nothing tells the coordinator.',
  when: (w) => isCrashed(w, 'worker-3'),
  about: at('worker-3'),
};
const stopped: C = {
  text: 'Worker 6 pauses. From outside, that looks like a crash.',
  when: (w) => isPaused(w, 'worker-6'),
  about: at('worker-6'),
};
/** The lease has run out; no other worker is free yet. */
const expired: C = {
  text: 'The lease has run out: the coordinator gives up the batch of worker 3. Every other worker is busy.',
  when: (w) => counts(w).expired > 0,
  about: at('coordinator', 'worker-3'),
};
const overdue: C = {
  text: 'The lease of worker 6 has run out, and its batch goes to worker 1. Worker 6 does not know.',
  when: isGivenAgain,
  about: takeover,
  messages: ['grant'],
};

export const scenarios: readonly Scenario<W>[] = [
  {
    id: 'healthy',
    title: 'No faults',
    story: '8,000 tasks of 1 ms on eight workers, in batches of 100.',
    watch: 'how little time goes into asking for work',
    seen: '7.9 times as fast as one worker: a round trip for every 100 tasks costs 1 %.',
    settings: {},
    interventions: [],
    until: null,
    captions: [
      begun,
      {
        text: 'Half of the tasks are in the total. Each worker has been idle for one round trip per batch and no longer.',
        when: (w) => totalOf(w) >= 4000,
        about: (w) => w.at.workers,
        messages: ['grant', 'result'],
      },
    ],
  },
  {
    id: 'broken',
    title: 'One worker dies: all or nothing',
    story:
      'A parallel program in the usual sense: when one process dies, the whole job does. Worker 3 dies after half a second.',
    watch: 'what becomes of the results of the other seven workers',
    seen: '7,000 good results are in hand when the loss is noticed, and all of them are discarded with the job.',
    settings: { mode: 'abort', batch: 1000 },
    interventions: CRASH,
    until: '3200ms',
    captions: [
      gone,
      {
        text: 'Seven of eight batches are done. The coordinator waits for worker 3 until its lease runs out.',
        when: (w) => totalOf(w) === 7000,
        about: at('coordinator', 'worker-3'),
      },
      {
        text: 'The lease has run out. One of eight workers is lost, and with it the whole job and its 7,000 good results.',
        when: hasEnded,
        about: at('coordinator', 'worker-3'),
        messages: ['stop'],
      },
    ],
    shows: ['given-up'],
  },
  {
    id: 'fixed',
    title: 'One worker dies: its batch is executed again',
    story:
      'Worker 3 dies after half a second. An overdue batch goes to another worker, and every batch is counted once.',
    watch: 'the batch that worker 3 had in hand',
    seen: 'All 8,000 tasks are in the total, 7.2 times as fast as one worker. The crash cost 0.1 s and no result.',
    settings: {},
    interventions: CRASH,
    until: null,
    captions: [
      begun,
      gone,
      expired,
      {
        text: 'Worker 1 is free first and executes the lost batch again. No result is missing.',
        when: isGivenAgain,
        about: takeover,
        messages: ['grant'],
      },
    ],
    shows: ['re-executed'],
  },
  {
    id: 'coarse',
    title: 'One worker dies: batches of 1,000',
    story:
      'The largest batches have the least overhead. Each worker gets one, and worker 3 dies halfway through.',
    watch: 'the lease of worker 3, and seven idle workers',
    seen: 'The lease of a large batch is long, and then the whole batch is executed again: 2.7 times as fast as one worker.',
    settings: { batch: 1000 },
    interventions: CRASH,
    until: null,
    captions: [
      gone,
      {
        text: 'The other seven workers are done and idle. Only the batch of worker 3 is left, and its lease still has 1 s to run.',
        when: (w) => totalOf(w) === 7000,
        about: (w) => w.at.workers,
        messages: ['wait'],
      },
      {
        text: 'After 2 s the lease runs out, and worker 1 executes the whole batch again.',
        when: isGivenAgain,
        about: takeover,
        messages: ['grant'],
      },
    ],
    shows: ['re-executed'],
  },
  {
    id: 'heartbeats',
    title: 'Batches of 1,000, with heartbeats',
    story: 'Workers send a heartbeat every 20 ms, so a death is noticed within 0.1 s.',
    watch: 'when the batch goes to another worker',
    seen: 'The death is noticed within 0.1 s, but the batch still waits for a free worker and then takes 1 s: 4 times as fast as one worker.',
    settings: { batch: 1000, detector: 'heartbeat' },
    interventions: CRASH,
    until: null,
    captions: [
      {
        ...gone,
        text: 'Worker 3 crashes. After three missing heartbeats the coordinator will suspect it.',
        messages: ['heartbeat'],
      },
      {
        text: 'Worker 1 is the first to be free and executes the batch again.',
        when: isGivenAgain,
        about: takeover,
        messages: ['grant'],
      },
    ],
    shows: ['re-executed'],
  },
  {
    id: 'waits-for-ever',
    title: 'No time-out',
    story: 'The coordinator never suspects a worker, however long its batch takes.',
    watch: 'the total',
    seen: 'It stays at 7,900 of 8,000. No error is logged, and the job never ends.',
    settings: { detector: 'never' },
    interventions: CRASH,
    until: '3s',
    captions: [
      gone,
      {
        text: 'All batches but one are done. The coordinator waits for worker 3, for ever.',
        when: (w) => totalOf(w) === 7900,
        about: at('coordinator', 'worker-3'),
      },
    ],
  },
  {
    id: 'counted-twice',
    title: 'A pause: results are counted as they arrive',
    story:
      'Worker 6 does not die: it pauses for 300 ms. Results are added up without deduplication.',
    watch: 'the total, and the batch that worker 6 had in hand',
    seen: 'The batch is given up and executed again, and then the first result arrives after all: 8,100 of 8,000.',
    settings: { dedupe: false },
    interventions: PAUSE,
    until: null,
    captions: [
      stopped,
      overdue,
      {
        text: 'Worker 6 has sent its result after all, and worker 1 sends the same batch again. It is in the total twice.',
        when: (w) => standingOf(w).twice > 0,
        about: at('coordinator', 'worker-6'),
        messages: ['result'],
      },
    ],
    shows: ['false-alarm', 'known-result'],
  },
  {
    id: 'counted-once',
    title: 'A pause: each batch is counted once',
    story: 'Worker 6 pauses for 300 ms. Results are deduplicated by the number of their batch.',
    watch: 'the batch that is executed twice',
    seen: 'Two results, counted once: 8,000 of 8,000. Some work is wasted, but the total is correct.',
    settings: {},
    interventions: PAUSE,
    until: null,
    captions: [
      stopped,
      overdue,
      {
        text: 'Both workers have sent a result for the batch. The coordinator knows the batch number and ignores the duplicate.',
        when: (w) => counts(w).ignored > 0,
        about: at('coordinator', 'worker-6'),
        messages: ['result'],
      },
    ],
    shows: ['false-alarm', 'known-result'],
  },
  {
    id: 'aborted-for-nothing',
    title: 'A pause: all or nothing',
    story: 'Worker 6 pauses for 300 ms. Any batch that is overdue ends the job.',
    watch: 'the moment at which worker 6 resumes',
    seen: 'The job is given up, with 5,400 results, although every worker is alive. A time-out cannot tell a slow worker from a dead one.',
    settings: { mode: 'abort' },
    interventions: PAUSE,
    until: '1s',
    captions: [
      stopped,
      {
        text: 'The lease of worker 6 has run out, so the coordinator gives up the whole job. No worker has died.',
        when: hasEnded,
        about: at('coordinator', 'worker-6'),
        messages: ['stop'],
      },
    ],
    shows: ['given-up'],
  },
  {
    id: 'straggler',
    title: 'A slow worker, and backup copies',
    story:
      'Worker 5 becomes twenty times slower. Leases are long, so nothing is overdue, but idle workers execute copies of batches still in hand.',
    watch: 'the last batch of worker 5',
    seen: 'The copy is done first, and the job ends while worker 5 is still at work.',
    settings: { leaseFactor: 50, backups: true },
    interventions: ['300ms slow worker-5 x20'],
    until: null,
    captions: [
      begun,
      {
        text: 'No batch is left to hand out, so idle worker 8 gets a copy of the batch that slow worker 5 still has.',
        when: (w) => counts(w).backups > 0,
        about: takeover,
        messages: ['grant'],
      },
    ],
    shows: ['backup-first', 're-executed'],
  },
  ...threadScenarios,
];
