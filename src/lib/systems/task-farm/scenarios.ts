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
  text: 'Each worker has a batch of a hundred tasks. It sends its result, and the answer is its next batch.',
  when: (w) => totalOf(w) > 0,
  about: (w) => [w.at.coordinator!, ...w.at.workers],
  messages: ['grant', 'result'],
};
const gone: C = {
  text: 'Worker 3 has crashed, and the batch that it had in hand is lost. Nothing tells the coordinator.',
  when: (w) => isCrashed(w, 'worker-3'),
  about: at('worker-3'),
};
const stopped: C = {
  text: 'Worker 6 is paused. From outside, that looks like a crash.',
  when: (w) => isPaused(w, 'worker-6'),
  about: at('worker-6'),
};
const overdue: C = {
  text: 'Its batch is overdue and goes to another worker.',
  when: isGivenAgain,
  about: takeover,
  messages: ['grant'],
};

export const scenarios: readonly Scenario<W>[] = [
  {
    id: 'healthy',
    title: 'Nothing breaks',
    story: 'Eight thousand tasks of a millisecond on eight workers, in batches of a hundred.',
    watch: 'how little of the time goes into asking for work',
    seen: 'Nearly eight times as fast as one worker: a round trip for every hundred tasks costs one per cent.',
    settings: {},
    interventions: [],
    until: null,
    captions: [
      begun,
      {
        text: 'Half of the tasks are in the total. Each worker has been idle for a round trip per batch, and no longer.',
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
      'A parallel program in the usual sense: when one process is lost, all are. Worker 3 dies after half a second.',
    watch: 'what becomes of the results of the seven other workers',
    seen: '7,000 good results are in hand when the loss is noticed, and the job is given up.',
    settings: { mode: 'abort', batch: 1000 },
    interventions: CRASH,
    until: '3200ms',
    captions: [
      gone,
      {
        text: 'Seven of the eight batches are done. The job waits for the eighth.',
        when: (w) => totalOf(w) === 7000,
        about: at('coordinator', 'worker-3'),
      },
      {
        text: 'The lease has run out. One of eight workers is lost, and with it the job.',
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
      'The same death. A batch that is overdue goes to another worker, and every batch is counted once.',
    watch: 'the batch that worker 3 had in hand',
    seen: 'All 8,000 tasks are in the total, 7.2 times as fast as one worker. A tenth of a second was lost, and no result.',
    settings: {},
    interventions: CRASH,
    until: null,
    captions: [
      begun,
      gone,
      {
        text: 'The lease has run out: the batch goes to another worker.',
        when: isGivenAgain,
        about: takeover,
        messages: ['grant'],
      },
    ],
    shows: ['re-executed'],
  },
  {
    id: 'coarse',
    title: 'The same death in batches of a thousand',
    story:
      'The largest batches have the least overhead. Each worker gets one, and worker 3 dies half-way.',
    watch: 'seven idle workers',
    seen: 'The lease of a large batch is long, and then the whole batch is done again: 2.7 times as fast as one worker.',
    settings: { batch: 1000 },
    interventions: CRASH,
    until: null,
    captions: [
      gone,
      {
        text: 'All other workers are done and idle: what is left of the job is the batch of worker 3.',
        when: (w) => totalOf(w) === 7000,
        about: (w) => w.at.workers,
        messages: ['wait'],
      },
      {
        text: 'Two seconds after it was handed out, the batch is given up and goes to another worker.',
        when: isGivenAgain,
        about: takeover,
        messages: ['grant'],
      },
    ],
    shows: ['re-executed'],
  },
  {
    id: 'heartbeats',
    title: 'Batches of a thousand, with heartbeats',
    story:
      'Workers send a heartbeat every 20 ms, so that a death is noticed within a tenth of a second.',
    watch: 'when the batch goes to another worker',
    seen: 'The death of worker 3 is noticed within a tenth of a second. Its batch still waits for a free worker and then takes a second: four times as fast as one worker.',
    settings: { batch: 1000, detector: 'heartbeat' },
    interventions: CRASH,
    until: null,
    captions: [
      {
        ...gone,
        text: 'Worker 3 has crashed. Once three of its heartbeats are missing, the coordinator suspects it.',
        messages: ['heartbeat'],
      },
      {
        text: 'The first worker that is free takes over the batch.',
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
    seen: 'It stays at 7,900 of 8,000. No error is logged, and the job does not end.',
    settings: { detector: 'never' },
    interventions: CRASH,
    until: '3s',
    captions: [
      gone,
      {
        text: 'All batches but one are done. The coordinator waits for worker 3.',
        when: (w) => totalOf(w) === 7900,
        about: at('coordinator', 'worker-3'),
      },
    ],
  },
  {
    id: 'counted-twice',
    title: 'A pause, and results are counted as they come',
    story:
      'Worker 6 does not die: it pauses for 300 ms. Results are added up without deduplication.',
    watch: 'the total, and the batch that worker 6 had in hand',
    seen: 'The batch was given up and executed again, and then the first result came after all: 8,100 of 8,000.',
    settings: { dedupe: false },
    interventions: PAUSE,
    until: null,
    captions: [
      stopped,
      overdue,
      {
        text: 'Worker 6 resumes and sends its result. The batch is now in the total twice.',
        when: (w) => standingOf(w).twice > 0,
        about: at('coordinator', 'worker-6'),
        messages: ['result'],
      },
    ],
    shows: ['false-alarm', 'known-result'],
  },
  {
    id: 'counted-once',
    title: 'The same pause, and each batch is counted once',
    story: 'The same 300 ms pause. A result is recognised by the number of its batch.',
    watch: 'the batch that is executed twice',
    seen: 'Two results, counted once: 8,000 of 8,000. Some work was wasted; the total is right.',
    settings: {},
    interventions: PAUSE,
    until: null,
    captions: [
      stopped,
      overdue,
      {
        text: 'Worker 6 has resumed. The batch has two results now, and the second is not counted again.',
        when: (w) => counts(w).ignored > 0,
        about: at('coordinator', 'worker-6'),
        messages: ['result'],
      },
    ],
    shows: ['false-alarm', 'known-result'],
  },
  {
    id: 'aborted-for-nothing',
    title: 'The same pause, all or nothing',
    story: 'Worker 6 pauses for 300 ms. Any batch that is overdue ends the job.',
    watch: 'the moment at which worker 6 resumes',
    seen: 'The job was given up although every worker was alive. A time-out cannot tell a slow worker from a dead one.',
    settings: { mode: 'abort' },
    interventions: PAUSE,
    until: '1s',
    captions: [
      stopped,
      {
        text: 'The batch is overdue: the job is given up, and all its results are thrown away.',
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
      'Worker 5 takes twenty times as long. The leases are long, so nothing is overdue; but idle workers repeat the batches that others still have in hand.',
    watch: 'the last batch of worker 5',
    seen: 'Its copy is done first, and the job ends while worker 5 is still at work.',
    settings: { leaseFactor: 50, backups: true },
    interventions: ['300ms slow worker-5 x20'],
    until: null,
    captions: [
      begun,
      {
        text: 'There is nothing left to hand out, so an idle worker gets a copy of a batch that is still in hand.',
        when: (w) => counts(w).backups > 0,
        about: takeover,
        messages: ['grant'],
      },
    ],
    shows: ['backup-first', 're-executed'],
  },
  ...threadScenarios,
];
