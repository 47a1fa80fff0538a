import { coordinator, type CoordinatorOptions } from './nodes/coordinator';
import type { Plan, Step } from './nodes/messages';
import { sharedMemory, type MemoryOptions } from './nodes/shared-memory';
import { thread, type ThreadOptions } from './nodes/thread';
import { worker, type WorkerOptions } from './nodes/worker';
import type { LooseBehaviour, LinkSpec, NodeSpec, Topology } from '../../sim';
import type { FarmSettings } from './settings';

/** The coordinator, or the memory, is node 0; worker i, or thread i, is node i. */
const CENTRE = 0;

const us = (ms: number): number => Math.round(ms * 1000);

/** On top of the time that a batch should take, µs. */
const LEASE_SLACK = 5_000;
/** So many heartbeats may be missed. */
const MISSES = 3;
/** A worker does not ask again sooner than this, µs. */
const LEAST_PATIENCE = 50_000;

export const workersOf = ({ workers }: { workers: number }): string[] =>
  Array.from({ length: workers }, (_, i) => `worker-${i + 1}`);

const planOf = ({ tasks, batch }: FarmSettings): Plan => ({ tasks, batch });

/** What a thread does to add a batch to the total. */
export function programOf({ sync, bug }: Pick<FarmSettings, 'sync' | 'bug'>): readonly Step[] {
  if (sync === 'atomic') return ['fetch-add'];
  if (sync === 'none') return ['load', 'add', 'store'];
  return bug === 'late-lock'
    ? ['load', 'lock', 'add', 'store', 'unlock']
    : ['lock', 'load', 'add', 'store', 'unlock'];
}

function coordinatorOptions(s: FarmSettings): CoordinatorOptions {
  return {
    plan: planOf(s),
    workers: workersOf(s).map((_, i) => i + 1),
    onSuspicion: s.mode === 'abort' ? 'abort' : 'reexecute',
    detector: s.detector,
    leaseBase: us(s.leaseFactor * s.rttMs) + LEASE_SLACK,
    leasePerTask: us(s.leaseFactor * s.taskMs),
    silence: us(MISSES * s.heartbeatMs + s.rttMs),
    dedupe: !s.dedupe ? 'none' : s.bug === 'dedupe-by-lease' ? 'lease' : 'batch',
    backups: s.backups,
    bug: s.bug === 'count-arrivals' ? s.bug : 'none',
  };
}

function workerOptions(s: FarmSettings): WorkerOptions {
  return {
    coordinator: CENTRE,
    taskTime: us(s.taskMs),
    askEvery: Math.max(LEAST_PATIENCE, us(4 * s.rttMs)),
    heartbeat: s.detector === 'heartbeat' ? us(s.heartbeatMs) : 0,
  };
}

function memoryOptions(s: FarmSettings): MemoryOptions {
  const names = workersOf(s);
  return { plan: planOf(s), threads: names.map((_, i) => i + 1), names, stepTime: s.stepUs };
}

function threadOptions(s: FarmSettings, place: number): ThreadOptions {
  return {
    memory: CENTRE,
    place,
    threads: s.workers,
    plan: planOf(s),
    taskTime: us(s.taskMs),
    program: programOf(s),
  };
}

function nodesOf(s: FarmSettings): NodeSpec[] {
  const threads = s.mode === 'threads';
  const centre: NodeSpec = threads
    ? {
        id: 'memory',
        label: 'shared memory',
        behaviour: sharedMemory as LooseBehaviour,
        options: memoryOptions(s),
        shape: 'replica',
        layer: 1,
        source: true,
      }
    : {
        id: 'coordinator',
        label: 'coordinator',
        behaviour: coordinator as LooseBehaviour,
        options: coordinatorOptions(s),
        shape: 'coordinator',
        layer: 0,
        source: true,
      };
  const others = workersOf(s).map((id, i): NodeSpec => ({
    id,
    label: `${threads ? 'thread' : 'worker'} ${i + 1}`,
    behaviour: (threads ? thread : worker) as LooseBehaviour,
    options: threads ? threadOptions(s, i) : workerOptions(s),
    shape: 'server',
    layer: threads ? 0 : 1,
  }));
  return [centre, ...others];
}

/** Both ways together take a round trip, or for threads half of a step: a thread is back in time for the next one. */
function linksOf(s: FarmSettings): LinkSpec[] {
  const threads = s.mode === 'threads';
  const trip = threads ? 2 * Math.floor(s.stepUs / 4) : us(s.rttMs);
  const there = Math.floor(trip / 2);
  const centre = threads ? 'memory' : 'coordinator';
  return workersOf(s).flatMap((id) => [
    { from: centre, to: id, latency: there },
    { from: id, to: centre, latency: trip - there },
  ]);
}

export function topology(s: FarmSettings): Topology {
  return { nodes: nodesOf(s), links: linksOf(s) };
}
