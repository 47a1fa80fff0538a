import {
  Fate,
  Rec,
  type Intervention,
  type Micros,
  type RunResult,
  type Trace,
  type Mode,
  type Tag,
} from '../../sim';
import { inLabels } from '../labels';
import { whatOf } from '../log/text';
import { actsOf, conditionsOf } from '../picture-conditions';

/** A mode of one node, from when to when. */
export interface Stay {
  readonly from: Micros;
  readonly to: Micros;
  readonly host: Mode['host'];
  /** All of the mode but the host: "serving", "leader". */
  readonly role: string;
  /** What its role says of it. */
  readonly tags: readonly Tag[];
}

/** Something done to the run: a fault, or an act that breaks nothing. `node` is −1 where it is of no node. */
export interface ActMark {
  readonly record: number;
  readonly at: Micros;
  readonly node: number;
  readonly text: string;
  readonly isFault: boolean;
}

/** How long a partition stood; `sides` by node, −1 for both. */
export interface Split {
  readonly from: Micros;
  readonly to: Micros;
  readonly sides: readonly number[];
}

/** A trace read once for this view, in one pass over its records. */
export interface Reading {
  readonly trace: Trace;
  readonly nodes: number;
  readonly end: Micros;
  readonly sendRecord: Int32Array;
  /** The record that closed an envelope; −1 while it is under way. */
  readonly endRecord: Int32Array;
  /** When a message that had to wait came to its paused receiver. */
  readonly held: ReadonlyMap<number, Micros>;
  /** Envelopes that the run's end found under way. */
  readonly open: readonly number[];
  /** The shortest flight from each node to each (from × n + to), µs: stands in where a message never arrives. */
  readonly usual: Float64Array;
  readonly stays: readonly (readonly Stay[])[];
  readonly acts: readonly ActMark[];
  readonly splits: readonly Split[];
  /** Records that are events of the picture: all but timers and what waits at a paused node. */
  readonly events: Int32Array;
}

const SOME_FLIGHT = 1000;

/** Everything that the picture of any moment needs. `ids` in the order of the topology, `labels` likewise. */
export function readTrace(
  result: RunResult & { readonly trace: Trace },
  ids: readonly string[],
  modeOf: (node: number, key: string | null) => Mode = (_, key) => plainMode(key ?? 'running'),
  labels: readonly string[] = [],
): Reading {
  const { trace } = result;
  const end = result.virtualMs * 1000;
  const sendRecord = new Int32Array(trace.sent.length).fill(-1);
  const endRecord = new Int32Array(trace.sent.length).fill(-1);
  const held = new Map<number, Micros>();
  const acts: ActMark[] = [];
  const named = ids.map((id, i) => ({ id, label: labels[i] }));
  const events = new Int32Array(trace.kind.length);
  const modes = ids.map((_, i) => [{ at: 0, mode: modeOf(i, null) }]);
  let count = 0;
  for (let i = 0; i < trace.kind.length; i++) {
    const [kind, at, node] = [trace.kind[i], trace.at[i], trace.node[i]];
    if (kind !== Rec.Timer && kind !== Rec.Held) events[count++] = i;
    if (kind === Rec.Send) sendRecord[trace.envelope[i]] = i;
    else if (kind === Rec.Deliver || kind === Rec.Lost) endRecord[trace.envelope[i]] = i;
    else if (kind === Rec.Held && trace.envelope[i] >= 0) held.set(trace.envelope[i], at);
    else if (kind === Rec.Mode)
      modes[node].push({ at, mode: modeOf(node, trace.names[trace.name[i]]) });
    else if (kind === Rec.Intervention) {
      const text = trace.names[trace.name[i]];
      const isFault = whatOf(kind, text) === 'fault';
      acts.push({ record: i, at, node, text: inLabels(text, named), isFault });
    }
  }
  return {
    trace,
    nodes: ids.length,
    end,
    sendRecord,
    endRecord,
    held,
    open: openOf(trace),
    usual: usualOf(trace, ids.length),
    stays: modes.map((steps) => staysOf(steps, end)),
    acts,
    splits: splitsOf(actsOf(result), ids, end),
    events: events.slice(0, count),
  };
}

function openOf({ fate }: Trace): number[] {
  const open: number[] = [];
  for (let e = 0; e < fate.length; e++) if (fate[e] === Fate.InFlight) open.push(e);
  return open;
}

function usualOf({ sent, ended, from, to, fate }: Trace, n: number): Float64Array {
  const usual = new Float64Array(n * n).fill(Infinity);
  let least = Infinity;
  for (let e = 0; e < sent.length; e++) {
    const flight = ended[e] - sent[e];
    if (fate[e] !== Fate.Delivered || flight <= 0) continue;
    const pair = from[e] * n + to[e];
    if (flight < usual[pair]) usual[pair] = flight;
    if (flight < least) least = flight;
  }
  const other = least === Infinity ? SOME_FLIGHT : least;
  return usual.map((flight) => (flight === Infinity ? other : flight));
}

/** Of a mode that no machine is there to explain. */
function plainMode(key: string): Mode {
  const [first, role = ''] = key.split('|');
  const host = first === 'paused' || first === 'crashed' ? first : 'running';
  return { key, host, role };
}

/** Of several modes at one time the last counts. */
function staysOf(steps: readonly { at: Micros; mode: Mode }[], end: Micros): Stay[] {
  const stays: Stay[] = [];
  steps.forEach(({ at, mode: { host, role, tags = [] } }, i) => {
    const to = steps[i + 1]?.at ?? end;
    if (to <= at && i < steps.length - 1) return;
    stays.push({ from: at, to, host, role, tags });
  });
  return stays;
}

function splitsOf(
  interventions: readonly Intervention[],
  ids: readonly string[],
  end: Micros,
): Split[] {
  const all = conditionsOf(interventions, ids, []);
  const splits: Split[] = [];
  all.forEach(({ at, sides }, i) => {
    const to = Math.min(end, all[i + 1]?.at ?? end);
    const last = splits.at(-1);
    if (!sides || at >= end) return;
    if (last?.to === at && last.sides.join() === sides.join())
      splits[splits.length - 1] = { ...last, to };
    else splits.push({ from: at, to, sides });
  });
  return splits;
}

/** The nodes from the first line to the last: as the topology has them, the sides of the first partition together. */
export function lineOrder({ nodes, splits }: Pick<Reading, 'nodes' | 'splits'>): number[] {
  const order = Array.from({ length: nodes }, (_, i) => i);
  const sides = splits[0]?.sides;
  return sides ? order.sort((a, b) => sides[a] - sides[b] || a - b) : order;
}
