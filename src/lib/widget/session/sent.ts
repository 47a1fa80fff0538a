import type { Recipe, RunResult, TimedHistoryEntry } from '../../sim';
import type { Outcome } from './job';
import { columnsOf } from './reading';

const TYPES = ['invoke', 'ok', 'fail', 'info'] as const satisfies TimedHistoryEntry['type'][];

type Writable<T> = { -readonly [K in keyof T]: T[K] };

/** A history in columns: as objects its copy would take longer than all else that is sent. */
interface HistoryColumns {
  readonly time: Float64Array;
  readonly process: Float64Array;
  /** Index into `TYPES`. */
  readonly type: Uint8Array;
  /** Indexes into `names`; −1 for no key. */
  readonly f: Int32Array;
  readonly key: Int32Array;
  readonly value: readonly unknown[];
  readonly names: readonly string[];
}

/** An outcome as it goes over a port, where it is copied. */
export interface Sent {
  readonly outcome: Outcome;
  readonly history: HistoryColumns;
}

export function toSend({ result, ...outcome }: Outcome): Sent {
  return { outcome: { ...outcome, result: { ...result, history: [] } }, history: columns(result) };
}

/** What was sent, with the recipe that was asked for instead of its copy. */
export function received({ outcome, history }: Sent, recipe: Recipe): Outcome {
  return { ...outcome, result: { ...outcome.result, recipe, history: entries(history) } };
}

/** The columns of it that change hands instead of being copied. */
export function transferred({ outcome: { result, reading }, history }: Sent): ArrayBuffer[] {
  const { trace } = result;
  if (!trace) return [];
  const gauges = trace.gauges.flatMap((gauge) => [gauge.at, gauge.value]);
  const columns = [...Object.values(trace), ...Object.values(history), ...gauges];
  const buffers = columns.filter((c) => ArrayBuffer.isView(c)).map((c) => c.buffer as ArrayBuffer);
  return [...buffers, ...(reading ? columnsOf(reading) : [])];
}

function columns({ history }: RunResult): HistoryColumns {
  const names: string[] = [];
  const index = new Map<string, number>();
  const name = (text: string): number => {
    let known = index.get(text);
    if (known === undefined) index.set(text, (known = names.push(text) - 1));
    return known;
  };
  const n = history.length;
  const [time, process] = [new Float64Array(n), new Float64Array(n)];
  const [type, f, key] = [new Uint8Array(n), new Int32Array(n), new Int32Array(n)];
  const value: unknown[] = [];
  for (let i = 0; i < n; i++) {
    const entry = history[i];
    time[i] = entry.time;
    process[i] = entry.process;
    type[i] = TYPES.indexOf(entry.type);
    f[i] = name(entry.f);
    key[i] = entry.key === undefined ? -1 : name(entry.key);
    value.push(entry.value);
  }
  return { time, process, type, f, key, value, names };
}

function entries({ time, process, type, f, key, value, names }: HistoryColumns) {
  const history: TimedHistoryEntry[] = [];
  // Spelled out: to spread a common part into each of thousands takes ten times as long.
  for (let i = 0; i < value.length; i++) {
    const entry: Writable<TimedHistoryEntry> = {
      process: process[i],
      type: TYPES[type[i]],
      f: names[f[i]],
      value: value[i],
      time: time[i],
    };
    if (key[i] >= 0) entry.key = names[key[i]];
    history.push(entry);
  }
  return history;
}
