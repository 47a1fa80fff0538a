import type { Recipe, RunResult, TimedHistoryEntry } from '../../sim';
import type { Outcome } from './job';
import { columnsOf } from './reading';

const TYPES = ['invoke', 'ok', 'fail', 'info'] as const satisfies TimedHistoryEntry['type'][];

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
  const index = new Map<string, number>();
  const name = (text: string): number => {
    const known = index.get(text) ?? index.size;
    if (known === index.size) index.set(text, known);
    return known;
  };
  return {
    time: Float64Array.from(history, (e) => e.time),
    process: Float64Array.from(history, (e) => e.process),
    type: Uint8Array.from(history, (e) => TYPES.indexOf(e.type)),
    f: Int32Array.from(history, (e) => name(e.f)),
    key: Int32Array.from(history, (e) => (e.key === undefined ? -1 : name(e.key))),
    value: history.map((e) => e.value),
    names: [...index.keys()],
  };
}

function entries({ time, process, type, f, key, value, names }: HistoryColumns) {
  return value.map((value, i): TimedHistoryEntry => {
    const entry = { process: process[i], type: TYPES[type[i]], f: names[f[i]], time: time[i] };
    return key[i] < 0 ? { ...entry, value } : { ...entry, key: names[key[i]], value };
  });
}
