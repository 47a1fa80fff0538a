import type { Region } from './structure';
import { structureHash } from './structure';

export interface Rect {
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
}

/** An arrow's bends and the box of its label; corners in px from the region's own. */
export interface ArrowLayout {
  readonly points: readonly (readonly [number, number])[];
  readonly label: Rect;
}

/** Where elk put the states (by id) and arrows (in the order of `Region.arrows`) of one region. */
export interface RegionLayout {
  readonly width: number;
  readonly height: number;
  readonly states: Readonly<Record<string, Rect>>;
  readonly arrows: readonly ArrowLayout[];
}

export interface ChartLayout {
  readonly hash: string;
  readonly regions: readonly RegionLayout[];
}

/** Sizes that the layout is made for, and that the drawing keeps to. */
export const SIZES = {
  /** Width of a letter of an event (12 px mono) and of a state's name (13 px sans, semibold), px. */
  eventLetter: 7.25,
  nameLetter: 7.9,
  eventLine: 15,
  nameHeight: 34,
  namePadding: 14,
} as const;

/** The layouts of one system's statecharts, by kind. */
export type Layouts = Readonly<Record<string, ChartLayout | undefined>>;

/**
 * The committed layout of a machine: `kind` is its behaviour's, with "/parts" for the machine of its parts. `null`
 * when there is none, or when the machine has changed since (`npm run layout` makes it anew).
 */
export function layoutOf(
  layouts: Layouts,
  kind: string,
  regions: readonly Region[],
): ChartLayout | null {
  const layout = layouts[kind];
  return layout?.hash === structureHash(regions) ? layout : null;
}

/** Points of an orthogonal arrow as an SVG path with rounded corners. */
export function pathOf(points: ArrowLayout['points'], radius = 6): string {
  const at = ([x, y]: readonly number[]) => `${Math.round(x * 10) / 10},${Math.round(y * 10) / 10}`;
  const towards = (a: readonly number[], b: readonly number[], most: number) => {
    const length = Math.hypot(b[0] - a[0], b[1] - a[1]) || 1;
    const d = Math.min(most, length / 2);
    return [a[0] + ((b[0] - a[0]) / length) * d, a[1] + ((b[1] - a[1]) / length) * d];
  };
  const corners = points
    .slice(1, -1)
    .map(
      (p, i) =>
        `L${at(towards(p, points[i], radius))}Q${at(p)} ${at(towards(p, points[i + 2], radius))}`,
    );
  return `M${at(points[0])}${corners.join('')}L${at(points[points.length - 1])}`;
}
