import { grouped, type Micros } from '../../sim';

/** A number for people: three figures below 100, whole ones above, thousands with commas, "–" where there is none. */
export function figure(value: number): string {
  if (!Number.isFinite(value)) return '–';
  const size = Math.abs(value);
  if (size >= 100 || Number.isInteger(value)) return grouped(Math.round(value));
  return String(Number(value.toPrecision(3)));
}

/** A figure with its unit: "35 ms", "1,000/s", "12". */
export function withUnit(value: number, unit: string): string {
  const text = figure(value);
  if (unit === '' || text === '–') return text;
  return unit.startsWith('/') || unit === '%' ? `${text}${unit}` : `${text} ${unit}`;
}

/** A number on an axis that reaches to `top`: on one to 200,000, "50k". */
export function tickText(value: number, top = value): string {
  if (value !== 0 && top >= 1e6) return `${Number((value / 1e6).toPrecision(3))}M`;
  if (value !== 0 && top >= 1e4) return `${Number((value / 1e3).toPrecision(3))}k`;
  return figure(value);
}

/** A time in seconds, to the millisecond at most. */
export function seconds(at: Micros): string {
  return `${Number((at / 1e6).toFixed(3))} s`;
}

/** Width of a text in a 12 px sans, px: an estimate that errs to the wide side. */
export function textWidth(text: string): number {
  return text.length * 6.9;
}

/**
 * What tells the lines of one chart apart: names without the beginning that all share, cut at a dash
 * ("server-1", "server-2" become "1", "2"). `shared` is that beginning, without the dash.
 */
export function shortNames(names: readonly string[]): { shared: string; short: readonly string[] } {
  if (names.length < 2) return { shared: '', short: names };
  let n = 0;
  while (names.every((name) => name[n] !== undefined && name[n] === names[0][n])) n++;
  const cut = names[0].slice(0, n).lastIndexOf('-') + 1;
  return cut < 2
    ? { shared: '', short: names }
    : { shared: names[0].slice(0, cut - 1), short: names.map((name) => name.slice(cut)) };
}
