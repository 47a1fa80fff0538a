import { bisector } from 'd3-array';
import {
  counted,
  Rec,
  upperBound,
  type Gauge,
  type Micros,
  type NodeSpec,
  type Trace,
} from '../../../sim';
import type { Step } from '../nodes/messages';
import { eventsOf } from './events';

type Nodes = readonly Pick<NodeSpec, 'label' | 'shape'>[];

/** Words for the steps; attempts of them are messages. */
const WORDS: Readonly<Record<Step, string>> = {
  load: 'load',
  add: 'add',
  store: 'store',
  'fetch-add': 'atomic add',
  lock: 'lock',
  unlock: 'unlock',
};
const isStep = (name: string): name is Step => Object.hasOwn(WORDS, name);

/** One step on shared memory. */
export interface StepTaken {
  readonly at: Micros;
  /** Its node's number, and what it is called. */
  readonly thread: number;
  readonly name: string;
  readonly step: string;
  /** What the thread has in its register after it, and memory in the total. */
  readonly register: number;
  readonly total: number;
  /** Updates that it hides: it stores, and they came after its thread had loaded. */
  readonly hides: number;
  /** It was picked by hand. */
  readonly picked: boolean;
}

/** A thread's own times, ascending. */
interface ThreadLine {
  /** When its attempts reached memory, and what they are. */
  readonly asked: number[];
  readonly steps: string[];
  readonly answered: number[];
  readonly slept: number[];
  readonly modes: { at: Micros; key: string }[];
}

/** All that happened on the memory of a run, read once. */
export interface Interleaving {
  readonly taken: readonly StepTaken[];
  readonly lines: readonly ThreadLine[];
  readonly registers: readonly (Gauge | undefined)[];
}

const levelAt = (gauge: Gauge | undefined, t: Micros): number => {
  const i = gauge ? upperBound(gauge.at, t) - 1 : -1;
  return i < 0 ? 0 : gauge!.value[i];
};

const open = (): ThreadLine => ({ asked: [], steps: [], answered: [], slept: [], modes: [] });

/** Reads a trace of threads on shared memory. */
export function interleavingOf(trace: Trace, nodes: Nodes): Interleaving {
  const lines = nodes.map(open);
  const registers = nodes.map((_, i) =>
    trace.gauges.find((g) => g.node === i && g.name === 'register'),
  );
  for (const { at, data } of eventsOf(trace, 'slept')) lines[data.thread].slept.push(at);
  for (let i = 0; i < trace.at.length; i++) {
    const [at, kind, name] = [trace.at[i], trace.kind[i], trace.names[trace.name[i]]];
    if (kind === Rec.Mode) lines[trace.node[i]].modes.push({ at, key: name });
    if (kind !== Rec.Deliver || !isStep(name)) continue;
    lines[trace.peer[i]].asked.push(at);
    lines[trace.peer[i]].steps.push(WORDS[name]);
  }
  const taken = eventsOf(trace, 'stepped').map(({ at, data, record }): StepTaken => {
    const { thread, name, step, total, hides } = data;
    const cause = trace.cause[record];
    lines[thread].answered.push(at);
    return {
      at,
      thread,
      name,
      step: WORDS[step],
      // The first level is the one it began with; each answer writes the next.
      register:
        registers[thread]?.value[lines[thread].answered.length] ?? levelAt(registers[thread], at),
      total,
      hides,
      picked: cause >= 0 && trace.kind[cause] === Rec.Intervention,
    };
  });
  return { taken, lines, registers };
}

/** How a thread stands at a moment. */
export interface ThreadNow {
  readonly thread: number;
  readonly register: number;
  /** Its next step, where it waits for its turn; else why it has none. */
  readonly next: string;
  /** It can be picked now. */
  readonly ready: boolean;
}

const NOT_READY: Readonly<Record<string, string>> = {
  computing: 'computes',
  updating: 'under way',
  finished: 'done',
  gone: 'gone',
};

function modeAt(line: ThreadLine, t: Micros): string[] {
  return (line.modes.findLast((m) => m.at <= t)?.key ?? 'running|computing').split('|');
}

/** The threads at time t. What is done to a run at t comes before what else happens then: ready is who was so before t. */
export function threadsAt({ lines, registers }: Interleaving, t: Micros): ThreadNow[] {
  return lines.slice(1).map((line, i): ThreadNow => {
    const thread = i + 1;
    const register = levelAt(registers[thread], t);
    const asked = upperBound(line.asked, Math.floor(t) - 1);
    const waits = asked > upperBound(line.answered, t);
    const since = waits ? line.asked[asked - 1] : 0;
    const sleeps = waits && line.slept.some((at) => at >= since && at <= t);
    const [host, role] = modeAt(line, t);
    if (host === 'crashed') return { thread, register, next: host, ready: false };
    if (sleeps) return { thread, register, next: 'sleeps', ready: false };
    if (!waits) {
      const next = host === 'running' ? (NOT_READY[role] ?? role) : host;
      return { thread, register, next, ready: false };
    }
    return { thread, register, next: line.steps[asked - 1], ready: true };
  });
}

/** The steps that were taken up to t, at most the `most` last; `before` are left out. */
export function lastSteps(
  { taken }: Interleaving,
  t: Micros,
  most: number,
): { steps: readonly StepTaken[]; before: number } {
  const n = countAt(taken, t);
  const before = Math.max(0, n - most);
  return { steps: taken.slice(before, n), before };
}

const byTime = bisector((step: StepTaken) => step.at);

/** Steps taken up to t. */
export const countAt = (taken: readonly StepTaken[], t: Micros): number => byTime.right(taken, t);

/** A step in words: "thread 2 stores 1, and hides 2 updates". */
export function stepText({ name, step, register, total, hides }: StepTaken): string {
  const what: Record<string, string> = {
    load: `loads ${register}`,
    add: `adds in its register: ${register}`,
    store: `stores ${total}`,
    'atomic add': `adds atomically: ${total}`,
    lock: 'takes the lock',
    unlock: 'releases the lock',
  };
  const lost = hides === 0 ? '' : `, and hides ${counted(hides, 'update')}`;
  return `${name} ${what[step]}${lost}`;
}
