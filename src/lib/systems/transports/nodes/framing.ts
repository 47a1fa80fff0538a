import { utf8 } from '../../../wire/bytes';
import { emptyTable, encodeHeaders } from '../../../wire/hpack';
import type { Header } from '../../../wire/hpack-static';
import { encodeFrame, FrameType, FRAME_HEADER, grpcMessage } from '../../../wire/http2';
import { encodeMessage, type MessageSpec } from '../../../wire/protobuf';
import { thriftCompact, thriftFramed, thriftHeader, type ThriftStruct } from '../../../wire/thrift';
import type { Frames } from './messages';

export type Protocol = 'http1' | 'http2' | 'quic' | 'thrift';

/** Whether bytes are in order over a whole connection, or over each stream alone: that decides what waits for what. */
export const ORDER: Record<Protocol, 'connection' | 'stream'> = {
  http1: 'connection',
  http2: 'connection',
  quic: 'stream',
  thrift: 'connection',
};

/** One call at a time on a connection, or many. */
export const isShared = (protocol: Protocol): boolean =>
  protocol === 'http2' || protocol === 'quic';

const ASK: MessageSpec = { fields: [{ name: 'id', number: 1, type: 'int64' }] };
const ORDER_MESSAGE: MessageSpec = {
  fields: [
    { name: 'id', number: 1, type: 'int64' },
    { name: 'text', number: 2, type: 'string' },
  ],
};
const THRIFT_ASK: ThriftStruct = { fields: [{ id: 1, name: 'id', type: 'i64' }] };
const THRIFT_ORDER: ThriftStruct = {
  fields: [
    { id: 1, name: 'id', type: 'i64' },
    { id: 2, name: 'text', type: 'string' },
  ],
};
const THRIFT_RESULT: ThriftStruct = { fields: [{ id: 0, name: 'success', type: THRIFT_ORDER }] };

/** A unary call of gRPC (gRPC over HTTP/2): request headers, answer's headers, trailers. */
const CALL_HEADERS: readonly Header[] = [
  [':method', 'POST'],
  [':scheme', 'https'],
  [':path', '/shop.Orders/Get'],
  [':authority', 'orders.example'],
  ['te', 'trailers'],
  ['content-type', 'application/grpc'],
  ['user-agent', 'faultline'],
];
const REPLY_HEADERS: readonly Header[] = [
  [':status', '200'],
  ['content-type', 'application/grpc'],
];
const TRAILERS: readonly Header[] = [['grpc-status', '0']];

/** The largest payload of a frame that every reader takes (RFC 9113 §4.2). */
const LARGEST_FRAME = 16_384;

/** Sizes of header blocks: the first on a connection goes as text, later ones as numbers of the table. */
function blockSizes(...lists: readonly (readonly Header[])[]): {
  first: number[];
  later: number[];
} {
  const table = emptyTable();
  const sizes = () => lists.map((headers) => encodeHeaders(table, headers).length);
  return { first: sizes(), later: sizes() };
}
const callBlocks = blockSizes(CALL_HEADERS);
const replyBlocks = blockSizes(REPLY_HEADERS, TRAILERS);

function dataFrames(message: Uint8Array): Frames {
  const frames: [string, number][] = [];
  for (let at = 0; at < message.length; at += LARGEST_FRAME) {
    const payload = message.subarray(at, at + LARGEST_FRAME);
    const frame = encodeFrame({ type: FrameType.Data, flags: 0, stream: 1, payload });
    frames.push(['DATA', frame.length]);
  }
  return frames;
}

const headersFrame = (what: string, block: number): readonly [string, number] => [
  what,
  FRAME_HEADER + block,
];

const text = (id: number, payload: number): { id: number; text: string } => ({
  id,
  text: 'x'.repeat(payload),
});

function callFrames(protocol: Protocol, id: number, isFirst: boolean): Frames {
  if (protocol === 'http1') {
    const head = `GET /orders/${id} HTTP/1.1\r\nhost: orders.example\r\naccept: application/json\r\nuser-agent: faultline\r\n\r\n`;
    return [['request line and headers', utf8(head).length]];
  }
  if (protocol === 'thrift') {
    const message = thriftFramed(
      thriftHeader('call', id, 'getOrder'),
      thriftCompact(THRIFT_ASK, { id }),
    );
    return [['frame', message.length]];
  }
  const [block] = isFirst ? callBlocks.first : callBlocks.later;
  return [headersFrame('HEADERS', block), ...dataFrames(grpcMessage(encodeMessage(ASK, { id })))];
}

function replyFrames(protocol: Protocol, id: number, payload: number, isFirst: boolean): Frames {
  if (protocol === 'http1') {
    const body = utf8(JSON.stringify(text(id, payload)));
    const head = `HTTP/1.1 200 OK\r\ncontent-type: application/json\r\ncontent-length: ${body.length}\r\n\r\n`;
    return [
      ['status line and headers', utf8(head).length],
      ['JSON', body.length],
    ];
  }
  if (protocol === 'thrift') {
    const message = thriftFramed(
      thriftHeader('reply', id, 'getOrder'),
      thriftCompact(THRIFT_RESULT, { success: text(id, payload) }),
    );
    return [['frame', message.length]];
  }
  const [head, trailers] = isFirst ? replyBlocks.first : replyBlocks.later;
  return [
    headersFrame('HEADERS', head),
    ...dataFrames(grpcMessage(encodeMessage(ORDER_MESSAGE, text(id, payload)))),
    headersFrame('trailers (HEADERS)', trailers),
  ];
}

/** The same sizes come again and again: of an id only its length matters. */
const known = new Map<string, Frames>();

function remembered(key: string, make: () => Frames): Frames {
  let frames = known.get(key);
  if (!frames) {
    // As many as there are lengths of ids; a reader who drags the payload makes many more.
    if (known.size > 500) known.clear();
    known.set(key, (frames = make()));
  }
  return frames;
}

/** An id of the same length as `id` in decimal digits and in groups of seven bits, also when its sign is folded in. */
const lengths = (id: number): string =>
  `${String(id).length}:${id < 64 ? 0 : id < 128 ? 1 : id < 8192 ? 2 : id < 16_384 ? 3 : id < 2 ** 20 ? 4 : id < 2 ** 21 ? 5 : 6}`;

/** What a call is made of on the wire, encoded and measured. Ids up to 2^21 are told apart by length. */
export function framesOfCall(protocol: Protocol, id: number, isFirst: boolean): Frames {
  return remembered(`call:${protocol}:${isFirst}:${lengths(id)}`, () =>
    callFrames(protocol, id, isFirst),
  );
}

/** What an answer with a text of `payload` bytes is made of. */
export function framesOfReply(
  protocol: Protocol,
  id: number,
  payload: number,
  isFirst: boolean,
): Frames {
  return remembered(`reply:${protocol}:${isFirst}:${payload}:${lengths(id)}`, () =>
    replyFrames(protocol, id, payload, isFirst),
  );
}

export const sizeOf = (frames: Frames): number => frames.reduce((sum, [, bytes]) => sum + bytes, 0);
