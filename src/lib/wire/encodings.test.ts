import fc from 'fast-check';
import { createServer, constants } from 'node:http2';
import { connect, type AddressInfo } from 'node:net';
import { describe, expect, it, test } from 'vitest';
import { avro } from './avro';
import { ByteWriter, fromHex, hex, utf8, WireError } from './bytes';
import { decodeHeaders, emptyTable, encodeHeaders } from './hpack';
import type { Header } from './hpack-static';
import { decodeFrames, encodeFrame, Flag, FrameType, grpcMessage, PREFACE } from './http2';
import { huffmanDecode, huffmanEncode } from './huffman';
import { messagePack } from './msgpack';
import { SAMPLE, sampleEncodings } from './sample';
import { thriftBinary, thriftCompact, thriftFramed, thriftHeader } from './thrift';
import { writeVarint } from './varint';

const text = (s: string) => hex(utf8(s));

describe('the sample record of "Designing Data-Intensive Applications"', () => {
  const bytes = Object.fromEntries(sampleEncodings.map((e) => [e.name, hex(e.encode())]));

  test.each([
    ['JSON', 81],
    ['MessagePack', 66],
    ['Thrift binary', 59],
    ['Thrift compact', 34],
    ['Protobuf', 33],
    ['Avro', 32],
  ])('%s: %d bytes', (name, size) => {
    expect(bytes[name].split(' ')).toHaveLength(size);
  });

  test('byte for byte', () => {
    const [martin, day, hack] = ['Martin', ...SAMPLE.interests].map(text);
    expect(bytes).toEqual({
      JSON: text(
        '{"userName":"Martin","favoriteNumber":1337,"interests":["daydreaming","hacking"]}',
      ),
      MessagePack: `83 a8 ${text('userName')} a6 ${martin} ae ${text('favoriteNumber')} cd 05 39 a9 ${text('interests')} 92 ab ${day} a7 ${hack}`,
      'Thrift binary': `0b 00 01 00 00 00 06 ${martin} 0a 00 02 00 00 00 00 00 00 05 39 0f 00 03 0b 00 00 00 02 00 00 00 0b ${day} 00 00 00 07 ${hack} 00`,
      'Thrift compact': `18 06 ${martin} 16 f2 14 19 28 0b ${day} 07 ${hack} 00`,
      Protobuf: `0a 06 ${martin} 10 b9 0a 1a 0b ${day} 1a 07 ${hack}`,
      Avro: `0c ${martin} 02 f2 14 04 16 ${day} 0e ${hack} 00`,
    });
  });
});

test('a varint of Thrift’s compact protocol: 50399', () => {
  const out = new ByteWriter();
  writeVarint(out, 50399);
  expect(hex(out.take())).toBe('df 89 03');
});

test('Thrift: booleans, nested structs, ids far apart, long lists, messages', () => {
  const struct = {
    fields: [
      { id: 1, name: 'yes', type: 'bool' },
      { id: 2, name: 'no', type: 'bool' },
      { id: 40, name: 'in', type: { fields: [{ id: 1, name: 'n', type: 'i32' }] } },
    ],
  } as const;
  const record = { yes: true, no: false, in: { n: -1 } };
  expect(hex(thriftCompact(struct, record))).toBe('11 12 0c 50 15 01 00 00');
  expect(hex(thriftBinary(struct, record))).toBe(
    '02 00 01 01 02 00 02 00 0c 00 28 08 00 01 ff ff ff ff 00 00',
  );
  const list = { fields: [{ id: 1, name: 'l', type: { list: 'i32' } }] } as const;
  expect(hex(thriftCompact(list, { l: Array<number>(15).fill(0) }))).toBe(
    `19 f5 0f ${'00 '.repeat(15)}00`,
  );
  expect(hex(thriftFramed(thriftHeader('call', 7, 'get'), fromHex('00')))).toBe(
    '00 00 00 08 82 21 07 03 67 65 74 00',
  );
});

/** Forms of the MessagePack specification. */
test.each<[Parameters<typeof messagePack>[0], string]>([
  [null, 'c0'],
  [[false, true], '92 c2 c3'],
  [127, '7f'],
  [128, 'cc 80'],
  [65536, 'ce 00 01 00 00'],
  [2 ** 32, 'cf 00 00 00 01 00 00 00 00'],
  [-1, 'ff'],
  [-33, 'd0 df'],
  [-129, 'd1 ff 7f'],
  [-(2 ** 31) - 1, 'd3 ff ff ff ff 7f ff ff ff'],
  [1.5, 'cb 3f f8 00 00 00 00 00 00'],
  ['x'.repeat(32), `d9 20 ${'78 '.repeat(31)}78`],
  [Array<null>(16).fill(null), `dc 00 10 ${'c0 '.repeat(15)}c0`],
])('MessagePack %#', (value, bytes) => {
  expect(hex(messagePack(value))).toBe(bytes);
});

/** Examples of the Avro specification: longs, strings, arrays, unions. */
test('Avro', () => {
  expect([0, -1, 1, -2, 64].map((n) => hex(avro('long', n)))).toEqual([
    '00',
    '01',
    '02',
    '03',
    '80 01',
  ]);
  expect(hex(avro('string', 'foo'))).toBe('06 66 6f 6f');
  expect(hex(avro({ type: 'array', items: 'long' }, [3, 27]))).toBe('04 06 36 00');
  expect(hex(avro(['null', 'string'], null))).toBe('00');
  expect(hex(avro(['null', 'string'], 'a'))).toBe('02 02 61');
  expect(() => avro(['null', 'string'], 1)).toThrow(RangeError);
});

describe('HTTP/2 frames and gRPC messages', () => {
  it('frames a message as DATA that ends its stream', () => {
    const payload = grpcMessage(fromHex('08 96 01'));
    const frame = { type: FrameType.Data, flags: Flag.EndStream, stream: 1, payload };
    const bytes = encodeFrame(frame);
    expect(hex(bytes)).toBe('00 00 08 00 01 00 00 00 01 00 00 00 00 03 08 96 01');
    expect(decodeFrames(bytes)).toEqual([frame]);
    expect(PREFACE).toHaveLength(24);
    expect(() => decodeFrames(bytes.subarray(0, 12))).toThrow(WireError);
  });
});

describe('HPACK, RFC 7541 appendix C', () => {
  const first: Header[] = [
    [':method', 'GET'],
    [':scheme', 'http'],
    [':path', '/'],
    [':authority', 'www.example.com'],
  ];
  const requests: Header[][] = [
    first,
    [...first, ['cache-control', 'no-cache']],
    [
      [':method', 'GET'],
      [':scheme', 'https'],
      [':path', '/index.html'],
      [':authority', 'www.example.com'],
      ['custom-key', 'custom-value'],
    ],
  ];
  test.each([
    [
      'C.3',
      false,
      [
        '82 86 84 41 0f 77 77 77 2e 65 78 61 6d 70 6c 65 2e 63 6f 6d',
        '82 86 84 be 58 08 6e 6f 2d 63 61 63 68 65',
        '82 87 85 bf 40 0a 63 75 73 74 6f 6d 2d 6b 65 79 0c 63 75 73 74 6f 6d 2d 76 61 6c 75 65',
      ],
    ],
    [
      'C.4',
      true,
      [
        '82 86 84 41 8c f1 e3 c2 e5 f2 3a 6b a0 ab 90 f4 ff',
        '82 86 84 be 58 86 a8 eb 10 64 9c bf',
        '82 87 85 bf 40 88 25 a8 49 e9 5b a9 7d 7f 89 25 a8 49 e9 5b b8 e8 b4 bf',
      ],
    ],
  ])('%s: three requests on one connection', (_, huffman, expected) => {
    const [writer, reader] = [emptyTable(), emptyTable()];
    requests.forEach((headers, i) => {
      const bytes = encodeHeaders(writer, headers, huffman as boolean);
      expect(hex(bytes)).toBe(expected[i]);
      expect(decodeHeaders(reader, bytes)).toEqual(headers);
    });
    expect(reader).toEqual(writer);
    expect(writer.size).toBe(164);
  });

  it('forgets the oldest where the table is full', () => {
    const [writer, reader] = [emptyTable(100), emptyTable(100)];
    for (let i = 0; i < 9; i++) {
      const headers: Header[] = [[`name-${i}`, `value-${i % 4}`]];
      expect(decodeHeaders(reader, encodeHeaders(writer, headers))).toEqual(headers);
      expect(writer.size).toBeLessThanOrEqual(100);
    }
    expect(writer.entries.map(([name]) => name)).toEqual(['name-8', 'name-7']);
  });

  it('codes any text and back', () => {
    fc.assert(
      fc.property(fc.uint8Array(), (bytes) => {
        expect(huffmanDecode(huffmanEncode(bytes))).toEqual(bytes);
      }),
    );
    expect(() => huffmanDecode(fromHex('00'))).toThrow(WireError);
  });
});

/** Node’s HTTP/2 is nghttp2: what it reads was written right, and what it writes we have to read. */
test('Node’s own HTTP/2 server understands our bytes, and we understand its answer', async () => {
  const server = createServer();
  server.on('stream', (stream, headers) => {
    expect(headers[':path']).toBe('/orders.Orders/Get');
    expect(headers['te']).toBe('trailers');
    stream.respond(
      { ':status': 200, 'content-type': 'application/grpc', 'x-odd': 'a~b|c^d{e}' },
      { waitForTrailers: true },
    );
    stream.on('wantTrailers', () => stream.sendTrailers({ 'grpc-status': '0' }));
    stream.on('data', (data: Buffer) => stream.end(data));
  });
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done));
  const socket = connect((server.address() as AddressInfo).port, '127.0.0.1');
  const headers: Header[] = [
    [':method', 'POST'],
    [':scheme', 'http'],
    [':path', '/orders.Orders/Get'],
    [':authority', 'shop.example'],
    ['content-type', 'application/grpc'],
    ['te', 'trailers'],
  ];
  const message = grpcMessage(fromHex('08 96 01'));
  socket.write(PREFACE);
  socket.write(
    encodeFrame({ type: FrameType.Settings, flags: 0, stream: 0, payload: new Uint8Array() }),
  );
  const payload = encodeHeaders(emptyTable(), headers);
  socket.write(
    encodeFrame({ type: FrameType.Headers, flags: Flag.EndHeaders, stream: 1, payload }),
  );
  socket.write(
    encodeFrame({ type: FrameType.Data, flags: Flag.EndStream, stream: 1, payload: message }),
  );
  const got: Uint8Array[] = [];
  const frames = await new Promise<ReturnType<typeof decodeFrames>>((resolve) => {
    socket.on('data', (data: Buffer) => {
      got.push(data);
      let all: ReturnType<typeof decodeFrames>;
      try {
        all = decodeFrames(Uint8Array.from(Buffer.concat(got)));
      } catch {
        return;
      }
      if (all.some((f) => f.stream === 1 && f.flags & Flag.EndStream)) resolve(all);
    });
  });
  socket.destroy();
  server.close();
  const ours = frames.filter((f) => f.stream === 1);
  const table = emptyTable();
  const blocks = ours
    .filter((f) => f.type === FrameType.Headers)
    .map((f) => decodeHeaders(table, f.payload));
  expect(blocks[0]).toContainEqual([':status', '200']);
  expect(blocks[0]).toContainEqual(['content-type', 'application/grpc']);
  expect(blocks[0]).toContainEqual(['x-odd', 'a~b|c^d{e}']);
  expect(blocks.at(-1)).toEqual([['grpc-status', '0']]);
  const data = ours.filter((f) => f.type === FrameType.Data && f.payload.length > 0);
  expect(hex(Buffer.concat(data.map((f) => f.payload)))).toBe(hex(message));
  expect(constants.DEFAULT_SETTINGS_HEADER_TABLE_SIZE).toBe(table.most);
});
