import { bisector } from 'd3-array';
import type { Micros } from '../../../sim';
import type { CallBar, Doing, LostPacket } from './calls';

export interface View {
  readonly from: Micros;
  readonly to: Micros;
}

/** Where in the view the present moment stands. */
const NOW_AT = 0.7;
/** Runs up to this long are shown whole at first, µs. */
const SHORT = 1_200_000;
const FIRST_LOOK: Micros = 400_000;

/** A view of `length` around `t`, within a run that ends at `end`. */
export function viewAt(t: Micros, length: Micros, end: Micros): View {
  const span = Math.min(length, Math.max(end, 1));
  const from = Math.max(0, Math.min(t - NOW_AT * span, end - span));
  return { from, to: from + span };
}

export const firstLength = (end: Micros): Micros =>
  end <= SHORT ? Math.max(end, 1000) : FIRST_LOOK;

/** A lane's place in the picture, px, and the calls that it shows, one a row. */
export interface LaneBox {
  readonly node: number;
  readonly top: number;
  readonly height: number;
  readonly row: number;
  /** Those made so far, as far as they are known. */
  readonly calls: readonly CallBar[];
}

export const HEAD = 18;
const GAP = 10;
const LARGEST_ROW = 11;

/** Heights for one lane, for two, and for more. */
const heightOf = (lanes: number): number => (lanes === 1 ? 300 : lanes === 2 ? 200 : 104);

/** The first place in `calls`, which are in order of `from`, that is not before a moment. */
const firstFrom = bisector((call: CallBar) => call.from).left;

/** A call as it stands at a moment: what it is doing then is to be seen, an answer that has not come is nobody's to know. */
export function callBy(call: CallBar, t: Micros): CallBar {
  if (call.to <= t) return call;
  const phases = call.phases
    .filter(({ from }) => from < t)
    .map((phase) => ({ ...phase, to: Math.min(phase.to, t) }));
  return { ...call, to: Infinity, phases, outcome: 'open', by: null };
}

/**
 * Lays the lanes out below each other; each call that touches the view gets a row, the oldest on top. Rows are kept free
 * for calls made after `t`, so that no row moves when they come.
 */
export function layOut(
  lanes: readonly {
    readonly node: number;
    readonly calls: readonly CallBar[];
    readonly longest: Micros;
  }[],
  view: View,
  t: Micros,
): { readonly boxes: readonly LaneBox[]; readonly height: number } {
  const boxes: LaneBox[] = [];
  let top = 0;
  for (const { node, calls, longest } of lanes) {
    const begin = firstFrom(calls, view.from - longest);
    const end = firstFrom(calls, view.to);
    const shown = calls.slice(begin, end).filter((c) => c.to > view.from);
    const height = heightOf(lanes.length);
    const row = Math.min(LARGEST_ROW, (height - HEAD) / Math.max(1, shown.length));
    const made = shown.filter((c) => c.from <= t).map((c) => callBy(c, t));
    boxes.push({ node, top, height, row, calls: made });
    top += height + GAP;
  }
  return { boxes, height: top - GAP };
}

/** How much of its row a phase fills: what only travels is thin, so that colour is not the only sign. */
const THICKNESS: Record<Doing, number> = {
  queued: 0.5,
  'under-way': 0.25,
  'held-up': 0.85,
  'worked-on': 0.85,
  unknown: 0.5,
};

/** One path for each thing that calls do, over all lanes: a handful of elements, however many calls there are. */
export function paths(
  boxes: readonly LaneBox[],
  view: View,
  width: number,
): Readonly<Record<Doing, string>> {
  const parts: Record<Doing, string[]> = {
    queued: [],
    'under-way': [],
    'held-up': [],
    'worked-on': [],
    unknown: [],
  };
  const scale = width / (view.to - view.from);
  const x = (at: Micros): number => Math.max(0, Math.min(width, (at - view.from) * scale));
  for (const { top, row, calls } of boxes)
    calls.forEach((call, i) => {
      for (const { doing, from, to } of call.phases) {
        const [a, b] = [x(from), x(to)];
        if (b <= a) continue;
        const thick = Math.max(1, row * THICKNESS[doing]);
        const y = top + HEAD + (i + 0.5) * row - thick / 2;
        parts[doing].push(
          `M${a.toFixed(1)} ${y.toFixed(1)}H${b.toFixed(1)}v${thick.toFixed(1)}H${a.toFixed(1)}z`,
        );
      }
    });
  return Object.fromEntries(
    Object.entries(parts).map(([doing, list]) => [doing, list.join('')]),
  ) as Record<Doing, string>;
}

/** The call at a height in the picture, and its row. */
export function callAt(
  boxes: readonly LaneBox[],
  y: number,
): { box: LaneBox; call: CallBar; place: number } | undefined {
  const box = boxes.find((b) => y >= b.top && y < b.top + b.height);
  if (!box) return undefined;
  const place = Math.floor((y - box.top - HEAD) / box.row);
  const call = box.calls[place];
  return call && { box, call, place };
}

/** Where the losses of a view are marked: the share of its width, and px down, at the head of their client's lane. */
export function lossesIn(
  lost: readonly LostPacket[],
  boxes: readonly LaneBox[],
  { from, to }: View,
  t: Micros,
): { readonly x: number; readonly y: number }[] {
  const tops = new Map(boxes.map((box) => [box.node, box.top]));
  return lost.flatMap(({ node, at }) => {
    const top = tops.get(node);
    if (top === undefined || at < from || at > to || at > t) return [];
    return [{ x: (at - from) / (to - from), y: top + HEAD + 3 }];
  });
}

/** Who served the answered ones of these calls: ", all by backend 1", or ", by 10 backends"; "" before the first answer. */
export function serversOf(calls: readonly CallBar[], nameOf: (node: number) => string): string {
  const by = new Set(calls.flatMap((c) => c.by ?? []));
  if (by.size === 0) return '';
  const [only] = by;
  return by.size === 1 ? `, all served by backend ${nameOf(only)}` : `, by ${by.size} backends`;
}
