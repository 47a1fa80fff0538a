/** Bytes that are not what their format says. `at` is the offset at which it was noticed. */
export class WireError extends Error {
  constructor(
    readonly at: number,
    what: string,
  ) {
    super(`byte ${at}: ${what}`);
    this.name = 'WireError';
  }
}

const encoder = new TextEncoder();
const decoder = new TextDecoder('utf-8', { fatal: true });

export const utf8 = (text: string): Uint8Array => encoder.encode(text);

/** "08 96 01" */
export const hex = (bytes: Iterable<number>): string =>
  Array.from(bytes, (b) => b.toString(16).padStart(2, '0')).join(' ');

/** Reads what `hex` writes; blanks are optional. */
export function fromHex(text: string): Uint8Array {
  const digits = text.replace(/\s+/g, '');
  if (!/^([0-9a-f]{2})*$/i.test(digits)) throw new WireError(0, 'no pairs of hexadecimal digits');
  return Uint8Array.from(digits.match(/../g) ?? [], (pair) => parseInt(pair, 16));
}

/** Bytes that are being written, in order. */
export class ByteWriter {
  readonly #bytes: number[] = [];

  get length(): number {
    return this.#bytes.length;
  }

  /** One byte; of a larger number, the lowest eight bits. */
  byte(value: number): this {
    this.#bytes.push(value & 0xff);
    return this;
  }

  raw(bytes: Iterable<number>): this {
    for (const b of bytes) this.#bytes.push(b);
    return this;
  }

  /** `size` bytes, the highest first; of a negative number its two's complement. */
  bigEndian(value: number | bigint, size: number): this {
    for (let i = size - 1; i >= 0; i--) this.byte(Number((BigInt(value) >> BigInt(8 * i)) & 0xffn));
    return this;
  }

  /** As `bigEndian`, the lowest byte first. */
  littleEndian(value: number | bigint, size: number): this {
    for (let i = 0; i < size; i++) this.byte(Number((BigInt(value) >> BigInt(8 * i)) & 0xffn));
    return this;
  }

  take(): Uint8Array {
    return Uint8Array.from(this.#bytes);
  }
}

/** Bytes that are being read. Each method throws a `WireError` when too few are left. */
export class ByteReader {
  at = 0;
  constructor(readonly bytes: Uint8Array) {}

  get done(): boolean {
    return this.at >= this.bytes.length;
  }

  byte(): number {
    return this.raw(1)[0];
  }

  raw(size: number): Uint8Array {
    if (this.at + size > this.bytes.length)
      throw new WireError(this.at, `${size} bytes expected, ${this.bytes.length - this.at} left`);
    this.at += size;
    return this.bytes.subarray(this.at - size, this.at);
  }

  littleEndian(size: number): bigint {
    return this.raw(size).reduceRight((sum, b) => (sum << 8n) | BigInt(b), 0n);
  }

  bigEndian(size: number): bigint {
    return this.raw(size).reduce((sum, b) => (sum << 8n) | BigInt(b), 0n);
  }
}

/** Throws a `WireError` where the bytes are no UTF-8. */
export function readUtf8(bytes: Uint8Array, at = 0): string {
  try {
    return decoder.decode(bytes);
  } catch {
    throw new WireError(at, 'no valid UTF-8');
  }
}
