import type { SettingFields } from '../../sim';
import { groups } from '../fields';

const [job, messages, threads] = groups('job', 'messages', 'threads');

export const settings = {
  mode: job.choice({
    title: 'design',
    help: 'the same tasks, three ways',
    options: {
      threads: 'threads, shared memory – one machine; every thread adds to one total',
      abort: 'messages, all or nothing – a worker that is lost ends the job',
      reexecute: 'messages, with re-execution – the batch of a lost worker goes to another one',
    },
    default: 'reexecute',
  }),
  workers: job.integer({
    title: 'workers',
    help: 'machines, or threads',
    min: 1,
    max: 64,
    default: 8,
    slider: { min: 1, max: 16 },
  }),
  tasks: job.integer({
    title: 'tasks',
    help: 'all alike, and each counts one',
    min: 1,
    max: 1_000_000,
    default: 8000,
    slider: { min: 8, max: 8000, log: true },
  }),
  batch: job.integer({
    title: 'batch',
    help: 'tasks that are handed out together, or added to the total together',
    min: 1,
    max: 1000,
    default: 100,
    slider: { min: 1, max: 1000, log: true },
  }),
  taskMs: job.milliseconds({
    title: 'task',
    help: 'time that a worker spends on one',
    min: 0.01,
    max: 100,
    default: 1,
    slider: { min: 0.01, max: 100, log: true },
  }),
  rttMs: messages.milliseconds({
    title: 'round trip',
    help: 'from the coordinator to a worker and back; threads need none',
    min: 0.001,
    max: 50,
    default: 1,
    slider: { min: 0.1, max: 50, log: true },
  }),
  dedupe: messages.toggle({
    title: 'deduplicates results',
    help: 'a batch is counted once, however often its result comes',
    default: true,
  }),
  detector: messages.choice({
    title: 'suspects a worker',
    help: 'how the coordinator comes to believe that a batch will not come back',
    options: {
      lease:
        'when its batch is overdue – each batch has a lease: a multiple of the time that it should take',
      heartbeat: 'when it falls silent – workers send heartbeats to show that they are alive',
      never: 'never – waits for ever',
    },
    default: 'lease',
  }),
  leaseFactor: messages.number({
    title: 'lease',
    help: 'times what a batch should take, and 5 ms on top',
    min: 0.1,
    max: 100,
    default: 2,
    unit: '×',
    slider: { min: 0.5, max: 10, step: 0.5 },
  }),
  heartbeatMs: messages.advanced.milliseconds({
    title: 'heartbeat',
    help: 'a worker that has been silent for three of these is suspected to be dead',
    min: 1,
    max: 10_000,
    default: 20,
    slider: { min: 5, max: 500, step: 5 },
  }),
  backups: messages.toggle({
    title: 'backup copies',
    help: 'near the end, idle workers repeat batches that others still have in hand; the first result counts',
    default: false,
  }),
  sync: threads.choice({
    title: 'adding to the total',
    help: 'how a thread adds its result to the shared total',
    options: {
      none: 'load, add, store – as if it were alone',
      mutex: 'under a lock – one thread at a time',
      atomic: 'one atomic add – the hardware does it in one step',
    },
    default: 'mutex',
  }),
  stepUs: threads.advanced.integer({
    title: 'step',
    help: 'time of one step on shared memory, whoever takes it; real ones are a hundred times as fast',
    min: 1,
    max: 1_000_000,
    default: 4,
    unit: 'µs',
    slider: { min: 1, max: 10_000, log: true },
  }),
  bug: job.plantedBug({
    'late-lock': 'the threads',
    'dedupe-by-lease': 'the coordinator’s results',
    'count-arrivals': 'the coordinator’s end of the job',
  }),
} as const satisfies SettingFields;
