/** The fault line: a jagged path that is the same for the same seed, drawn wherever something is split. */

export interface Point {
  x: number;
  y: number;
}

/**
 * Points of a crack from (0, 0) to (length, 0). Teeth are uneven but never fold back.
 * @param length along the crack, in the drawing's units
 * @param amplitude largest distance from the straight line
 * @param tooth mean distance between two corners
 * @param seed any integer; one seed, one crack
 */
export function crackPoints(length: number, amplitude: number, tooth = 14, seed = 1): Point[] {
  const corners = Math.max(2, Math.round(length / tooth));
  const next = noise(seed);
  const points: Point[] = [{ x: 0, y: 0 }];
  for (let i = 1; i < corners; i++) {
    const x = ((i + (next() - 0.5) * 0.7) * length) / corners;
    const side = i % 2 === 0 ? 1 : -1;
    points.push({ x, y: side * amplitude * (0.35 + 0.65 * next()) });
  }
  points.push({ x: length, y: 0 });
  return points;
}

/** The same as the `d` of an SVG path, rounded to a tenth. */
export function crackPath(length: number, amplitude: number, tooth = 14, seed = 1): string {
  return crackPoints(length, amplitude, tooth, seed)
    .map(({ x, y }, i) => `${i === 0 ? 'M' : 'L'}${round(x)} ${round(y)}`)
    .join('');
}

/** Lehmer's generator: quite enough for teeth, and integers only. */
function noise(seed: number): () => number {
  let state = (Math.abs(Math.trunc(seed)) % 2147483646) + 1;
  return () => {
    state = (state * 48271) % 2147483647;
    return state / 2147483647;
  };
}

function round(value: number): number {
  return Math.round(value * 10) / 10;
}
