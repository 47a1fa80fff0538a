import { hasEnded, isCrashed, isPaused, totalOf, type W } from './story';
import { about, at, scenario } from './world';
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

const begun = about((w) => [w.at.coordinator!, ...w.at.workers], ['grant', 'result']).when(
  (w) => totalOf(w) > 0,
)(
  'Each worker has a batch of 100 tasks under a lease. It sends its result, and the answer is its next batch.',
);
const gone = about(at('worker-3')).when((w) => isCrashed(w, 'worker-3'))(
  'Worker 3 crashes with a batch in hand. Nothing tells the coordinator.',
);
const stopped = about(at('worker-6')).when((w) => isPaused(w, 'worker-6'))(
  'Worker 6 pauses. From outside, that looks like a crash.',
);
/** The lease has run out; no other worker is free yet. */
const expired = about(at('coordinator', 'worker-3')).when((w) => counts(w).expired > 0)(
  'The lease has run out: the coordinator gives up the batch of worker 3. Every other worker is busy.',
);
const overdue = about(takeover, 'grant').when(isGivenAgain)(
  'The lease of worker 6 has run out, and its batch goes to worker 1. Worker 6 does not know.',
);

export const scenarios = [
  scenario('healthy', 'No faults', {
    story: '8,000 tasks of 1 ms on eight workers, in batches of 100.',
    watch: 'how little time goes into asking for work',
    seen: '7.9 times as fast as one worker: a round trip for every 100 tasks costs 1 %.',
    settings: {},
    captions: [
      begun,
      about((w) => w.at.workers, ['grant', 'result']).when((w) => totalOf(w) >= 4000)(
        'Half of the tasks are in the total. Each worker has been idle for one round trip per batch and no longer.',
      ),
    ],
  }),
  scenario('broken', 'One worker dies: all or nothing', {
    story:
      'A parallel program in the usual sense: when one process dies, the whole job does. Worker 3 dies after half a second.',
    watch: 'what becomes of the results of the other seven workers',
    seen: '7,000 good results are in hand when the loss is noticed, and all of them are discarded with the job.',
    settings: { mode: 'abort', batch: 1000 },
    interventions: CRASH,
    until: '3200ms',
    captions: [
      gone,
      about(at('coordinator', 'worker-3')).when((w) => totalOf(w) === 7000)(
        'Seven of eight batches are done. The coordinator waits for worker 3 until its lease runs out.',
      ),
      about(at('coordinator', 'worker-3'), 'stop').when(hasEnded)(
        'The lease has run out. One of eight workers is lost, and with it the whole job and its 7,000 good results.',
      ),
    ],
    shows: ['given-up'],
  }),
  scenario('fixed', 'One worker dies: its batch is executed again', {
    story:
      'Worker 3 dies after half a second. An overdue batch goes to another worker, and every batch is counted once.',
    watch: 'the batch that worker 3 had in hand',
    seen: 'All 8,000 tasks are in the total, 7.2 times as fast as one worker. The crash cost 0.1 s and no result.',
    settings: {},
    interventions: CRASH,
    captions: [
      begun,
      gone,
      expired,
      about(takeover, 'grant').when(isGivenAgain)(
        'Worker 1 is free first and executes the lost batch again. No result is missing.',
      ),
    ],
    shows: ['re-executed'],
  }),
  scenario('coarse', 'One worker dies: batches of 1,000', {
    story:
      'The largest batches have the least overhead. Each worker gets one, and worker 3 dies halfway through.',
    watch: 'the lease of worker 3, and seven idle workers',
    seen: 'The lease of a large batch is long, and then the whole batch is executed again: 2.7 times as fast as one worker.',
    settings: { batch: 1000 },
    interventions: CRASH,
    captions: [
      gone,
      about((w) => w.at.workers, 'wait').when((w) => totalOf(w) === 7000)(
        'The other seven workers are done and idle. Only the batch of worker 3 is left, and its lease still has 1 s to run.',
      ),
      about(takeover, 'grant').when(isGivenAgain)(
        'After 2 s the lease runs out, and worker 1 executes the whole batch again.',
      ),
    ],
    shows: ['re-executed'],
  }),
  scenario('heartbeats', 'Batches of 1,000, with heartbeats', {
    story: 'Workers send a heartbeat every 20 ms, so a death is noticed within 0.1 s.',
    watch: 'when the batch goes to another worker',
    seen: 'The death is noticed within 0.1 s, but the batch still waits for a free worker and then takes 1 s: 4 times as fast as one worker.',
    settings: { batch: 1000, detector: 'heartbeat' },
    interventions: CRASH,
    captions: [
      {
        ...gone,
        text: 'Worker 3 crashes. After three missing heartbeats the coordinator will suspect it.',
        messages: ['heartbeat'],
      },
      about(takeover, 'grant').when(isGivenAgain)(
        'Worker 1 is the first to be free and executes the batch again.',
      ),
    ],
    shows: ['re-executed'],
  }),
  scenario('waits-for-ever', 'No time-out', {
    story: 'The coordinator never suspects a worker, however long its batch takes.',
    watch: 'the total',
    seen: 'It stays at 7,900 of 8,000. No error is logged, and the job never ends.',
    settings: { detector: 'never' },
    interventions: CRASH,
    until: '3s',
    captions: [
      gone,
      about(at('coordinator', 'worker-3')).when((w) => totalOf(w) === 7900)(
        'All batches but one are done. The coordinator waits for worker 3, for ever.',
      ),
    ],
  }),
  scenario('counted-twice', 'A pause: results are counted as they arrive', {
    story:
      'Worker 6 does not die: it pauses for 300 ms. Results are added up without deduplication.',
    watch: 'the total, and the batch that worker 6 had in hand',
    seen: 'The batch is given up and executed again, and then the first result arrives after all: 8,100 of 8,000.',
    settings: { dedupe: false },
    interventions: PAUSE,
    captions: [
      stopped,
      overdue,
      about(at('coordinator', 'worker-6'), 'result').when((w) => standingOf(w).twice > 0)(
        'Worker 6 has sent its result after all, and worker 1 sends the same batch again. It is in the total twice.',
      ),
    ],
    shows: ['false-alarm', 'known-result'],
  }),
  scenario('counted-once', 'A pause: each batch is counted once', {
    story: 'Worker 6 pauses for 300 ms. Results are deduplicated by the number of their batch.',
    watch: 'the batch that is executed twice',
    seen: 'Two results, counted once: 8,000 of 8,000. Some work is wasted, but the total is correct.',
    settings: {},
    interventions: PAUSE,
    captions: [
      stopped,
      overdue,
      about(at('coordinator', 'worker-6'), 'result').when((w) => counts(w).ignored > 0)(
        'Both workers have sent a result for the batch. The coordinator knows the batch number and ignores the duplicate.',
      ),
    ],
    shows: ['false-alarm', 'known-result'],
  }),
  scenario('aborted-for-nothing', 'A pause: all or nothing', {
    story: 'Worker 6 pauses for 300 ms. Any batch that is overdue ends the job.',
    watch: 'the moment at which worker 6 resumes',
    seen: 'The job is given up, with 5,400 results, although every worker is alive. A time-out cannot tell a slow worker from a dead one.',
    settings: { mode: 'abort' },
    interventions: PAUSE,
    until: '1s',
    captions: [
      stopped,
      about(at('coordinator', 'worker-6'), 'stop').when(hasEnded)(
        'The lease of worker 6 has run out, so the coordinator gives up the whole job. No worker has died.',
      ),
    ],
    shows: ['given-up'],
  }),
  scenario('straggler', 'A slow worker, and backup copies', {
    story:
      'Worker 5 becomes twenty times slower. Leases are long, so nothing is overdue, but idle workers execute copies of batches still in hand.',
    watch: 'the last batch of worker 5',
    seen: 'The copy is done first, and the job ends while worker 5 is still at work.',
    settings: { leaseFactor: 50, backups: true },
    interventions: ['300ms slow worker-5 x20'],
    captions: [
      begun,
      about(takeover, 'grant').when((w) => counts(w).backups > 0)(
        'No batch is left to hand out, so idle worker 8 gets a copy of the batch that slow worker 5 still has.',
      ),
    ],
    shows: ['backup-first', 're-executed'],
  }),
  ...threadScenarios,
];
