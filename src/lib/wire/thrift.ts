import { ByteWriter, utf8 } from './bytes';
import { writeVarint, zigzag } from './varint';

/** The types that a struct here may have; a list is of one of them. */
export type ThriftType = 'bool' | 'i32' | 'i64' | 'string' | ThriftList | ThriftStruct;
export interface ThriftList {
  readonly list: 'i32' | 'i64' | 'string';
}
export interface ThriftStruct {
  /** By rising id. */
  readonly fields: readonly {
    readonly id: number;
    readonly name: string;
    readonly type: ThriftType;
  }[];
}
export type ThriftValue =
  boolean | number | bigint | string | readonly ThriftValue[] | ThriftRecord;
export interface ThriftRecord {
  readonly [name: string]: ThriftValue | undefined;
}

/** How one of Thrift's protocols writes each thing. */
interface Protocol {
  /** Returns what `field` is to be told of next time. */
  field(out: ByteWriter, id: number, before: number, type: ThriftType, value: ThriftValue): void;
  integer(out: ByteWriter, value: number | bigint, size: 4 | 8): void;
  bool(out: ByteWriter, value: boolean): void;
  length(out: ByteWriter, length: number): void;
  list(out: ByteWriter, length: number, of: ThriftType): void;
}

const kindOf = (type: ThriftType): string =>
  typeof type === 'string' ? type : 'list' in type ? 'list' : 'struct';

const BINARY: Record<string, number> = {
  bool: 2,
  i32: 8,
  i64: 10,
  string: 11,
  struct: 12,
  list: 15,
};
const COMPACT: Record<string, number> = { bool: 1, i32: 5, i64: 6, string: 8, list: 9, struct: 12 };

/** Fixed widths (Thrift binary protocol encoding). */
const binary: Protocol = {
  field: (out, id, _before, type) => void out.byte(BINARY[kindOf(type)]).bigEndian(id, 2),
  integer: (out, value, size) => void out.bigEndian(value, size),
  bool: (out, value) => void out.byte(value ? 1 : 0),
  length: (out, length) => void out.bigEndian(length, 4),
  list: (out, length, of) => void out.byte(BINARY[kindOf(of)]).bigEndian(length, 4),
};

/** Variable widths; the distance from the field before it instead of an id (Thrift compact protocol encoding). */
const compact: Protocol = {
  field(out, id, before, type, value) {
    const code = type === 'bool' && value === false ? 2 : COMPACT[kindOf(type)];
    if (id > before && id - before <= 15) return void out.byte(((id - before) << 4) | code);
    out.byte(code);
    writeVarint(out, zigzag(id));
  },
  integer: (out, value) => writeVarint(out, zigzag(value)),
  // Its value is in the field's type.
  bool: () => undefined,
  length: (out, length) => writeVarint(out, length),
  list(out, length, of) {
    const code = COMPACT[kindOf(of)];
    if (length < 15) return void out.byte((length << 4) | code);
    out.byte(0xf0 | code);
    writeVarint(out, length);
  },
};

function write(p: Protocol, out: ByteWriter, type: ThriftType, value: ThriftValue): void {
  if (type === 'bool') return p.bool(out, value as boolean);
  if (type === 'i32' || type === 'i64')
    return p.integer(out, value as number | bigint, type === 'i32' ? 4 : 8);
  if (type === 'string') {
    const bytes = utf8(value as string);
    p.length(out, bytes.length);
    return void out.raw(bytes);
  }
  if ('fields' in type) return writeStruct(p, out, type, value as ThriftRecord);
  const items = value as readonly ThriftValue[];
  p.list(out, items.length, type.list);
  for (const item of items) write(p, out, type.list, item);
}

function writeStruct(p: Protocol, out: ByteWriter, { fields }: ThriftStruct, record: ThriftRecord) {
  let before = 0;
  for (const { id, name, type } of fields) {
    const value = record[name];
    if (value === undefined) continue;
    p.field(out, id, before, type, value);
    write(p, out, type, value);
    before = id;
  }
  out.byte(0);
}

/** A struct in the binary protocol. Fields without a value are left out. */
export function thriftBinary(struct: ThriftStruct, record: ThriftRecord): Uint8Array {
  const out = new ByteWriter();
  writeStruct(binary, out, struct, record);
  return out.take();
}

/** A struct in the compact protocol. */
export function thriftCompact(struct: ThriftStruct, record: ThriftRecord): Uint8Array {
  const out = new ByteWriter();
  writeStruct(compact, out, struct, record);
  return out.take();
}

/** A call or a reply in the compact protocol, without its struct: version, kind, sequence number, name of the method. */
export function thriftHeader(kind: 'call' | 'reply', sequence: number, method: string): Uint8Array {
  const out = new ByteWriter().byte(0x82).byte(((kind === 'call' ? 1 : 2) << 5) | 1);
  writeVarint(out, sequence);
  const name = utf8(method);
  writeVarint(out, name.length);
  return out.raw(name).take();
}

/** Framed transport: the length in four bytes, then the message. */
export function thriftFramed(...parts: readonly Uint8Array[]): Uint8Array {
  const length = parts.reduce((sum, part) => sum + part.length, 0);
  const out = new ByteWriter().bigEndian(length, 4);
  for (const part of parts) out.raw(part);
  return out.take();
}
