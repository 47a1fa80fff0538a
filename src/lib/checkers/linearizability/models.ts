import { Literal } from './literal';

/** What an operation asks for and what came back, of one key. `output` is `undefined` while it is unknown. */
export interface Effect {
  readonly f: string;
  readonly input: unknown;
  readonly output: unknown;
}

/** A new state, or something added at the end of the one there is. */
export interface Change {
  readonly how: 'set' | 'add';
  readonly text: string;
}

/** A sequential object: what its operations do when they come one at a time. States are strings, equal when the same. */
export interface Model {
  readonly id: ModelId;
  readonly title: string;
  readonly operations: readonly string[];
  /** Every operation names a key; otherwise an absent key is one object of its own. */
  readonly needsKey: boolean;
  readonly initial: string;
  /** Changes nothing and only looks. */
  looks(f: string): boolean;
  /** The state after it, or `null` where the answer cannot have come from this state. */
  step(state: string, effect: Effect): string | null;
  /** Complaint about an invocation's value or an answer's, or `null`. */
  complaint(f: string, type: 'invoke' | 'ok', value: unknown): string | null;
  /** The state that it needs before it; `null` where any will do. */
  wants(effect: Effect): string | null;
  /** What it leaves behind; `null` for a look. */
  change(effect: Effect): Change | null;
  /** A state in words. */
  show(state: string): string;
}

export type ModelId = 'register' | 'kv';

/** JSON with sorted keys, so that equal values are equal texts. Exact numbers and keywords are their own text. */
export function canonical(value: unknown): string {
  if (value instanceof Literal) return value.text;
  if (Array.isArray(value)) return `[${value.map(canonical).join()}]`;
  if (typeof value !== 'object' || value === null) return JSON.stringify(value) ?? 'null';
  const entries = Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1));
  return `{${entries.map(([k, v]) => `${JSON.stringify(k)}:${canonical(v)}`).join()}}`;
}

const shorten = (text: string) =>
  text.length <= 200 ? text : `${text.slice(0, 100)} … ${text.slice(-50)}`;

/** A value for people. */
export const written = (value: unknown): string => shorten(canonical(value));

const isPair = (value: unknown): value is [unknown, unknown] =>
  Array.isArray(value) && value.length === 2;

const register: Model = {
  id: 'register',
  title: 'register',
  operations: ['read', 'write', 'cas'],
  needsKey: false,
  initial: 'null',
  looks: (f) => f === 'read',
  step(state, { f, input, output }) {
    if (f === 'write') return canonical(input);
    if (f === 'read') return canonical(output) === state ? state : null;
    const [expected, next] = input as [unknown, unknown];
    return canonical(expected) === state ? canonical(next) : null;
  },
  complaint(f, type, value) {
    if (f === 'cas' && !isPair(value)) return 'a pair [expected, new]';
    const isNeeded = f === 'write' ? type === 'invoke' : f === 'read' && type === 'ok';
    return isNeeded && value === undefined ? 'a value (null counts)' : null;
  },
  wants({ f, input, output }) {
    if (f === 'write') return null;
    return canonical(f === 'read' ? output : (input as unknown[])[0]);
  },
  change({ f, input }) {
    if (f === 'read') return null;
    return { how: 'set', text: canonical(f === 'cas' ? (input as unknown[])[1] : input) };
  },
  show: (state) => `the register holds ${shorten(state)}`,
};

const kv: Model = {
  id: 'kv',
  title: 'key-value store',
  operations: ['get', 'put', 'append'],
  needsKey: true,
  initial: '',
  looks: (f) => f === 'get',
  step(state, { f, input, output }) {
    if (f === 'put') return input as string;
    if (f === 'append') return state + (input as string);
    return output === state ? state : null;
  },
  complaint(f, type, value) {
    const isNeeded = f === 'get' ? type === 'ok' : type === 'invoke';
    return isNeeded && typeof value !== 'string' ? 'a string' : null;
  },
  wants: ({ f, output }) => (f === 'get' ? (output as string) : null),
  change({ f, input }) {
    return f === 'get' ? null : { how: f === 'put' ? 'set' : 'add', text: input as string };
  },
  show: (state) => `the key holds ${written(state)}`,
};

export const models: Readonly<Record<ModelId, Model>> = { register, kv };

/** The same object with something else in it before the first operation. */
export const startingAs = (model: Model, initial: string): Model => ({ ...model, initial });
