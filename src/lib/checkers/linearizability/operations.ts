import { InputError, type HistoryEntry } from '../../sim';
import { canonical, written, type Effect, type Model } from './models';

/** A history entry with its line in the file it came from; without one its place in the list counts, from 1. */
export interface Entry extends HistoryEntry {
  readonly line?: number;
}

/** One operation, from its invocation to its answer. */
export interface Operation extends Effect {
  readonly process: number;
  readonly key: string;
  /** Lines of the invocation and of the answer; `answered` is `null` when the outcome is unknown. */
  readonly invoked: number;
  readonly answered: number | null;
}

/** An operation that did not happen. */
export type Failed = Operation;

interface Open {
  readonly entry: Entry;
  readonly line: number;
  /** Filled in when it ends; a failed one is taken out. */
  outcome: 'open' | 'ok' | 'fail';
  output?: unknown;
  answered: number | null;
}

/** Unknown changes times states that were seen. */
const MOST_LOOKED_THROUGH = 100_000;

/** What the reading of a history has to know of an object. */
type Spoken = Pick<Model, 'operations' | 'needsKey' | 'looks' | 'complaint'>;

const TYPES = ['invoke', 'ok', 'fail', 'info'];

/** The message: `line 3, "f"` must be this; got that. */
function refuse(line: number, field: string, allowed: string, got: unknown): never {
  const found = got === undefined ? 'got nothing' : `got \`${written(got)}\``;
  throw new InputError(`line ${line}, "${field}"`, `must be ${allowed}; ${found}`);
}

const oneOf = (names: readonly string[]) => `${names.slice(0, -1).join(', ')} or ${names.at(-1)}`;

/** Checks one entry alone. Throws an error that names the line and the field. */
function check(entry: Entry, line: number, model: Spoken): void {
  const { process, type, f, key, value } = entry;
  if (!Number.isInteger(process) || process < 0)
    refuse(line, 'process', 'a whole number from 0', process);
  if (!TYPES.includes(type)) refuse(line, 'type', oneOf(TYPES), type);
  if (!model.operations.includes(f)) refuse(line, 'f', oneOf(model.operations), f);
  const isKeyGood = typeof key === 'string' || (key === undefined && !model.needsKey);
  if (type === 'invoke' && !isKeyGood)
    refuse(line, 'key', `a string or a number${model.needsKey ? '' : ', or absent'}`, key);
  if (type !== 'invoke' && type !== 'ok') return;
  // An answer may leave out what the invocation said.
  const isLeftOut = type === 'ok' && value === undefined && !model.looks(f);
  const allowed = isLeftOut ? null : model.complaint(f, type, value);
  if (allowed) refuse(line, 'value', allowed, value);
}

function checkAnswer(entry: Entry, line: number, open: Open | undefined, model: Spoken): Open {
  if (!open) {
    const problem = `process ${entry.process} has no operation open; an invoke must come before its answer`;
    throw new InputError(`line ${line}, "process"`, problem);
  }
  const { f, key, value } = open.entry;
  const asInvoked = (text: unknown) =>
    `\`${written(text)}\`, as in the invoke in line ${open.line}`;
  if (entry.f !== f) refuse(line, 'f', asInvoked(f), entry.f);
  if (entry.key !== undefined && entry.key !== key) refuse(line, 'key', asInvoked(key), entry.key);
  const isEcho = entry.type === 'ok' && entry.value !== undefined && !model.looks(f);
  if (isEcho && canonical(entry.value) !== canonical(value))
    refuse(line, 'value', `${asInvoked(value)}, or absent`, entry.value);
  return open;
}

function finished({ entry, line, output, answered }: Open): Operation {
  return {
    process: entry.process,
    key: entry.key ?? '',
    f: entry.f,
    input: entry.value,
    output,
    invoked: line,
    answered,
  };
}

/**
 * Pairs invocations with answers. Failed operations stand apart, since they did not happen; `info` and missing
 * answers become operations of unknown outcome. Throws an error that names the line and the field.
 */
export function operationsAnd(
  entries: readonly Entry[],
  model: Spoken,
): { operations: Operation[]; failed: Failed[] } {
  const open = new Map<number, Open>();
  const all: Open[] = [];
  entries.forEach((entry, i) => {
    const line = entry.line ?? i + 1;
    check(entry, line, model);
    const before = open.get(entry.process);
    if (entry.type === 'invoke') {
      if (before) {
        const problem = `process ${entry.process} still has the operation of line ${before.line} open; a process must wait for its answer`;
        throw new InputError(`line ${line}, "process"`, problem);
      }
      const started: Open = { entry, line, outcome: 'open', answered: null };
      open.set(entry.process, started);
      all.push(started);
      return;
    }
    const operation = checkAnswer(entry, line, before, model);
    open.delete(entry.process);
    if (entry.type === 'info') return;
    operation.outcome = entry.type as 'ok' | 'fail';
    operation.answered = line;
    operation.output = entry.value;
  });
  const [failed, others] = [true, false].map((is) =>
    all.filter((o) => (o.outcome === 'fail') === is).map(finished),
  );
  return { operations: others, failed };
}

/** The operations that happened, or may have. */
export const operationsOf = (entries: readonly Entry[], model: Model): Operation[] =>
  operationsAnd(entries, model).operations;

/**
 * The operations that an order has to care for, those of known outcome first. A look without an answer says nothing,
 * and a change of unknown outcome whose trace nobody can have seen may as well not have happened.
 */
export function thatMatter(operations: readonly Operation[], model: Model): Operation[] {
  const known = operations.filter((o) => o.answered !== null);
  const unknown = operations.filter((o) => o.answered === null && !model.looks(o.f));
  const wanted = new Set([...known, ...unknown].flatMap((o) => model.wants(o) ?? []));
  const grows = operations.some((o) => model.change(o)?.how === 'add');
  // Where states grow each of them may show up within any that was seen: then it does not pay to look.
  if (grows && unknown.length * wanted.size > MOST_LOOKED_THROUGH) return [...known, ...unknown];
  const seen = [...wanted];
  const shows = (text: string) =>
    grows ? seen.some((other) => other.includes(text)) : wanted.has(text);
  return [...known, ...unknown.filter((o) => shows(model.change(o)!.text))];
}

/** What was known after `line`: later invocations had not been made, later answers had not come. */
export function upTo(line: number, operations: readonly Operation[]): Operation[] {
  return operations
    .filter((o) => o.invoked <= line)
    .map((o) =>
      o.answered !== null && o.answered > line ? { ...o, answered: null, output: undefined } : o,
    );
}
