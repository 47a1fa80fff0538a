import { Fate, upperBound } from '../../sim';
import { Lit } from './causal';
import { acrossOf, alongOf, type Plane } from './plane';
import type { Reading } from './reading';
import type { Span } from './span';

/** Arrows that the largest picture bears without turning to fog, and the room that each needs, px². */
export const MOST_ARROWS = 600;
const ROOM = 650;
/** Of too many, these shares of what the picture bears are left: of ordinary ones, and of lost, duplicate and lit ones. */
const SHARE = 0.4;
const SPECIAL_SHARE = 0.3;
/** One lost as it was sent is drawn half of the way, where nothing says how far it came. */
const LOST_AT = 0.5;
const NEARLY = 0.97;

/** A message as it is drawn: from its sender's line at `sent` to a share of the way at `until`. */
export interface Arrow {
  readonly envelope: number;
  readonly from: number;
  readonly to: number;
  /** Index into the trace's names. */
  readonly type: number;
  readonly sent: number;
  readonly until: number;
  /** 1 where it comes to its receiver's line. */
  readonly share: number;
  readonly lost: boolean;
  /** A duplicate. */
  readonly duplicate: boolean;
  /** Delivered later than it came, to a paused receiver; 0 otherwise. */
  readonly waits: number;
  readonly lit: number;
}

/** What is drawn of the messages in a span. */
export interface Choice {
  readonly arrows: readonly Arrow[];
  /** Messages in the span. */
  readonly all: number;
  /** One ordinary message in so many is drawn; 1: all of them. */
  readonly oneIn: number;
}

/** Calls back with each envelope that is under way at some time of the span. */
export function eachIn(reading: Reading, span: Span, found: (envelope: number) => void): void {
  const { trace, open } = reading;
  const last = upperBound(trace.sent, span.to);
  const slowest = Math.max(trace.longestFlight, longestUsual(reading));
  const first = upperBound(trace.sent, span.from - slowest - 1);
  for (const e of open) if (e < first) found(e);
  for (let e = first; e < last; e++) if (goneBy(reading, e) >= span.from) found(e);
}

function longestUsual({ usual }: Reading): number {
  let longest = 0;
  for (const flight of usual) if (flight > longest) longest = flight;
  return longest;
}

/** When nothing of an envelope is to be seen any more. */
function goneBy({ trace, usual, nodes }: Reading, e: number): number {
  const instant = trace.ended[e] === trace.sent[e];
  return instant ? trace.sent[e] + usual[trace.from[e] * nodes + trace.to[e]] : trace.ended[e];
}

/** The share of the way at which a message from one node to another first crosses between two sides; 0: nowhere. */
export function crossingShare(plane: Plane, sides: readonly number[], from: number, to: number) {
  const [a, b] = [plane.lineOf[from], plane.lineOf[to]];
  const step = Math.sign(b - a);
  const sideOfLine = (line: number) => sides[plane.lineOf.indexOf(line)];
  let side = sides[from];
  for (let line = a + step; step !== 0 && line !== b + step; line += step) {
    const next = sideOfLine(line);
    if (next < 0) continue;
    if (side >= 0 && next !== side) return (Math.abs(line - a) - 0.5) / Math.abs(b - a);
    side = next;
  }
  return 0;
}

/** The arrow of one envelope. */
export function arrowOf(reading: Reading, plane: Plane, e: number, lit: Uint8Array | null): Arrow {
  const { trace, nodes, usual, held, sendRecord, endRecord } = reading;
  const [from, to, sent] = [trace.from[e], trace.to[e], trace.sent[e]];
  const flight = usual[from * nodes + to];
  const lost = trace.fate[e] === Fate.Lost;
  const came = held.get(e) ?? trace.ended[e];
  const end = lost ? endRecord[e] : -1;
  const of = lit ? Math.max(lit[sendRecord[e]] ?? 0, end >= 0 ? lit[end] : 0) : Lit.None;
  const base = { envelope: e, from, to, type: trace.type[e], sent, lost, lit: of };
  const rest = { ...base, duplicate: trace.duplicateOf[e] >= 0, waits: 0 };
  if (came === Infinity) {
    const share = Math.min(NEARLY, (reading.end - sent) / flight);
    return { ...rest, until: reading.end, share };
  }
  if (!lost || held.has(e)) {
    const gone = trace.ended[e] === Infinity ? reading.end : trace.ended[e];
    return { ...rest, until: came, share: 1, waits: held.has(e) ? gone : 0 };
  }
  const why = end >= 0 ? trace.names[trace.name[end]] : '';
  if (why === 'crashed') return { ...rest, until: came, share: 1 };
  const split = reading.splits.find((s) => s.from <= came && came <= s.to);
  const cut = why === 'partition' && split ? crossingShare(plane, split.sides, from, to) : 0;
  if (came === sent) {
    const share = cut || LOST_AT;
    return { ...rest, until: sent + share * flight, share };
  }
  return { ...rest, until: came, share: Math.min(NEARLY, (came - sent) / flight) };
}

/** A fixed order among envelopes that looks like none: the same ones are left when a picture is thinned twice. */
function rankOf(e: number): number {
  return (Math.imul(e + 1, 0x9e3779b1) >>> 0) / 2 ** 32;
}

/**
 * What is drawn: all messages while they are few; else one in N of them, more of the lost, duplicate and lit ones.
 * N is a power of two, so that zooming in only adds.
 */
export function choose(
  reading: Reading,
  plane: Plane,
  lit: Uint8Array | null,
  also: readonly number[] = [],
): Choice {
  const { trace, sendRecord } = reading;
  const special: number[] = [];
  const ordinary: number[] = [];
  eachIn(reading, plane.span, (e) => {
    const isSpecial =
      trace.fate[e] === Fate.Lost ||
      trace.duplicateOf[e] >= 0 ||
      (lit !== null && (lit[sendRecord[e]] ?? 0) > 0) ||
      also.includes(e);
    (isSpecial ? special : ordinary).push(e);
  });
  const all = special.length + ordinary.length;
  const most = bearable(plane);
  const first = thin(special, all > most ? most * SPECIAL_SHARE : most);
  const rest = thin(ordinary, all > most ? most * SHARE : most);
  const kept = [...rest.kept, ...first.kept, ...also.filter((e) => special.includes(e))];
  return {
    arrows: [...new Set(kept)].map((e) => arrowOf(reading, plane, e, lit)),
    all,
    oneIn: Math.max(rest.oneIn, first.oneIn),
  };
}

/** How many arrows a picture of this size bears. */
export function bearable({ length, pitch, lines }: Plane): number {
  return Math.min(MOST_ARROWS, Math.max(150, Math.round((length * pitch * lines) / ROOM)));
}

function thin(envelopes: readonly number[], most: number): { kept: number[]; oneIn: number } {
  let oneIn = 1;
  let kept = [...envelopes];
  while (kept.length > most) {
    oneIn *= 2;
    kept = kept.filter((e) => rankOf(e) < 1 / oneIn);
  }
  return { kept, oneIn };
}

/** The ends of an arrow in the picture, px along and across. */
export function endsOf(plane: Plane, { from, to, sent, until, share }: Arrow) {
  const [a, b] = [acrossOf(plane, from), acrossOf(plane, to)];
  return {
    along1: alongOf(plane, sent),
    across1: a,
    along2: alongOf(plane, until),
    across2: a + (b - a) * share,
  };
}

/** The arrow nearest to a place of the picture, within `reach` px; −1 when none is. */
export function arrowAt(
  plane: Plane,
  arrows: readonly Arrow[],
  along: number,
  across: number,
  reach: number,
): number {
  let [nearest, best] = [-1, reach];
  arrows.forEach((arrow, i) => {
    const { along1, across1, along2, across2 } = endsOf(plane, arrow);
    const [dx, dy] = [along2 - along1, across2 - across1];
    const square = dx * dx + dy * dy;
    const s = square && ((along - along1) * dx + (across - across1) * dy) / square;
    const k = Math.min(1, Math.max(0, s));
    const distance = Math.hypot(along - along1 - k * dx, across - across1 - k * dy);
    if (distance < best) [nearest, best] = [i, distance];
  });
  return nearest;
}
