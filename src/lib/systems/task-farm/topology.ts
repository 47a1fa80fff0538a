import { layOut, many, ms, perhaps } from '../../sim';
import type { LinkSpec, NodeRef, Placing, Refs, SettingsOf } from '../../sim';
import { coordinator } from './nodes/coordinator';
import type { Step } from './nodes/messages';
import type { Plan } from './nodes/plan';
import { sharedMemory } from './nodes/shared-memory';
import { thread } from './nodes/thread';
import { worker } from './nodes/worker';
import type { settings } from './settings';

type Settings = SettingsOf<typeof settings>;
type Parts = ReturnType<typeof parts>;
type At = Refs<Parts>;
type Place<N extends keyof Parts> = Placing<Parts>[N];

/** On top of the time that a batch should take. */
const LEASE_SLACK = ms(5);
/** So many heartbeats may be missed. */
const MISSES = 3;
/** A worker does not ask again sooner than this. */
const LEAST_PATIENCE = ms(50);

const planOf = ({ tasks, batch }: Settings): Plan => ({ tasks, batch });
/** Threads or workers, by their ids. */
const idOf = (i: number): string => `worker-${i + 1}`;
const threadName = (i: number): string => `thread ${i + 1}`;
const workerName = (i: number): string => `worker ${i + 1}`;

/** What a thread does to add a batch to the total. */
export function programOf({ sync, bug }: Pick<Settings, 'sync' | 'bug'>): readonly Step[] {
  if (sync === 'atomic') return ['fetch-add'];
  if (sync === 'none') return ['load', 'add', 'store'];
  return bug === 'late-lock'
    ? ['load', 'lock', 'add', 'store', 'unlock']
    : ['lock', 'load', 'add', 'store', 'unlock'];
}

const parts = ({ mode, workers }: Settings) => {
  const threads = mode === 'threads';
  return {
    memory: perhaps(threads, sharedMemory),
    coordinator: perhaps(!threads, coordinator),
    threads: many(threads ? workers : 0, thread),
    workers: many(threads ? 0 : workers, worker),
  };
};

const memory =
  (s: Settings, { threads }: At): Place<'memory'> =>
  () => ({
    id: 'memory',
    label: 'shared memory',
    shape: 'replica',
    layer: 1,
    source: true,
    options: {
      plan: planOf(s),
      threads,
      ids: threads.map((_, i) => idOf(i)),
      names: threads.map((_, i) => threadName(i)),
      stepTime: s.stepUs,
    },
  });

const coordination =
  (s: Settings, { workers }: At): Place<'coordinator'> =>
  () => ({
    id: 'coordinator',
    label: 'coordinator',
    shape: 'coordinator',
    layer: 0,
    source: true,
    options: {
      plan: planOf(s),
      workers,
      names: workers.map((_, i) => workerName(i)),
      onSuspicion: s.mode === 'abort' ? 'abort' : 'reexecute',
      detector: s.detector,
      leaseBase: ms(s.leaseFactor * s.rttMs) + LEASE_SLACK,
      leasePerTask: ms(s.leaseFactor * s.taskMs),
      silence: ms(MISSES * s.heartbeatMs + s.rttMs),
      dedupe: !s.dedupe ? 'none' : s.bug === 'dedupe-by-lease' ? 'lease' : 'batch',
      backups: s.backups,
      bug: s.bug === 'count-arrivals' ? s.bug : 'none',
    },
  });

const threads =
  (s: Settings, centre: NodeRef): Place<'threads'> =>
  (place) => ({
    id: idOf(place),
    label: threadName(place),
    shape: 'server',
    layer: 0,
    options: {
      memory: centre,
      place,
      threads: s.workers,
      plan: planOf(s),
      taskTime: ms(s.taskMs),
      program: programOf(s),
    },
  });

const workers =
  (s: Settings, centre: NodeRef): Place<'workers'> =>
  (place) => ({
    id: idOf(place),
    label: workerName(place),
    shape: 'server',
    layer: 1,
    options: {
      coordinator: centre,
      taskTime: ms(s.taskMs),
      askEvery: Math.max(LEAST_PATIENCE, ms(4 * s.rttMs)),
      heartbeat: s.detector === 'heartbeat' ? ms(s.heartbeatMs) : 0,
    },
  });

/** Both ways together take a round trip, or for threads half of a step: a thread is back in time for the next one. */
function links(s: Settings, at: At, centre: NodeRef): LinkSpec<NodeRef>[] {
  const trip = at.memory === null ? ms(s.rttMs) : 2 * Math.floor(s.stepUs / 4);
  const there = Math.floor(trip / 2);
  return [...at.threads, ...at.workers].flatMap((node) => [
    { from: centre, to: node, latency: there },
    { from: node, to: centre, latency: trip - there },
  ]);
}

export const topology = (s: Settings) =>
  layOut(parts(s), (at) => {
    // One of the two is there, whichever way the job is built.
    const centre = (at.memory ?? at.coordinator)!;
    return {
      nodes: {
        memory: memory(s, at),
        coordinator: coordination(s, at),
        threads: threads(s, centre),
        workers: workers(s, centre),
      },
      links: links(s, at, centre),
    };
  });
