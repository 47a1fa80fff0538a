import type { PropertyVerdict, RunResult } from '../sim';
import { SECOND, upperBound, type Micros } from '../sim';
import { dayAndHour, withUnit } from '../views/format';
import { labelOf } from '../views/measure-label';

/** A share of a day: slower than this the clock shows seconds. */
const MINUTE_A_SECOND = 1 / 1440;

/**
 * A moment for people, as finely as it moves at this speed: "12.4 s", "2.0134 s"; where a run has a calendar, whose day
 * takes `day` µs, "day 2, 14:05".
 */
export function momentText(t: Micros, speed: number, day?: Micros): string {
  if (day) return dayAndHour(t, day, (speed * SECOND) / day < MINUTE_A_SECOND);
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

/**
 * The measures' values around `t`. Where something changed since the last sample (`changes`: times of faults and mode
 * changes, ascending), the next one is closer to what the stage shows: "crashed 1", not "crashed 0".
 */
export function figuresAt(
  { series }: Pick<RunResult, 'series'>,
  t: Micros,
  changes: readonly Micros[] = [],
): Figure[] {
  const next = upperBound(changes, t);
  const [changed, later] = [changes[next - 1] ?? -1, changes[next] ?? Infinity];
  return series
    .filter((s) => s.lines.length <= MOST_LINES && !s.target && s.at.length > 0)
    .flatMap((s) => {
      const before = Math.max(0, upperBound(s.at, t) - 1);
      const isStale = changed > s.at[before] && s.at[before + 1] < later;
      const i = isStale ? before + 1 : before;
      return s.lines.map((label, line) => ({ label, text: withUnit(s.values[line][i], s.unit) }));
    });
}

/** A whole run's numbers; their names end in their unit. */
export function figuresOf(metrics: Record<string, number>): Figure[] {
  return Object.entries(metrics).map(([name, value]) => {
    const { label, unit } = labelOf(name);
    return { label, text: withUnit(value, unit) };
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
