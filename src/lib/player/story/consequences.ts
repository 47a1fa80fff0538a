import type { Intervention, PropertyVerdict, RunResult } from '../../sim';
import { isMend, nodesOf, nounOf } from './acts';
import { aboutChange, changeText, type Change } from './modes';
import { KEPT, type Part, type Scene } from './types';
import { sentence, spanText, type Names } from './words';

/** An act and the part of the run that it answers for: until the next act at another time. */
interface Reach {
  readonly act: Intervention;
  readonly until: number;
}

function reachOf(acts: readonly Intervention[], place: number): Reach {
  const act = acts[place];
  return { act, until: acts.find((a) => a.at > act.at)?.at ?? Infinity };
}

const after = (text: string, at: number, act: Intervention): string =>
  `${text.replace(/[.!]$/, '')}, ${spanText(at - act.at)} after ${nounOf(act)}.`;

/**
 * Who first took notice of an act: the first rare change of a mode after it and before the next act, of another node
 * than those it was done to, or in how another node sees them.
 */
export function noticeOf(
  acts: readonly Intervention[],
  place: number,
  run: RunResult,
  changes: readonly Change[],
  scene: Scene,
  names: Names,
): Part | null {
  const { act, until } = reachOf(acts, place);
  const hit = nodesOf(act, names, run, scene);
  const isElsewhere = hit.length * 2 < scene.topology.nodes.length;
  const noticed = changes.find((c) => {
    if (c.at <= act.at || c.at >= until) return false;
    const [who] = aboutChange(c, scene, names);
    // A fault of most of the network is noticed by those it befalls.
    return !isElsewhere || !hit.includes(who);
  });
  if (!noticed) return null;
  const about = [...new Set([...aboutChange(noticed, scene, names), ...hit])];
  const text = after(changeText(noticed, scene, names), noticed.at, act);
  return { kind: 'mode', at: noticed.at, text, about, messages: [], rank: KEPT - 1 };
}

/** The fault that a violation is told with: the last one before it among `places`. */
export function blamedFor(
  { at = 0 }: PropertyVerdict,
  acts: readonly Intervention[],
  places: readonly number[],
): Intervention | null {
  const before = places.map((p) => acts[p]).filter((a) => a.at < at && !isMend(a));
  return before.at(-1) ?? null;
}

/** What was violated, and how long after the fault that came before it. */
export function violationText(
  why: string,
  at: number,
  act: Intervention | null,
  names: Names,
): string {
  const text = sentence(names.inText(why));
  return act ? after(text, at, act) : text;
}
