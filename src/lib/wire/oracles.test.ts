import { BinaryWriter } from '@bufbuild/protobuf/wire';
import { encode as packWithMsgpack } from '@msgpack/msgpack';
import avsc from 'avsc';
import fc from 'fast-check';
import { expect } from 'vitest';
// @ts-expect-error -- it has no types of its own
import thrift from 'thrift';
import { propertyTest } from '../../../tests/fixtures/property-test';
import { avro, type AvroSchema } from './avro';
import { hex } from './bytes';
import { messagePack } from './msgpack';
import { encodeMessage } from './protobuf';
import { thriftBinary, thriftCompact } from './thrift';

/** Records shaped like the sample, with any contents: other people's encoders have to write the same bytes. */
const people = fc.record({
  userName: fc.string({ unit: 'grapheme', maxLength: 40 }),
  favoriteNumber: fc.maxSafeInteger(),
  interests: fc.array(fc.string({ unit: 'grapheme', maxLength: 20 }), { maxLength: 20 }),
});

propertyTest(
  'MessagePack: the bytes of @msgpack/msgpack',
  fc.property(people, (person) => {
    expect(hex(messagePack(person))).toBe(hex(packWithMsgpack(person)));
  }),
);

const AVRO: AvroSchema = {
  type: 'record',
  fields: [
    { name: 'userName', type: 'string' },
    { name: 'favoriteNumber', type: ['null', 'long'] },
    { name: 'interests', type: { type: 'array', items: 'string' } },
  ],
};
const avroType = avsc.Type.forSchema({ name: 'Person', ...AVRO } as never, { wrapUnions: false });

propertyTest(
  'Avro: the bytes of avsc',
  // Beyond 2^52 avsc zigzags in floating point and loses the last bit.
  fc.property(people, fc.integer({ min: -(2 ** 52), max: 2 ** 52 }), (anyone, favoriteNumber) => {
    const person = { ...anyone, favoriteNumber };
    expect(hex(avro(AVRO, person))).toBe(hex(avroType.toBuffer(person)));
  }),
);

propertyTest(
  'Protobuf: the bytes of @bufbuild/protobuf',
  fc.property(people, (person) => {
    const writer = new BinaryWriter();
    writer.tag(1, 2).string(person.userName).tag(2, 0).int64(person.favoriteNumber);
    for (const interest of person.interests) writer.tag(3, 2).string(interest);
    const spec = {
      fields: [
        { name: 'userName', number: 1, type: 'string' },
        { name: 'favoriteNumber', number: 2, type: 'int64' },
        { name: 'interests', number: 3, type: 'string', repeated: true },
      ],
    } as const;
    expect(hex(encodeMessage(spec, person))).toBe(hex(writer.finish()));
  }),
);

const THRIFT = {
  fields: [
    { id: 1, name: 'userName', type: 'string' },
    { id: 2, name: 'favoriteNumber', type: 'i64' },
    { id: 3, name: 'interests', type: { list: 'string' } },
  ],
} as const;

type Person = { userName: string; favoriteNumber: number; interests: string[] };

/** Writes a person as generated Thrift code would, and returns what went over the transport. */
function byThrift(protocol: 'TBinaryProtocol' | 'TCompactProtocol', person: Person): Uint8Array {
  const sent: Uint8Array[] = [];
  const transport = new thrift.TBufferedTransport(undefined, (bytes: Uint8Array) =>
    sent.push(bytes),
  );
  const out = new thrift[protocol](transport);
  const { STRING, I64, LIST } = thrift.Thrift.Type;
  out.writeStructBegin('Person');
  out.writeFieldBegin('userName', STRING, 1);
  out.writeString(person.userName);
  out.writeFieldEnd();
  out.writeFieldBegin('favoriteNumber', I64, 2);
  out.writeI64(person.favoriteNumber);
  out.writeFieldEnd();
  out.writeFieldBegin('interests', LIST, 3);
  out.writeListBegin(STRING, person.interests.length);
  for (const interest of person.interests) out.writeString(interest);
  out.writeListEnd();
  out.writeFieldEnd();
  out.writeFieldStop();
  out.writeStructEnd();
  out.flush();
  return Buffer.concat(sent);
}

propertyTest(
  'Thrift, binary and compact: the bytes of thrift',
  fc.property(people, (person) => {
    expect(hex(thriftBinary(THRIFT, person))).toBe(hex(byThrift('TBinaryProtocol', person)));
    expect(hex(thriftCompact(THRIFT, person))).toBe(hex(byThrift('TCompactProtocol', person)));
  }),
);
