import { tickStep, ticks } from 'd3-array';
import { upperBound, type Micros } from '../../sim';

/** The stretch of time that is seen, µs. */
export interface Span {
  readonly from: number;
  readonly to: number;
}

/** Nothing is finer than a microsecond: no span is shorter than this. */
export const SHORTEST = 20;
/** Messages that a first look should hold. */
const FIRST_LOOK = 40;
/** Where in the span the present moment stands while it is followed. */
const NOW_AT = 0.6;

/** The span moved and, where it is too long or too short, changed so that it lies within the run. */
export function within({ from, to }: Span, end: Micros): Span {
  const whole = Math.max(end, SHORTEST);
  const length = Math.min(whole, Math.max(SHORTEST, to - from));
  const middle = (from + to) / 2;
  const start = Math.min(whole - length, Math.max(0, middle - length / 2));
  return { from: start, to: start + length };
}

/** A span of `length` in which `t` stands where it is followed. */
export function around(t: Micros, length: number, end: Micros): Span {
  return within({ from: t - NOW_AT * length, to: t + (1 - NOW_AT) * length }, end);
}

/** Moved by a share of itself. */
export function panned({ from, to }: Span, share: number, end: Micros): Span {
  const by = (to - from) * share;
  return within({ from: from + by, to: to + by }, end);
}

/** `factor` times as long, `at` staying where it is. */
export function zoomed({ from, to }: Span, factor: number, at: Micros, end: Micros): Span {
  const length = Math.min(Math.max(end, SHORTEST), Math.max(SHORTEST, (to - from) * factor));
  const share = (at - from) / (to - from);
  const start = at - share * length;
  return within({ from: start, to: start + length }, end);
}

/** The span moved just enough to hold `at`, a tenth from its edge. */
export function holding(span: Span, at: Micros, end: Micros): Span {
  const edge = (span.to - span.from) / 10;
  const by =
    at < span.from + edge ? at - span.from - edge : at > span.to - edge ? at - span.to + edge : 0;
  return by === 0 ? span : within({ from: span.from + by, to: span.to + by }, end);
}

/** 1, 2 or 5 times a power of ten, not below `x`. */
export function roundUp(x: number): number {
  const power = 10 ** Math.floor(Math.log10(x));
  return [1, 2, 5, 10].map((n) => n * power).find((n) => n >= x * 0.999999)!;
}

/** A length in which about forty messages are sent around `t`. `sent` ascending. */
export function firstLook(sent: ArrayLike<number>, t: Micros, end: Micros): number {
  const n = sent.length;
  if (n < 2) return Math.max(SHORTEST, end);
  const i = upperBound(sent, t);
  const low = Math.max(0, Math.min(i - FIRST_LOOK / 2, n - FIRST_LOOK));
  const high = Math.min(n - 1, low + FIRST_LOOK);
  const length = Math.max(SHORTEST, sent[high] - sent[low]);
  return Math.min(Math.max(end, SHORTEST), roundUp(length));
}

export interface Tick {
  readonly at: Micros;
  readonly text: string;
}

/** Times along a span, about one for each `every` px of `length`, in seconds with as many places as tell them apart. */
export function timeTicks({ from, to }: Span, length: number, every = 90): Tick[] {
  const count = Math.max(2, Math.floor(length / every));
  const [a, b] = [from / 1e6, to / 1e6];
  const places = Math.min(6, Math.max(0, -Math.floor(Math.log10(tickStep(a, b, count)) + 1e-9)));
  return ticks(a, b, count).map((s) => ({ at: s * 1e6, text: s.toFixed(places) }));
}
