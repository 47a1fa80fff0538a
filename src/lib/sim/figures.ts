const THOUSANDS = /\B(?=(?:\d{3})+$)/g;

/**
 * A number with commas between its thousands and at most `decimals` of them: "1,234.5". Not `toLocaleString`: a browser
 * takes 25 ms on a slow phone to make ready for its first call, and a fresh formatter for each one after.
 * @param decimals 0 … 100
 */
export function grouped(value: number, decimals = 3): string {
  if (!Number.isFinite(value)) return String(value);
  const [whole, rest] = String(Number(value.toFixed(decimals))).split('.');
  if (whole.includes('e')) return whole;
  const text = whole.replace(THOUSANDS, ',');
  return rest ? `${text}.${rest}` : text;
}

/**
 * A number rounded to that many significant digits: "12,350", "0.02352", "1.5".
 * @param digits 1 … 100
 */
export const significant = (value: number, digits = 3): string =>
  grouped(Number(value.toPrecision(digits)), 20);
