const THOUSANDS = /\B(?=(?:\d{3})+$)/g;

/**
 * A number with commas between its thousands and at most three decimals: "1,234.5". Not `toLocaleString`: a browser
 * takes 25 ms on a slow phone to make ready for its first call, and a fresh formatter for each one after.
 */
export function grouped(value: number): string {
  if (!Number.isFinite(value)) return String(value);
  const [whole, decimals] = String(Number(value.toFixed(3))).split('.');
  if (whole.includes('e')) return whole;
  const text = whole.replace(THOUSANDS, ',');
  return decimals ? `${text}.${decimals}` : text;
}
