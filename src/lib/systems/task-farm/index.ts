import { planted } from '../fields';
import { counted, defineSystem, grouped } from '../../sim';
import { challenge } from './challenge';
import { hunt } from './hunt';
import { measures, probes } from './measures';
import type { Verdict } from './nodes/ledger';
import { observer } from './observer';
import { properties } from './properties';
import { scenarios } from './scenarios';
import { settings } from './settings';
import { topology } from './topology';

const VERDICTS: Readonly<Record<Verdict, string>> = {
  counted: 'is counted',
  known: 'is a duplicate and not counted',
  again: 'is counted again',
};

const ofBatch = ({ batch }: { readonly batch: number }): string => `${batch + 1}`;

export const system = defineSystem({
  id: 'task-farm',
  title: 'One job, three ways',
  summary:
    'Thousands of equal tasks on eight workers: as threads with shared memory, as processes that fail together, and as workers that may be lost.',
  view: 'Work',
  settings,
  topology,
  messages: {
    grant: { title: 'batch', letter: 'B', mark: 'request', label: ofBatch },
    result: { title: 'result', letter: 'R', mark: 'reply', label: ofBatch },
    ready: { title: 'ready for work', letter: 'Y', mark: 'ack' },
    wait: { title: 'nothing to do', letter: 'W', mark: 'ack' },
    stop: { title: 'job over', letter: 'X', mark: 'event' },
    heartbeat: { title: 'heartbeat', letter: 'H', mark: 'heartbeat' },
    load: { title: 'load', letter: 'L', mark: 'request' },
    loaded: { title: 'loaded', letter: 'l', mark: 'reply' },
    add: { title: 'add to the register', letter: 'A', mark: 'request' },
    added: { title: 'added', letter: 'a', mark: 'reply' },
    store: { title: 'store', letter: 'S', mark: 'event' },
    stored: { title: 'stored', letter: 's', mark: 'reply' },
    'fetch-add': { title: 'atomic add', letter: 'F', mark: 'event' },
    fetched: { title: 'added atomically', letter: 'f', mark: 'reply' },
    lock: { title: 'lock request', letter: 'K', mark: 'vote' },
    locked: { title: 'lock granted', letter: 'k', mark: 'reply' },
    unlock: { title: 'unlock', letter: 'U', mark: 'vote' },
    unlocked: { title: 'unlocked', letter: 'u', mark: 'reply' },
    exit: { title: 'exit', letter: 'E', mark: 'ack' },
  },
  gauges: {
    total: { title: 'tasks in the total', unit: '', mark: 'number' },
    twice: {
      title: 'counted twice',
      unit: 'tasks',
      mark: 'count',
      tag: 'fault',
      durable: true,
      text: (n) => (n === 0 ? '' : `${grouped(n)} twice`),
      says: (n) => `${counted(n, 'task')} counted twice.`,
    },
    discarded: {
      title: 'discarded',
      unit: 'tasks',
      mark: 'count',
      tag: 'fault',
      durable: true,
      text: (n) => (n === 0 ? '' : `${grouped(n)} discarded`),
      says: (n) => `${counted(n, 'good result')} thrown away with the job.`,
    },
    lost: {
      title: 'tasks lost',
      unit: '',
      mark: 'count',
      tag: 'fault',
      durable: true,
      text: (n) => (n === 0 ? '' : `${grouped(n)} lost`),
      says: (n) => `${counted(n, 'task')} missing from the total: their update was overwritten.`,
    },
    left: {
      title: 'batches left',
      unit: '',
      mark: 'count',
      durable: true,
      text: (n) => (n === 0 ? '' : `${counted(n, 'batch', 'batches')} left`),
      says: (n) => `${counted(n, 'batch', 'batches')} without a result so far.`,
    },
    ignored: {
      title: 'duplicates',
      unit: '',
      mark: 'count',
      tag: 'well',
      durable: true,
      text: (n) => (n === 0 ? '' : counted(n, 'duplicate')),
      says: (n) => `${counted(n, 'duplicate result')} recognised and not counted again.`,
    },
    sleepers: {
      title: 'wait for the lock',
      unit: 'threads',
      mark: 'count',
      tag: 'waiting',
      text: (n) => (n === 0 ? '' : `${n} waiting`),
      says: (n) => `${counted(n, 'thread')} waiting for the lock.`,
    },
    batch: {
      title: 'batch',
      unit: '',
      mark: 'badge',
      durable: true,
      text: (n) => (n === 0 ? '' : `batch ${n}`),
      says: (n) =>
        `It has batch ${n} in hand. The bar fills in the time that the batch takes at normal speed.`,
      fills: 'work',
    },
    work: { title: 'time of a batch', unit: 'µs', mark: 'hidden' },
    register: { title: 'register', unit: '', mark: 'number' },
    busy: { title: 'busy', unit: '', mark: 'arc' },
  },
  events: {
    began: {
      title: 'a batch is begun',
      text: ({ batch, lease }) => `begins batch ${batch + 1} (lease ${lease})`,
    },
    ended: {
      title: 'a batch is done or broken off',
      text: ({ lease, done }) => `${done ? 'has done' : 'breaks off'} the batch of lease ${lease}`,
    },
    judged: {
      title: 'a result is counted or not',
      text: ({ batch, verdict }) => `batch ${batch + 1} ${VERDICTS[verdict]}`,
    },
    expired: {
      title: 'a batch is given up',
      text: ({ batch, lease }) => `gives up batch ${batch + 1} (lease ${lease})`,
    },
    stepped: {
      title: 'a thread’s step is taken',
      text: ({ name, step, total, hides }) =>
        `${name}: ${step}, total ${total}${hides > 0 ? `; hides ${counted(hides, 'update')}` : ''}`,
    },
    slept: {
      title: 'a thread waits for the lock',
      text: ({ name }) => `${name} sleeps until the lock is free`,
    },
  },
  ...{ probes, observer, measures, properties, scenarios, challenge, hunt },
  fidelity: {
    modelled: [
      'threads whose update of a shared total is load, add and store, each a step of its own; a scheduler that draws whose step is next, or obeys the reader',
      'a lock with a queue of sleepers, and an atomic add; a thread that dies with the lock',
      'workers that pull batches; leases and heartbeats; re-execution; results that are repeated until they are answered',
      'a coordinator that recognises results by their batch, and keeps its ledger on disk',
      'backup copies for stragglers, as in MapReduce',
    ],
    simplified: [
      'all tasks take exactly the same time, so threads stay in step and collide far more often than real ones',
      'one step on shared memory at a time, which is sequential consistency; real processors reorder accesses unless a barrier forbids it',
      'a step takes microseconds, so that it can be seen',
      'in the all-or-nothing design a death shows by an expired lease; a real launcher also sees processes exit',
      'the coordinator writes to disk in no time',
    ],
    notModelled: [
      'bandwidth, data locality, and the memory hierarchy with its caches',
      'tasks that communicate while they run, as in most simulations on supercomputers',
      'checkpoints from which an aborted job is restarted',
      'replicated coordinators',
    ],
  },
  bugs: [
    {
      id: 'no-lock',
      why: 'Threads load, add and store without a lock: two load the same total.',
      settings: { mode: 'threads', sync: 'none' },
    },
    {
      id: 'late-lock',
      why: 'The lock is taken after the load, so what is stored under it is stale.',
      settings: { mode: 'threads', sync: 'mutex', bug: 'late-lock' },
    },
    {
      id: 'counts-twice',
      why: 'A batch that was given up is executed again, and both results are counted.',
      settings: { dedupe: false },
    },
    planted(
      'dedupe-by-lease',
      'Results are recognised by the execution that they come from, and a re-execution is a new one.',
    ),
    planted(
      'count-arrivals',
      'The job is done when as many results have come as there are batches, even if some are duplicates.',
    ),
    {
      id: 'never-times-out',
      why: 'The coordinator waits for a dead worker for ever.',
      settings: { detector: 'never' },
    },
  ],
});
