import type { MessagesPicture } from '../picture';
import { directionAt, pointAt } from './curve';
import { LANE_OFFSET, type LinkPath } from './links';

/** Bits of `flags`. */
export const LOST = 1;
export const DUPLICATE = 2;

/** Messages where they are drawn, in columns: the same for SVG, canvas and density. */
export interface Frame {
  readonly count: number;
  readonly envelope: Int32Array;
  readonly x: Float32Array;
  readonly y: Float32Array;
  /** 1 on its way, down to 0 while a lost one fades. */
  readonly alpha: Float32Array;
  /** Index into the trace's names. */
  readonly type: Int32Array;
  readonly flags: Uint8Array;
}

/** Where messages between two nodes go. */
export interface Lane {
  readonly path: LinkPath;
  /** The share of the line, seen from its `from`, at which it is broken; NaN when it is whole. */
  readonly broken: number;
}

/** How far a lost message falls, px. */
const FALL = 40;
const DUPLICATE_OFFSET = 5;

/** Looks up lanes by node numbers, either way round. */
export class Lanes {
  readonly #lanes = new Map<number, Lane>();
  constructor(
    lanes: readonly Lane[],
    private readonly nodes: number,
  ) {
    for (const lane of lanes) this.#lanes.set(lane.path.from * nodes + lane.path.to, lane);
  }

  of(a: number, b: number): Lane | undefined {
    return this.#lanes.get(a < b ? a * this.nodes + b : b * this.nodes + a);
  }
}

/** What steps back while a caption is about something else. */
const STEPPED_BACK = 0.22;

/**
 * Where each message of a picture is drawn. Messages keep to the right of their line, so that the two directions do
 * not meet; one that is lost at a broken line falls at the break.
 * @param lit whether a message is what the caption is about; left out: all of them are drawn in full
 */
export function frameOf(
  messages: MessagesPicture,
  lanes: Lanes,
  still = false,
  lit?: (envelope: number, from: number, to: number) => boolean,
): Frame {
  const n = messages.count;
  const frame = {
    count: 0,
    envelope: new Int32Array(n),
    x: new Float32Array(n),
    y: new Float32Array(n),
    alpha: new Float32Array(n),
    type: new Int32Array(n),
    flags: new Uint8Array(n),
  };
  for (let i = 0; i < n; i++) {
    const [from, to] = [messages.from[i], messages.to[i]];
    const lane = lanes.of(from, to);
    if (!lane) continue;
    const forth = from < to;
    const { way, fall } = gone(messages, i, lane, forth);
    const s = forth ? way : 1 - way;
    const point = pointAt(lane.path.curve, s);
    const direction = directionAt(lane.path.curve, s);
    const off = forth ? LANE_OFFSET : -LANE_OFFSET;
    const duplicate = messages.duplicate[i] === 1 ? DUPLICATE_OFFSET : 0;
    const k = frame.count++;
    frame.envelope[k] = messages.envelope[i];
    frame.x[k] = point.x - direction.y * off + duplicate;
    frame.y[k] =
      point.y + direction.x * off - duplicate + (fall > 0 && !still ? fall * fall * FALL : 0);
    const weight = !lit || lit(messages.envelope[i], from, to) ? 1 : STEPPED_BACK;
    frame.alpha[k] = weight * (fall > 0 ? 1 - fall : 1);
    frame.type[k] = messages.type[i];
    frame.flags[k] = (fall >= 0 ? LOST : 0) | (duplicate ? DUPLICATE : 0);
  }
  return frame;
}

/** How far message `i` came, and how far it has fallen (−1: it travels). */
function gone(
  { progress, fall, why }: MessagesPicture,
  i: number,
  { broken }: Lane,
  forth: boolean,
): { way: number; fall: number } {
  const stop = forth ? broken : 1 - broken;
  if (why[i] < 0 || !(progress[i] <= 0.5) || Number.isNaN(stop))
    return { way: progress[i], fall: fall[i] };
  const total = progress[i] + Math.max(0, fall[i]);
  return { way: Math.min(total, stop), fall: total < stop ? -1 : Math.min(1, total - stop) };
}

/** The message nearest to a point, within `reach` px; −1 where there is none. */
export function nearest(frame: Frame, x: number, y: number, reach = 14): number {
  let best = -1;
  let least = reach * reach;
  for (let i = 0; i < frame.count; i++) {
    const [dx, dy] = [frame.x[i] - x, frame.y[i] - y];
    const d = dx * dx + dy * dy;
    if (d > least) continue;
    least = d;
    best = frame.envelope[i];
  }
  return best;
}

/** Counts of messages in square cells of `cell` px, row by row: those on their way, and those lost. */
export function densityOf(
  frame: Frame,
  width: number,
  height: number,
  cell: number,
): { columns: number; travelling: Uint16Array; lost: Uint16Array } {
  const columns = Math.max(1, Math.ceil(width / cell));
  const rows = Math.max(1, Math.ceil(height / cell));
  const travelling = new Uint16Array(columns * rows);
  const lost = new Uint16Array(columns * rows);
  for (let i = 0; i < frame.count; i++) {
    const column = Math.min(columns - 1, Math.max(0, Math.floor(frame.x[i] / cell)));
    const row = Math.min(rows - 1, Math.max(0, Math.floor(frame.y[i] / cell)));
    (frame.flags[i] & LOST ? lost : travelling)[row * columns + column]++;
  }
  return { columns, travelling, lost };
}
