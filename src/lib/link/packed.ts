import { InputError } from '../sim';

/** A recipe of at most 500 interventions is far smaller; a bomb is not let out. */
export const LARGEST = 1_000_000;

/** Text to deflated base64url, for an address. */
export async function pack(text: string): Promise<string> {
  const stream = new Blob([text]).stream().pipeThrough(new CompressionStream('deflate-raw'));
  const bytes = new Uint8Array(await new Response(stream).arrayBuffer());
  let binary = '';
  for (const byte of bytes) binary += String.fromCharCode(byte);
  return btoa(binary).replaceAll('+', '-').replaceAll('/', '_').replaceAll('=', '');
}

/** The text that `pack` was given. Throws an `InputError` on anything else, and on more than `LARGEST` bytes of it. */
export async function unpack(packed: string): Promise<string> {
  if (!/^[\w-]+$/.test(packed)) throw damaged();
  let binary: string;
  try {
    binary = atob(packed.replaceAll('-', '+').replaceAll('_', '/'));
  } catch {
    throw damaged();
  }
  const bytes = Uint8Array.from(binary, (c) => c.charCodeAt(0));
  const reader = new Blob([bytes])
    .stream()
    .pipeThrough(new DecompressionStream('deflate-raw'))
    .getReader();
  const text = new TextDecoder();
  let [size, out] = [0, ''];
  for (;;) {
    const { done, value } = await reader.read().catch(() => {
      throw damaged();
    });
    if (done) return out + text.decode();
    size += value.length;
    if (size > LARGEST) {
      await reader.cancel();
      throw new InputError('link', 'unpacks to too much', `at most ${LARGEST / 1e6} MB`);
    }
    out += text.decode(value, { stream: true });
  }
}

export function damaged(): InputError {
  return new InputError('link', 'is damaged or incomplete', 'a whole link, as it was shared');
}
