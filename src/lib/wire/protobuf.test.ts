import { describe, expect, it, test } from 'vitest';
import { ByteWriter, fromHex, hex, WireError } from './bytes';
import {
  decodeMessage,
  encodeMessage,
  type FieldSpec,
  type MessageSpec,
  type Value,
} from './protobuf';
import { readFields, writeFields } from './protobuf-fields';
import { readVarint, unzigzag, writeVarint, zigzag } from './varint';
import { ByteReader } from './bytes';

const message = (...fields: FieldSpec[]): MessageSpec => ({ fields });
const a: MessageSpec = message({ name: 'a', number: 1, type: 'int32' });
const varint = (value: number | bigint): string => {
  const out = new ByteWriter();
  writeVarint(out, value);
  return hex(out.take());
};

describe('varints, as the Protocol Buffers encoding guide has them', () => {
  test.each([
    [1, '01'],
    [150, '96 01'],
    [300, 'ac 02'],
    [-2, 'fe ff ff ff ff ff ff ff ff 01'],
    [2n ** 64n - 1n, 'ff ff ff ff ff ff ff ff ff 01'],
  ])('%s', (value, bytes) => {
    expect(varint(value)).toBe(bytes);
    expect(readVarint(new ByteReader(fromHex(bytes)))).toBe(BigInt.asUintN(64, BigInt(value)));
  });

  test.each([
    [0, 0n],
    [-1, 1n],
    [1, 2n],
    [-2, 3n],
    [0x7fffffff, 0xfffffffen],
    [-0x80000000, 0xffffffffn],
  ])('zigzag of %d', (value, sent) => {
    expect(zigzag(value)).toBe(sent);
    expect(Number(unzigzag(sent))).toBe(value);
  });
});

describe('messages, as the guide has them', () => {
  const nested = message({ name: 'c', number: 3, type: a });
  const repeated = message(
    { name: 'd', number: 4, type: 'string' },
    { name: 'e', number: 5, type: 'int32', repeated: true },
    { name: 'f', number: 6, type: 'int32', repeated: true },
  );

  test.each<[MessageSpec, Record<string, Value>, string]>([
    [a, { a: 150 }, '08 96 01'],
    [
      message({ name: 'b', number: 2, type: 'string' }),
      { b: 'testing' },
      '12 07 74 65 73 74 69 6e 67',
    ],
    [nested, { c: { a: 150 } }, '1a 03 08 96 01'],
    [repeated, { d: 'hello', e: [1, 2, 3], f: [] }, '22 05 68 65 6c 6c 6f 2a 03 01 02 03'],
    [repeated, { e: [], f: [3, 270, 86942] }, '32 06 03 8e 02 9e a7 05'],
  ])('%#', (spec, value, bytes) => {
    expect(hex(encodeMessage(spec, value))).toBe(bytes);
    expect(decodeMessage(spec, fromHex(bytes))).toEqual({ value, unknown: [] });
  });

  it('takes repeated numbers one by one too', () => {
    const single = fromHex('28 01 28 02 28 03');
    expect(decodeMessage(repeated, single).value.e).toEqual([1, 2, 3]);
  });

  it('lets the last of two values count, and merges messages', () => {
    expect(decodeMessage(a, fromHex('08 01 08 02')).value).toEqual({ a: 2 });
    const inner = message(
      { name: 'x', number: 1, type: 'int32' },
      { name: 'y', number: 2, type: 'int32' },
    );
    const outer = message({ name: 'm', number: 1, type: inner });
    expect(decodeMessage(outer, fromHex('0a 02 08 01 0a 02 10 02')).value).toEqual({
      m: { x: 1, y: 2 },
    });
  });
});

test.each<[FieldSpec['type'], Value]>([
  ['int32', -1],
  ['int64', -(2n ** 62n)],
  ['uint32', 2 ** 32 - 1],
  ['uint64', 2n ** 64n - 1n],
  ['sint32', -(2 ** 31)],
  ['sint64', -(2n ** 63n)],
  ['bool', true],
  ['fixed32', 2 ** 32 - 1],
  ['fixed64', 2n ** 63n],
  ['sfixed32', -5],
  ['sfixed64', -5],
  ['float', 0.5],
  ['double', -1e100],
  ['string', 'Grüße, 世界'],
  ['bytes', fromHex('00 ff 80')],
])('%s comes back as it was', (type, value) => {
  const spec = message(
    { name: 'v', number: 15, type },
    { name: 'w', number: 16, type, repeated: true },
  );
  const sent = { v: value, w: [value, value] };
  expect(decodeMessage(spec, encodeMessage(spec, sent)).value).toEqual(sent);
});

describe('a reader with another schema', () => {
  it('keeps what it does not know, byte for byte', () => {
    const bytes = fromHex('08 96 01 12 02 68 69 1d 01 00 00 00');
    const { value, unknown } = decodeMessage(a, bytes);
    expect(value).toEqual({ a: 150 });
    expect(unknown.map((f) => f.number)).toEqual([2, 3]);
    expect(hex(writeFields(unknown))).toBe('12 02 68 69 1d 01 00 00 00');
  });

  it('takes a field of another wire type for an unknown one', () => {
    const text = message({ name: 'a', number: 1, type: 'string' });
    const { value, unknown } = decodeMessage(text, fromHex('08 96 01'));
    expect(value).toEqual({});
    expect(unknown[0]).toMatchObject({ number: 1, value: 150n, at: 0, valueAt: 1, end: 3 });
  });

  it('reads something else, and no error, where the wire type is the same', () => {
    const zigzagged = message({ name: 'a', number: 1, type: 'sint32' });
    expect(decodeMessage(zigzagged, fromHex('08 96 01')).value).toEqual({ a: 75 });
    const cut = encodeMessage(message({ name: 'a', number: 1, type: 'int64' }), { a: 2 ** 32 + 7 });
    expect(decodeMessage(a, cut).value).toEqual({ a: 7 });
  });
});

describe('bytes that are no message', () => {
  test.each([
    ['12 07 74', 'ends within a string'],
    ['08', 'ends after a tag'],
    ['08 ff ff ff ff ff ff ff ff ff ff 01', 'a varint without an end'],
    ['00 01', 'field number 0'],
    ['0b 0c', 'a group'],
  ])('%s: %s', (bytes) => {
    expect(() => readFields(fromHex(bytes))).toThrow(WireError);
  });

  it('refuses a string that is no UTF-8, and a name that the schema has not', () => {
    const text = message({ name: 's', number: 1, type: 'string' });
    expect(() => decodeMessage(text, fromHex('0a 01 ff'))).toThrow(WireError);
    expect(() => encodeMessage(text, { t: 'x' })).toThrow('no field "t"');
    const reserved = message({ name: 's', number: 19_500, type: 'string' });
    expect(() => encodeMessage(reserved, { s: 'x' })).toThrow(RangeError);
  });
});
