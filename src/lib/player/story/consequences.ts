import type { Intervention, PropertyVerdict, RunResult } from '../../sim';
import { aftermathOf, type Aftermath, type Wait } from './aftermath';
import { isMend, nodesOf, nounOf, sinceOf } from './acts';
import { aboutChange, changeText, type Change } from './modes';
import { KEPT, type Came, type Part, type Scene } from './types';
import { capital, clipped, sentence, spanText, type Names } from './words';

const after = (text: string, at: number, act: Intervention): string =>
  `${text.replace(/[.!]$/, '')}, ${spanText(at - act.at)} after ${sinceOf(act)}.`;

/** Something that others did because of an act. */
interface Noticed {
  readonly at: number;
  readonly text: string;
  readonly about: readonly string[];
}

/**
 * Who took notice of an act: the first wait that was in vain because of it, and the first rare change of a mode, of another
 * node than those it was done to, that follows from it. None where the run does not show that anybody did.
 */
export function noticesOf(
  act: Intervention,
  run: RunResult,
  changes: readonly Change[],
  scene: Scene,
  names: Names,
): Part[] {
  const later = aftermathOf(act, run, scene, names);
  if (!later) return [];
  const change = changes.find((c) => c.at > act.at && isNotice(c, later, scene));
  const wait = later.waits.at(0);
  const hit = nodesOf(act, names, run, scene);
  const told = wait ? [ofWait(wait, change, run, scene, names)] : [];
  if (change && (!wait || !isOne(wait, change, run)))
    told.push({
      at: change.at,
      text: changeText(change, scene, names),
      about: aboutChange(change, scene, names),
    });
  return told.map(({ at, text, about }) => ({
    kind: 'mode',
    at,
    text: after(text, at, act),
    about: [...new Set([...about, ...hit])],
    messages: [],
    rank: KEPT - 1,
  }));
}

function isNotice({ record, node, part }: Change, later: Aftermath, scene: Scene): boolean {
  if (later.reach.hit.has(node)) return false;
  const about = part ? scene.topology.nodes.findIndex(({ id }) => id === part) : -1;
  return later.follows(record) || (about >= 0 && later.isAbout(record, about));
}

/** Whether a change was made by the node that waited, when it gave up. */
const isOne = ({ record, node }: Wait, change: Change, { trace }: RunResult): boolean =>
  node === change.node && trace!.at[record] === change.at;

function ofWait(
  wait: Wait,
  change: Change | undefined,
  run: RunResult,
  scene: Scene,
  names: Names,
): Noticed {
  const [who, of] = [wait.node, wait.of].map((i) => scene.topology.nodes[i].id);
  const subject = capital(names.of(who));
  const vain = `${subject} ${names.isMany(who) ? 'have' : 'has'} waited in vain for ${names.of(of)}`;
  const also = change && isOne(wait, change, run) ? changeText(change, scene, names) : '';
  const text = also.startsWith(`${subject} `)
    ? `${vain} and ${also.slice(subject.length + 1)}`
    : vain;
  return { at: run.trace!.at[wait.record], text, about: [who, of] };
}

/** What each act by hand was done to: its place among the acts, and what the run came to before it was done. */
export interface HandAct {
  readonly act: Intervention;
  readonly before: Came | null;
}

/**
 * The act by hand without which a property would not have been violated. `null` where it would have been, or where nobody
 * can tell which it was.
 */
export function culpritOf(
  { property, at = 0 }: PropertyVerdict,
  byHand: readonly HandAct[],
): Intervention | null {
  const isBroken = (came: Came | null): boolean | null =>
    came &&
    came.verdicts.some((v) => v.property === property && v.kind !== 'sometimes' && !v.holds);
  // What a repair brings to light, the fault before it has done.
  const faults = byHand.filter(({ act }) => !isMend(act));
  const acts = faults.length > 0 ? faults : byHand;
  const breaks = acts.find(({ before, act }, i) => {
    if (isBroken(before) !== false || act.at > at) return false;
    const next = acts.at(i + 1);
    return !next || isBroken(next.before) === true;
  });
  return breaks?.act ?? null;
}

/** What was violated, how long after the act that broke it, and that it did. What is judged at the `end`, µs, has no time of its own. */
export function brokenText(
  why: string,
  at: number,
  end: number,
  act: Intervention,
  names: Names,
): string {
  const text = sentence(names.inText(why)).replace(/[.!]$/, '');
  const since = at < end ? `, ${spanText(at - act.at)} after ${sinceOf(act)}` : '';
  return clipped(text, `${since}. Without ${nounOf(act)} it would not have happened.`);
}

/** The fault that a violation is told with in a run without captions: the last one before it. */
export function lastFaultBefore(
  { at = 0 }: PropertyVerdict,
  acts: readonly Intervention[],
): Intervention | null {
  return acts.filter((a) => a.at < at && !isMend(a)).at(-1) ?? null;
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
