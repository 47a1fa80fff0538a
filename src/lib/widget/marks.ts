import {
  formatAct,
  Rec,
  type Act,
  type Micros,
  type PropertyVerdict,
  type RunResult,
} from '../sim';
import { inLabels, type Named } from '../views/labels';

/** Something on the timeline. */
export interface Mark {
  readonly at: Micros;
  readonly kind: 'act' | 'mode' | 'moment' | 'violation';
  readonly text: string;
  /** Of something that was done: its place among all that was, in the order of time. */
  readonly act?: number;
}

/** A fault, the end of one, or what an operator does, who breaks nothing. */
export type Category = 'crash' | 'pause' | 'slow' | 'net' | 'other' | 'mend' | 'operate';

const DEEDS: Readonly<Record<Act['do'], Category>> = {
  crash: 'crash',
  wipe: 'crash',
  'fail-fast': 'other',
  pause: 'pause',
  slow: 'slow',
  skew: 'other',
  cut: 'net',
  partition: 'net',
  lose: 'net',
  duplicate: 'net',
  corrupt: 'net',
  delay: 'net',
  reorder: 'net',
  drop: 'net',
  'duplicate-message': 'net',
  'delay-message': 'net',
  restart: 'mend',
  resume: 'mend',
  recover: 'mend',
  'heal-link': 'mend',
  heal: 'mend',
  operate: 'operate',
  set: 'operate',
};

/** Back at its own speed, or with its clock right, is an end and not a fault. */
export function categoryOf(act: Act): Category {
  if (act.do === 'slow' && act.factor === 1) return 'mend';
  if (act.do === 'skew' && act.offset === 0 && act.ppm === 0) return 'mend';
  return DEEDS[act.do];
}

export interface Landmarks {
  readonly marks: readonly Mark[];
  /** Their times, ascending, each once. */
  readonly changes: readonly Micros[];
}

/** A run that flaps for hours has thousands of mode changes: more than this are no help to anyone. */
const MOST_MODES = 300;

/** The first violated `always`, if any. */
export function firstViolation(verdicts: readonly PropertyVerdict[]): PropertyVerdict | null {
  const violated = verdicts.filter((v) => v.kind === 'always' && !v.holds && v.at !== undefined);
  return violated.reduce<PropertyVerdict | null>(
    (first, v) => (first && first.at! <= v.at! ? first : v),
    null,
  );
}

/**
 * What a run's timeline shows: what was done to it, what changed mode, what its story says, what was violated.
 * @param end µs; what was to be done later never was
 */
export function landmarksOf(
  { recipe, virtualMs, trace, verdicts, moments }: RunResult,
  captions: readonly { readonly text: string }[],
  nodes: Named,
  end: Micros = virtualMs * 1000,
): Landmarks {
  const marks: Mark[] = [];
  recipe.interventions.forEach((intervention, act) => {
    const { at } = intervention;
    if (at <= end)
      marks.push({ at, kind: 'act', text: inLabels(formatAct(intervention), nodes), act });
  });
  let modes = 0;
  for (let i = 0; trace && i < trace.kind.length; i++) {
    const kind = trace.kind[i];
    if (kind !== Rec.Mode && kind !== Rec.Part) continue;
    const at = trace.at[i];
    const text = trace.names[trace.name[i]];
    // What nodes become at time 0 is how a run begins, not a change.
    if (at > 0 && modes++ < MOST_MODES) {
      const words = inLabels(text.split('|').join(', '), nodes);
      const node = nodes[trace.node[i]];
      marks.push({ at, kind: 'mode', text: `${node?.label ?? node?.id ?? 'a node'}: ${words}` });
    }
  }
  for (const { at, caption } of moments)
    marks.push({ at, kind: 'moment', text: captions[caption].text });
  const first = firstViolation(verdicts);
  if (first) marks.push({ at: first.at!, kind: 'violation', text: first.why ?? first.title });
  marks.sort((a, b) => a.at - b.at);
  return { marks, changes: [...new Set(marks.map((mark) => mark.at))] };
}
