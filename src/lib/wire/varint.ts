import { WireError, type ByteReader, type ByteWriter } from './bytes';

/**
 * Variable-length integers: seven bits a byte, the lowest first, the top bit set on all but the last. Protobuf, Thrift's
 * compact protocol and Avro share them. A negative number takes its 64-bit two's complement, ten bytes.
 */
export function writeVarint(out: ByteWriter, value: number | bigint): void {
  let rest = BigInt.asUintN(64, BigInt(value));
  for (; rest > 0x7fn; rest >>= 7n) out.byte(Number(rest & 0x7fn) | 0x80);
  out.byte(Number(rest));
}

/** 0 … 2^64−1. Throws a `WireError` after ten bytes without an end. */
export function readVarint(from: ByteReader): bigint {
  const begin = from.at;
  let value = 0n;
  for (let i = 0n; i < 10n; i++) {
    const byte = from.byte();
    value |= BigInt(byte & 0x7f) << (7n * i);
    if (byte < 0x80) return BigInt.asUintN(64, value);
  }
  throw new WireError(begin, 'a varint of more than ten bytes');
}

/** Small negative numbers become small positive ones: 0, −1, 1, −2 … → 0, 1, 2, 3 … */
export function zigzag(value: number | bigint): bigint {
  const v = BigInt(value);
  return BigInt.asUintN(64, (v << 1n) ^ (v >> 63n));
}

export const unzigzag = (value: bigint): bigint => (value >> 1n) ^ -(value & 1n);

/** A number where it is exact, a bigint where it is not. */
export const plain = (value: bigint): number | bigint =>
  BigInt(Number(value)) === value && Number.isSafeInteger(Number(value)) ? Number(value) : value;
