import { ByteWriter, WireError } from './bytes';

/**
 * Lengths, in bits, of the codes of the 256 byte values (RFC 7541 appendix B). The code is canonical: in the order of
 * length, then of value, each code is the one before it plus one. The end-of-string code, thirty ones, comes last.
 */
// prettier-ignore
const LENGTHS = [
  13, 23, 28, 28, 28, 28, 28, 28, 28, 24, 30, 28, 28, 30, 28, 28, 28, 28, 28, 28, 28, 28, 30, 28, 28, 28, 28, 28, 28, 28, 28, 28,
  6, 10, 10, 12, 13, 6, 8, 11, 10, 10, 8, 11, 8, 6, 6, 6, 5, 5, 5, 6, 6, 6, 6, 6, 6, 6, 7, 8, 15, 6, 12, 10,
  13, 6, 7, 7, 7, 7, 7, 7, 7, 7, 7, 7, 7, 7, 7, 7, 7, 7, 7, 7, 7, 7, 7, 7, 8, 7, 8, 13, 19, 13, 14, 6,
  15, 5, 6, 5, 6, 5, 6, 6, 6, 5, 7, 7, 6, 6, 6, 5, 6, 7, 6, 5, 5, 6, 7, 7, 7, 7, 7, 15, 11, 14, 13, 28,
  20, 22, 20, 20, 22, 22, 22, 23, 22, 23, 23, 23, 23, 23, 24, 23, 24, 24, 22, 23, 24, 23, 23, 23, 23, 21, 22, 23, 22, 23, 23, 24,
  22, 21, 20, 22, 22, 23, 23, 21, 23, 22, 22, 24, 21, 22, 23, 23, 21, 21, 22, 21, 23, 22, 23, 23, 20, 22, 22, 22, 23, 22, 22, 23,
  26, 26, 20, 19, 22, 23, 22, 25, 26, 26, 26, 27, 27, 26, 24, 25, 19, 21, 26, 27, 27, 26, 27, 24, 21, 21, 26, 26, 28, 27, 27, 27,
  20, 24, 20, 21, 22, 21, 21, 23, 22, 22, 25, 25, 24, 24, 26, 23, 26, 27, 26, 26, 27, 27, 27, 27, 27, 28, 27, 27, 27, 27, 27, 26,
];

const CODES: number[] = [];
/** Byte values by their code, written as "length:code". */
const VALUES = new Map<string, number>();

let [code, length] = [-1, 0];
for (const value of LENGTHS.map((_, i) => i).sort((a, b) => LENGTHS[a] - LENGTHS[b] || a - b)) {
  code = (code + 1) * 2 ** (LENGTHS[value] - length);
  length = LENGTHS[value];
  CODES[value] = code;
  VALUES.set(`${length}:${code}`, value);
}

/** The length of the coded text, in bytes. */
export function huffmanSize(bytes: Uint8Array): number {
  return Math.ceil(bytes.reduce((bits, b) => bits + LENGTHS[b], 0) / 8);
}

/** Codes text; what is left of the last byte is filled with ones. */
export function huffmanEncode(bytes: Uint8Array): Uint8Array {
  const out = new ByteWriter();
  let [held, bits] = [0n, 0];
  for (const b of bytes) {
    held = (held << BigInt(LENGTHS[b])) | BigInt(CODES[b]);
    bits += LENGTHS[b];
    for (; bits >= 8; bits -= 8) out.byte(Number((held >> BigInt(bits - 8)) & 0xffn));
    held &= (1n << BigInt(bits)) - 1n;
  }
  if (bits > 0) out.byte((Number(held) << (8 - bits)) | (0xff >> bits));
  return out.take();
}

/** Throws a `WireError` where the end is no padding. */
export function huffmanDecode(bytes: Uint8Array): Uint8Array {
  const out = new ByteWriter();
  let [held, bits] = [0, 0];
  for (let i = 0; i < bytes.length * 8; i++) {
    held = held * 2 + ((bytes[i >> 3] >> (7 - (i & 7))) & 1);
    const value = VALUES.get(`${++bits}:${held}`);
    if (value === undefined) continue;
    out.byte(value);
    [held, bits] = [0, 0];
  }
  if (bits > 7 || held !== 2 ** bits - 1)
    throw new WireError(bytes.length, 'the end of a Huffman code is no padding');
  return out.take();
}
