import { gauge, message } from '../drawn';
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
    grant: { ...message.request('batch', 'B'), label: ofBatch },
    result: { ...message.reply('result', 'R'), label: ofBatch },
    ready: message.ack('ready for work', 'Y'),
    wait: message.ack('nothing to do', 'W'),
    stop: message.event('job over', 'X'),
    heartbeat: message.heartbeat('heartbeat', 'H'),
    load: message.request('load', 'L'),
    loaded: message.reply('loaded', 'l'),
    add: message.request('add to the register', 'A'),
    added: message.reply('added', 'a'),
    store: message.event('store', 'S'),
    stored: message.reply('stored', 's'),
    'fetch-add': message.event('atomic add', 'F'),
    fetched: message.reply('added atomically', 'f'),
    lock: message.vote('lock request', 'K'),
    locked: message.reply('lock granted', 'k'),
    unlock: message.vote('unlock', 'U'),
    unlocked: message.reply('unlocked', 'u'),
    exit: message.ack('exit', 'E'),
  },
  gauges: {
    total: gauge.number('tasks in the total'),
    twice: gauge.count('counted twice', {
      unit: 'tasks',
      tag: 'fault',
      durable: true,
      text: (n) => (n === 0 ? '' : `${grouped(n)} twice`),
      says: (n) => `${counted(n, 'task')} counted twice.`,
    }),
    discarded: gauge.count('discarded', {
      unit: 'tasks',
      tag: 'fault',
      durable: true,
      text: (n) => (n === 0 ? '' : `${grouped(n)} discarded`),
      says: (n) => `${counted(n, 'good result')} thrown away with the job.`,
    }),
    lost: gauge.count('tasks lost', {
      tag: 'fault',
      durable: true,
      text: (n) => (n === 0 ? '' : `${grouped(n)} lost`),
      says: (n) => `${counted(n, 'task')} missing from the total: their update was overwritten.`,
    }),
    left: gauge.count('batches left', {
      durable: true,
      text: (n) => (n === 0 ? '' : `${counted(n, 'batch', 'batches')} left`),
      says: (n) => `${counted(n, 'batch', 'batches')} without a result so far.`,
    }),
    ignored: gauge.count('duplicates', {
      tag: 'well',
      durable: true,
      text: (n) => (n === 0 ? '' : counted(n, 'duplicate')),
      says: (n) => `${counted(n, 'duplicate result')} recognised and not counted again.`,
    }),
    sleepers: gauge.count('wait for the lock', {
      unit: 'threads',
      tag: 'waiting',
      text: (n) => (n === 0 ? '' : `${n} waiting`),
      says: (n) => `${counted(n, 'thread')} waiting for the lock.`,
    }),
    batch: gauge.badge('batch', {
      durable: true,
      text: (n) => (n === 0 ? '' : `batch ${n}`),
      says: (n) =>
        `It has batch ${n} in hand. The bar fills in the time that the batch takes at normal speed.`,
      fills: 'work',
    }),
    work: gauge.hidden('time of a batch', { unit: 'µs' }),
    register: gauge.number('register'),
    busy: gauge.arc('busy'),
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
