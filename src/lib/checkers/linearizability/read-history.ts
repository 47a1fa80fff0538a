import { InputError } from '../../sim';
import { EdnReader } from './edn';
import { JsonReader, parseExactly } from './json';
import { Unreadable } from './reader';
import { Literal } from './literal';
import type { Entry } from './operations';

/** Longest history that is read, in characters. */
const LONGEST = 500_000_000;
/** Numbers that may lose digits, or become infinite, when read as doubles; and more brackets than are usual. */
const NEEDS_CARE = /\d[\d.]{14,}|\d[eE][+-]?\d{2}|(?:[[{][^[{]*){100}/;
const FORMAT = 'one JSON object a line, one JSON array of them, or EDN as Jepsen writes it';

interface Raw {
  readonly line: number;
  readonly fields: Readonly<Record<string, unknown>>;
}

function refuse(line: number, problem: string, text: string): never {
  const start = text.trim().slice(0, 40).replace(/\s+/g, ' ');
  throw new InputError(`line ${line}`, `\`${start}\` ${problem}`, FORMAT);
}

function fieldsOf(value: unknown, line: number, text: string): Raw {
  if (
    typeof value !== 'object' ||
    value === null ||
    Array.isArray(value) ||
    value instanceof Literal
  )
    return refuse(line, 'is not an object', text);
  return { line, fields: value as Record<string, unknown> };
}

function fromLines(text: string): Raw[] {
  return text.split('\n').flatMap((content, i) => {
    if (content.trim() === '') return [];
    try {
      const value: unknown = NEEDS_CARE.test(content) ? parseExactly(content) : JSON.parse(content);
      return fieldsOf(value, i + 1, content);
    } catch (error) {
      if (error instanceof InputError) throw error;
      return refuse(i + 1, error instanceof Unreadable ? error.message : 'is not JSON', content);
    }
  });
}

/** Counts lines as it goes; positions have to ascend. */
function lineCounter(text: string): (at: number) => number {
  let [line, counted] = [1, 0];
  return (at) => {
    for (let next = text.indexOf('\n', counted); next >= 0 && next < at;) {
      line++;
      counted = next + 1;
      next = text.indexOf('\n', counted);
    }
    return line;
  };
}

/** Reads forms one after the other, within one pair of brackets or without. */
function fromForms(text: string, reader: JsonReader | EdnReader, isEdn: boolean): Raw[] {
  const lineAt = lineCounter(text);
  const found: Raw[] = [];
  const isOne = reader.take('[');
  const isAtEnd = () => (isOne ? reader.take(']') : reader.peek() === '');
  try {
    for (let isDone = isAtEnd(); !isDone; isDone = isAtEnd()) {
      reader.peek();
      const { at } = reader;
      if (at === text.length) throw new Unreadable('has no closing bracket', at);
      const line = lineAt(at);
      found.push(fieldsOf(reader.value(), line, text.slice(at, at + 40)));
      if (!isEdn && !reader.take(',') && reader.peek() !== ']')
        throw new Unreadable('is not JSON', reader.at);
    }
    if (reader.peek() !== '') throw new Unreadable('stands behind the closing bracket', reader.at);
  } catch (error) {
    if (!(error instanceof Unreadable)) throw error;
    refuse(lineAt(error.at), error.message, text.slice(error.at, error.at + 40) || 'the end');
  }
  return found;
}

/** EDN's `:type :invoke` as JSON's `"type": "invoke"`. */
function fromEdn({ line, fields }: Raw): Raw {
  const word = (value: unknown) =>
    value instanceof Literal ? value.text.replace(/^:/, '') : value;
  const { ':process': process, ':type': type, ':f': f, ':value': value, ':key': key } = fields;
  return { line, fields: { process: word(process), type: word(type), f: word(f), value, key } };
}

const isPair = (value: unknown): value is [unknown, unknown] =>
  Array.isArray(value) && value.length === 2;

/** Jepsen's independent keys: every value is `[key value]`, which a read shows by asking for `[key nil]`. */
function splitPairs(all: readonly Raw[]): readonly Raw[] {
  const asked = all.filter(({ fields }) => fields.type === 'invoke');
  const isSplit = ({ f, value }: Raw['fields']) =>
    isPair(value) && (f !== 'cas' || isPair(value[1]));
  const isLook = ({ f, value }: Raw['fields']) =>
    (f === 'read' || f === 'get') && isPair(value) && value[1] === null;
  if (!asked.some((r) => isLook(r.fields)) || !asked.every((r) => isSplit(r.fields))) return all;
  return all.map(({ line, fields }) => {
    if (!isPair(fields.value)) return { line, fields };
    const [key, value] = fields.value;
    return { line, fields: { ...fields, key, value } };
  });
}

/** Keys as texts; a number and a string that look the same are refused, since they would become one key. */
function keyReader(): (key: unknown, line: number) => unknown {
  const sorts = new Map<string, string>();
  return (key, line) => {
    if (key === null) return undefined;
    const isText = typeof key === 'string';
    if (!isText && typeof key !== 'number' && !(key instanceof Literal)) return key;
    const text = String(key);
    const sort = isText ? 'a string' : 'a number or keyword';
    const before = sorts.get(text) ?? sort;
    if (before !== sort)
      throw new InputError(
        `line ${line}, "key"`,
        `\`${text}\` is ${sort} here and ${before} before`,
      );
    sorts.set(text, sort);
    return text;
  };
}

function formsOf(text: string): { all: readonly Raw[]; isLines: boolean } {
  const start = /^\s*(?:;[^\n]*\n\s*)*(\[?)\s*(#?)(.?)\s*([:}"]?)/.exec(text);
  const [, bracket = '', tag = '', brace = '', after = ''] = start ?? [];
  const isEdn = tag === '#' || /^\s*;/.test(text) || (brace === '{' && after === ':');
  if (isEdn) {
    const all = fromForms(text, new EdnReader(text), true).map(fromEdn);
    return { all: splitPairs(all), isLines: false };
  }
  if (bracket === '[' && (brace === '{' || brace === ']'))
    return { all: fromForms(text, new JsonReader(text), false), isLines: false };
  return { all: fromLines(text), isLines: true };
}

/**
 * Reads a history: JSON Lines, one operation event a line (empty lines are passed over), one JSON array, or EDN as
 * Jepsen writes it. Numbers keep all their digits. Fields beyond those of the format are ignored, and so are a
 * nemesis's events; `note` is told of those. Throws an error that names the line. What the fields hold is checked by
 * `operationsOf`.
 */
export function readHistory(text: string, note: (text: string) => void = () => {}): Entry[] {
  if (text.length > LONGEST)
    throw new InputError(
      'history',
      `must be at most ${LONGEST} characters long; got ${text.length}`,
    );
  const { all, isLines } = formsOf(text.replace(/^\uFEFF/, ''));
  const isOrdered = isLines || all.every(({ line }, i) => i === 0 || all[i - 1].line < line);
  if (!isOrdered)
    note('Several events stand in one line: "line" means the place among the events, from 1.');
  const keyOf = keyReader();
  let nemesis = 0;
  const entries = all.flatMap(({ line: at, fields }, i) => {
    const line = isOrdered ? at : i + 1;
    const { process, type, f, key, value, time } = fields as unknown as Entry & { time?: unknown };
    if ((process as unknown) === 'nemesis') {
      nemesis++;
      return [];
    }
    if (time !== undefined && typeof time !== 'number' && !((time as unknown) instanceof Literal))
      throw new InputError(`line ${line}, "time"`, 'must be a number of µs, or absent');
    return { process, type, f, key: keyOf(key, line) as string, value, line };
  });
  if (nemesis > 0) note(`${nemesis} events of the nemesis were left out.`);
  return entries;
}
