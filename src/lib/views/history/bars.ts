import type { HistoryEntry, Micros, TimedHistoryEntry } from '../../sim';
import { textWidth } from '../format';
import type { Span } from '../spacetime/span';

/** An entry with its line in the history that was judged; without one its place in the list counts, from 1. */
export type HistoryLine = (TimedHistoryEntry | (HistoryEntry & { readonly time?: Micros })) & {
  readonly line?: number;
};

/** An operation that a checker speaks of, by the lines of its invocation and its answer. */
interface Placed {
  readonly invoked: number;
  readonly state?: string;
}

/** Why a history has no order, as a checker of linearizability says it. */
export interface WitnessPicture {
  readonly key: string;
  readonly line: number;
  readonly order: readonly Placed[];
  readonly unplaced: readonly Placed[];
  readonly why: string;
}

/** One operation of a client, from its invocation to its answer. */
export interface Bar {
  readonly process: number;
  readonly key: string;
  /** "write 3", "read → 2", "read …" while it is open, "write 3 ?". */
  readonly text: string;
  readonly from: Micros;
  /** When it was answered; `null` where that has not come, or nobody knows whether it took effect. */
  readonly to: Micros | null;
  readonly outcome: 'ok' | 'fail' | 'open' | 'unknown';
  /** The line of its invocation. */
  readonly line: number;
  /** Its place in the witness's order, from 1; 0: none. */
  readonly place: number;
  /** What the object held after it, where it has a place. */
  readonly state: string;
  /** It fits nowhere. */
  readonly unplaced: boolean;
}

const timeOf = (entry: HistoryLine, i: number): Micros => entry.time ?? i;

/** A value in few letters. */
function shown(value: unknown): string {
  const text = typeof value === 'string' ? value : (JSON.stringify(value) ?? '');
  return text.length > 24 ? `${text.slice(0, 23)}…` : text;
}

function textOf(invoke: HistoryLine, answer: HistoryLine | undefined): string {
  const [input, output] = [invoke.value, answer?.type === 'ok' ? answer.value : undefined];
  const asked = input === undefined || input === null ? invoke.f : `${invoke.f} ${shown(input)}`;
  const isEcho = JSON.stringify(output) === JSON.stringify(input);
  const looks = input === undefined || input === null;
  if (!answer) return `${asked} …`;
  if (answer.type === 'info') return `${asked} ?`;
  if (answer.type === 'fail') return `${asked} failed`;
  return (output !== undefined && !isEcho) || looks ? `${asked} → ${shown(output)}` : asked;
}

/** The operations of a history in order of invocation, marked by the witness where there is one. */
export function barsOf(entries: readonly HistoryLine[], witness?: WitnessPicture | null): Bar[] {
  const open = new Map<number, { entry: HistoryLine; at: Micros; line: number; index: number }>();
  const places = new Map(witness?.order.map((o, i) => [o.invoked, { place: i + 1, ...o }]));
  const unplaced = new Set(witness?.unplaced.map((o) => o.invoked));
  const bars: Bar[] = [];
  const write = (
    { entry, at, line, index }: { entry: HistoryLine; at: Micros; line: number; index: number },
    answer?: HistoryLine,
    to: Micros | null = null,
  ) => {
    const known = answer?.type === 'ok' || answer?.type === 'fail';
    bars[index] = {
      process: entry.process,
      key: entry.key ?? '',
      text: textOf(entry, answer),
      from: at,
      to: known ? to : null,
      outcome: known ? (answer.type as 'ok' | 'fail') : answer ? 'unknown' : 'open',
      line,
      place: places.get(line)?.place ?? 0,
      state: places.get(line)?.state ?? '',
      unplaced: unplaced.has(line),
    };
  };
  let count = 0;
  entries.forEach((entry, i) => {
    const at = timeOf(entry, i);
    if (entry.type === 'invoke') {
      open.set(entry.process, { entry, at, line: entry.line ?? i + 1, index: count++ });
      return;
    }
    const begun = open.get(entry.process);
    if (!begun) return;
    open.delete(entry.process);
    write(begun, entry, at);
  });
  for (const begun of open.values()) write(begun);
  return bars;
}

/**
 * A moment for each operation of an order, one after the other and each while its operation was open: where it can be
 * said to have taken effect. In order of their places.
 */
export function momentsOf(bars: readonly Bar[]): { readonly bar: Bar; readonly at: Micros }[] {
  let at = -Infinity;
  return bars
    .filter((bar) => bar.place > 0)
    .sort((a, b) => a.place - b.place)
    .map((bar) => ({ bar, at: (at = Math.max(at, bar.from)) }));
}

/** A row for each operation such that none lies over another: one a process while they are few. */
export interface Lanes {
  readonly laneOf: ReadonlyMap<Bar, number>;
  /** Names of the rows; "" where a row has operations of several processes. */
  readonly names: readonly string[];
}

const MOST_PROCESSES = 12;

/** `end` stands for an answer that never came. */
export function lanesOf(bars: readonly Bar[], end: Micros): Lanes {
  const processes = [...new Set(bars.map((bar) => bar.process))].sort((a, b) => a - b);
  if (processes.length <= MOST_PROCESSES) {
    const places = new Map(processes.map((process, i) => [process, i]));
    return {
      laneOf: new Map(bars.map((bar) => [bar, places.get(bar.process)!])),
      names: processes.map((process) => `process ${process}`),
    };
  }
  const free: Micros[] = [];
  const laneOf = new Map<Bar, number>();
  for (const bar of bars) {
    let lane = free.findIndex((at) => at < bar.from);
    if (lane < 0) lane = free.push(-Infinity) - 1;
    free[lane] = bar.to ?? end;
    laneOf.set(bar, lane);
  }
  return { laneOf, names: free.map(() => '') };
}

/** What is worth a first look: what has no place and what came before it, else all. */
export function firstSpan(bars: readonly Bar[], end: Micros): Span {
  const stuck = bars.filter((bar) => bar.unplaced);
  if (stuck.length === 0) {
    const some = bars.slice(0, 60);
    const last = bars.length > 60 ? some.at(-1)!.from : end;
    return { from: some[0]?.from ?? 0, to: Math.max(last, 1) };
  }
  const to = Math.max(...stuck.map((bar) => bar.to ?? bar.from));
  const before = bars.filter((bar) => bar.place > 0).sort((a, b) => a.place - b.place);
  const from = Math.min(...[...stuck, ...before.slice(-10)].map((bar) => bar.from));
  const edge = Math.max(10, (to - from) * 0.08);
  return { from: Math.max(0, from - edge), to: to + edge };
}

/** Bars drawn at once. */
export const MOST_BARS = 300;

/** The bars in a span, one in N of the unremarkable ones where they are too many. */
export function seenBars(
  bars: readonly Bar[],
  { from, to }: Span,
): { bars: Bar[]; all: number; oneIn: number } {
  const within = bars.filter((bar) => bar.from <= to && (bar.to ?? Infinity) >= from);
  let oneIn = 1;
  let left = within;
  while (left.length > MOST_BARS && oneIn < 2 ** 20) {
    oneIn *= 2;
    const n = oneIn;
    left = within.filter((bar, i) => bar.unplaced || i % n === 0);
  }
  return { bars: left, all: within.length, oneIn };
}

/** Whether a bar's words fit into it, px. */
export const fitsIn = (text: string, width: number): boolean => textWidth(text) + 8 <= width;

/** An operation in words. */
export function barText(bar: Bar): string {
  const key = bar.key === '' ? '' : ` on ${bar.key}`;
  const fate = bar.unplaced
    ? ', which has no place'
    : bar.place > 0
      ? `, number ${bar.place} in the order${bar.state === '' ? '' : `, after which it is ${shown(bar.state)}`}`
      : bar.outcome === 'fail'
        ? ', which did not happen'
        : bar.outcome === 'unknown'
          ? ', of which nobody knows whether it took effect'
          : bar.outcome === 'open'
            ? ', which has no reply yet'
            : '';
  return `process ${bar.process}: ${bar.text}${key}${fate}`;
}
