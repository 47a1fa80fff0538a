import { grouped, significant, type Micros } from '../sim';

/** A number for people: three figures below 100, whole ones above, thousands with commas, "–" where there is none. */
export function figure(value: number): string {
  if (!Number.isFinite(value)) return '–';
  const size = Math.abs(value);
  if (size >= 100 || Number.isInteger(value)) return grouped(Math.round(value));
  return significant(value);
}

/** A figure with its unit: "35 ms", "1,000/s", "12". */
export function withUnit(value: number, unit: string): string {
  const text = figure(value);
  if (unit === '' || text === '–') return text;
  return unit.startsWith('/') || unit === '%' ? `${text}${unit}` : `${text} ${unit}`;
}

/** A number on an axis that reaches to `top`: on one to 200,000, "50k". */
export function tickText(value: number, top = value): string {
  if (value !== 0 && top >= 1e6) return `${significant(value / 1e6)}M`;
  if (value !== 0 && top >= 1e4) return `${significant(value / 1e3)}k`;
  return figure(value);
}

/** A time in seconds, to the millisecond at most. */
export function seconds(at: Micros): string {
  return `${Number((at / 1e6).toFixed(3))} s`;
}

const DAY_S = 86_400;

/** A time of a calendar whose day takes `day` µs: "day 2, 14:05", or to the second, "day 2, 14:05:09". */
export function dayAndHour(at: Micros, day: Micros, toTheSecond: boolean): string {
  const s = Math.floor((at / day) * DAY_S + 1e-6);
  const two = (n: number) => String(Math.floor(n)).padStart(2, '0');
  const clock = [(s % DAY_S) / 3600, (s % 3600) / 60, ...(toTheSecond ? [s % 60] : [])];
  return `day ${1 + Math.floor(s / DAY_S)}, ${clock.map(two).join(':')}`;
}

/** A length of time: "2 ms", "350 µs", "1.5 s". */
export function lengthText(micros: Micros): string {
  const [divisor, unit] = micros >= 1e6 ? [1e6, 's'] : micros >= 1e3 ? [1e3, 'ms'] : [1, 'µs'];
  return `${significant(micros / divisor)} ${unit}`;
}

/** How far a clock is off: "+100 ms", "−2 s". */
export const offsetText = (offset: Micros): string =>
  `${offset < 0 ? '−' : '+'}${lengthText(Math.abs(offset))}`;

/** A count in at most four characters: "437", "1.2k", "38k". */
export function compact(value: number): string {
  if (value < 1000) return String(Math.round(value));
  if (value < 9950) return `${(value / 1000).toFixed(1)}k`;
  return value < 999_500 ? `${Math.round(value / 1000)}k` : `${(value / 1e6).toFixed(1)}M`;
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
  const shared = names[0].slice(0, n);
  // Labels have spaces: "machine 1".
  const isNumbered = names.every((name) => / \d+$/.test(name));
  const cut = shared.lastIndexOf(isNumbered ? ' ' : '-') + 1;
  return cut < 2
    ? { shared: '', short: names }
    : { shared: names[0].slice(0, cut - 1), short: names.map((name) => name.slice(cut)) };
}
