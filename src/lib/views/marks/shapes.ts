import type { NodeSpec } from '../../sim';
import type { Way } from '../stage/sizes';

/** A mark's outline, and lines drawn on it. */
interface Outline {
  readonly outline: string;
  readonly detail?: string;
}

type Shape = NodeSpec['shape'];

/** A rectangle with round corners. */
function rounded(w: number, h: number, r: number): string {
  return `M${r},0H${w - r}A${r},${r} 0 0 1 ${w},${r}V${h - r}A${r},${r} 0 0 1 ${w - r},${h}H${r}A${r},${r} 0 0 1 0,${h - r}V${r}A${r},${r} 0 0 1 ${r},0Z`;
}

/** Wide where work comes in, narrow where it goes out. */
function funnel(w: number, h: number, way: Way): string {
  const [dx, dy] = [w * 0.13, h * 0.2];
  return way === 'across'
    ? `M4,0L${w - 3},${dy - 2}Q${w},${dy} ${w},${dy + 4}V${h - dy - 4}Q${w},${h - dy} ${w - 3},${h - dy + 2}L4,${h}Q0,${h} 0,${h - 4}V4Q0,0 4,0Z`
    : `M4,0H${w - 4}Q${w},0 ${w - 1},4L${w - dx + 2},${h - 3}Q${w - dx},${h} ${w - dx - 4},${h}H${dx + 4}Q${dx},${h} ${dx - 2},${h - 3}L1,4Q0,0 4,0Z`;
}

function cylinder(w: number, h: number): Outline {
  const ry = Math.min(12, h * 0.16);
  const [a, b] = [w / 2, ry];
  return {
    outline: `M0,${ry}A${a},${b} 0 0 1 ${w},${ry}V${h - ry}A${a},${b} 0 0 1 0,${h - ry}Z`,
    detail: `M0,${ry}A${a},${b} 0 0 0 ${w},${ry}`,
  };
}

function pipe(w: number, h: number): Outline {
  const rx = Math.min(11, w * 0.08);
  const [a, b] = [rx, h / 2];
  return {
    outline: `M${rx},0H${w - rx}A${a},${b} 0 0 1 ${w - rx},${h}H${rx}A${a},${b} 0 0 1 ${rx},0Z`,
    detail: `M${w - rx},0A${a},${b} 0 0 0 ${w - rx},${h}`,
  };
}

function eye(w: number, h: number): Outline {
  const [cx, cy] = [w / 2, h / 2];
  // With its name inside it has a flat lid.
  if (w > 2.2 * h)
    return {
      outline: `M0,${cy}Q${cy},0 ${h},0H${w - h}Q${w - cy},0 ${w},${cy}Q${w - cy},${h} ${w - h},${h}H${h}Q${cy},${h} 0,${cy}Z`,
    };
  return { outline: `M0,${cy}Q${cx},${-h * 0.42} ${w},${cy}Q${cx},${h * 1.42} 0,${cy}Z` };
}

/** A box with a notch like a crown in its upper edge: what leads or coordinates has it. */
function crowned(w: number, h: number): Outline {
  const x = w * 0.3;
  const crown = `L${x},0L${x - 3},-9L${x + 4},-4L${x + 9},-11L${x + 14},-4L${x + 21},-9L${x + 18},0`;
  return { outline: rounded(w, h, 8).replace(`M8,0H${w - 8}`, `M8,0${crown}H${w - 8}`) };
}

/** The outline of a mark that is `w` × `h` px, its upper left corner at (0, 0). */
export function outlineOf(shape: Shape, w: number, h: number, way: Way, leads = false): Outline {
  if (leads && shape === 'server') return crowned(w, h);
  switch (shape) {
    case 'client':
      return { outline: rounded(w, h, Math.min(w, h) * 0.26) };
    case 'server':
      return { outline: rounded(w, h, 8) };
    case 'balancer':
      return { outline: funnel(w, h, way) };
    case 'coordinator':
      return crowned(w, h);
    case 'replica':
      return cylinder(w, h);
    case 'queue':
      return pipe(w, h);
    case 'observer':
      return eye(w, h);
  }
}

/** A small crown, its feet at (0, 0). */
export const CROWN = 'M-9,0L-12,-9L-5,-4L0,-11L5,-4L12,-9L9,0Z';

/** The crown of a mark that leads, and where its feet are: over the notch where the outline has one. */
export function crownOf(shape: Shape, w: number): { d: string; x: number; y: number } {
  const notched = shape === 'server' || shape === 'coordinator';
  return notched
    ? { d: 'M0,1V0L-3,-9L4,-4L9,-11L14,-4L21,-9L18,0V1', x: w * 0.3, y: 0 }
    : { d: CROWN, x: w / 2, y: -3 };
}
