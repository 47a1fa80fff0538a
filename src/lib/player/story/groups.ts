import { SECOND, type Micros } from '../../sim';
import type { Flights } from './flights';
import { KEPT, tellsOf, type MomentKind, type Part } from './types';
import { readingTime } from './words';

/** What happens within so much wall time of each other is one moment, as fast as it would play there. Seconds. */
const TOGETHER = 1.5;
/** An act is told by the caption that so soon follows it; what follows a caption so soon, too. Seconds. */
const BEFORE_CAPTION = 1.2;
const AFTER_CAPTION = 0.5;
/** Two captions that are as near as this are read as one. Seconds. */
const TWO_CAPTIONS = 0.05;
/** Sentences in one caption that is made of several parts. */
const MOST_SENTENCES = 3;
const MOST_LETTERS = 160;
/** What takes longer to read is told in two moments, even of one time. Wall seconds. */
const MOST_READING = 12;

const IMPORTANCE: readonly MomentKind[] = ['mode', 'sometimes', 'act', 'violation', 'caption'];

/** Parts that are told together. */
export interface Group {
  readonly parts: readonly Part[];
  /** When the first of them happened, and when the caption is due. */
  readonly start: Micros;
  readonly at: Micros;
  /** Simulated seconds a second. */
  readonly speed: number;
  readonly text: string;
}

const isCaption = (p: Part): boolean => p.kind === 'caption';

function groupOf(parts: readonly Part[], flights: Flights): Group {
  const lead = parts.find(isCaption) ?? parts[0];
  const about = [...new Set(parts.flatMap((p) => p.about))];
  const [start, { at }] = [parts[0].at, lead];
  return { parts, start, at, speed: flights.speedAt(at, about), text: textOf(parts) };
}

/** Whether a part that comes next in time belongs to a group. */
function belongs(group: Group, part: Part): boolean {
  const { parts, start, at, speed, text } = group;
  const wall = (from: Micros) => (part.at - from) / SECOND / speed;
  const isTold = parts.some(isCaption);
  if (isTold && part.byHand) return false;
  if (isCaption(part) && parts.some((p) => p.byHand) && !parts.some((p) => tellsOf(part, p)))
    return false;
  if (isTold && isCaption(part))
    return wall(at) <= TWO_CAPTIONS && readingTime(`${text} ${part.text}`) <= MOST_READING;
  if (isTold) return wall(at) <= AFTER_CAPTION;
  return wall(start) <= (isCaption(part) ? BEFORE_CAPTION : TOGETHER);
}

/** Brings together what happens together. `parts` in order of time. */
export function gather(parts: readonly Part[], flights: Flights): Group[] {
  const groups: Group[] = [];
  for (const part of parts) {
    const last = groups.at(-1);
    if (last && belongs(last, part))
      groups[groups.length - 1] = groupOf([...last.parts, part], flights);
    else groups.push(groupOf([part], flights));
  }
  return groups;
}

/** The most important kind in a group. */
export const kindOf = ({ parts }: Group): MomentKind =>
  parts.reduce<MomentKind>(
    (best, { kind }) => (IMPORTANCE.indexOf(kind) > IMPORTANCE.indexOf(best) ? kind : best),
    'mode',
  );

/** What is said of parts that are told together: their captions (after what the reader did), or the most important of their sentences. */
function textOf(parts: readonly Part[]): string {
  const captions = parts.filter(isCaption);
  const deeds = parts.filter((p) => p.byHand && p.kind === 'act');
  if (captions.length > 0) return [...deeds, ...captions].map((p) => p.text).join(' ');
  const byRank = [...parts].sort((a, b) => b.rank - a.rank || a.at - b.at);
  const told = new Set<string>();
  let length = 0;
  for (const { text } of byRank) {
    if (told.has(text) || told.size === MOST_SENTENCES) continue;
    if (told.size > 0 && length + text.length > MOST_LETTERS) break;
    told.add(text);
    length += text.length;
  }
  const left = (kind: MomentKind) =>
    parts.filter((p) => p.kind === kind && !told.has(p.text)).length;
  const [acts, violations] = [left('act'), left('violation')];
  return [
    ...new Set(parts.map((p) => p.text).filter((text) => told.has(text))),
    ...(violations > 0
      ? [`${plural(violations, 'more property is', 'more properties are')} violated.`]
      : []),
    ...(acts > 0
      ? [`${plural(acts, 'more fault or repair follows', 'more faults and repairs follow')}.`]
      : []),
  ].join(' ');
}

const plural = (n: number, one: string, many: string): string => `${n} ${n === 1 ? one : many}`;

/** Whether a group may be left out, and how much would be missed. */
export const rankOf = ({ parts }: Group): number => Math.max(...parts.map((p) => p.rank));

/** Without its least important group that may be left out; `null` where all must stay. */
export function withoutLeast(groups: readonly Group[]): Group[] | null {
  let least = -1;
  groups.forEach((g, i) => {
    if (rankOf(g) < KEPT && (least < 0 || rankOf(g) < rankOf(groups[least]))) least = i;
  });
  return least < 0 ? null : groups.filter((_, i) => i !== least);
}

/** With those two neighbours told as one that lie nearest in time and have no caption and no violation. */
export function withNearestMerged(groups: readonly Group[], flights: Flights): Group[] | null {
  const isPlain = (g: Group) =>
    g.parts.every((p) => p.kind !== 'caption' && p.kind !== 'violation');
  let best = -1;
  const gap = (i: number) => groups[i + 1].start - groups[i].parts.at(-1)!.at;
  for (let i = 0; i + 1 < groups.length; i++) {
    if (!isPlain(groups[i]) || !isPlain(groups[i + 1])) continue;
    if (best < 0 || gap(i) < gap(best)) best = i;
  }
  if (best < 0) return null;
  const one = groupOf([...groups[best].parts, ...groups[best + 1].parts], flights);
  return [...groups.slice(0, best), one, ...groups.slice(best + 2)];
}
