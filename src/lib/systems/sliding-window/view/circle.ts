/** A stretch of the circle of sequence numbers: from a number on, so many of them. */
interface Arc {
  readonly from: number;
  readonly count: number;
}

/** Of a whole turn, 0 at the top, clockwise. */
const turn = (number: number, numbers: number): number => (2 * Math.PI * number) / numbers;

/** A point at a radius, px, on the circle of so many numbers. */
export function pointAt(number: number, numbers: number, radius: number): [x: number, y: number] {
  const angle = turn(number, numbers);
  return [radius * Math.sin(angle), -radius * Math.cos(angle)];
}

/** An arc as a path: a whole circle where it takes in every number. Half a number is left free at either end. */
export function arcPath({ from, count }: Arc, numbers: number, radius: number): string {
  if (count >= numbers)
    return `M0,${-radius}A${radius},${radius} 0 1 1 0,${radius}A${radius},${radius} 0 1 1 0,${-radius}`;
  const [a, b] = [from - 0.4, from + count - 0.6];
  const [x1, y1] = pointAt(a, numbers, radius);
  const [x2, y2] = pointAt(b, numbers, radius);
  const large = (b - a) / numbers > 0.5 ? 1 : 0;
  return `M${x1.toFixed(2)},${y1.toFixed(2)}A${radius},${radius} 0 ${large} 1 ${x2.toFixed(2)},${y2.toFixed(2)}`;
}

/**
 * Numbers for which the receiver would take an old packet, one that the sender may still repeat, for a new one: the
 * receiver waits for packets from `expects` on, the sender may repeat those from `base` on.
 */
export function clashes(base: number, expects: number, takes: number, numbers: number): number[] {
  const found: number[] = [];
  for (let old = base; old < expects; old++) {
    const ahead = (((old - expects) % numbers) + numbers) % numbers;
    if (ahead < takes) found.push(old % numbers);
  }
  return [...new Set(found)];
}

/** Which numbers are written beside the circle: all, or as many as there is room for. */
export function labelled(numbers: number, most = 16): number[] {
  const every = Math.max(1, Math.ceil(numbers / most));
  return Array.from({ length: Math.ceil(numbers / every) }, (_, i) => i * every);
}
