import { ByteReader, ByteWriter, readUtf8, utf8, WireError } from './bytes';
import { readFields, WireType, writeField, type RawField } from './protobuf-fields';
import { plain, readVarint, unzigzag, writeVarint, zigzag } from './varint';

export type Scalar =
  | 'int32'
  | 'int64'
  | 'uint32'
  | 'uint64'
  | 'sint32'
  | 'sint64'
  | 'bool'
  | 'fixed32'
  | 'fixed64'
  | 'sfixed32'
  | 'sfixed64'
  | 'float'
  | 'double'
  | 'string'
  | 'bytes';

/** A field of a message: the number stands on the wire, the name does not. */
export interface FieldSpec {
  readonly name: string;
  readonly number: number;
  readonly type: Scalar | MessageSpec;
  readonly repeated?: boolean;
}

export interface MessageSpec {
  readonly fields: readonly FieldSpec[];
}

/** 64-bit integers are numbers where that is exact, else bigints. */
export type Value =
  number | bigint | boolean | string | Uint8Array | readonly Value[] | MessageValue;
export interface MessageValue {
  readonly [name: string]: Value | undefined;
}

export interface Decoded {
  /** Fields that are on the wire; repeated ones are lists, also when they are empty. */
  readonly value: Record<string, Value>;
  /** Fields that the schema has not, or has with another wire type. */
  readonly unknown: readonly RawField[];
}

const I64: readonly string[] = ['fixed64', 'sfixed64', 'double'];
const I32: readonly string[] = ['fixed32', 'sfixed32', 'float'];

/** The wire type of one value of a field's type. */
export function wireTypeOf(type: FieldSpec['type']): WireType {
  if (typeof type !== 'string' || type === 'string' || type === 'bytes') return WireType.Len;
  if (I64.includes(type)) return WireType.I64;
  return I32.includes(type) ? WireType.I32 : WireType.Varint;
}

function bits(value: number, size: 4 | 8): bigint {
  const view = new DataView(new ArrayBuffer(8));
  if (size === 8) view.setFloat64(0, value);
  else view.setFloat32(4, value);
  return view.getBigUint64(0);
}

function fromBits(value: bigint, size: 4 | 8): number {
  const view = new DataView(new ArrayBuffer(8));
  view.setBigUint64(0, value);
  return size === 8 ? view.getFloat64(0) : view.getFloat32(4);
}

/** What stands on the wire for one value of a scalar that is no string and no bytes. */
function numeric(type: Scalar, value: Value): bigint {
  if (type === 'float' || type === 'double') return bits(Number(value), type === 'float' ? 4 : 8);
  const integer = BigInt(value as number | bigint | boolean);
  if (type === 'sint32' || type === 'sint64') return zigzag(integer);
  return BigInt.asUintN(wireTypeOf(type) === WireType.I32 ? 32 : 64, integer);
}

/** An integer of another width is cut to this one, as Protobuf's own readers do. */
function fromNumeric(type: Scalar, raw: bigint): Value {
  if (type === 'float' || type === 'double') return fromBits(raw, type === 'float' ? 4 : 8);
  if (type === 'bool') return raw !== 0n;
  const width = type.endsWith('32') ? 32 : 64;
  if (type.startsWith('sint')) return plain(BigInt.asIntN(width, unzigzag(raw)));
  const signed = type.startsWith('int') || type.startsWith('sfixed');
  return plain(signed ? BigInt.asIntN(width, raw) : BigInt.asUintN(width, raw));
}

function content(type: FieldSpec['type'], value: Value): Uint8Array {
  if (typeof type !== 'string') return encodeMessage(type, value as MessageValue);
  return type === 'string' ? utf8(value as string) : (value as Uint8Array);
}

function one(type: FieldSpec['type'], value: Value): bigint | Uint8Array {
  return wireTypeOf(type) === WireType.Len ? content(type, value) : numeric(type as Scalar, value);
}

/** Numbers of a repeated field stand together in one field. */
function packed(type: Scalar, values: readonly Value[]): Uint8Array {
  const out = new ByteWriter();
  const wireType = wireTypeOf(type);
  for (const v of values)
    if (wireType === WireType.Varint) writeVarint(out, numeric(type, v));
    else out.littleEndian(numeric(type, v), wireType === WireType.I64 ? 8 : 4);
  return out.take();
}

/**
 * Encodes a message (Protocol Buffers encoding guide): fields in the order of their numbers, those without a value left
 * out (explicit presence), repeated numbers packed. Names that the schema has not are a mistake.
 */
export function encodeMessage(spec: MessageSpec, message: MessageValue): Uint8Array {
  const out = new ByteWriter();
  for (const name of Object.keys(message))
    if (!spec.fields.some((f) => f.name === name)) throw new RangeError(`no field "${name}"`);
  for (const f of [...spec.fields].sort((a, b) => a.number - b.number)) {
    const value = message[f.name];
    if (value === undefined) continue;
    const wireType = wireTypeOf(f.type);
    if (!f.repeated) writeField(out, f.number, wireType, one(f.type, value));
    else if (wireType === WireType.Len)
      for (const v of value as readonly Value[])
        writeField(out, f.number, wireType, content(f.type, v));
    else if ((value as readonly Value[]).length > 0)
      writeField(out, f.number, WireType.Len, packed(f.type as Scalar, value as readonly Value[]));
  }
  return out.take();
}

function unpack(type: Scalar, bytes: Uint8Array): Value[] {
  const from = new ByteReader(bytes);
  const values: Value[] = [];
  const wireType = wireTypeOf(type);
  while (!from.done)
    values.push(
      fromNumeric(
        type,
        wireType === WireType.Varint
          ? readVarint(from)
          : from.littleEndian(wireType === WireType.I64 ? 8 : 4),
      ),
    );
  return values;
}

/** The values that one field on the wire holds: several when it is packed. `null`: not of this type at all. */
function valuesOf(spec: FieldSpec, field: RawField): Value[] | null {
  const { type } = spec;
  const expected = wireTypeOf(type);
  if (field.wireType !== expected) {
    const isPacked = spec.repeated && field.wireType === WireType.Len;
    return isPacked ? unpack(type as Scalar, field.value as Uint8Array) : null;
  }
  if (expected !== WireType.Len) return [fromNumeric(type as Scalar, field.value as bigint)];
  const bytes = field.value as Uint8Array;
  if (type === 'bytes') return [bytes.slice()];
  const begin = field.end - bytes.length;
  if (type === 'string') return [readUtf8(bytes, begin)];
  try {
    return [decodeMessage(type as MessageSpec, bytes).value];
  } catch (error) {
    if (error instanceof WireError)
      throw new WireError(begin, `field ${spec.number}: ${error.message}`);
    throw error;
  }
}

/**
 * Decodes as Protobuf's readers do: of a field that comes twice the last value counts (messages are merged), packed and
 * single numbers are both taken, and what does not fit the schema is kept as unknown. A string that is no UTF-8, and
 * bytes that end too soon, throw a `WireError`.
 */
export function decodeMessage(spec: MessageSpec, bytes: Uint8Array): Decoded {
  const value: Record<string, Value> = {};
  const unknown: RawField[] = [];
  for (const f of spec.fields) if (f.repeated) value[f.name] = [];
  for (const raw of readFields(bytes)) {
    const field = spec.fields.find((f) => f.number === raw.number);
    const values = field ? valuesOf(field, raw) : null;
    if (!field || !values) unknown.push(raw);
    else if (field.repeated) value[field.name] = [...(value[field.name] as Value[]), ...values];
    else if (typeof field.type === 'string') value[field.name] = values[0];
    else value[field.name] = merged(field.type, value[field.name], values[0] as MessageValue);
  }
  return { value, unknown };
}

/** A message that comes twice: what is set later counts, lists grow, messages within are merged alike. */
function merged(spec: MessageSpec, before: Value | undefined, after: MessageValue): MessageValue {
  if (before === undefined) return after;
  const all: Record<string, Value | undefined> = { ...(before as MessageValue) };
  for (const f of spec.fields) {
    const [was, is] = [all[f.name], after[f.name]];
    if (is === undefined) continue;
    if (f.repeated) all[f.name] = [...((was as Value[]) ?? []), ...(is as Value[])];
    else all[f.name] = typeof f.type === 'string' ? is : merged(f.type, was, is as MessageValue);
  }
  return all;
}
