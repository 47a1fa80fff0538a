import type { Model } from './models';
import { thatMatter, upTo, type Operation } from './operations';
import { search } from './search';

/** An operation as a picture needs it: a bar from `invoked` to `answered` (lines of the history), on its process's row. */
export interface PlacedOperation {
  readonly process: number;
  readonly f: string;
  readonly value?: unknown;
  readonly invoked: number;
  /** `null`: never known to have ended. */
  readonly answered: number | null;
  /** What the object held after it; for those that have a place in the order. */
  readonly state?: string;
}

/** Why there is no order. All lines count from 1. */
export interface Witness {
  readonly key: string;
  /** With this line the history has no order any more; everything before it has one. */
  readonly line: number;
  /** The longest order that there is, of everything answered before `line`. */
  readonly order: readonly PlacedOperation[];
  /** Operations that had begun by then, and fit nowhere behind that order. The first one is answered in `line`. */
  readonly unplaced: readonly PlacedOperation[];
  /** All of it in a sentence. */
  readonly why: string;
}

function pictured(o: Operation, model: Model, state?: string): PlacedOperation {
  const value = model.looks(o.f) ? o.output : o.input;
  const { process, f, invoked, answered } = o;
  return {
    process,
    f,
    ...(value !== undefined && { value }),
    invoked,
    answered,
    ...(state !== undefined && { state }),
  };
}

function inWords(o: Operation, model: Model): string {
  if (model.looks(o.f)) return `${o.f} of ${JSON.stringify(o.output)}`;
  if (o.f !== 'cas') return `${o.f} of ${JSON.stringify(o.input)}`;
  const [expected, next] = o.input as [unknown, unknown];
  return `cas from ${JSON.stringify(expected)} to ${JSON.stringify(next)}`;
}

/**
 * The first line with which the history of one key has no order. Whatever has an order has one when cut short, so the
 * line is found by halving.
 */
function firstBadLine(operations: readonly Operation[], model: Model): number {
  const lines = operations.flatMap((o) => o.answered ?? []).sort((a, b) => a - b);
  let [low, high] = [0, lines.length - 1];
  while (low < high) {
    const middle = (low + high) >> 1;
    if (search(thatMatter(upTo(lines[middle], operations), model), model)) low = middle + 1;
    else high = middle;
  }
  return lines[low];
}

/** Explains the history of one key, which has no order. */
export function witnessOf(operations: readonly Operation[], model: Model, key: string): Witness {
  const line = firstBadLine(operations, model);
  const early = thatMatter(upTo(line - 1, operations), model);
  const places = search(early, model) ?? [];
  const whole = new Map(operations.map((o) => [o.invoked, o]));
  let state = model.initial;
  const order = places.map((i) => {
    state = model.step(state, early[i]) as string;
    return pictured(whole.get(early[i].invoked)!, model, state);
  });
  const taken = new Set(order.map((o) => o.invoked));
  const blocked = operations.find((o) => o.answered === line)!;
  const others = operations.filter(
    (o) =>
      o !== blocked &&
      o.answered !== null &&
      o.invoked < line &&
      !taken.has(o.invoked) &&
      model.step(state, o) === null,
  );
  const where = key === '' ? '' : `key ${JSON.stringify(key)}: `;
  const placed = order.length === 1 ? '1 operation has' : `${order.length} operations have`;
  return {
    key,
    line,
    order,
    unplaced: [blocked, ...others].map((o) => pictured(o, model)),
    why:
      `${where}before line ${line} ${placed} an order, after which ${model.show(state)}; but process ` +
      `${blocked.process}'s ${inWords(blocked, model)} (lines ${blocked.invoked} to ${line}) has no place in this or any other order.`,
  };
}
