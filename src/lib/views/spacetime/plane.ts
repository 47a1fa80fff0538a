import type { Span } from './span';

/** Where time and processes lie in the picture, px. `along` the time axis, `across` it one line for each process. */
export interface Plane {
  readonly span: Span;
  /** Time runs downwards. */
  readonly vertical: boolean;
  /** Start and length of the time axis. */
  readonly start: number;
  readonly length: number;
  /** Where the lines begin across, how far apart they are, and how many there are. */
  readonly first: number;
  readonly pitch: number;
  readonly lines: number;
  /** The line of each node. */
  readonly lineOf: readonly number[];
  readonly width: number;
  readonly height: number;
}

/** Room that the picture is given, px. `label` is the width of the longest name of a process. */
export interface Room {
  readonly width: number;
  readonly vertical: boolean;
  readonly label: number;
}

/** Beside the lines: time's axis, and the flags of faults. */
const BESIDE = { axis: 26, flags: 34 };
const VERTICAL_LENGTH = 460;
const VERTICAL_AXIS = 58;
const VERTICAL_END = 40;
const MARGIN = 22;

/** A name that is written aslant takes this much of its width upwards. */
export const SLANT = 0.88;

/** The picture's measures: lines as far apart as looks well, the picture as tall as that takes. */
export function planeOf(span: Span, order: readonly number[], room: Room): Plane {
  const lines = order.length;
  const lineOf = order.map((_, node) => order.indexOf(node));
  const base = { span, vertical: room.vertical, lines, lineOf, width: room.width };
  if (room.vertical) {
    const head = Math.min(104, room.label * SLANT + 20);
    const pitch = (room.width - VERTICAL_AXIS - VERTICAL_END) / lines;
    const start = head + 8;
    return {
      ...base,
      start,
      length: VERTICAL_LENGTH,
      first: VERTICAL_AXIS + pitch / 2,
      pitch,
      height: start + VERTICAL_LENGTH + MARGIN,
    };
  }
  const pitch = Math.min(44, Math.max(13, 380 / lines));
  const start = Math.max(48, room.label + 14);
  return {
    ...base,
    start,
    length: Math.max(40, room.width - start - MARGIN),
    first: BESIDE.flags + pitch / 2,
    pitch,
    height: BESIDE.flags + pitch * lines + BESIDE.axis,
  };
}

/** The px along the axis of a time. */
export function alongOf({ span, start, length }: Plane, at: number): number {
  return start + ((at - span.from) / (span.to - span.from)) * length;
}

/** The time at a px along the axis. */
export function timeAt({ span, start, length }: Plane, along: number): number {
  return span.from + ((along - start) / length) * (span.to - span.from);
}

/** The px across of a node's line. */
export function acrossOf({ first, pitch, lineOf }: Plane, node: number): number {
  return first + lineOf[node] * pitch;
}

/** Where the lines begin and end across. */
export function edgesOf({ first, pitch, lines }: Plane): readonly [number, number] {
  return [first - pitch / 2, first + (lines - 0.5) * pitch];
}

const tenth = (x: number): number => Math.round(x * 10) / 10;

/** "x,y" of a place, for paths. */
export function pointText({ vertical }: Plane, along: number, across: number): string {
  return vertical ? `${tenth(across)},${tenth(along)}` : `${tenth(along)},${tenth(across)}`;
}

/** x and y of a place. */
export function pointOf({ vertical }: Plane, along: number, across: number) {
  return vertical ? { x: across, y: along } : { x: along, y: across };
}

/** Along and across of a point of the picture. */
export function placeOf({ vertical }: Plane, x: number, y: number) {
  return vertical ? { along: y, across: x } : { along: x, across: y };
}

/** The node whose line is nearest; −1 where none is within half of what is between lines. */
export function nodeAt({ first, pitch, lines, lineOf }: Plane, across: number): number {
  const line = Math.round((across - first) / pitch);
  return line < 0 || line >= lines ? -1 : lineOf.indexOf(line);
}
