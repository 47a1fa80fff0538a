import { ByteReader, ByteWriter, readUtf8, utf8, WireError } from './bytes';
import { huffmanDecode, huffmanEncode, huffmanSize } from './huffman';
import { STATIC_TABLE, type Header } from './hpack-static';

/** What both ends have seen of late, the newest first (RFC 7541 §2.3.2). Plain data. */
export interface HeaderTable {
  entries: Header[];
  /** Names, values and 32 bytes for each entry. */
  size: number;
  readonly most: number;
}

export const emptyTable = (most = 4096): HeaderTable => ({ entries: [], size: 0, most });

const sizeOf = ([name, value]: Header): number => utf8(name).length + utf8(value).length + 32;

function add(table: HeaderTable, header: Header): void {
  table.entries.unshift(header);
  table.size += sizeOf(header);
  while (table.size > table.most) table.size -= sizeOf(table.entries.pop()!);
}

/** An integer in the lowest `bits` of a byte whose others are `flags`, and in further bytes where it does not fit (§5.1). */
function writeInteger(out: ByteWriter, flags: number, bits: number, value: number): void {
  const most = 2 ** bits - 1;
  if (value < most) return void out.byte(flags | value);
  out.byte(flags | most);
  let rest = value - most;
  for (; rest >= 128; rest = Math.floor(rest / 128)) out.byte((rest % 128) | 0x80);
  out.byte(rest);
}

function readInteger(from: ByteReader, first: number, bits: number): number {
  const most = 2 ** bits - 1;
  let value = first & most;
  if (value < most) return value;
  for (let scale = 1; scale < 2 ** 42; scale *= 128) {
    const byte = from.byte();
    value += (byte & 0x7f) * scale;
    if (byte < 0x80) return value;
  }
  throw new WireError(from.at, 'an integer that does not end');
}

function writeText(out: ByteWriter, text: string, huffman: boolean): void {
  const bytes = utf8(text);
  const coded = huffman ? huffmanSize(bytes) : bytes.length;
  const isShorter = coded < bytes.length;
  writeInteger(out, isShorter ? 0x80 : 0, 7, isShorter ? coded : bytes.length);
  out.raw(isShorter ? huffmanEncode(bytes) : bytes);
}

function readText(from: ByteReader): string {
  const first = from.byte();
  const bytes = from.raw(readInteger(from, first, 7));
  return readUtf8(first & 0x80 ? huffmanDecode(bytes) : bytes, from.at);
}

/**
 * Encodes a list of headers and learns from it: what both ends have in a table goes as a number, what is new as text,
 * and into the table (RFC 7541 §6.1, §6.2.1). `huffman` codes texts where that is shorter.
 */
export function encodeHeaders(
  table: HeaderTable,
  headers: readonly Header[],
  huffman = true,
): Uint8Array {
  const out = new ByteWriter();
  for (const header of headers) {
    const known = [...STATIC_TABLE, ...table.entries];
    const whole = known.findIndex(([n, v]) => n === header[0] && v === header[1]);
    if (whole >= 0) {
      writeInteger(out, 0x80, 7, whole + 1);
      continue;
    }
    const named = known.findIndex(([n]) => n === header[0]);
    writeInteger(out, 0x40, 6, named + 1);
    if (named < 0) writeText(out, header[0], huffman);
    writeText(out, header[1], huffman);
    add(table, header);
  }
  return out.take();
}

function entry(table: HeaderTable, index: number, at: number): Header {
  const found = STATIC_TABLE[index - 1] ?? table.entries[index - 1 - STATIC_TABLE.length];
  if (!found) throw new WireError(at, `no header ${index} in the tables`);
  return found;
}

/** Decodes a list of headers and learns from it. Throws a `WireError` where the bytes are no such list. */
export function decodeHeaders(table: HeaderTable, bytes: Uint8Array): Header[] {
  const from = new ByteReader(bytes);
  const headers: Header[] = [];
  while (!from.done) {
    const at = from.at;
    const first = from.byte();
    if (first & 0x80) headers.push(entry(table, readInteger(from, first, 7), at));
    else if ((first & 0xe0) === 0x20) readInteger(from, first, 5);
    else {
      const isLearned = (first & 0x40) !== 0;
      const index = readInteger(from, first, isLearned ? 6 : 4);
      const name = index > 0 ? entry(table, index, at)[0] : readText(from);
      const header: Header = [name, readText(from)];
      headers.push(header);
      if (isLearned) add(table, header);
    }
  }
  return headers;
}
