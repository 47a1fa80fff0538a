import { grouped } from '../../sim';

/** A part of some data: its name there, how it is found again, and itself. */
export interface Child {
  readonly key: string;
  /** Its place in a path: no two parts of one value share it. */
  readonly step: string;
  readonly value: unknown;
}

type Typed = Exclude<ArrayBufferView, DataView> & ArrayLike<number | bigint>;

export const isTyped = (value: unknown): value is Typed =>
  ArrayBuffer.isView(value) && !(value instanceof DataView);
export const isList = (value: unknown): value is ArrayLike<unknown> =>
  Array.isArray(value) || isTyped(value);
export const isBranch = (value: unknown): value is object =>
  typeof value === 'object' && value !== null;

/** "votedFor" and "voted-for" as people read them: "voted for". */
export function keyWords(key: string): string {
  const words = key
    .replace(/([a-z\d])([A-Z])/g, '$1 $2')
    .replace(/([A-Za-z])[-_]([A-Za-z])/g, '$1 $2');
  return words === key ? key : words.toLowerCase();
}

/** Figures of a number that is not whole. */
const PLACES = 6;
/** Letters of a text, at most. */
const LONGEST = 80;

/** A value without parts, for people. */
export function primitiveText(value: unknown): string {
  if (value === null || value === undefined) return 'none';
  if (typeof value === 'boolean') return value ? 'yes' : 'no';
  if (typeof value === 'bigint') return String(value);
  if (typeof value === 'number') {
    if (Number.isNaN(value)) return 'not a number';
    if (!Number.isFinite(value)) return value < 0 ? '−∞' : '∞';
    return Number.isInteger(value) ? grouped(value) : String(Number(value.toPrecision(PLACES)));
  }
  const text = String(value);
  if (text === '') return '“”';
  const more = text.length - LONGEST;
  return more > 0 ? `${text.slice(0, LONGEST)}… ${grouped(more)} more letters` : text;
}

/** How many parts a value has. */
export function sizeOf(value: object): number {
  if (isList(value)) return value.length;
  if (value instanceof Map || value instanceof Set) return value.size;
  return Object.keys(value).length;
}

/** The parts from the `from`-th up to the `to`-th. */
export function childrenOf(value: object, from = 0, to = Infinity): Child[] {
  if (isList(value)) {
    const end = Math.min(to, value.length);
    return Array.from({ length: Math.max(0, end - from) }, (_, i) => {
      const key = String(from + i);
      return { key, step: key, value: value[from + i] };
    });
  }
  if (value instanceof Map)
    return [...value].slice(from, to).map(([key, of], i) => {
      const text = isBranch(key) ? `${from + i}` : primitiveText(key);
      return { key: text, step: isBranch(key) ? text : `${typeof key} ${String(key)}`, value: of };
    });
  if (value instanceof Set)
    return [...value].slice(from, to).map((of: unknown, i) => {
      const step = isBranch(of) ? `${from + i}` : `${typeof of} ${String(of)}`;
      return { key: '', step, value: of };
    });
  return Object.entries(value)
    .slice(from, to)
    .map(([key, of]) => ({ key: keyWords(key), step: key, value: of as unknown }));
}

/** Stands for what is not there; `undefined` may be a value. */
export const NOTHING = Symbol('nothing');

const kindOf = (value: object): string =>
  isList(value) ? 'list' : value instanceof Map ? 'map' : value instanceof Set ? 'set' : 'object';

/** The part of another value of the same kind that has the place of `child`. */
export function sameChild(of: unknown, like: object, { step }: Child): unknown {
  if (!isBranch(of) || kindOf(of) !== kindOf(like)) return NOTHING;
  if (isList(of)) return Number(step) < of.length ? of[Number(step)] : NOTHING;
  if (of instanceof Map || of instanceof Set) {
    const found = childrenOf(of).find((child) => child.step === step);
    return found ? found.value : NOTHING;
  }
  return Object.hasOwn(of, step) ? (of as Record<string, unknown>)[step] : NOTHING;
}

/** Data deeper than this is taken for the same: it may be a ring. */
const DEEPEST = 24;

/** Whether two values hold the same, all their parts included. */
export function same(a: unknown, b: unknown, depth = 0): boolean {
  if (Object.is(a, b)) return true;
  if (!isBranch(a) || !isBranch(b)) return false;
  if (kindOf(a) !== kindOf(b) || sizeOf(a) !== sizeOf(b)) return false;
  if (depth > DEEPEST) return true;
  if (isTyped(a) && isTyped(b)) {
    for (let i = 0; i < a.length; i++) if (!Object.is(a[i], b[i])) return false;
    return true;
  }
  const [mine, other] = [childrenOf(a), childrenOf(b)];
  if (mine.every((child, i) => child.step === other[i].step))
    return mine.every((child, i) => same(child.value, other[i].value, depth + 1));
  const byStep = new Map(other.map((child) => [child.step, child.value]));
  return mine.every(
    ({ step, value }) => byStep.has(step) && same(value, byStep.get(step), depth + 1),
  );
}
