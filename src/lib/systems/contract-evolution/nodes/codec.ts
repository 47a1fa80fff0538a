import { readUtf8, utf8, WireError } from '../../../wire/bytes';
import { decodeMessage, encodeMessage } from '../../../wire/protobuf';
import { readFields, WireType } from '../../../wire/protobuf-fields';
import { fieldsAt, keyOf, reservedAt } from './schema';
import type { Contract, ContractField, Meaning, Stage } from './schema';
import { understood, written, type Fact, type Facts, type Truth } from './truth';

/** The bytes that a writer of that stage sends, as plain numbers. Encoded by names: JSON; by numbers: Protobuf. */
export function encode(contract: Contract, stage: Stage, truth: Truth): number[] {
  const fields = fieldsAt(contract, stage);
  const record = Object.fromEntries(fields.map((f) => [f.name, written(f, truth)]));
  if (contract.format === 'names') return [...utf8(JSON.stringify(record))];
  return [...encodeMessage({ fields }, record)];
}

export interface ReaderSpec {
  readonly contract: Contract;
  readonly stage: Stage;
  /** What it cannot do without. */
  readonly needs: readonly Meaning[];
  /** Looks at what it needs alone, and lets the rest be. */
  readonly selective: boolean;
  /** Refuses a message with a field that it does not know. */
  readonly strict: boolean;
  /** A planted bug: what is missing is zero, or empty. */
  readonly defaults: boolean;
}

/** What a reader made of a message. `why`: it refused it. */
export interface Reading {
  readonly facts: Facts;
  /** Keys that it did not know, and left alone; reserved ones it knows. */
  readonly unknown: readonly string[];
  readonly why: string | null;
}

const isFact = (value: unknown): value is Fact =>
  typeof value === 'string' || typeof value === 'number';

interface Found {
  readonly values: ReadonlyMap<ContractField, Fact>;
  readonly unknown: readonly string[];
}

function fromNumbers(fields: readonly ContractField[], bytes: Uint8Array): Found {
  const { value, unknown } = decodeMessage({ fields }, bytes);
  const there = fields.flatMap((field) => {
    const fact: unknown = value[field.name];
    return isFact(fact) ? [[field, fact] as const] : [];
  });
  return {
    values: new Map(there),
    unknown: unknown.map((raw) => String(raw.number)),
  };
}

function fromNames(fields: readonly ContractField[], bytes: Uint8Array): Found {
  const object = parse(bytes);
  const values = new Map<ContractField, Fact>();
  const unknown: string[] = [];
  for (const [key, value] of Object.entries(object)) {
    const field = fields.find((f) => f.name === key);
    if (!field) unknown.push(key);
    else if (isFact(value) && typeof value === kindOf(field)) values.set(field, value);
    else throw new WireError(0, `"${key}" is a ${typeof value}, not a ${kindOf(field)}`);
  }
  return { values, unknown };
}

const kindOf = ({ type }: ContractField): string => (type === 'string' ? 'string' : 'number');

function parse(bytes: Uint8Array): Record<string, unknown> {
  try {
    const value: unknown = JSON.parse(readUtf8(bytes));
    if (typeof value === 'object' && value !== null) return { ...value };
  } catch (error) {
    if (error instanceof WireError) throw error;
  }
  throw new WireError(0, 'not a JSON object');
}

/** Reads bytes as a reader of that kind does; what it cannot read it refuses, and says why. */
export function decode(spec: ReaderSpec, message: readonly number[]): Reading {
  const bytes = Uint8Array.from(message);
  try {
    const known = fieldsAt(spec.contract, spec.stage);
    const find = spec.contract.format === 'names' ? fromNames : fromNumbers;
    const found = find(wanted(spec, known), bytes);
    return judge(spec, found);
  } catch (error) {
    if (error instanceof WireError) return { facts: {}, unknown: [], why: error.message };
    throw error;
  }
}

const wanted = (
  { selective, needs }: ReaderSpec,
  known: readonly ContractField[],
): readonly ContractField[] => (selective ? known.filter((f) => needs.includes(f.meaning)) : known);

function judge(spec: ReaderSpec, { values, unknown }: Found): Reading {
  const { contract, stage, needs, strict, defaults } = spec;
  const facts: Partial<Record<Meaning, Fact>> = {};
  for (const [field, value] of values) facts[field.meaning] = understood(field, value);
  const reserved = reservedAt(contract, stage);
  const odd = unknown.filter((key) => !reserved.includes(key));
  const missing = needs.filter((m) => facts[m] === undefined);
  const refuse = (why: string): Reading => ({ facts, unknown: odd, why });
  if (strict && odd.length > 0) return refuse(`field ${odd[0]} is not in its schema`);
  if (missing.length > 0 && !defaults) return refuse(`no ${missing[0]}`);
  for (const m of missing) facts[m] = m === 'name' ? '' : 0;
  return { facts, unknown: odd, why: null };
}

/** A field as it lies in the bytes, for people. Offsets are of its key, its value, and what follows it. */
export interface Laid {
  readonly key: string;
  readonly type: string;
  readonly value: string;
  readonly at: number;
  readonly valueAt: number;
  readonly end: number;
}

const WIRE_TYPES: Readonly<Record<number, string>> = {
  [WireType.Varint]: 'varint',
  [WireType.I64]: 'I64',
  [WireType.Len]: 'LEN',
  [WireType.I32]: 'I32',
};

/** One pair of a flat JSON object. */
const PAIR = /"(\w+)":("[^"]*"|-?\d+)/g;

/** All fields of a message in their order, as they can be told without a schema. */
export function layout({ format }: Pick<Contract, 'format'>, message: readonly number[]): Laid[] {
  const bytes = Uint8Array.from(message);
  if (format === 'names')
    return [...readUtf8(bytes).matchAll(PAIR)].map((pair): Laid => {
      const [text, key, value] = pair;
      const type = value.startsWith('"') ? 'string' : 'number';
      const end = pair.index + text.length;
      return { key, type, value, at: pair.index, valueAt: end - value.length, end };
    });
  return readFields(bytes).map(({ number, wireType, value, at, valueAt, end }) => ({
    key: String(number),
    type: WIRE_TYPES[wireType],
    value: typeof value === 'bigint' ? String(value) : `"${readUtf8(value)}"`,
    at,
    valueAt,
    end,
  }));
}

/** The field that a process of that stage takes a key for. */
export const fieldOf = (contract: Contract, stage: Stage, key: string): ContractField | undefined =>
  fieldsAt(contract, stage).find((f) => keyOf(contract, f) === key);
