import { ByteReader, ByteWriter, utf8 } from './bytes';

/** What a client says first on a connection, so that a server of another protocol notices (RFC 9113 §3.4). */
export const PREFACE = utf8('PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n');

export const FRAME_HEADER = 9;

/** Frame types and flags (RFC 9113 §6) that the transports here speak. */
export const FrameType = { Data: 0, Headers: 1, ResetStream: 3, Settings: 4, GoAway: 7 } as const;
export const Flag = { EndStream: 0x1, EndHeaders: 0x4 } as const;

export interface Frame {
  readonly type: number;
  readonly flags: number;
  /** 0: the connection itself. */
  readonly stream: number;
  readonly payload: Uint8Array;
}

/** Length (24 bits), type, flags, stream (31 bits), then the payload (RFC 9113 §4.1). */
export function encodeFrame({ type, flags, stream, payload }: Frame): Uint8Array {
  return new ByteWriter()
    .bigEndian(payload.length, 3)
    .byte(type)
    .byte(flags)
    .bigEndian(stream, 4)
    .raw(payload)
    .take();
}

/** All frames in the bytes. Throws a `WireError` where they end within one. */
export function decodeFrames(bytes: Uint8Array): Frame[] {
  const from = new ByteReader(bytes);
  const frames: Frame[] = [];
  while (!from.done) {
    const length = Number(from.bigEndian(3));
    const [type, flags] = [from.byte(), from.byte()];
    const stream = Number(from.bigEndian(4) & 0x7fffffffn);
    frames.push({ type, flags, stream, payload: from.raw(length) });
  }
  return frames;
}

/** A message of gRPC: whether it is compressed, how long it is, and it (gRPC over HTTP/2, Length-Prefixed-Message). */
export function grpcMessage(message: Uint8Array): Uint8Array {
  return new ByteWriter().byte(0).bigEndian(message.length, 4).raw(message).take();
}
