import type { Break } from './judge';
import { written, type Model } from './models';
import type { Failed, Operation } from './operations';

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
  /** The longest order that there is, of everything answered before `line`; empty when there was no time to find it. */
  readonly order: readonly PlacedOperation[];
  /** Operations that had begun by then, and fit nowhere behind that order. The first one is answered in `line`. */
  readonly unplaced: readonly PlacedOperation[];
  /** All of it in a sentence or two. */
  readonly why: string;
}

interface Case {
  readonly key: string;
  readonly operations: readonly Operation[];
  readonly failed: readonly Failed[];
  readonly model: Model;
  readonly found: Break;
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
  if (model.looks(o.f)) return `${o.f} of ${written(o.output)}`;
  if (o.f !== 'cas') return `${o.f} of ${written(o.input)}`;
  const [expected, next] = o.input as [unknown, unknown];
  return `cas from ${written(expected)} to ${written(next)}`;
}

/** Why the state that an operation wants never was, where that is plain: a failed operation's, or nobody's. */
function source(blocked: Operation, { key, operations, failed, model, found }: Case): string {
  const wish = model.wants(blocked);
  if (wish === null || wish === model.initial) return '';
  const makes = (o: Operation | Failed) => {
    const change = model.change(o);
    if (change === null || o.invoked > found.line) return false;
    return change.how === 'set'
      ? change.text === wish
      : change.text !== '' && wish.includes(change.text);
  };
  const grows = operations.some((o) => model.change(o)?.how === 'add');
  const isCommon = (o: Failed) => {
    const text = model.change(o)!.text;
    return operations.some((other) => model.change(other)?.text === text);
  };
  const culprit = failed.find((o) => o.key === key && makes(o) && !isCommon(o));
  if (culprit)
    return ` It shows the ${inWords(culprit, model)} in line ${culprit.invoked}, which failed (line ${culprit.answered}).`;
  if (grows || operations.some(makes)) return '';
  return ` Nothing that was invoked by then sets ${wish}.`;
}

/** Explains the history of one key, which has no order. */
export function witnessOf(c: Case): Witness {
  const { key, operations, model, found } = c;
  const { line, early } = found;
  const whole = new Map(operations.map((o) => [o.invoked, o]));
  let state = model.initial;
  const order = (found.order ?? []).map((i) => {
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
      found.order !== null &&
      model.step(state, o) === null,
  );
  const where = key === '' ? '' : `key ${JSON.stringify(key)}: `;
  const placed = order.length === 1 ? '1 operation has' : `${order.length} operations have`;
  const who = `process ${blocked.process}'s ${inWords(blocked, model)} (lines ${blocked.invoked} to ${line})`;
  const why =
    found.order === null
      ? `${where}${who} has no place in any order, and perhaps an earlier answer has none either.`
      : `${where}before line ${line} ${placed} an order, after which ${model.show(state)}; but ${who} has no place in this or any other order.`;
  return {
    key,
    line,
    order,
    unplaced: [blocked, ...others].map((o) => pictured(o, model)),
    why: why + source(blocked, c),
  };
}
