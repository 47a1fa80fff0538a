/** 64 bits in hexadecimal over the event hash and the final numbers (numbers as their shortest text, the same everywhere). */
export function digestOf(a: number, b: number, numbers: unknown): string {
  const text = JSON.stringify(numbers);
  for (let i = 0; i < text.length; i++) {
    a = Math.imul(a ^ text.charCodeAt(i), 0x01000193);
    b = Math.imul(b ^ (a >>> 13) ^ i, 0x85ebca6b);
  }
  return [a, b].map((h) => ((h ^ (h >>> 16)) >>> 0).toString(16).padStart(8, '0')).join('');
}
