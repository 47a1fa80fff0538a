import type { System } from '../../sim';
import { challenge } from './challenge';
import { hunt } from './hunt';
import { measures, probes } from './measures';
import { properties } from './properties';
import { scenarios } from './scenarios';
import { settings } from './settings';
import { topology } from './topology';

const taskFarm: System<typeof settings> = {
  id: 'task-farm',
  title: 'One job, three ways',
  summary:
    'Thousands of equal tasks on eight workers: as threads on shared memory, as processes that stand and fall together, and as workers that may be lost.',
  view: 'Work',
  settings,
  topology,
  messages: {
    grant: { title: 'a batch', letter: 'B', mark: 'request' },
    result: { title: 'result', letter: 'R', mark: 'reply' },
    ready: { title: 'ready for work', letter: 'Y', mark: 'ack' },
    wait: { title: 'nothing to do now', letter: 'W', mark: 'ack' },
    stop: { title: 'the job is over', letter: 'X', mark: 'event' },
    heartbeat: { title: 'heartbeat', letter: 'H', mark: 'heartbeat' },
    load: { title: 'load', letter: 'L', mark: 'request' },
    loaded: { title: 'loaded', letter: 'l', mark: 'reply' },
    add: { title: 'add, in its register', letter: 'A', mark: 'request' },
    added: { title: 'added', letter: 'a', mark: 'reply' },
    store: { title: 'store', letter: 'S', mark: 'event' },
    stored: { title: 'stored', letter: 's', mark: 'reply' },
    'fetch-add': { title: 'atomic add', letter: 'F', mark: 'event' },
    fetched: { title: 'added at once', letter: 'f', mark: 'reply' },
    lock: { title: 'lock', letter: 'K', mark: 'vote' },
    locked: { title: 'has the lock', letter: 'k', mark: 'reply' },
    unlock: { title: 'unlock', letter: 'U', mark: 'vote' },
    unlocked: { title: 'unlocked', letter: 'u', mark: 'reply' },
    exit: { title: 'exit', letter: 'E', mark: 'ack' },
    corrupted: { title: 'corrupted', letter: '?', mark: 'error' },
  },
  gauges: {
    total: { title: 'total', unit: '', mark: 'number' },
    left: { title: 'batches without a result', unit: '', mark: 'stack' },
    sleepers: { title: 'threads that wait for the lock', unit: '', mark: 'stack' },
    batch: { title: 'batch', unit: '', mark: 'number' },
    register: { title: 'register', unit: '', mark: 'number' },
    busy: { title: 'busy', unit: '', mark: 'arc' },
  },
  probes,
  measures,
  properties,
  scenarios,
  challenge,
  hunt,
  fidelity: {
    modelled: [
      'threads whose update of a shared total is load, add and store, each a step of its own; a scheduler that draws whose step is next, or does as it is told',
      'a lock with a queue of sleepers, and an atomic add; a thread that dies with the lock',
      'workers that pull batches; leases and heartbeats; re-execution; results that are sent until they are answered',
      'a coordinator that recognises results by their batch, and keeps its books on disk',
      'backup copies for stragglers, as in MapReduce',
    ],
    simplified: [
      'tasks are all alike and take exactly as long; threads of one length stay in step, so they collide far more often than real ones',
      'one step on shared memory at a time, which is sequential consistency; real processors reorder what is not told to stay in order',
      'a step takes microseconds, so that it can be seen',
      'all or nothing learns of a death as the others do, by a lease; a real launcher also sees processes exit',
      'the coordinator writes to disk in no time',
    ],
    notModelled: [
      'bandwidth, places of data, and the memory hierarchy with its caches',
      'tasks that talk to each other while they run, as in most simulations on supercomputers',
      'checkpoints from which an aborted job is started again',
      'a coordinator of which there are several',
    ],
  },
  bugs: [
    {
      id: 'no-lock',
      why: 'Threads load, add and store as if they were alone: two load the same total.',
      settings: { mode: 'threads', sync: 'none' },
    },
    {
      id: 'late-lock',
      why: 'The lock is taken after the load: what is stored under it is old.',
      settings: { mode: 'threads', sync: 'mutex', bug: 'late-lock' },
    },
    {
      id: 'counts-twice',
      why: 'A batch that was given up is done again, and then both results are counted.',
      settings: { dedupe: false },
    },
    {
      id: 'dedupe-by-lease',
      why: 'Results are recognised by the execution that they come from, and re-execution is a new one.',
      settings: { bug: 'dedupe-by-lease' },
    },
    {
      id: 'count-arrivals',
      why: 'The job is done when as many results have come as there are batches, whichever they are.',
      settings: { bug: 'count-arrivals' },
    },
    {
      id: 'never-times-out',
      why: 'The coordinator waits for a dead worker, and for ever.',
      settings: { detector: 'never' },
    },
  ],
};

export const system = taskFarm as unknown as System;
