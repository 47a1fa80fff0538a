import { Rec, upperBound, type Gauge, type Micros, type NodeSpec, type Trace } from '../../../sim';

type Nodes = readonly Pick<NodeSpec, 'id' | 'label'>[];

/** Words for the steps, by what memory answers. */
const TAKEN: Readonly<Record<string, string>> = {
  loaded: 'load',
  added: 'add',
  stored: 'store',
  fetched: 'atomic add',
  locked: 'lock',
  unlocked: 'unlock',
};
const STEPS: ReadonlySet<string> = new Set(['load', 'add', 'store', 'fetch-add', 'lock', 'unlock']);

/** One step on shared memory. */
export interface StepTaken {
  readonly at: Micros;
  /** Its node's number; threads begin with 1. */
  readonly thread: number;
  readonly step: string;
  /** What the thread has in its register after it, and memory in the total. */
  readonly register: number;
  readonly total: number;
  /** Updates that it hides: it stores, and they came after its thread had loaded. */
  readonly hides: number;
  /** Somebody picked it. */
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
  readonly total: Gauge | undefined;
}

const levelAt = (gauge: Gauge | undefined, t: Micros): number => {
  const i = gauge ? upperBound(gauge.at, t) - 1 : -1;
  return i < 0 ? 0 : gauge!.value[i];
};

const open = (): ThreadLine => ({ asked: [], steps: [], answered: [], slept: [], modes: [] });

/** Reads a trace of threads on shared memory, which is node 0. */
export function interleavingOf(trace: Trace, nodes: Nodes): Interleaving {
  const gauge = (node: number, name: string): Gauge | undefined =>
    trace.gauges.find((g) => g.node === node && g.name === name);
  const lines = nodes.map(open);
  const registers = nodes.map((_, i) => gauge(i, 'register'));
  const total = gauge(0, 'total');
  const slept = gauge(0, 'slept');
  slept?.value.forEach((thread, i) => lines[thread].slept.push(slept.at[i]));
  const taken: StepTaken[] = [];
  const seen = nodes.map(() => 0);
  let changes = 0;
  for (let i = 0; i < trace.at.length; i++) {
    const [at, kind, node, peer] = [trace.at[i], trace.kind[i], trace.node[i], trace.peer[i]];
    const name = trace.names[trace.name[i]];
    if (kind === Rec.Mode && node > 0) lines[node].modes.push({ at, key: name });
    if (node !== 0) continue;
    if (kind === Rec.Deliver && STEPS.has(name)) {
      lines[peer].asked.push(at);
      lines[peer].steps.push(name === 'fetch-add' ? 'atomic add' : name);
    }
    if (kind !== Rec.Send || !(name in TAKEN)) continue;
    const line = lines[peer];
    line.answered.push(at);
    const hides = name === 'stored' ? changes - seen[peer] : 0;
    if (name === 'loaded') seen[peer] = changes;
    if (name === 'stored' || name === 'fetched') changes++;
    const cause = trace.cause[i];
    taken.push({
      at,
      thread: peer,
      step: TAKEN[name],
      // The first level is the one it began with; each answer writes the next.
      register: registers[peer]?.value[line.answered.length] ?? levelAt(registers[peer], at),
      total: levelAt(total, at),
      hides,
      picked: cause >= 0 && trace.kind[cause] === Rec.Intervention,
    });
  }
  return { taken, lines, registers, total };
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

/** Steps taken up to t. */
export function countAt(taken: readonly StepTaken[], t: Micros): number {
  let [low, high] = [0, taken.length];
  while (low < high) {
    const middle = (low + high) >> 1;
    if (taken[middle].at <= t) low = middle + 1;
    else high = middle;
  }
  return low;
}

/** A step in words: "thread 2 stores 1, and hides 2 updates". */
export function stepText({ thread, step, register, total, hides }: StepTaken): string {
  const who = `thread ${thread}`;
  const what: Record<string, string> = {
    load: `loads ${register}`,
    add: `adds in its register: ${register}`,
    store: `stores ${total}`,
    'atomic add': `adds at once: ${total}`,
    lock: 'takes the lock',
    unlock: 'gives the lock back',
  };
  const lost = hides === 0 ? '' : `, and hides ${hides} update${hides === 1 ? '' : 's'}`;
  return `${who} ${what[step]}${lost}`;
}
