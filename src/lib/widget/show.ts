import type { PropertyVerdict, RunResult } from '../sim';
import { SECOND, upperBound, type Micros } from '../sim';
import { withUnit } from '../views/format';

/** A moment for people, as finely as it moves at this speed: "12.4 s", "2.0134 s". */
export function momentText(t: Micros, speed: number): string {
  const places = speed >= 1 / 2 ? 1 : speed >= 1 / 20 ? 2 : 4;
  return `${(t / SECOND).toFixed(places)} s`;
}

/** One figure beside the stage. */
export interface Figure {
  readonly label: string;
  readonly text: string;
}

/** Series of so many lines are figures at the moment; longer ones are only charts. */
const MOST_LINES = 3;

/** The measures' values around `t`. */
export function figuresAt({ series }: RunResult, t: Micros): Figure[] {
  return series
    .filter((s) => s.lines.length <= MOST_LINES && !s.target && s.at.length > 0)
    .flatMap((s) => {
      const i = Math.max(0, upperBound(s.at, t) - 1);
      return s.lines.map((label, line) => ({ label, text: withUnit(s.values[line][i], s.unit) }));
    });
}

const UNITS: [RegExp, string][] = [
  [/PerSecond$/, '/s'],
  [/Percent$/, '%'],
  [/Ms$/, 'ms'],
];

/** A whole run's numbers; their names end in their unit. */
export function figuresOf(metrics: Record<string, number>): Figure[] {
  return Object.entries(metrics).map(([name, value]) => {
    const [end, unit] = UNITS.find(([pattern]) => pattern.test(name)) ?? [/$/, ''];
    const words = name.replace(end, '').replace(/([a-z\d])([A-Z])/g, '$1 $2');
    return { label: words.toLowerCase(), text: withUnit(value, unit) };
  });
}

/** How a property stands at a moment. */
export type Light = 'holds' | 'violated' | 'seen' | 'waiting';

/** A property as a light; what is judged at the end only is dark until then. */
export function lightAt(verdict: PropertyVerdict, t: Micros, end: Micros): Light {
  const happened = verdict.at !== undefined && verdict.at <= t;
  switch (verdict.kind) {
    case 'always':
      return !verdict.holds && happened ? 'violated' : 'holds';
    case 'sometimes':
      return verdict.holds && happened ? 'seen' : 'waiting';
    default:
      return t < end ? 'waiting' : verdict.holds ? 'holds' : 'violated';
  }
}
