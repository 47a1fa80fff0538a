import { ByteWriter, utf8 } from './bytes';
import { writeVarint, zigzag } from './varint';

/** The part of Avro's schemas that is needed here. A union is a list of its branches. */
export type AvroSchema =
  | 'null'
  | 'long'
  | 'string'
  | { readonly type: 'array'; readonly items: AvroSchema }
  | AvroRecord
  | readonly AvroSchema[];

interface AvroRecord {
  readonly type: 'record';
  readonly fields: readonly { readonly name: string; readonly type: AvroSchema }[];
}

export type AvroValue =
  null | number | bigint | string | readonly AvroValue[] | { readonly [name: string]: AvroValue };

function fits(schema: AvroSchema, value: AvroValue): boolean {
  if (schema === 'null') return value === null;
  if (schema === 'long') return typeof value === 'number' || typeof value === 'bigint';
  if (schema === 'string') return typeof value === 'string';
  if (value === null || typeof value !== 'object') return false;
  return Array.isArray(value) === 'items' in (schema as object);
}

const long = (out: ByteWriter, value: number | bigint) => writeVarint(out, zigzag(value));

function write(out: ByteWriter, schema: AvroSchema, value: AvroValue): void {
  if (schema === 'null') return;
  if (schema === 'long') return long(out, value as number | bigint);
  if (schema === 'string') {
    const bytes = utf8(value as string);
    long(out, bytes.length);
    return void out.raw(bytes);
  }
  if (Array.isArray(schema)) {
    const branch = (schema as readonly AvroSchema[]).findIndex((s) => fits(s, value));
    if (branch < 0) throw new RangeError('no branch of the union fits');
    long(out, branch);
    return write(out, (schema as readonly AvroSchema[])[branch], value);
  }
  if ('items' in schema) {
    const items = value as readonly AvroValue[];
    if (items.length > 0) long(out, items.length);
    for (const item of items) write(out, schema.items, item);
    return long(out, 0);
  }
  for (const { name, type } of (schema as AvroRecord).fields)
    write(out, type, (value as { readonly [name: string]: AvroValue })[name]);
}

/** Avro's binary encoding: neither names nor types are on the wire, so a reader needs the writer's schema. */
export function avro(schema: AvroSchema, value: AvroValue): Uint8Array {
  const out = new ByteWriter();
  write(out, schema, value);
  return out.take();
}
