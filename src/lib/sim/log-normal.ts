import { ln, uniform, type Stream } from './random';

const LN2_HI = 6.9314718036912381649e-1;
const LN2_LO = 1.90821492927058770002e-10;
const ONE_OVER_LN2 = 1.442695040888963387;

/**
 * e to the power of x, −700 … 700, the same to the last bit in every engine: only + − × ÷ and rounding, since
 * `Math.exp` is implementation-approximated in ECMAScript. Reduction and the rational approximation with its
 * coefficients are those of FreeBSD's e_exp.c (Sun Microsystems, 1993); error below 1 ulp.
 */
export function exp(x: number): number {
  const k = Math.round(x * ONE_OVER_LN2);
  const high = x - k * LN2_HI;
  const low = k * LN2_LO;
  const r = high - low;
  const t = r * r;
  const c =
    r -
    t *
      (1.66666666666666019037e-1 +
        t *
          (-2.77777777770155933842e-3 +
            t *
              (6.61375632143793436117e-5 +
                t * (-1.6533902205465251539e-6 + t * 4.13813679705723846039e-8))));
  let y = 1 - (low - (r * c) / (2 - c) - high);
  // Halving and doubling are exact, and call times need a few of them.
  for (let left = k; left > 0; left--) y *= 2;
  for (let left = k; left < 0; left++) y /= 2;
  return y;
}

/** Normal with mean 0 and variance 1, by Marsaglia's polar method (SIAM Review 6, 1964): one logarithm, one square root. */
export function normal(s: Stream): number {
  for (;;) {
    const u = 2 * uniform(s) - 1;
    const v = 2 * uniform(s) - 1;
    const square = u * u + v * v;
    if (square > 0 && square < 1) return u * Math.sqrt((-2 * ln(square)) / square);
  }
}

/** Log-normal with that median; `sigma` is the standard deviation of its logarithm. */
export function logNormal(s: Stream, median: number, sigma: number): number {
  return median * exp(sigma * normal(s));
}
