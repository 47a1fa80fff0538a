import type { Intervention, PropertyVerdict, RunResult } from '../../sim';
import { actsText, isAlike, isMend, nodesOf } from './acts';
import {
  brokenText,
  culpritOf,
  lastFaultBefore,
  noticesOf,
  violationText,
  type HandAct,
} from './consequences';
import { aboutChange, changesOf, changeText, type Change } from './modes';
import {
  KEPT,
  tellsOf,
  type Part,
  type Scene,
  type StoryOptions,
  type TellingCaption,
} from './types';
import { clipped, Names, sentence } from './words';

/** Most mode changes in the story of a run that has captions, and of one that has none. */
const MODES = { told: 2, untold: 8 };
/** So far back the messages that led to something are followed. */
const CHAIN = 8;

const unique = <T>(some: readonly T[]): T[] => [...new Set(some)];

/** Everything in a run that may be worth a moment, in order of time. */
export function partsOf(run: RunResult, scene: Scene, options: StoryOptions = {}): Part[] {
  const names = new Names(scene);
  const end = run.virtualMs * 1000;
  const acts = [...run.recipe.interventions].sort((a, b) => a.at - b.at).filter((a) => a.at <= end);
  const captions = captionsOf(run, scene, names);
  const own = new Set(options.byHand?.map((place) => acts[place]));
  const deeds = withoutEffect(deedsOf(acts, own, run, scene, names), options);
  const changes = changesOf(run, scene, names);
  // A run that nobody wrote captions for is told by what was done to it and what came of that.
  const places = (options.byHand ?? (captions.length === 0 ? acts.map((_, i) => i) : [])).filter(
    (place) => place < acts.length,
  );
  const notices = places.flatMap((place): Part[] => {
    const told = noticesOf(acts[place], run, changes, scene, names);
    // What a reader's own act led to is never left out.
    return options.byHand ? told.map((n) => ({ ...n, rank: KEPT, byHand: true })) : told;
  });
  const modes = modesOf(changes, [...captions, ...deeds], captions.length > 0, scene, names);
  const others = modes.filter((m) => !notices.some((n) => n.at === m.at));
  const verdicts = verdictsOf(run, scene, names, acts, options, captions.length > 0);
  const all = [...captions, ...deeds, ...notices, ...others, ...verdicts, ...inAll(end, options)];
  return all
    .map((p) => (p.kind === 'caption' || p.byHand ? p : { ...p, text: clipped(p.text) }))
    .sort((a, b) => a.at - b.at || orderOf(b, all) - orderOf(a, all));
}

/** Of what happens at one time the weightiest comes first; what a reader's act has brought about, after it. */
function orderOf(part: Part, all: readonly Part[]): number {
  const isOf = part.kind === 'caption' && all.some((p) => p.at === part.at && tellsOf(part, p));
  return isOf ? KEPT - 1 : part.rank;
}

/** What was done to the run, those acts together that are alike. */
function deedsOf(
  acts: readonly Intervention[],
  own: ReadonlySet<Intervention>,
  run: RunResult,
  scene: Scene,
  names: Names,
): Part[] {
  const alike: Intervention[][] = [];
  for (const act of acts) {
    const some = alike.find(([first]) => isAlike(first, act) && own.has(first) === own.has(act));
    if (some) some.push(act);
    else alike.push([act]);
  }
  return alike.map((some): Part => ({
    kind: 'act',
    at: some[0].at,
    text: actsText(some, names, run, scene),
    about: unique(some.flatMap((act) => nodesOf(act, names, run, scene))),
    messages: some.flatMap((act) => ('message' in act ? [act.message] : [])),
    rank: KEPT + (isMend(some[0]) ? 0 : 1),
    byHand: own.has(some[0]),
  }));
}

/** Says of a single act by hand that it changed nothing. */
function withoutEffect(deeds: readonly Part[], { byHand, difference }: StoryOptions): Part[] {
  if (difference !== null || byHand?.length !== 1) return [...deeds];
  const same = 'It makes no difference: the run comes out the same.';
  return deeds.map((d) => (d.byHand ? { ...d, text: `${d.text} ${same}` } : d));
}

/** What acts by hand changed in all, told at the end. */
function inAll(at: number, { difference }: StoryOptions): Part[] {
  if (!difference) return [];
  return [{ kind: 'act', at, text: difference, about: [], messages: [], rank: KEPT, byHand: true }];
}

function captionsOf(run: RunResult, { captions }: Scene, names: Names): Part[] {
  return run.moments.flatMap(({ at, caption, about }): Part[] => {
    const told = captions[caption] as TellingCaption | undefined;
    if (!told) return [];
    const { text, messages: kinds } = told;
    const named = about ?? names.namedIn(text);
    return [{ kind: 'caption', at, text, about: named, messages: [], kinds, rank: KEPT + 2 }];
  });
}

/** The mode changes that matter most: machines that fail, and rare changes of those that the story is about. */
function modesOf(
  changes: readonly Change[],
  kept: readonly Part[],
  isTold: boolean,
  scene: Scene,
  names: Names,
): Part[] {
  const known = new Set(kept.flatMap((p) => p.about));
  const first = kept.reduce((at, p) => Math.min(at, p.at), Infinity);
  const parts = changes.map((change): Part => {
    const nodes = aboutChange(change, scene, names);
    const weight =
      (change.kind === 'host' ? 4 : 0) +
      (nodes.some((n) => known.has(n)) ? 2 : 0) +
      (change.isFirst ? 1 : 0) +
      1 / change.among;
    const text = `${changeText(change, scene, names)}.`;
    return { kind: 'mode', at: change.at, text, about: nodes, messages: [], rank: weight };
  });
  // Before the story of a scenario begins, its nodes only find their places.
  const worthy = parts.filter((p) => !isTold || (p.rank >= 2 && p.at > first));
  const most = isTold ? MODES.told : MODES.untold;
  return worthy.sort((a, b) => b.rank - a.rank || a.at - b.at).slice(0, most);
}

function verdictsOf(
  run: RunResult,
  scene: Scene,
  names: Names,
  acts: readonly Intervention[],
  { byHand, before }: StoryOptions,
  isTold: boolean,
): Part[] {
  const hand = (byHand ?? []).flatMap((place, i): HandAct[] =>
    place < acts.length ? [{ act: acts[place], before: before?.[i] ?? null }] : [],
  );
  return run.verdicts.flatMap((verdict): Part[] => {
    const { kind, holds, at, why, title } = verdict;
    if (at === undefined || holds !== (kind === 'sometimes')) return [];
    const chain = chainOf(verdict, run, scene);
    if (kind === 'sometimes') return [{ kind, at, text: sentence(title), ...chain, rank: 5 }];
    const culprit = culpritOf(verdict, hand);
    const rank = KEPT + 1;
    if (culprit) {
      const text = brokenText(why ?? title, at, run.virtualMs * 1000, culprit, names);
      return [{ kind: 'violation', at, text, ...chain, rank, byHand: true }];
    }
    // Who wrote captions knew of the scenario's own faults; a reader's are blamed only for what they broke.
    const fault = byHand || isTold ? null : lastFaultBefore(verdict, acts);
    return [
      {
        kind: 'violation',
        at,
        text: violationText(why ?? title, at, fault, names),
        ...chain,
        rank,
      },
    ];
  });
}

/** The messages that led to a verdict, and the nodes between which the last of them went. */
function chainOf({ record, at }: PropertyVerdict, run: RunResult, { topology }: Scene) {
  const { trace, virtualMs } = run;
  const messages: number[] = [];
  const ends: number[] = [];
  // What is judged at the end of a run has no record of its own.
  if (!trace || record === undefined || record < 0 || at! >= virtualMs * 1000)
    return { about: [], messages };
  let i = record;
  for (let n = 0; i >= 0 && n < CHAIN; n++, i = trace.cause[i]) {
    if (trace.envelope[i] >= 0) messages.push(trace.envelope[i]);
    if (n === 0) ends.push(trace.node[i], trace.peer[i]);
  }
  const about = ends.filter((e) => e >= 0).map((e) => topology.nodes[e].id);
  return { about: unique(about), messages: unique(messages) };
}
