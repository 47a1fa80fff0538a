import { upperBound, type MessageKind } from '../../sim';
import { textWidth } from '../format';
import { toneOf, type Tone } from '../states/modes';
import { choose, endsOf, type Arrow, type Choice } from './arrows';
import { Lit } from './causal';
import { bandPaths } from './density';
import { splitPath } from './fault-line';
import { acrossOf, alongOf, edgesOf, pointOf, pointText, type Plane } from './plane';
import type { ActMark, Reading } from './reading';

/** Arrows of one look, as one path. */
export interface Stroke {
  readonly look: string;
  readonly line: string;
  readonly heads: string;
}

/** A stretch of a process's line in one mode. */
export interface Bar {
  readonly node: number;
  readonly host: string;
  readonly tone: Tone;
  readonly along: number;
  readonly length: number;
  readonly across: number;
  /** The mode in words where there is room for them. */
  readonly text: string;
  /** It begins in the span: a mode change. */
  readonly begins: boolean;
}

export interface Flag {
  readonly act: ActMark;
  readonly along: number;
  /** Empty where another flag's text is in the way. */
  readonly text: string;
}

export interface Letter {
  readonly x: number;
  readonly y: number;
  readonly text: string;
}

/** Everything to be drawn, px and paths. */
export interface Scene {
  readonly choice: Choice;
  readonly strokes: readonly Stroke[];
  /** Where messages were lost. */
  readonly crosses: string;
  /** How long messages waited at a paused process. */
  readonly waits: string;
  readonly letters: readonly Letter[];
  /** By shade; empty while every message is drawn. */
  readonly bands: readonly string[];
  readonly bars: readonly Bar[];
  readonly flags: readonly Flag[];
  readonly splits: readonly string[];
  /** Lit records on their lines: before and after the chosen one. */
  readonly dots: { readonly past: string; readonly future: string };
}

const MOST_LETTERS = 90;
const MOST_BARS = 1200;
const MOST_DOTS = 1500;
const MARK_LOOKS: Record<MessageKind['mark'], string> = {
  request: 'message',
  reply: 'message thin',
  error: 'fault',
  event: 'durable',
  ack: 'healthy thin',
  heartbeat: 'unknown thin',
  vote: 'durable thin',
};

/** What there is to be drawn in a plane. `lit` says which records belong to the chosen one's past and future. */
export function sceneOf(
  reading: Reading,
  plane: Plane,
  kinds: Readonly<Record<string, MessageKind>>,
  lit: Uint8Array | null,
  also: readonly number[] = [],
): Scene {
  const choice = choose(reading, plane, lit, also);
  return {
    choice,
    ...strokesOf(reading, plane, choice.arrows, kinds, lit !== null),
    letters: lettersOf(reading, plane, choice.arrows, kinds, lit !== null),
    bands: choice.oneIn > 1 ? bandPaths(reading, plane) : [],
    bars: barsOf(reading, plane),
    flags: flagsOf(reading, plane),
    splits: reading.splits.map((split) => splitPath(plane, split)).filter((path) => path !== ''),
    dots: dotsOf(reading, plane, lit),
  };
}

const HEAD = 6;

/** Two short strokes at the end of an arrow. */
function headOf(plane: Plane, arrow: Arrow): string {
  const { along1, across1, along2, across2 } = endsOf(plane, arrow);
  const turn = Math.atan2(across2 - across1, along2 - along1);
  const wing = (by: number) =>
    pointText(plane, along2 - HEAD * Math.cos(turn + by), across2 - HEAD * Math.sin(turn + by));
  return `M${wing(0.45)}L${pointText(plane, along2, across2)}L${wing(-0.45)}`;
}

/** The path of one arrow, without its head. */
export function arrowPath(plane: Plane, arrow: Arrow): string {
  const { along1, across1, along2, across2 } = endsOf(plane, arrow);
  return `M${pointText(plane, along1, across1)}L${pointText(plane, along2, across2)}`;
}

function crossAt(plane: Plane, along: number, across: number): string {
  const { x, y } = pointOf(plane, along, across);
  const [l, r, t, b] = [x - 4, x + 4, y - 4, y + 4].map((v) => Math.round(v * 10) / 10);
  return `M${l},${t}L${r},${b}M${r},${t}L${l},${b}`;
}

function lookOf(arrow: Arrow, kind: MessageKind | undefined, anyLit: boolean): string {
  const looks = [MARK_LOOKS[kind?.mark ?? 'event']];
  if (arrow.duplicate) looks.push('duplicate');
  if (arrow.lost) looks.push('lost');
  if (arrow.lit === Lit.Future) looks.push('future');
  else if (arrow.lit !== Lit.None) looks.push('past');
  else if (anyLit) looks.push('dim');
  return looks.join(' ');
}

function strokesOf(
  { trace }: Reading,
  plane: Plane,
  arrows: readonly Arrow[],
  kinds: Readonly<Record<string, MessageKind>>,
  anyLit: boolean,
): Pick<Scene, 'strokes' | 'crosses' | 'waits'> {
  const strokes = new Map<string, { line: string; heads: string }>();
  let crosses = '';
  let waits = '';
  const withHeads = arrows.length <= 400;
  for (const arrow of arrows) {
    const look = lookOf(arrow, kinds[trace.names[arrow.type]], anyLit);
    let stroke = strokes.get(look);
    if (!stroke) strokes.set(look, (stroke = { line: '', heads: '' }));
    stroke.line += arrowPath(plane, arrow);
    if (arrow.lost) {
      const { along2, across2 } = endsOf(plane, arrow);
      crosses += crossAt(plane, along2, across2);
    } else if (withHeads || arrow.lit !== Lit.None) stroke.heads += headOf(plane, arrow);
    if (arrow.waits > 0) {
      const across = acrossOf(plane, arrow.to);
      const place = (at: number) => pointText(plane, alongOf(plane, at), across);
      waits += `M${place(arrow.until)}L${place(arrow.waits)}`;
    }
  }
  // What is lit lies on top of what is not.
  const all = [...strokes].map(([look, paths]) => ({ look, ...paths }));
  const rank = ({ look }: Stroke) => (look.includes('dim') ? 0 : /past|future/.test(look) ? 2 : 1);
  return { strokes: all.sort((a, b) => rank(a) - rank(b)), crosses, waits };
}

/** Letters on arrows, each where no other stands. */
function lettersOf(
  { trace }: Reading,
  plane: Plane,
  arrows: readonly Arrow[],
  kinds: Readonly<Record<string, MessageKind>>,
  anyLit: boolean,
): Letter[] {
  if (arrows.length > MOST_LETTERS) return [];
  const letters: Letter[] = [];
  for (const arrow of arrows) {
    const { along1, across1, along2, across2 } = endsOf(plane, arrow);
    if (Math.hypot(along2 - along1, across2 - across1) < 26) continue;
    const [along, across] = [along1 * 0.64 + along2 * 0.36, across1 * 0.64 + across2 * 0.36];
    const text = kinds[trace.names[arrow.type]]?.letter.slice(0, 2);
    const { x, y } = pointOf(plane, along, across);
    const inside = along > plane.start && along < plane.start + plane.length;
    if (!text || !inside || (anyLit && arrow.lit === Lit.None)) continue;
    if (letters.some((l) => Math.abs(l.x - x) < 13 && Math.abs(l.y - y) < 13)) continue;
    letters.push({ x, y, text });
  }
  return letters;
}

const HOST_TONES = { paused: 'waiting', crashed: 'fault' } as const;

function barsOf({ stays }: Reading, plane: Plane): Bar[] {
  const { span, start, length } = plane;
  const bars: Bar[] = [];
  stays.forEach((of, node) => {
    for (const stay of of) {
      if (stay.to < span.from || stay.from > span.to || bars.length >= MOST_BARS) continue;
      const along = Math.max(start, alongOf(plane, stay.from));
      const last = bars.at(-1);
      const px = Math.min(start + length, alongOf(plane, stay.to)) - along;
      // A mode that flaps faster than the picture can show is one bar.
      if (px < 1 && last?.node === node && of.length > 50) continue;
      const text = stay.host === 'running' ? stay.role : stay.host;
      const begins = stay.from > 0 && stay.from >= span.from;
      // What a process is all the time need not be said.
      const isNews = begins || stay.host !== 'running' || stay.role !== of[0].role;
      const room = plane.vertical || !isNews ? 0 : px;
      bars.push({
        node,
        host: stay.host,
        tone: stay.host === 'running' ? toneOf(stay.tags) : HOST_TONES[stay.host],
        along,
        length: Math.max(0, px),
        across: acrossOf(plane, node),
        text: plane.pitch >= 24 && textWidth(text) + 10 < room ? text : '',
        begins,
      });
    }
  });
  return bars;
}

/** Flags of what was done, their words as far as there is room before the next one. */
function flagsOf({ acts }: Reading, plane: Plane): Flag[] {
  const { span, start, length } = plane;
  const shown = acts.filter(({ at }) => at >= span.from && at <= span.to);
  const alongs = shown.map(({ at }) => alongOf(plane, at));
  const [first] = edgesOf(plane);
  return shown.map((act, i) => {
    const next = (alongs[i + 1] ?? Infinity) - alongs[i];
    const room = plane.vertical
      ? next < 16
        ? 0
        : plane.width - first
      : Math.min(next, start + length - alongs[i]);
    return { act, along: alongs[i], text: clipped(act.text, room - 22) };
  });
}

/** As much of a text as fits; nothing where that would not tell. */
function clipped(text: string, room: number): string {
  if (textWidth(text) <= room) return text;
  const letters = Math.floor(room / 6.9) - 1;
  return letters < 4 ? '' : `${text.slice(0, letters)}…`;
}

function dotsOf(
  { trace }: Reading,
  plane: Plane,
  lit: Uint8Array | null,
): { past: string; future: string } {
  if (!lit) return { past: '', future: '' };
  const dots = { past: '', future: '' };
  const last = upperBound(trace.at, plane.span.to);
  let count = 0;
  let before = '';
  for (let i = upperBound(trace.at, plane.span.from - 1); i < last && count < MOST_DOTS; i++) {
    if (lit[i] === Lit.None || lit[i] === Lit.Self || trace.node[i] < 0) continue;
    const place = pointText(plane, alongOf(plane, trace.at[i]), acrossOf(plane, trace.node[i]));
    if (place === before) continue;
    before = place;
    count++;
    dots[lit[i] === Lit.Past ? 'past' : 'future'] += `M${place}h0`;
  }
  return dots;
}
