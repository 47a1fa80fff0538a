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

type Test = (i: number) => boolean;

/**
 * A word is looked for in each of the few texts that lines are made of (kinds, ids, names), not in the lines: then
 * 400,000 records are a pass over columns of numbers.
 */
function wordTest(trace: Trace, nodes: NodeIds, word: string): Test {
  if (/^#\d+$/.test(word)) {
    const envelope = Number(word.slice(1));
    return (i) => trace.envelope[i] === envelope;
  }
  const has = (text: string) => text.toLowerCase().includes(word);
  const ids = nodes.map((n) => has(n.id));
  const names = trace.names.map((n) => has(n) || has(nameText(Rec.Mode, n)));
  const kinds = Array.from({ length: 16 }, (_, kind) => has(whatOf(kind, '')));
  const timer = has('timer');
  const { kind, node, peer, name, envelope, type } = trace;
  const acts = trace.names.map((n) => has(whatOf(Rec.Intervention, n)));
  return (i) =>
    names[name[i]] ||
    ids[node[i]] ||
    ids[peer[i]] ||
    (envelope[i] >= 0 && names[type[envelope[i]]]) ||
    (timer && kind[i] === Rec.Held && envelope[i] < 0) ||
    (kind[i] === Rec.Intervention ? acts[name[i]] : kinds[kind[i]]);
}

function testsOf(trace: Trace, nodes: NodeIds, filter: LogFilter): Test[] {
  const tests: Test[] = [];
  if (filter.group !== 'all') {
    const member = Array.from({ length: 16 }, (_, k) => MEMBERS[filter.group].includes(k));
    const held = filter.group === 'messages' ? 'message' : 'timer';
    tests.push((i) => {
      if (trace.kind[i] !== Rec.Held) return member[trace.kind[i]];
      return member[Rec.Held] && trace.envelope[i] >= 0 === (held === 'message');
    });
  }
  if (filter.node !== '') {
    const node = nodes.findIndex((n) => n.id === filter.node);
    tests.push((i) => trace.node[i] === node || trace.peer[i] === node);
  }
  const words = filter.text.toLowerCase().split(/\s+/).filter(Boolean);
  return [...tests, ...words.map((word) => wordTest(trace, nodes, word))];
}

/** Finds the records that a filter lets through. */
export function filterRecords(trace: Trace, nodes: NodeIds, filter: LogFilter): Rows {
  const tests = testsOf(trace, nodes, filter);
  if (tests.length === 0) return null;
  const rows = new Int32Array(trace.at.length);
  let n = 0;
  for (let i = 0; i < rows.length; i++) if (tests.every((test) => test(i))) rows[n++] = i;
  return rows.slice(0, n);
}

/** The place among `rows` of the last record at or before `t`; −1 before the first. */
export function rowAt(trace: Trace, rows: Rows, t: number): number {
  const record = upperBound(trace.at, t) - 1;
  return rows === null ? record : upperBound(rows, record) - 1;
}
