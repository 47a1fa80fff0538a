import {
  partChangeAt,
  Rec,
  upperBound,
  type Gauge,
  type Micros,
  type Mode,
  type Tag,
  type Trace,
} from '../sim';
import type { StageNode } from './stage-node';

/** Something over time: `values[i]` holds from `at[i]` on. */
export interface Steps<T = string> {
  readonly at: number[];
  readonly values: T[];
}

/** One node over the whole run. */
export interface NodeIndex {
  readonly modes: Steps<Mode>;
  /** Times of its crashes: what was written before one was volatile and is gone. */
  readonly crashes: number[];
  readonly parts: Map<string, Steps>;
  /** What each mode of a part says of it. */
  readonly partTags: Readonly<Record<string, readonly Tag[]>>;
  readonly gauges: Gauge[];
}

function write<T>(steps: Steps<T>, at: Micros, value: T): void {
  const last = steps.at.length - 1;
  if (last >= 0 && steps.at[last] === at) steps.values[last] = value;
  else {
    steps.at.push(at);
    steps.values.push(value);
  }
}

/** Of a mode that no machine is there to explain. */
function modeOf(key: string): Mode {
  const [first, role = ''] = key.split('|');
  const host = first === 'paused' || first === 'crashed' ? first : 'running';
  return { key, host, role };
}

function tagsOfParts({ behaviour }: StageNode): Record<string, readonly Tag[]> {
  const machine = behaviour?.parts?.machine;
  return Object.fromEntries((machine?.states ?? []).map((s) => [s, machine!.tagsOf(s)]));
}

/** The nodes as they are before the first record. `trace` is `null` when the run kept metrics only. */
export function openNodes(trace: Trace | null, specs: readonly StageNode[]): NodeIndex[] {
  return specs.map((spec, i): NodeIndex => {
    const begin = spec.behaviour?.parts?.begin(spec.options) ?? {};
    const first = spec.behaviour?.machine.initial ?? modeOf('running|');
    return {
      modes: { at: [-Infinity], values: [first] },
      crashes: [],
      parts: new Map(
        Object.entries(begin).map(([part, state]) => [part, { at: [-Infinity], values: [state] }]),
      ),
      partTags: tagsOfParts(spec),
      gauges: trace ? trace.gauges.filter((g) => g.node === i) : [],
    };
  });
}

/** What records `from` up to `to` say of the nodes, written into their indexes. */
export function readNodeRecords(
  nodes: readonly NodeIndex[],
  specs: readonly StageNode[],
  trace: Trace,
  from: number,
  to: number,
): void {
  for (let i = from; i < to; i++) {
    const kind = trace.kind[i];
    const node = trace.node[i];
    if (kind === Rec.Mode) modeRecord(nodes[node], specs[node], trace, i);
    else if (kind === Rec.Part) partRecord(nodes[node], trace, i);
  }
}

function modeRecord(node: NodeIndex, spec: StageNode, trace: Trace, i: number): void {
  const key = trace.names[trace.name[i]];
  const mode = spec.behaviour?.machine.at(key) ?? modeOf(key);
  const before = node.modes.values.at(-1)!;
  write(node.modes, trace.at[i], mode);
  if (mode.host !== 'crashed' || before.host === 'crashed') return;
  node.crashes.push(trace.at[i]);
  for (const steps of node.parts.values()) write(steps, trace.at[i], steps.values[0]);
}

function partRecord(node: NodeIndex, trace: Trace, record: number): void {
  const { part, from, to } = partChangeAt(trace, record);
  let steps = node.parts.get(part);
  if (!steps) node.parts.set(part, (steps = { at: [-Infinity], values: [from] }));
  write(steps, trace.at[record], to);
}

/** The step that holds at `t`. */
export function stepAt<T>(steps: Steps<T>, t: Micros): T {
  return steps.values[Math.max(0, upperBound(steps.at, t) - 1)];
}

/** The level at `t`; 0 before its first step. */
export function levelAt(gauge: Gauge, t: Micros): number {
  const i = upperBound(gauge.at, t) - 1;
  return i < 0 ? 0 : gauge.value[i];
}

/** The mean level over the `window` µs before `t` (over what there was of it). */
export function meanLevel(gauge: Gauge, t: Micros, window: Micros): number {
  const from = Math.max(0, t - window);
  if (t <= from) return levelAt(gauge, t);
  let until = t;
  let area = 0;
  for (let i = upperBound(gauge.at, t) - 1; i >= 0 && until > from; i--) {
    const since = Math.max(from, gauge.at[i]);
    area += gauge.value[i] * (until - since);
    until = since;
  }
  return area / (t - from);
}

/** True when what the gauge says was written before the node's last crash. */
export function goneInCrash(gauge: Gauge, crashes: readonly number[], t: Micros): boolean {
  const crash = crashes[upperBound(crashes, t) - 1];
  if (crash === undefined) return false;
  return (gauge.at[upperBound(gauge.at, t) - 1] ?? -Infinity) <= crash;
}
