import { ByteReader, ByteWriter, WireError } from './bytes';
import { readVarint, writeVarint } from './varint';

/** How a value is delimited: all that a reader without the schema can know of it. */
export const WireType = { Varint: 0, I64: 1, Len: 2, I32: 5 } as const;
export type WireType = (typeof WireType)[keyof typeof WireType];

/** What stands on the wire for one field: a tag (field number and wire type), then a value. */
export interface RawField {
  readonly number: number;
  readonly wireType: WireType;
  /** Varint, I64 and I32 as unsigned integers; Len as its content, without the length. */
  readonly value: bigint | Uint8Array;
  /** Where it stands: its tag, what follows the tag, and the first byte after it. */
  readonly at: number;
  readonly valueAt: number;
  readonly end: number;
}

/** Field numbers: 1 … 2^29−1, without those that Protobuf keeps for itself. */
export function checkNumber(number: number): void {
  const reserved = number >= 19_000 && number <= 19_999;
  if (!Number.isInteger(number) || number < 1 || number >= 2 ** 29 || reserved)
    throw new RangeError(`field number ${number}: 1 to 2^29−1, not 19000 to 19999`);
}

/** Writes a tag and a value, as the Protocol Buffers encoding has it. */
export function writeField(
  out: ByteWriter,
  number: number,
  wireType: WireType,
  value: bigint | Uint8Array,
): void {
  checkNumber(number);
  writeVarint(out, number * 8 + wireType);
  if (value instanceof Uint8Array) {
    writeVarint(out, value.length);
    out.raw(value);
  } else if (wireType === WireType.Varint) writeVarint(out, value);
  else out.littleEndian(value, wireType === WireType.I64 ? 8 : 4);
}

function readValue(from: ByteReader, wireType: number): bigint | Uint8Array {
  switch (wireType) {
    case WireType.Varint:
      return readVarint(from);
    case WireType.I64:
      return from.littleEndian(8);
    case WireType.Len:
      return from.raw(Number(readVarint(from)));
    case WireType.I32:
      return from.littleEndian(4);
    default:
      throw new WireError(from.at, `wire type ${wireType}: 0, 1, 2 or 5 (groups are not read)`);
  }
}

/** All fields of a message in their order, without a schema. Throws a `WireError` where the bytes are no message. */
export function readFields(bytes: Uint8Array): RawField[] {
  const from = new ByteReader(bytes);
  const fields: RawField[] = [];
  while (!from.done) {
    const at = from.at;
    const tag = readVarint(from);
    const number = Number(tag >> 3n);
    if (number < 1 || number >= 2 ** 29) throw new WireError(at, `field number ${number}`);
    const valueAt = from.at;
    const wireType = Number(tag & 7n) as WireType;
    fields.push({ number, wireType, value: readValue(from, wireType), at, valueAt, end: from.at });
  }
  return fields;
}

/** Writes fields back as they were read: how a reader passes on what it does not know. */
export function writeFields(fields: readonly RawField[]): Uint8Array {
  const out = new ByteWriter();
  for (const f of fields) writeField(out, f.number, f.wireType, f.value);
  return out.take();
}
