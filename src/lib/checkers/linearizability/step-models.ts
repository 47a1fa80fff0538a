import { written, type Effect } from './models';

export type StepModelId = 'counter' | 'account' | 'set';

/** A sequential object whose answers tell what it held after the operation. States are strings, equal when the same. */
export interface StepModel {
  readonly id: StepModelId;
  readonly title: string;
  readonly operations: readonly string[];
  readonly needsKey: boolean;
  readonly initial: string;
  /** Every answer may say something else than its invocation. */
  looks(f: string): boolean;
  complaint(f: string, type: 'invoke' | 'ok', value: unknown): string | null;
  /** The state after it, or `null` where the answer cannot have come from this state. */
  step(state: string, effect: Effect): string | null;
  show(state: string): string;
  /** An operation with its answer, in words. */
  tell(effect: Effect): string;
}

const tell = ({ f, input, output }: Effect): string => {
  const asked = input === undefined || input === null ? f : `${f} ${written(input)}`;
  return output === undefined || output === null ? `“${asked}”` : `“${asked} → ${written(output)}”`;
};

/** Nobody has said yet what it holds. */
const UNTOLD = '?';

const isNumber = (value: unknown): value is number => typeof value === 'number';

/** What an operation adds to a sum; `null` for one that only reads. */
type Adds = (f: string, input: unknown) => number | null;

function sum(
  id: StepModelId,
  title: string,
  { initial, operations, adds }: { initial: string; operations: readonly string[]; adds: Adds },
): StepModel {
  return {
    id,
    title,
    operations,
    needsKey: false,
    initial,
    looks: () => true,
    complaint(f, type, value) {
      if (type === 'ok') return value == null || isNumber(value) ? null : 'a number';
      return f === 'read' || isNumber(value) ? null : 'a number';
    },
    step(state, { f, input, output }) {
      const told = isNumber(output) ? String(output) : null;
      if (state === UNTOLD) return told ?? UNTOLD;
      const next = String(Number(state) + (adds(f, input) ?? 0));
      return told === null || told === next ? next : null;
    },
    show: (state) =>
      state === UNTOLD ? `nobody knows what the ${title} held` : `the ${title} held ${state}`,
    tell,
  };
}

const counter = sum('counter', 'counter', {
  initial: '0',
  operations: ['increment', 'decrement', 'read'],
  adds: (f, input) => (f === 'read' ? null : f === 'increment' ? Number(input) : -Number(input)),
});

/** What it held at first is not part of a history: the first answer tells it. */
const account = sum('account', 'account', {
  initial: UNTOLD,
  operations: ['deposit', 'withdraw', 'read'],
  adds: (f, input) => (f === 'read' ? null : f === 'deposit' ? Number(input) : -Number(input)),
});

/** Its state is its elements as JSON, in order. An answer tells the number of elements; a read may tell all of them. */
const set: StepModel = {
  id: 'set',
  title: 'set',
  operations: ['add', 'remove', 'read'],
  needsKey: false,
  initial: '[]',
  looks: () => true,
  complaint(f, type, value) {
    if (type === 'invoke') return f === 'read' || value !== undefined ? null : 'an element';
    return value == null || isNumber(value) || Array.isArray(value)
      ? null
      : 'the number of elements, or a list of them';
  },
  step(state, { f, input, output }) {
    const before = JSON.parse(state) as string[];
    const element = written(input);
    let after = before;
    if (f === 'add' && !before.includes(element)) after = [...before, element].sort();
    if (f === 'remove') after = before.filter((each) => each !== element);
    if (isNumber(output) && output !== after.length) return null;
    const next = JSON.stringify(after);
    if (Array.isArray(output) && JSON.stringify(output.map(written).sort()) !== next) return null;
    return next;
  },
  show(state) {
    const { length } = JSON.parse(state) as string[];
    return `the set held ${length} ${length === 1 ? 'element' : 'elements'}`;
  },
  tell,
};

export const stepModels: Readonly<Record<StepModelId, StepModel>> = { counter, account, set };
