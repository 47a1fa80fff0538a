/** A text in so many characters of 0-9 and a-z: enough to notice that it was cut or changed, no protection against intent. */
export function checksum(text: string, length: number): string {
  // FNV-1a, then MurmurHash3's finalizer, so that each bit of the text counts for each character of the sum.
  let hash = 0x811c9dc5;
  for (let i = 0; i < text.length; i++) hash = Math.imul(hash ^ text.charCodeAt(i), 0x01000193);
  hash = Math.imul(hash ^ (hash >>> 16), 0x85ebca6b);
  hash = Math.imul(hash ^ (hash >>> 13), 0xc2b2ae35);
  hash = (hash ^ (hash >>> 16)) >>> 0;
  return (hash % 36 ** length).toString(36).padStart(length, '0');
}
