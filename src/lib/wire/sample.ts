import { avro } from './avro';
import { utf8 } from './bytes';
import { messagePack } from './msgpack';
import { encodeMessage } from './protobuf';
import { thriftBinary, thriftCompact, type ThriftStruct } from './thrift';

/** The record that Kleppmann's "Designing Data-Intensive Applications" (2017, chapter 4) carries through all encodings. */
export const SAMPLE = {
  userName: 'Martin',
  favoriteNumber: 1337,
  interests: ['daydreaming', 'hacking'],
} as const;

const thriftPerson: ThriftStruct = {
  fields: [
    { id: 1, name: 'userName', type: 'string' },
    { id: 2, name: 'favoriteNumber', type: 'i64' },
    { id: 3, name: 'interests', type: { list: 'string' } },
  ],
};

/** The same record in six encodings and JSON. */
export const sampleEncodings: readonly { readonly name: string; encode(): Uint8Array }[] = [
  { name: 'JSON', encode: () => utf8(JSON.stringify(SAMPLE)) },
  { name: 'MessagePack', encode: () => messagePack(SAMPLE) },
  { name: 'Thrift binary', encode: () => thriftBinary(thriftPerson, SAMPLE) },
  { name: 'Thrift compact', encode: () => thriftCompact(thriftPerson, SAMPLE) },
  {
    name: 'Protobuf',
    encode: () =>
      encodeMessage(
        {
          fields: [
            { name: 'userName', number: 1, type: 'string' },
            { name: 'favoriteNumber', number: 2, type: 'int64' },
            { name: 'interests', number: 3, type: 'string', repeated: true },
          ],
        },
        SAMPLE,
      ),
  },
  {
    name: 'Avro',
    encode: () =>
      avro(
        {
          type: 'record',
          fields: [
            { name: 'userName', type: 'string' },
            { name: 'favoriteNumber', type: ['null', 'long'] },
            { name: 'interests', type: { type: 'array', items: 'string' } },
          ],
        },
        SAMPLE,
      ),
  },
];
