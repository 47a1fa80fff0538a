/**
 * What the servers compute: a fixed function of the question's input, and the ways to get it wrong. Every value is a
 * whole number of 32 bits, so that two servers that err independently do not agree by chance.
 */

/** Mixes an input with a salt; each salt is a function of its own, uniform on 0 … 2^32−1. */
function mix(input: number, salt: number): number {
  let h = Math.imul(input ^ Math.imul(salt, 0x9e3779b1), 0x85ebca6b);
  h = Math.imul(h ^ (h >>> 13), 0xc2b2ae35);
  h ^= h >>> 16;
  h = Math.imul(h, 0x27d4eb2f);
  return (h ^ (h >>> 15)) >>> 0;
}

/** The right answer. */
export const answerOf = (input: number): number => mix(input, 1);

/** Wrong in the way `which`; no two ways agree, and they differ in the digits that are shown. */
const wrongIn = (input: number, which: number): number =>
  (answerOf(input) ^ ((Math.imul(which, 0x2d5) & 0xfff) << 20)) >>> 0;

/** The false value that colluding servers have agreed on beforehand. */
export const agreedLie = (input: number): number => wrongIn(input, 1);
/** What every version answers where the specification misleads them all. */
const misread = (input: number): number => wrongIn(input, 2);
/** What one version answers on an input that trips its own bug. */
const bugOf = (input: number, version: number): number => wrongIn(input, 3 + version);

export interface Bugs {
  /** The share of inputs that a version with a bug gets wrong, 0 … 1. */
  readonly share: number;
  /** Of those, the share that every version gets wrong in the same way, 0 … 1. */
  readonly shared: number;
  /** Every version has bugs of its own; otherwise only the first one has. */
  readonly everywhere: boolean;
}

const below = (draw: number, share: number): boolean => draw < share * 2 ** 32;

/** What a version of the program answers. The same input always gives the same answer: a bug is no chance. */
export function computed(input: number, version: number, bugs: Bugs): number {
  const { share, shared, everywhere } = bugs;
  if (share === 0) return answerOf(input);
  const common = share * shared;
  if (below(mix(input, 2), common)) return misread(input);
  if (version > 0 && !everywhere) return answerOf(input);
  const own = common < 1 ? (share - common) / (1 - common) : 0;
  return below(mix(input, 3 + version), own) ? bugOf(input, version) : answerOf(input);
}

/** A value as it is written beside a message: its first three digits, base 16. */
export const shortValue = (value: number): string =>
  (value >>> 20).toString(16).toUpperCase().padStart(3, '0');
