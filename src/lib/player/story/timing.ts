import { SECOND, type Micros } from '../../sim';
import type { Group } from './groups';
import type { Piece, WallSeconds } from './types';
import { readingTime } from './words';

/** How the time between captions is spent, wall seconds. */
export interface Pace {
  /** From the end of one caption to the next moment, at most. */
  readonly gap: WallSeconds;
  /** The last of it, at the next moment's own speed. */
  readonly lead: WallSeconds;
  /** The beginning of the run as it is, before its first time lapse. */
  readonly opening: WallSeconds;
}

export const EASY: Pace = { gap: 2, lead: 0.6, opening: 2.4 };
/** For runs with much to tell. */
export const BRISK: Pace = { gap: 1.2, lead: 0.4, opening: 1.2 };

/** A first moment that comes as soon as this needs no time lapse. */
const SOON: WallSeconds = 5;
/** The least of a time lapse that can be seen to be one. */
const LAPSE: WallSeconds = 0.5;
/** Of the way to a moment that is near, so much passes while the caption before it is read. */
const SHARE = 0.9;
/** A run in which nothing happens is shown so many times on its way. */
const GLIMPSES = 4;

/** Puts one piece after another. */
class Reel {
  readonly pieces: Piece[] = [];
  wall: WallSeconds = 0;
  constructor(public t: Micros) {}

  play(wall: WallSeconds, to: Micros, isLapse = false): void {
    if (!(wall > 0)) return;
    const until = this.wall + wall;
    this.pieces.push({ wall: this.wall, until, from: this.t, to, isLapse });
    this.wall = until;
    this.t = to;
  }
}

/** What a timing comes to: its pieces, and when each group is reached and its caption has been read. */
export interface Timing {
  readonly pieces: readonly Piece[];
  readonly wallEnd: WallSeconds;
  readonly reached: readonly { readonly wall: WallSeconds; readonly until: WallSeconds }[];
}

/** Approaches a group from where the reel stands. */
function approach(reel: Reel, { at, start, speed }: Group, isFirst: boolean, pace: Pace): void {
  const rate = speed * SECOND;
  const way = at - reel.t;
  if (way <= 0) return;
  if (way / rate <= (isFirst ? SOON : pace.gap)) return reel.play(way / rate, at);
  // A group that begins before its caption is seen to begin.
  const wished = Math.max(pace.lead * rate, at - Math.max(start, reel.t) + (pace.lead / 2) * rate);
  const lead = Math.min(wished, (pace.gap - LAPSE) * rate);
  if (isFirst) reel.play(pace.opening, Math.min(reel.t + pace.opening * rate, at - lead));
  reel.play(pace.gap - lead / rate, at - lead, true);
  reel.play(lead / rate, at);
}

/** Times a run from `begin` to `end`. `groups` in order of time. */
export function timingOf(
  groups: readonly Group[],
  begin: Micros,
  end: Micros,
  pace: Pace,
  usual: number,
): Timing {
  const reel = new Reel(begin);
  const reached = groups.map((group, i) => {
    approach(reel, group, i === 0, pace);
    const wall = reel.wall;
    const reading = readingTime(group.text);
    const rate = group.speed * SECOND;
    const isLast = i === groups.length - 1;
    const room = (isLast ? end : groups[i + 1].at) - reel.t;
    const most = isLast ? room : room * SHARE;
    reel.play(reading, reel.t + Math.min(reading * rate, most));
    return { wall, until: reel.wall };
  });
  if (groups.length === 0) glimpse(reel, end, usual * SECOND, pace);
  const rest = end - reel.t;
  const rate = (groups.at(-1)?.speed ?? usual) * SECOND;
  const isNear = rest / rate <= pace.gap;
  if (rest > 0) reel.play(isNear ? rest / rate : pace.gap, end, !isNear);
  return { pieces: reel.pieces, wallEnd: reel.wall, reached };
}

/** A run in which nothing is worth a moment: a few looks at it, with time lapses between them. */
function glimpse(reel: Reel, end: Micros, rate: number, pace: Pace): void {
  const step = (end - reel.t) / GLIMPSES;
  const look = pace.opening * rate;
  if (look * 2 > step) return reel.play((end - reel.t) / rate, end);
  for (let i = 0; i < GLIMPSES; i++) {
    reel.play(pace.opening, reel.t + look);
    reel.play(pace.gap, reel.t + step - look, true);
  }
}
