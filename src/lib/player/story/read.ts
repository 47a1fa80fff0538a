import { firstPlace, SECOND, type Micros } from '../../sim';
import type { Piece, Story, StoryMoment, WallSeconds } from './types';

/** Going back so soon after a moment was reached goes to the one before it. Wall seconds. */
const JUST_REACHED = 1;

/** The last of `some` that begins at `wall` or before. −1: none does. */
const lastAt = (some: readonly { readonly wall: WallSeconds }[], wall: WallSeconds): number =>
  firstPlace(0, some.length, (i) => some[i].wall <= wall) - 1;

/** The piece that is played at `wall`; `null` for a story of no length. */
export function pieceAt({ pieces }: Story, wall: WallSeconds): Piece | null {
  return pieces[Math.max(0, lastAt(pieces, wall))] ?? null;
}

/** Simulated time at `wall`, µs; the story's beginning before it, its end after it. Continuous, never falls. */
export function simAt(story: Story, wall: WallSeconds): Micros {
  const piece = pieceAt(story, wall);
  if (!piece || wall <= 0) return story.begin;
  if (wall >= piece.until) return piece.to;
  const share = (wall - piece.wall) / (piece.until - piece.wall);
  return piece.from + share * (piece.to - piece.from);
}

/** When the story first comes to simulated time `t`, wall seconds. The inverse of `simAt`. */
export function wallAt({ pieces, wallEnd }: Story, t: Micros): WallSeconds {
  const here = firstPlace(0, pieces.length, (i) => pieces[i].to < t);
  if (here === pieces.length) return pieces.length === 0 ? 0 : wallEnd;
  const { wall, until, from, to } = pieces[here];
  return t <= from ? wall : wall + ((t - from) / (to - from)) * (until - wall);
}

/** Simulated seconds a second at `wall`. */
export function storySpeed(story: Story, wall: WallSeconds): number {
  const piece = pieceAt(story, wall);
  return piece ? (piece.to - piece.from) / (piece.until - piece.wall) / SECOND : 0;
}

/** Too fast for single messages to be seen. */
export const isLapseAt = (story: Story, wall: WallSeconds): boolean =>
  pieceAt(story, wall)?.isLapse ?? false;

/** How many times as fast as the run was seen before it (or, where nothing was, after it) a time lapse goes. */
export function lapseFactor({ pieces }: Story, lapse: Piece): number {
  const rate = ({ from, to, wall, until }: Piece) => (to - from) / (until - wall);
  const seen = pieces.filter((piece) => !piece.isLapse && piece.to > piece.from);
  const usual = seen.findLast(({ wall }) => wall < lapse.wall) ?? seen.at(0);
  return usual ? rate(lapse) / rate(usual) : 1;
}

/** The last moment that was reached by `wall`, as its place in `moments`; −1 before the first. */
export const momentAt = ({ moments }: Story, wall: WallSeconds): number => lastAt(moments, wall);

/** The moment whose caption is being read at `wall`. */
export function captionAt(story: Story, wall: WallSeconds): StoryMoment | null {
  const moment = story.moments[momentAt(story, wall)] as StoryMoment | undefined;
  return moment && wall < moment.until ? moment : null;
}

/** Where "next moment" leads from `wall`: a place in `moments`, −1 after the last. */
export function nextMoment(story: Story, wall: WallSeconds): number {
  const next = momentAt(story, wall) + 1;
  return next < story.moments.length ? next : -1;
}

/** Where "previous moment" leads: to the beginning of this one, or to the one before where this has just begun. */
export function previousMoment(story: Story, wall: WallSeconds): number {
  const here = momentAt(story, wall);
  return here >= 0 && wall - story.moments[here].wall < JUST_REACHED ? here - 1 : here;
}

/** What is lit at a moment: ids of nodes (none: all), and the envelopes that led to it. */
export interface Lit {
  readonly nodes: ReadonlySet<string>;
  readonly messages: ReadonlySet<number>;
}

const DARK: Lit = { nodes: new Set(), messages: new Set() };

/** What is lit at `wall`: that which the caption being read is about; nothing in particular between captions. */
export function litAt(story: Story, wall: WallSeconds): Lit {
  const moment = captionAt(story, wall);
  return moment ? { nodes: new Set(moment.about), messages: new Set(moment.messages) } : DARK;
}
