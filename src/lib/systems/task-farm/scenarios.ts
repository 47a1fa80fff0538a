import type { Scenario, World } from '../../sim';
import { ledgerOf, standingOf } from './measures';
import { threadScenarios } from './thread-scenarios';

const total = (w: World): number => standingOf(w).total;
const hasEnded = (w: World): boolean => standingOf(w).ended !== 'no';
const crashed = (w: World, id: string): boolean => w.node(id).mode.host === 'crashed';
const paused = (w: World, id: string): boolean => w.node(id).mode.host === 'paused';
const again = (w: World): number => ledgerOf(w).again;

/** What befalls the farm: one worker dies, or another one stops for a while. */
const CRASH = ['500ms crash worker-3'];
const PAUSE = ['550ms pause worker-6', '850ms resume worker-6'];

const begun = {
  text: 'Each worker has a batch of a hundred. It asks for the next one with the result of the last.',
  when: (w: World) => total(w) > 0,
};
const gone = {
  text: 'Worker 3 is gone, and the batch that it had in hand with it. The coordinator hears nothing of that.',
  when: (w: World) => crashed(w, 'worker-3'),
};
const stopped = {
  text: 'Worker 6 stops. From outside, that is what a crash looks like.',
  when: (w: World) => paused(w, 'worker-6'),
};

export const scenarios: readonly Scenario[] = [
  {
    id: 'healthy',
    title: 'Nothing breaks',
    story: 'Eight thousand tasks of a millisecond on eight workers, in batches of a hundred.',
    watch: 'how little of the time goes into asking for work',
    seen: 'Nearly eight times as fast as one worker: a round trip for every hundred tasks costs one per cent.',
    settings: {},
    interventions: [],
    until: null,
    captions: [begun],
  },
  {
    id: 'broken',
    title: 'One worker dies: all or nothing',
    story:
      'A parallel program in the usual sense: its processes stand and fall together. Worker 3 dies after half a second.',
    watch: 'what becomes of the results of the seven others',
    seen: 'Seven thousand good results are in hand when the loss is noticed, and the job is given up.',
    settings: { mode: 'abort', batch: 1000 },
    interventions: CRASH,
    until: '3200ms',
    captions: [
      gone,
      {
        text: 'Seven batches of eight are done. The total waits for the eighth.',
        when: (w) => total(w) === 7000,
      },
      {
        text: 'The lease has run out. One worker of eight is lost, and so is the job.',
        when: hasEnded,
      },
    ],
    shows: ['given-up'],
  },
  {
    id: 'fixed',
    title: 'One worker dies: what it had is done again',
    story:
      'The same death. A batch that is overdue goes to another worker, and every batch is counted once.',
    watch: 'the batch that worker 3 had in hand',
    seen: 'All eight thousand, 7.2 times as fast as one worker. A tenth of a second was lost, and no result.',
    settings: {},
    interventions: CRASH,
    until: null,
    captions: [
      begun,
      gone,
      {
        text: 'The lease has run out: the batch goes to somebody else.',
        when: (w) => again(w) > 0,
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
        text: 'All others are done and have nothing to do: the job is one batch, and nobody has it.',
        when: (w) => total(w) === 7000,
      },
      {
        text: 'Two seconds after it was handed out the batch is given up.',
        when: (w) => again(w) > 0,
      },
    ],
    shows: ['re-executed'],
  },
  {
    id: 'heartbeats',
    title: 'Batches of a thousand, with heartbeats',
    story:
      'Workers say every 20 ms that they are alive, so that a death is noticed within a tenth of a second.',
    watch: 'when the batch goes to another worker',
    seen: 'It is known at once that worker 3 is dead. The batch still waits for a free worker and takes a second: four times as fast as one worker.',
    settings: { batch: 1000, detector: 'heartbeat' },
    interventions: CRASH,
    until: null,
    captions: [
      {
        ...gone,
        text: 'Worker 3 is gone. Three heartbeats are missing, and the coordinator knows.',
      },
      { text: 'The first worker that is free takes the batch over.', when: (w) => again(w) > 0 },
    ],
    shows: ['re-executed'],
  },
  {
    id: 'waits-for-ever',
    title: 'Nobody looks at the clock',
    story: 'The coordinator never takes anybody for dead.',
    watch: 'the total',
    seen: 'It stands at 7,900 of 8,000. Nothing has failed, no error is logged, and the job does not end.',
    settings: { detector: 'never' },
    interventions: CRASH,
    until: '3s',
    captions: [
      gone,
      { text: 'All but one batch are done. It waits.', when: (w) => total(w) === 7900 },
    ],
  },
  {
    id: 'counted-twice',
    title: 'A pause, and results are counted as they come',
    story: 'Worker 6 does not die: it stops for 300 ms. Results are simply added up.',
    watch: 'the total, and the batch that worker 6 had in hand',
    seen: 'The batch was given up and done again, and then the first one came after all: 8,100 of 8,000.',
    settings: { dedupe: false },
    interventions: PAUSE,
    until: null,
    captions: [
      stopped,
      { text: 'Its batch is overdue and goes to another worker.', when: (w) => again(w) > 0 },
      {
        text: 'Worker 6 goes on where it was, and sends what it has. Now the batch is in the total twice.',
        when: (w) => standingOf(w).twice > 0,
      },
    ],
    shows: ['false-alarm', 'known-result'],
  },
  {
    id: 'counted-once',
    title: 'The same pause, and each batch is counted once',
    story: 'The same 300 ms. A result is recognised by the number of its batch.',
    watch: 'the batch that is done twice',
    seen: 'Two results, one count: 8,000 of 8,000. The work was wasted; the total is right.',
    settings: {},
    interventions: PAUSE,
    until: null,
    captions: [
      stopped,
      { text: 'Its batch is overdue and goes to another worker.', when: (w) => again(w) > 0 },
      {
        text: 'Worker 6 goes on where it was. Its result is known, and is not counted again.',
        when: (w) => ledgerOf(w).ignored > 0,
      },
    ],
    shows: ['false-alarm', 'known-result'],
  },
  {
    id: 'aborted-for-nothing',
    title: 'The same pause, all or nothing',
    story: 'Worker 6 stops for 300 ms. Whoever is overdue ends the job.',
    watch: 'the moment at which worker 6 goes on',
    seen: 'The job was given up while nobody was dead. A time-out cannot tell slow from gone.',
    settings: { mode: 'abort' },
    interventions: PAUSE,
    until: '1s',
    captions: [
      stopped,
      {
        text: 'Overdue: the job is given up, and all its results are thrown away.',
        when: hasEnded,
      },
    ],
    shows: ['given-up'],
  },
  {
    id: 'straggler',
    title: 'A slow worker, and backup copies',
    story:
      'Worker 5 is twenty times as slow. The leases are long, so nothing is overdue; but idle workers do again what others still have in hand.',
    watch: 'the last batch of worker 5',
    seen: 'Its copy is done first, and the job ends while worker 5 is still at it.',
    settings: { leaseFactor: 50, backups: true },
    interventions: ['300ms slow worker-5 x20'],
    until: null,
    captions: [
      begun,
      {
        text: 'There is nothing left to hand out, so idle workers get copies.',
        when: (w) => ledgerOf(w).backups > 0,
      },
    ],
    shows: ['backup-first', 're-executed'],
  },
  ...threadScenarios,
];
