import { Mistake, shown, type HistoryEntry } from '../../sim';
import type { Effect, Model } from './models';

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

const TYPES = ['invoke', 'ok', 'fail', 'info'];

function refuse(line: number, field: string, problem: string, allowed?: string): never {
  throw new Mistake(`line ${line}, "${field}"`, problem, allowed);
}

/** Checks one entry alone. Throws a `Mistake` that names the line and the field. */
function check(entry: Entry, line: number, model: Model): void {
  const { process, type, f, key, value } = entry;
  if (!Number.isInteger(process) || process < 0)
    refuse(line, 'process', `${shown(process)} will not do`, 'a whole number from 0');
  if (!TYPES.includes(type)) refuse(line, 'type', `${shown(type)} is none`, TYPES.join(', '));
  if (!model.operations.includes(f))
    refuse(line, 'f', `${shown(f)} is none`, model.operations.join(', '));
  const isKeyGood = typeof key === 'string' || (key === undefined && !model.needsKey);
  if (type === 'invoke' && !isKeyGood)
    refuse(
      line,
      'key',
      `${shown(key)} will not do`,
      model.needsKey ? 'a string' : 'a string, or none',
    );
  if (type !== 'invoke' && type !== 'ok') return;
  // An answer may leave out what the invocation said.
  const needed = type === 'ok' && value === undefined && !model.looks(f);
  const complaint = needed ? null : model.complaint(f, type, value);
  if (complaint) refuse(line, 'value', `${shown(value)} will not do`, complaint);
}

function checkAnswer(entry: Entry, line: number, open: Open | undefined, model: Model): Open {
  if (!open)
    refuse(line, 'process', `process ${entry.process} has nothing open`, 'an invoke before');
  const { f, key, value } = open.entry;
  if (entry.f !== f)
    refuse(line, 'f', `answers "${entry.f}"`, `"${f}", as line ${open.line} has it`);
  if (entry.key !== undefined && entry.key !== key)
    refuse(
      line,
      'key',
      `answers ${shown(entry.key)}`,
      `${shown(key)}, as line ${open.line} has it`,
    );
  const isEcho = entry.type === 'ok' && entry.value !== undefined && !model.looks(f);
  if (isEcho && JSON.stringify(entry.value) !== JSON.stringify(value))
    refuse(line, 'value', 'differs', `the value of line ${open.line}, or none`);
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
  model: Model,
): { operations: Operation[]; failed: Failed[] } {
  const open = new Map<number, Open>();
  const all: Open[] = [];
  entries.forEach((entry, i) => {
    const line = entry.line ?? i + 1;
    check(entry, line, model);
    const before = open.get(entry.process);
    if (entry.type === 'invoke') {
      if (before)
        refuse(
          line,
          'process',
          `process ${entry.process} has line ${before.line} still open`,
          'one operation at a time',
        );
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
