import { Rec, SECOND, type Micros, type RecKind, type Trace } from '../../sim';
import { inLabels, type Named } from '../labels';

/** Where a record's names come from: a topology's nodes, by their labels, or anything else with ids. */
export type NodeIds = Named;

/** One record in words. `what` is its kind, one word; `text` the rest. */
export interface LogLine {
  readonly at: Micros;
  /** Empty when a record is of no node (a partition, a changed setting). */
  readonly node: string;
  readonly what: string;
  readonly text: string;
}

/** Longest of the words for a kind, so that columns line up. */
const WHAT_WIDTH = 8;

const WHAT: Record<RecKind, string> = {
  [Rec.Send]: 'sends',
  [Rec.Deliver]: 'receives',
  [Rec.Lost]: 'lost',
  [Rec.Timer]: 'timer',
  [Rec.Mode]: 'mode',
  [Rec.Part]: 'sees',
  [Rec.Intervention]: 'fault',
  [Rec.Note]: 'note',
  [Rec.Held]: 'holds',
  [Rec.Event]: 'event',
};

/** Acts by hand that break nothing. */
const HARMLESS = /^(set|operate|recover|restart|resume|heal|join) /;

/** A time in seconds with all six places, so that lines sort and compare as text. */
export function logTime(at: Micros): string {
  const whole = Math.floor(at / SECOND);
  return `${whole}.${String(Math.round(at - whole * SECOND)).padStart(6, '0')}`;
}

/** The word for a record's kind; an act by hand that is no fault is an "act". */
export function whatOf(kind: number, name: string): string {
  if (kind === Rec.Intervention && HARMLESS.test(`${name} `)) return 'act';
  return WHAT[kind as RecKind] ?? 'record';
}

/** A mode key in words: "running|serving" becomes "running, serving". */
export function modeText(key: string): string {
  return key.split('|').join(', ');
}

/** What a name stands for in a line of that kind: mode keys are put in words, nodes are called by their labels. */
export function nameText(kind: number, name: string, nodes: NodeIds): string {
  if (kind === Rec.Mode) return modeText(name);
  return kind === Rec.Intervention || kind === Rec.Part ? inLabels(name, nodes) : name;
}

const nameOf = (nodes: NodeIds, i: number): string =>
  i < 0 ? '' : (nodes[i]?.label ?? nodes[i]?.id ?? `node ${i}`);

/** Record `i` of a trace in words. */
export function readRecord(trace: Trace, i: number, nodes: NodeIds): LogLine {
  const kind = trace.kind[i];
  const name = trace.names[trace.name[i]];
  return {
    at: trace.at[i],
    node: nameOf(nodes, trace.node[i]),
    what: whatOf(kind, name),
    text: textOf(trace, i, kind, name, nodes),
  };
}

function textOf(trace: Trace, i: number, kind: number, name: string, nodes: NodeIds): string {
  const envelope = trace.envelope[i];
  const peer = nameOf(nodes, trace.peer[i]);
  const type = envelope < 0 ? '' : trace.names[trace.type[envelope]];
  switch (kind) {
    case Rec.Send: {
      const original = trace.duplicateOf[envelope];
      return `${name} → ${peer} #${envelope}${original < 0 ? '' : `, a duplicate of #${original}`}`;
    }
    case Rec.Deliver:
      return `${name} ← ${peer} #${envelope}`;
    case Rec.Lost:
      return `${type} ← ${peer} #${envelope}: ${name}`;
    case Rec.Held:
      return envelope < 0 ? `timer ${name}` : `${type} ← ${peer} #${envelope}`;
    default:
      return nameText(kind, name, nodes);
  }
}

/**
 * Record `i` as one line of plain text: time in seconds, node, what, and the rest. `width` is that of the node
 * column. No DOM: the log view and the command line write the same words.
 */
export function formatRecord(trace: Trace, i: number, nodes: NodeIds, width = 12): string {
  const line = readRecord(trace, i, nodes);
  const time = logTime(line.at).padStart(12);
  return `${time} s  ${line.node.padEnd(width)}  ${line.what.padEnd(WHAT_WIDTH)}  ${line.text}`;
}
