import { partChangeAt, Rec, upperBound, type Micros, type Trace } from '../../sim';
import { leafOf, type Region } from './structure';

/** A state over time: `states[i]` holds from `at[i]` on. Begins at 0. */
export interface Timeline {
  readonly at: readonly Micros[];
  readonly states: readonly string[];
}

/** The state at a time, since when, and what was before it ("" at the beginning). */
export interface Present {
  readonly state: string;
  readonly since: Micros;
  readonly before: string;
}

class Writer {
  readonly at: Micros[] = [0];
  readonly states: string[];
  constructor(first: string) {
    this.states = [first];
  }

  /** Of several states at one time the last counts. */
  write(at: Micros, state: string): void {
    const last = this.at.length - 1;
    if (this.states[last] === state) return;
    if (this.at[last] === at) this.states[last] = state;
    else {
      this.at.push(at);
      this.states.push(state);
    }
  }
}

/** The modes of node number `node` over time, as mode keys. `initial` is its machine's. */
export function modeTimeline(trace: Trace, node: number, initial: string): Timeline {
  const line = new Writer(initial);
  for (let i = 0; i < trace.at.length; i++) {
    if (trace.kind[i] !== Rec.Mode || trace.node[i] !== node) continue;
    line.write(trace.at[i], trace.names[trace.name[i]]);
  }
  return line;
}

/** The states of a node's parts over time. A crash takes each back to `begin`: a node's opinions are volatile. */
export function partTimelines(
  trace: Trace,
  node: number,
  begin: Readonly<Record<string, string>>,
): Map<string, Timeline> {
  const lines = new Map(Object.entries(begin).map(([part, state]) => [part, new Writer(state)]));
  for (let i = 0; i < trace.at.length; i++) {
    if (trace.node[i] !== node) continue;
    const name = trace.names[trace.name[i]];
    if (trace.kind[i] === Rec.Mode && name.startsWith('crashed')) {
      for (const [part, line] of lines) line.write(trace.at[i], begin[part] ?? line.states[0]);
    }
    if (trace.kind[i] !== Rec.Part) continue;
    const { part, from, to } = partChangeAt(trace, i);
    if (!lines.has(part)) lines.set(part, new Writer(from));
    lines.get(part)!.write(trace.at[i], to);
  }
  return lines;
}

/** The state of a timeline at `t`. */
export function presentAt(line: Timeline, t: Micros): Present {
  const i = Math.max(0, upperBound(line.at, t) - 1);
  return { state: line.states[i], since: line.at[i], before: line.states[i - 1] ?? '' };
}

/** One region's part of a timeline of mode keys: "running" of "running|serving" for region 0. */
export function regionTimeline(line: Timeline, region: number): Timeline {
  const part = new Writer(line.states[0].split('|')[region] ?? line.states[0]);
  line.at.forEach((at, i) => part.write(at, line.states[i].split('|')[region] ?? line.states[i]));
  return part;
}

const within = (ancestor: string, id: string): boolean =>
  id === ancestor || id.startsWith(`${ancestor}.`);

/** The arrow that led from one state of a region to another: its place in `arrows` or `always`; −1 for neither. */
export function arrowBetween(
  region: Region,
  before: string,
  after: string,
): { arrow: number; always: number } {
  if (before === '' || before === after) return { arrow: -1, always: -1 };
  const [from, to] = [leafOf(region, before), leafOf(region, after)];
  const arrow = region.arrows.findIndex((a) => within(a.from, from) && within(a.to, to));
  if (arrow >= 0) return { arrow, always: -1 };
  return { arrow, always: region.always.findIndex((a) => within(a.to, to)) };
}

/** What a state means for the one who watches. */
export type Tone = 'well' | 'waiting' | 'fault' | 'unknown' | 'plain';

/** The colour that a state's tags stand for, the gravest first. */
export function toneOf(tags: readonly string[]): Tone {
  if (tags.includes('fault')) return 'fault';
  if (tags.includes('waiting')) return 'waiting';
  if (tags.includes('off')) return 'unknown';
  return tags.includes('well') || tags.includes('leads') ? 'well' : 'plain';
}
