import { ByteWriter, utf8 } from './bytes';

export type Packable =
  null | boolean | number | string | readonly Packable[] | { readonly [key: string]: Packable };

/** A count in the lowest bits of a byte, or after one of the longer forms' marks, in 1, 2 or 4 bytes. */
function head(
  out: ByteWriter,
  length: number,
  fix: { mark: number; below: number },
  marks: readonly (number | null)[],
): void {
  if (length < fix.below) return void out.byte(fix.mark | length);
  const width = length < 2 ** 8 && marks[0] !== null ? 0 : length < 2 ** 16 ? 1 : 2;
  out.byte(marks[width]!).bigEndian(length, 2 ** width);
}

function integer(out: ByteWriter, value: number): void {
  if (value >= 0) {
    if (value < 2 ** 7) return void out.byte(value);
    const width = value < 2 ** 8 ? 0 : value < 2 ** 16 ? 1 : value < 2 ** 32 ? 2 : 3;
    return void out.byte(0xcc + width).bigEndian(value, 2 ** width);
  }
  if (value >= -32) return void out.byte(value);
  const width = value >= -(2 ** 7) ? 0 : value >= -(2 ** 15) ? 1 : value >= -(2 ** 31) ? 2 : 3;
  out.byte(0xd0 + width).bigEndian(value, 2 ** width);
}

function float(out: ByteWriter, value: number): void {
  const view = new DataView(new ArrayBuffer(8));
  view.setFloat64(0, value);
  out.byte(0xcb).bigEndian(view.getBigUint64(0), 8);
}

function write(out: ByteWriter, value: Packable): void {
  if (value === null) return void out.byte(0xc0);
  if (typeof value === 'boolean') return void out.byte(value ? 0xc3 : 0xc2);
  if (typeof value === 'number')
    return Number.isSafeInteger(value) ? integer(out, value) : float(out, value);
  if (typeof value === 'string') {
    const bytes = utf8(value);
    head(out, bytes.length, { mark: 0xa0, below: 32 }, [0xd9, 0xda, 0xdb]);
    return void out.raw(bytes);
  }
  if (Array.isArray(value)) {
    head(out, value.length, { mark: 0x90, below: 16 }, [null, 0xdc, 0xdd]);
    return (value as readonly Packable[]).forEach((v) => write(out, v));
  }
  const entries = Object.entries(value as { readonly [key: string]: Packable });
  head(out, entries.length, { mark: 0x80, below: 16 }, [null, 0xde, 0xdf]);
  for (const [key, v] of entries) {
    write(out, key);
    write(out, v);
  }
}

/** MessagePack: JSON's values, each in the shortest form of the specification; names travel with every record. */
export function messagePack(value: Packable): Uint8Array {
  const out = new ByteWriter();
  write(out, value);
  return out.take();
}
