import { Rec, upperBound, type Trace } from '../../sim';
import { nameText, whatOf, type NodeIds } from './text';

/** Groups of records that a reader may ask for. */
export const GROUPS = {
  all: 'everything',
  messages: 'messages',
  timers: 'timers',
  modes: 'mode changes',
  acts: 'faults and acts',
  notes: 'notes',
} as const;
export type Group = keyof typeof GROUPS;

export interface LogFilter {
  readonly group: Group;
  /** A node's id; empty for all. A message belongs to both its ends. */
  readonly node: string;
  /** Words that must all occur in a line; "#12" is exactly that message. */
  readonly text: string;
}

export const NO_FILTER: LogFilter = { group: 'all', node: '', text: '' };

const MEMBERS: Record<Group, readonly number[]> = {
  all: Object.values(Rec),
  messages: [Rec.Send, Rec.Deliver, Rec.Lost, Rec.Held],
  timers: [Rec.Timer, Rec.Held],
  modes: [Rec.Mode, Rec.Part],
  acts: [Rec.Intervention],
  notes: [Rec.Note],
};

/** The records a filter lets through, ascending; `null` stands for all of them. */
export type Rows = Int32Array | null;

const flags = <T>(items: readonly T[], test: (item: T) => boolean): Uint8Array =>
  Uint8Array.from(items, (item) => (test(item) ? 1 : 0));

/** Marks in `keep` the records of a group. `Held` is a message or a timer by whether it has an envelope. */
function markGroup(trace: Trace, group: Group, keep: Uint8Array): void {
  const { kind, envelope } = trace;
  const member = flags([...Array(16).keys()], (k) => MEMBERS[group].includes(k));
  const heldTimer = group === 'timers' ? 1 : 0;
  const heldMessage = group === 'messages' ? 1 : 0;
  for (let i = 0; i < keep.length; i++) {
    if (kind[i] !== Rec.Held) keep[i] &= member[kind[i]];
    else keep[i] &= envelope[i] < 0 ? heldTimer : heldMessage;
  }
}

function markNode(trace: Trace, number: number, keep: Uint8Array): void {
  const { node, peer } = trace;
  for (let i = 0; i < keep.length; i++) {
    keep[i] &= node[i] === number || peer[i] === number ? 1 : 0;
  }
}

function markEnvelope(trace: Trace, number: number, keep: Uint8Array): void {
  for (let i = 0; i < keep.length; i++) keep[i] &= trace.envelope[i] === number ? 1 : 0;
}

/**
 * Marks the records whose line has a word. It is looked for in the few texts that lines are made of (kinds, ids,
 * names), not in the lines: then 400,000 records are one pass over columns of numbers.
 */
function markWord(trace: Trace, nodes: NodeIds, word: string, keep: Uint8Array): void {
  const has = (text: string) => text.toLowerCase().includes(word);
  const { kind, node, peer, name, envelope, type } = trace;
  const names = flags(
    trace.names,
    (n) => has(n) || has(nameText(Rec.Mode, n, nodes)) || has(nameText(Rec.Intervention, n, nodes)),
  );
  const acts = flags(trace.names, (n) => has(whatOf(Rec.Intervention, n)));
  const kinds = flags([...Array(16).keys()], (k) => has(whatOf(k, '')));
  /** Shifted by one: −1 is no node. */
  const ids = flags(
    [{ id: '' }, ...nodes],
    (n) => n.id !== '' && (has(n.id) || has(n.label ?? '')),
  );
  const timer = has('timer') ? 1 : 0;
  for (let i = 0; i < keep.length; i++) {
    if (keep[i] === 0) continue;
    const k = kind[i];
    const e = envelope[i];
    keep[i] =
      names[name[i]] |
      ids[node[i] + 1] |
      ids[peer[i] + 1] |
      (e < 0 ? 0 : names[type[e]]) |
      (k === Rec.Intervention ? acts[name[i]] : kinds[k]) |
      (k === Rec.Held && e < 0 ? timer : 0);
  }
}

/** Finds the records that a filter lets through. */
export function filterRecords(trace: Trace, nodes: NodeIds, filter: LogFilter): Rows {
  const words = filter.text.toLowerCase().split(/\s+/).filter(Boolean);
  if (filter.group === 'all' && filter.node === '' && words.length === 0) return null;
  const keep = new Uint8Array(trace.at.length).fill(1);
  if (filter.group !== 'all') markGroup(trace, filter.group, keep);
  if (filter.node !== '') {
    markNode(
      trace,
      nodes.findIndex((n) => n.id === filter.node),
      keep,
    );
  }
  for (const word of words) {
    if (/^#\d+$/.test(word)) markEnvelope(trace, Number(word.slice(1)), keep);
    else markWord(trace, nodes, word, keep);
  }
  const rows = new Int32Array(keep.length);
  let n = 0;
  for (let i = 0; i < keep.length; i++) if (keep[i] === 1) rows[n++] = i;
  return rows.slice(0, n);
}

/** The place among `rows` of the last record at or before `t`; −1 before the first. */
export function rowAt(trace: Trace, rows: Rows, t: number): number {
  const record = upperBound(trace.at, t) - 1;
  return rows === null ? record : upperBound(rows, record) - 1;
}
