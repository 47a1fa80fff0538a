import { eachIn } from './arrows';
import { acrossOf, alongOf, pointText, type Plane } from './plane';
import type { Reading } from './reading';
import { roundUp } from './span';

/** Shades of a band, the busiest last. */
export const SHADES = 4;
/** Width of what is counted together, px. */
const BIN = 10;

/** Some of a link's messages in one stretch of time: how many left one line for another. */
export interface Stretch {
  readonly from: number;
  readonly to: number;
  /** When the first left and the last did, µs. */
  readonly begins: number;
  readonly ends: number;
  /** 0 … SHADES − 1 */
  readonly shade: number;
}

/**
 * How many messages travel each link, in stretches of equal shade. Shades are a link's rate against the busiest of all
 * in the span. The bins stand still in time, so that a picture that moves does not flicker.
 */
export function stretchesOf(reading: Reading, plane: Plane): Stretch[] {
  const { trace, nodes } = reading;
  const { span, length } = plane;
  const bin = roundUp(((span.to - span.from) / length) * BIN);
  const base = Math.floor(span.from / bin) - 1;
  const bins = Math.ceil((span.to - span.from) / bin) + 3;
  const counts = new Map<number, Uint32Array>();
  let most = 0;
  eachIn(reading, span, (e) => {
    const b = Math.floor(trace.sent[e] / bin) - base;
    if (b < 0 || b >= bins) return;
    const pair = trace.from[e] * nodes + trace.to[e];
    let of = counts.get(pair);
    if (!of) counts.set(pair, (of = new Uint32Array(bins)));
    if (++of[b] > most) most = of[b];
  });
  const stretches: Stretch[] = [];
  for (const [pair, of] of counts) {
    const [from, to] = [Math.floor(pair / nodes), pair % nodes];
    for (let b = 0; b < bins; b++) {
      if (of[b] === 0) continue;
      const shade = Math.min(SHADES - 1, Math.floor((of[b] / most) * SHADES));
      const begins = (base + b) * bin;
      const last = stretches.at(-1);
      const isSame = last?.from === from && last.to === to && last.shade === shade;
      if (isSame && last.ends === begins)
        stretches[stretches.length - 1] = { ...last, ends: begins + bin };
      else stretches.push({ from, to, begins, ends: begins + bin, shade });
    }
  }
  return stretches;
}

/** One path for each shade: slanted bands from the senders' lines to the receivers'. */
export function bandPaths(reading: Reading, plane: Plane): string[] {
  const paths = Array.from({ length: SHADES }, () => '');
  for (const { from, to, begins, ends, shade } of stretchesOf(reading, plane)) {
    const flight = reading.usual[from * reading.nodes + to];
    const [a, b] = [acrossOf(plane, from), acrossOf(plane, to)];
    const place = (at: number, across: number) => pointText(plane, alongOf(plane, at), across);
    const corners = [
      place(begins, a),
      place(ends, a),
      place(ends + flight, b),
      place(begins + flight, b),
    ];
    // All turned the same way, or bands of both directions would cancel out where they overlap.
    if (b < a) corners.reverse();
    paths[shade] += `M${corners.join('L')}Z`;
  }
  return paths;
}
