/**
 * Random streams, split by name from one seed, so that drawing more in one place shifts nothing in another.
 * The generator is sfc32 (Chris Doty-Humphrey, PractRand): four 32-bit words, integer operations only.
 * A stream is plain data and goes into checkpoints as it is.
 */
export type Stream = Uint32Array;

/** FNV-1a over the name's UTF-16 units, mixed with the seed. */
function hash(seed: number, name: string): number {
  let h = (0x811c9dc5 ^ seed) >>> 0;
  for (let i = 0; i < name.length; i++) h = Math.imul(h ^ name.charCodeAt(i), 0x01000193);
  h = Math.imul(h ^ (h >>> 16), 0x85ebca6b);
  h = Math.imul(h ^ (h >>> 13), 0xc2b2ae35);
  return (h ^ (h >>> 16)) >>> 0;
}

/** Opens the stream `name` of `seed` (an integer in 0 … 2^32−1). */
export function openStream(seed: number, name: string): Stream {
  const s = new Uint32Array([hash(seed, name), hash(~seed, name), hash(seed, `${name}\u0001`), 1]);
  for (let i = 0; i < 15; i++) nextUint32(s);
  return s;
}

/** The next draw, uniform on 0 … 2^32−1. */
export function nextUint32(s: Stream): number {
  const t = (s[0] + s[1] + s[3]) | 0;
  s[3] = s[3] + 1;
  s[0] = s[1] ^ (s[1] >>> 9);
  s[1] = s[2] + (s[2] << 3);
  s[2] = ((s[2] << 21) | (s[2] >>> 11)) + t;
  return t >>> 0;
}

/** Uniform on the open interval (0, 1): never 0, never 1. */
export function uniform(s: Stream): number {
  return (nextUint32(s) + 0.5) * 2 ** -32;
}

/** A whole number in 0 … n−1, for n up to 2^20 (bias below n/2^32). */
export function below(s: Stream, n: number): number {
  return Math.floor(nextUint32(s) * 2 ** -32 * n);
}

/** True with probability `share` (0 … 1). */
export function chance(s: Stream, share: number): boolean {
  return nextUint32(s) < share * 2 ** 32;
}

/** Shuffles in place (Fisher & Yates): every order is equally likely. Returns the same list. */
export function shuffle<T>(list: T[], s: Stream): T[] {
  for (let i = list.length - 1; i > 0; i--) {
    const j = below(s, i + 1);
    [list[i], list[j]] = [list[j], list[i]];
  }
  return list;
}

/** Exponential with mean 1. */
export function exponential(s: Stream): number {
  return -lnOfDraw(nextUint32(s));
}

const LN2_HI = 6.9314718036912381649e-1;
const LN2_LO = 1.90821492927058770002e-10;
const bits = new Float64Array(1);
const words = new Uint32Array(bits.buffer);
/** Where the sign and exponent lie: word 1 on a little-endian machine, word 0 on a big-endian one. */
const HIGH = (() => {
  bits[0] = 1;
  return words[1] === 0x3ff00000 ? 1 : 0;
})();

/**
 * Natural logarithm of a finite normal x > 0, the same to the last bit in every engine: only + − × ÷ on doubles.
 * `Math.log` is implementation-approximated in ECMAScript. The series in s = f/(2+f) and its
 * coefficients are those of FreeBSD's e_log.c (Sun Microsystems, 1993); error below 1 ulp.
 */
export function ln(x: number): number {
  bits[0] = x;
  let high = words[HIGH];
  let k = (high >>> 20) - 1023;
  high &= 0x000fffff;
  const i = (high + 0x95f64) & 0x100000;
  words[HIGH] = high | (i ^ 0x3ff00000);
  k += i >>> 20;
  return lnNear(bits[0] - 1, k);
}

/** The logarithm of (1 + f) × 2^k, for 1 + f from √½ to √2. */
function lnNear(f: number, k: number): number {
  const s = f / (2 + f);
  const z = s * s;
  const w = z * z;
  const t1 =
    w * (3.999999999940941908e-1 + w * (2.222219843214978396e-1 + w * 1.531383769920937332e-1));
  const t2 =
    z *
    (6.66666666666673513e-1 +
      w * (2.857142874366239149e-1 + w * (1.818357216161805012e-1 + w * 1.479819860511658591e-1)));
  const half = 0.5 * f * f;
  return k * LN2_HI - (half - (s * (half + t1 + t2) + k * LN2_LO) - f);
}

/** 2^(i − 32) in place i. */
const POWERS = Float64Array.from({ length: 34 }, (_, i) => 2 ** (i - 32));

/**
 * `ln((n + 0.5) / 2^32)` to the last bit, for n of 0 … 2^32−1. What a draw's exponent is can be counted, which spares
 * it the way through memory that `ln` has to take, and half of the time: workloads draw a million of them.
 */
export function lnOfDraw(n: number): number {
  const zeros = Math.clz32(n);
  const mantissa = (((n << zeros) | ((1 << zeros) >>> 1)) >>> 11) & 0x000fffff;
  const isLarge = (mantissa + 0x95f64) >>> 20;
  return lnNear((n + 0.5) * POWERS[zeros + 1 - isLarge] - 1, isLarge - 1 - zeros);
}
