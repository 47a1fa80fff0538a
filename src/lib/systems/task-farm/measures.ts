import { meanOf, percent, percentile, sum } from '../../sim';
import type { Measures, Micros, ProbeSpec } from '../../sim';
import { chartsOf } from '../charts';
import { audit, type Ledger } from './nodes/ledger';
import type { MemoryTally } from './nodes/shared-memory';
import { programOf } from './topology';
import type { FarmWorld } from './world';

const chart = chartsOf<FarmWorld>();

export const probes = {
  /** From a batch's first grant, or its first task on a thread, until it is counted. */
  turnaround: { kind: 'histogram', unit: 'us' },
  /** From the job's beginning to its end. */
  makespan: { kind: 'histogram', unit: 'us' },
} as const satisfies Record<string, Omit<ProbeSpec, 'id'>>;

/** How the job stands, whichever way it is built. */
interface Standing {
  readonly tasks: number;
  /** What the job has for its total. */
  readonly total: number;
  /** Tasks that are in it at least once, and how many more times than once. */
  readonly counted: number;
  readonly twice: number;
  readonly ended: Ledger['ended'];
}

const standingOfThreads = ({ plan, total, finished }: MemoryTally): Standing => ({
  tasks: plan.tasks,
  total,
  counted: total,
  twice: 0,
  ended: finished ? 'finished' : 'no',
});

export function standingOf({ at }: FarmWorld): Standing {
  if (at.memory !== null) return standingOfThreads(at.memory.durable);
  const ledger = at.coordinator!.durable;
  const { plan, total, ended } = ledger;
  return { tasks: plan.tasks, total, ...audit(ledger), ended };
}

/** From its beginning to its end, or until now where it has none. */
const makespan = (world: FarmWorld): Micros =>
  standingOf(world).ended === 'no' ? world.now : world.probe('makespan').all.max;

/** Threads or workers: there are only the ones or the others. */
const workersIn = ({ at }: FarmWorld) => [...at.threads, ...at.workers];

const executed = (world: FarmWorld): number =>
  sum(workersIn(world).map(({ durable }) => durable.executed));

const AT_WORK: ReadonlySet<string> = new Set(['working', 'computing', 'updating']);

const atWork = (world: FarmWorld): number =>
  workersIn(world).filter(({ mode }) => mode.host === 'running' && AT_WORK.has(mode.role)).length;

const dead = (world: FarmWorld): number =>
  workersIn(world).filter(({ mode }) => mode.host === 'crashed').length;

/** Tasks that were done and whose result is not, or not yet, in the total by it. */
const wasted = (world: FarmWorld): number =>
  Math.max(0, executed(world) - standingOf(world).counted);

/** Tasks of them whose result is on its way to the coordinator: they may yet be counted. */
function underWay({ at }: FarmWorld): number {
  const batches = new Map<number, number>();
  for (const { mode, volatile } of at.workers) {
    const said = mode.host === 'crashed' ? null : volatile.said;
    if (said?.type === 'result' && at.coordinator?.durable.counts[said.batch] === 0)
      batches.set(said.batch, said.size);
  }
  return sum([...batches.values()]);
}

/** Samples in the time that the job would take at best. */
const SAMPLES = 80;

export const measures: Measures<FarmWorld> = {
  sampleEvery(s) {
    const batches = Math.ceil(s.tasks / s.batch);
    const overhead =
      s.mode === 'threads'
        ? batches * programOf(s).length * s.stepUs
        : (1000 * batches * s.rttMs) / s.workers;
    const work = (1000 * s.tasks * s.taskMs) / s.workers;
    return Math.max(1, Math.round((work + overhead) / SAMPLES));
  },
  series: [
    chart('progress', 'tasks in the total', '').of(
      ['total', 'each counted once'],
      (world) => {
        const { total, counted } = standingOf(world);
        return [total, counted];
      },
      ({ tasks }) => ({ value: tasks, label: 'all' }),
    ),
    chart('workers', 'workers', '').of(['at work', 'crashed'], (world) => [
      atWork(world),
      dead(world),
    ]),
    chart('wasted', 'wasted tasks', '').of(['duplicate or lost results'], (world) => [
      wasted(world) - underWay(world),
    ]),
    chart('turnaround', 'from first handing out a batch to counting it', 'ms').of(
      ['p50', 'longest'],
      (world) => {
        const { all } = world.probe('turnaround');
        return [percentile(all, 0.5) / 1000, all.total > 0 ? all.max / 1000 : NaN];
      },
    ),
  ],
  numbers,
  nodes(world) {
    const { coordinator, memory } = world.at;
    const rows = workersIn(world).map((n) => [n.id, { executed: n.durable.executed }] as const);
    const centre: Record<string, Record<string, number>> = {};
    if (memory) {
      const { total, steps, updates, lostUpdates } = memory.durable;
      centre[memory.id] = { total, steps, updates, lostUpdates };
    }
    if (coordinator) {
      const { total, grants, again, expired, late, ignored, backups } = coordinator.durable;
      centre[coordinator.id] = { total, grants, again, expired, late, ignored, backups };
    }
    return { ...centre, ...Object.fromEntries(rows) };
  },
};

function numbers(world: FarmWorld): Record<string, number> {
  const { tasks, total, counted, twice, ended } = standingOf(world);
  const { taskMs, workers } = world.settings;
  const [memory, ledger] = [world.at.memory?.durable, world.at.coordinator?.durable];
  const isFinished = ended === 'finished';
  const makespanMs = makespan(world) / 1000;
  const speedup = isFinished && makespanMs > 0 ? (tasks * taskMs) / makespanMs : 0;
  const turnaround = world.probe('turnaround').all;
  return {
    tasks,
    total,
    counted,
    missing: tasks - counted,
    countedTwice: twice,
    lostUpdates: memory?.lostUpdates ?? 0,
    lostTasks: memory ? memory.meant - total : 0,
    finished: isFinished ? 1 : 0,
    aborted: ended === 'aborted' ? 1 : 0,
    makespanMs,
    speedup,
    efficiencyPercent: (100 * speedup) / workers,
    executed: executed(world),
    wastedPercent: percent(wasted(world), executed(world)),
    granted: ledger?.grants ?? 0,
    reexecuted: ledger?.again ?? 0,
    expired: ledger?.expired ?? 0,
    falseAlarms: ledger?.late ?? 0,
    ignored: ledger?.ignored ?? 0,
    steps: memory?.steps ?? 0,
    turnaroundMeanMs: meanOf(turnaround) / 1000,
    turnaroundMaxMs: turnaround.max / 1000,
  };
}
