import type { Figure } from '$lib/evidence/row';
import { grouped, significant } from '$lib/sim';

/** One line of a row's table. */
export interface Line {
  readonly label: string;
  readonly published: string;
  readonly ours: string;
  readonly allowed: string;
  readonly holds: boolean;
}

/** At most four figures; a whole number in full. */
const written = (value: number): string =>
  Number.isInteger(value) ? grouped(value) : significant(value, 4);

const range = (values: readonly number[]): string => {
  const [low, high] = [Math.min(...values), Math.max(...values)];
  return written(low) === written(high) ? written(low) : `${written(low)} to ${written(high)}`;
};

function allowed({ published, from, to }: Figure): string {
  const [below, above] = [published - from, to - published];
  const size = Math.max(Math.abs(published), 1e-12);
  if (below + above <= 3e-9 * size) return 'exactly';
  if (Math.abs(below - above) <= 1e-6 * size) return `±${significant(below, 2)}`;
  return `${significant(from)} to ${significant(to)}`;
}

/** "seed 3", "refused, seed 3". */
const SEED = /^(.*?),? ?seed \d+$/;

/** What the same figure came to on several seeds is one line. */
export function linesOf(figures: readonly Figure[]): Line[] {
  const groups = new Map<string, Figure[]>();
  for (const figure of figures) {
    const label = figure.label.replace(SEED, '$1 on each seed').trim();
    groups.set(label, [...(groups.get(label) ?? []), figure]);
  }
  return [...groups].map(([label, all]) => {
    const isSame = all.length > 1 && all.every(({ published, ours }) => published === ours);
    const tolerances = new Set(all.map(allowed));
    return {
      label: all.length > 1 ? label.replace('each seed', `each of ${all.length} seeds`) : label,
      published: range(all.map(({ published }) => published)),
      ours:
        isSame && new Set(all.map((f) => f.ours)).size > 1
          ? 'the same'
          : range(all.map(({ ours }) => ours)),
      allowed: tolerances.size === 1 ? [...tolerances][0] : 'by seed',
      holds: all.every(({ holds }) => holds),
    };
  });
}

/** A published value and ours over something that grows, such as a load or a number of servers. */
export interface Point {
  readonly x: number;
  readonly label: string;
  readonly published: number;
  readonly ours: number;
  readonly from: number;
  readonly to: number;
}

export interface Curve {
  readonly title: string;
  readonly points: readonly Point[];
}

const NUMBER = /\d+(?:\.\d+)?/;
const LEAST_POINTS = 3;

function curves(figures: readonly (Figure & { x: number; name: string })[]): Curve[] {
  const byName = new Map<string, Point[]>();
  for (const { name, x, label, published, ours, from, to } of figures)
    byName.set(name, [...(byName.get(name) ?? []), { x, label, published, ours, from, to }]);
  return [...byName]
    .map(([title, points]) => ({ title, points: points.sort((a, b) => a.x - b.x) }))
    .filter(({ points }) => {
      const isFlat = points.every(({ published }) => published === points[0].published);
      return (
        points.length >= LEAST_POINTS &&
        new Set(points.map(({ x }) => x)).size === points.length &&
        !isFlat
      );
    });
}

/** The curves that a row's figures form: labels that differ in their first number only. */
export function curvesOf(figures: readonly Figure[]): Curve[] {
  return curves(
    figures.flatMap((figure) => {
      const found = NUMBER.exec(figure.label);
      if (!found || SEED.test(figure.label) || /^p\d/.test(figure.label)) return [];
      const name = figure.label.replace(NUMBER, '…');
      return [{ ...figure, x: Number(found[0]), name }];
    }),
  );
}

const FAMILY = /^(.*)-(\d+(?:\.\d+)?)$/;

/** The curves that rows form together, by the id that they share: `two-choices-0.5`, `two-choices-0.7` … */
export function familiesOf(
  rows: readonly { readonly id: string; readonly figures: readonly Figure[] }[],
): Map<string, Curve[]> {
  const families = new Map<string, (Figure & { x: number; name: string })[]>();
  for (const { id, figures } of rows) {
    const [, family, x] = FAMILY.exec(id) ?? [];
    if (!family) continue;
    const own = figures.map((figure) => ({
      ...figure,
      x: Number(x),
      name: figure.label,
      label: x,
    }));
    families.set(family, [...(families.get(family) ?? []), ...own]);
  }
  return new Map(
    [...families]
      .map(([family, figures]) => [family, curves(figures)] as const)
      .filter(([, all]) => all.length > 0),
  );
}

/** "10^9" as people write it. */
export const raised = (text: string): string =>
  text.replace(/\^(\d+)/g, (_, digits: string) =>
    [...digits].map((d) => '⁰¹²³⁴⁵⁶⁷⁸⁹'[Number(d)]).join(''),
  );
