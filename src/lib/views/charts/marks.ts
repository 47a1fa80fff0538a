import type { Series } from '../../sim';

/** How a line is drawn. Colour repeats what dash, marker and the label at its end say already. */
export interface LineMark {
  /** A colour of tokens.css, such as "healthy". */
  readonly colour: string;
  readonly dash: string;
  /** A marker's path around (0, 0), about 8 px wide. */
  readonly marker: string;
}

const CIRCLE = 'M-3.5,0a3.5,3.5 0 1 0 7,0a3.5,3.5 0 1 0 -7,0Z';
const SQUARE = 'M-3.2,-3.2H3.2V3.2H-3.2Z';
const TRIANGLE = 'M0,-4L4,3.2H-4Z';
const DIAMOND = 'M0,-4.4L4.4,0L0,4.4L-4.4,0Z';
const CROSS = 'M-4,-1.3H-1.3V-4H1.3V-1.3H4V1.3H1.3V4H-1.3V1.3H-4Z';

const MEANINGS: readonly (readonly [RegExp, LineMark])[] = [
  [/^(served|ok|goodput|answered|completed)$/, { colour: 'healthy', dash: '', marker: CIRCLE }],
  [/^(rejected|retries|waiting)$/, { colour: 'waiting', dash: '6 3', marker: SQUARE }],
  [/^(errors?|failed|lost|timeouts)$/, { colour: 'fault', dash: '2 3', marker: CROSS }],
  [/^(p50|median)$/, { colour: 'message', dash: '', marker: CIRCLE }],
  [/^(p9\d+|max)$/, { colour: 'durable', dash: '6 3', marker: TRIANGLE }],
];

const OTHERS: readonly LineMark[] = [
  { colour: 'message', dash: '', marker: CIRCLE },
  { colour: 'waiting', dash: '6 3', marker: SQUARE },
  { colour: 'durable', dash: '2 3', marker: TRIANGLE },
  { colour: 'healthy', dash: '9 3 2 3', marker: DIAMOND },
  { colour: 'ink-2', dash: '4 2', marker: CROSS },
];

/** Up to so many lines each are drawn in full; of more, the few that stand out, the others as thin threads. */
export const MOST_MARKED = 8;
const STAND_OUT = 4;

/** The mark of a line: by what its name means, else by its place. */
export function markOf(name: string, place: number): LineMark {
  const meant = MEANINGS.find(([pattern]) => pattern.test(name));
  return meant ? meant[1] : OTHERS[place % OTHERS.length];
}

/** A line that is drawn with a mark and a label. */
export interface MarkedLine {
  readonly line: number;
  readonly mark: LineMark;
}

/**
 * The lines drawn with a mark and a label. Few: all of them. Many: those with the highest values, and `wanted` ones
 * (selected or pointed at), which share the last mark.
 */
export function markedLines(series: Series, wanted: readonly string[]): MarkedLine[] {
  const { lines } = series;
  if (lines.length <= MOST_MARKED) {
    const taken = new Set<string>();
    return lines.map((name, line) => {
      const own = markOf(name, line);
      // Two p99 in one chart mean the same and are two lines: the second takes what is free.
      const mark = taken.has(own.colour)
        ? (OTHERS.find(({ colour }) => !taken.has(colour)) ?? own)
        : own;
      taken.add(mark.colour);
      return { line, mark };
    });
  }
  const peak = series.values.map((line) => line.reduce((m, v) => (v > m ? v : m), -Infinity));
  const top = lines
    .map((_, i) => i)
    .sort((a, b) => peak[b] - peak[a])
    .slice(0, STAND_OUT);
  const others = lines.flatMap((name, i) => (wanted.includes(name) && !top.includes(i) ? [i] : []));
  return [
    ...others.map((line) => ({ line, mark: OTHERS[OTHERS.length - 1] })),
    ...top.map((line, rank) => ({ line, mark: OTHERS[rank % (OTHERS.length - 1)] })),
  ];
}
