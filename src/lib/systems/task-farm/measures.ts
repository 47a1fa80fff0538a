import { audit, type Ledger } from './nodes/ledger';
import type { MemoryTally } from './nodes/shared-memory';
import type { ThreadTally } from './nodes/thread';
import type { Worker, WorkerTally } from './nodes/worker';
import {
  meanOf,
  percentile,
  type Measures,
  type NodeState,
  type ProbeSpec,
  type World,
} from '../../sim';
import type { FarmSettings } from './settings';
import { programOf } from './topology';

/** In the order of `FARM_PROBES`. */
export const probes: readonly ProbeSpec[] = [{ id: 'turnaround', kind: 'histogram', unit: 'us' }];

export const isThreads = (world: World): boolean => world.nodes[0].id === 'memory';
export const ledgerOf = (world: World): Ledger => world.nodes[0].durable as Ledger;
export const memoryOf = (world: World): MemoryTally => world.nodes[0].durable as MemoryTally;
export const workersIn = (world: World): readonly NodeState[] => world.nodes.slice(1);

/** How the job stands, whichever way it is built. */
export interface Standing {
  readonly tasks: number;
  /** What the job has for its total. */
  readonly total: number;
  /** Tasks that are in it, at least once. */
  readonly counted: number;
  /** And more times than once. */
  readonly twice: number;
  readonly ended: Ledger['ended'];
  /** µs; now, when it has not ended. */
  readonly endedAt: number;
}

export function standingOf(world: World): Standing {
  if (isThreads(world)) {
    const { plan, total, finished, endedAt } = memoryOf(world);
    return {
      tasks: plan.tasks,
      total,
      counted: total,
      twice: 0,
      ended: finished ? 'finished' : 'no',
      endedAt: finished ? endedAt : world.now,
    };
  }
  const ledger = ledgerOf(world);
  const { plan, total, ended, endedAt } = ledger;
  return {
    tasks: plan.tasks,
    total,
    ...audit(ledger),
    ended,
    endedAt: ended === 'no' ? world.now : endedAt,
  };
}

const executedBy = ({ durable }: NodeState): number =>
  (durable as WorkerTally | ThreadTally).executed;

const sum = (xs: readonly number[]): number => xs.reduce((a, b) => a + b, 0);

const atWork = (world: World): number =>
  workersIn(world).filter(
    ({ mode }) =>
      mode.host === 'running' && ['working', 'computing', 'updating'].includes(mode.role),
  ).length;

const dead = (world: World): number =>
  workersIn(world).filter(({ mode }) => mode.host === 'crashed').length;

/** Samples in the time that the job would take at best. */
const SAMPLES = 80;

export const measures: Measures = {
  sampleEvery(given) {
    const s = given as FarmSettings;
    const work = (1000 * s.tasks * s.taskMs) / s.workers;
    const batches = Math.ceil(s.tasks / s.batch);
    const overhead =
      s.mode === 'threads'
        ? batches * programOf(s).length * s.stepUs
        : (1000 * batches * s.rttMs) / s.workers;
    return Math.max(1, Math.round((work + overhead) / SAMPLES));
  },
  series: [
    {
      id: 'progress',
      title: 'tasks in the total',
      unit: '',
      lines: () => ['total', 'each counted once'],
      sample(world) {
        const { total, counted } = standingOf(world);
        return [total, counted];
      },
      target: ({ tasks }) => ({ value: Number(tasks), label: 'all' }),
    },
    {
      id: 'workers',
      title: 'workers',
      unit: '',
      lines: () => ['at work', 'crashed'],
      sample: (world) => [atWork(world), dead(world)],
    },
    {
      id: 'wasted',
      title: 'tasks done in vain',
      unit: '',
      lines: () => ['done and not needed'],
      sample: (world) => [wasted(world) - underWay(world)],
    },
    {
      id: 'turnaround',
      title: 'from handing a batch out until its result is there',
      unit: 'ms',
      lines: () => ['a batch, p50', 'longest batch'],
      sample(world) {
        const { all } = world.probe('turnaround');
        return [percentile(all, 0.5) / 1000, all.total > 0 ? all.max / 1000 : NaN];
      },
    },
  ],
  numbers,
  nodes(world) {
    const centre = isThreads(world) ? memoryNumbers(world) : coordinatorNumbers(world);
    const rest = workersIn(world).map((n) => [n.id, { executed: executedBy(n) }] as const);
    return Object.fromEntries<Record<string, number>>([[world.nodes[0].id, centre], ...rest]);
  },
};

/** Tasks that were done and whose result is not, or not yet, in the total by it. */
function wasted(world: World): number {
  return Math.max(0, sum(workersIn(world).map(executedBy)) - standingOf(world).counted);
}

/** Tasks of them whose result is on its way to the coordinator: not in vain, as far as anybody can say. */
function underWay(world: World): number {
  if (isThreads(world)) return 0;
  const { counts } = ledgerOf(world);
  const batches = new Map<number, number>();
  for (const { mode, volatile } of workersIn(world) as Worker[]) {
    const said = mode.host === 'crashed' ? null : volatile.said;
    if (said?.type === 'result' && counts[said.batch] === 0) batches.set(said.batch, said.size);
  }
  return sum([...batches.values()]);
}

function memoryNumbers(world: World): Record<string, number> {
  const { total, steps, updates, lostUpdates } = memoryOf(world);
  return { total, steps, updates, lostUpdates };
}

function coordinatorNumbers(world: World): Record<string, number> {
  const { total, grants, again, expired, late, ignored, backups } = ledgerOf(world);
  return { total, grants, again, expired, late, ignored, backups };
}

function numbers(world: World): Record<string, number> {
  const { tasks, total, counted, twice, ended, endedAt } = standingOf(world);
  const { taskMs, workers } = world.settings as { taskMs: number; workers: number };
  const threads = isThreads(world);
  const finished = ended === 'finished';
  const executed = sum(workersIn(world).map(executedBy));
  const makespanMs = endedAt / 1000;
  const speedup = finished && makespanMs > 0 ? (tasks * taskMs) / makespanMs : 0;
  const { meant, lostUpdates } = threads ? memoryOf(world) : { meant: 0, lostUpdates: 0 };
  const ledger = threads ? null : ledgerOf(world);
  const turnaround = world.probe('turnaround').all;
  return {
    tasks,
    total,
    counted,
    missing: tasks - counted,
    countedTwice: twice,
    lostUpdates,
    lostTasks: threads ? meant - total : 0,
    finished: finished ? 1 : 0,
    aborted: ended === 'aborted' ? 1 : 0,
    makespanMs,
    speedup,
    efficiencyPercent: (100 * speedup) / workers,
    executed,
    wastedPercent: executed === 0 ? 0 : (100 * wasted(world)) / executed,
    granted: ledger?.grants ?? 0,
    reexecuted: ledger?.again ?? 0,
    expired: ledger?.expired ?? 0,
    falseAlarms: ledger?.late ?? 0,
    ignored: ledger?.ignored ?? 0,
    steps: threads ? memoryOf(world).steps : 0,
    turnaroundMeanMs: meanOf(turnaround) / 1000,
    turnaroundMaxMs: turnaround.max / 1000,
  };
}
