import type { Micros, RunResult, Trace } from '../sim';
import { actsOf, conditionsOf, type Conditions } from './picture-conditions';
import type { MessageLabels } from './picture-labels';
import { FlightReader, type FlightIndex } from './picture-flights';
import { openNodes, readNodeRecords, type NodeIndex } from './picture-nodes';
import type { StageNode } from './stage-node';

/** A violated property: when, and at which node (−1: at none). */
export interface Violation {
  readonly property: string;
  readonly at: Micros;
  readonly node: number;
}

/** A run read once, so that a picture of any moment is a few look-ups. Plain data. */
export interface PictureIndex {
  readonly trace: Trace | null;
  readonly ids: readonly string[];
  readonly labels: readonly string[];
  readonly nodes: readonly NodeIndex[];
  /** `null` when the run kept metrics only: its pictures have no messages. */
  readonly flights: FlightIndex | null;
  readonly conditions: readonly Conditions[];
  /** From × n + to: 1 where a message ever went. */
  readonly travelled: Uint8Array;
  readonly violations: readonly Violation[];
  readonly end: Micros;
  /** What is written beside messages, where their kinds say so. */
  readonly messageLabels?: MessageLabels | null;
}

/** Node numbers of a link, one way. */
export type Pair = readonly [from: number, to: number];

/** By id, as a topology has them. */
type Links = readonly { readonly from: string; readonly to: string }[];

/** Records or envelopes read at one go: about a millisecond's work. */
const CHUNK = 30_000;

/**
 * Reads a run once. `nodes` in the order of the topology.
 * @param links of the topology; when left out, those on which a message ever went
 */
export function indexRun(
  result: RunResult,
  nodes: readonly StageNode[],
  links?: Links,
): PictureIndex {
  const reading = read(result, nodes, links);
  for (;;) {
    const step = reading.next();
    if (step.done) return step.value;
  }
}

/** The same, stopping for `yieldToMain` after each bit, so that a long trace does not block a page. */
export async function indexRunInSlices(
  result: RunResult,
  nodes: readonly StageNode[],
  links: Links | undefined,
  yieldToMain: () => Promise<void>,
): Promise<PictureIndex> {
  const reading = read(result, nodes, links);
  for (;;) {
    const step = reading.next();
    if (step.done) return step.value;
    await yieldToMain();
  }
}

function* read(
  result: RunResult,
  specs: readonly StageNode[],
  links?: Links,
): Generator<void, PictureIndex> {
  const { trace } = result;
  const ids = specs.map((n) => n.id);
  const nodes = openNodes(trace, specs);
  const reader = trace && new FlightReader(trace, specs.length);
  if (trace && reader) {
    const records = (from: number, to: number) => readNodeRecords(nodes, specs, trace, from, to);
    for (const { n, read } of [{ n: trace.kind.length, read: records }, ...reader.phases]) {
      for (let from = 0; from < n; from += CHUNK) {
        read(from, Math.min(n, from + CHUNK));
        yield;
      }
    }
  }
  const travelled = travels(trace, specs.length);
  const pairs = links
    ? links.map((l): Pair => [ids.indexOf(l.from), ids.indexOf(l.to)])
    : pairsOf(travelled, specs.length);
  return {
    trace,
    ids,
    labels: specs.map((n) => n.label),
    nodes,
    flights: reader && reader.index,
    travelled,
    conditions: conditionsOf(actsOf(result), ids, pairs),
    violations: violationsOf(result),
    end: result.virtualMs * 1000,
  };
}

function travels(trace: Trace | null, n: number): Uint8Array {
  const seen = new Uint8Array(n * n);
  if (trace) for (let e = 0; e < trace.from.length; e++) seen[trace.from[e] * n + trace.to[e]] = 1;
  return seen;
}

function pairsOf(travelled: Uint8Array, n: number): Pair[] {
  return [...travelled].flatMap((yes, i): Pair[] => (yes ? [[Math.floor(i / n), i % n]] : []));
}

function violationsOf({ verdicts, trace }: RunResult): Violation[] {
  return verdicts.flatMap(({ property, kind, holds, at, record = -1, node }) =>
    holds || kind === 'sometimes' || at === undefined
      ? []
      : [{ property, at, node: node ?? (trace && record >= 0 ? trace.node[record] : -1) }],
  );
}
