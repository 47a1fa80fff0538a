import {
  changeRules,
  formatDuration,
  isCut,
  parseIntervention,
  Rec,
  upperBound,
  type Intervention,
  type Micros,
  type Rule,
  type RunResult,
} from '../sim';

/** One direction between two nodes. */
export interface LinkPicture {
  /** Node numbers. */
  readonly from: number;
  readonly to: number;
  /** Nothing gets through. */
  readonly cut: boolean;
  /** Some messages are lost, doubled, spoilt or late. */
  readonly unreliable: boolean;
}

/** A clock's error: it reads true time × (1 + ppm/10^6) + offset (µs). */
export interface Skew {
  readonly offset: Micros;
  readonly ppm: number;
}

/** What faults have done to links and machines, from one intervention to the next. Shared by all pictures in between. */
export interface Conditions {
  readonly at: Micros;
  readonly rules: readonly Rule[];
  /** The side each node is on, −1 for both; `null` without a partition. */
  readonly sides: readonly number[] | null;
  readonly links: readonly LinkPicture[];
  /** Nodes that no other node reaches, and that reach none. */
  readonly cutOff: readonly boolean[];
  readonly slow: readonly number[];
  readonly skew: readonly (Skew | null)[];
}

/** What was done to each node, as the trace has it: a recipe may name a group of them. Without a trace, the recipe's own. */
export function actsOf({ trace, recipe }: Pick<RunResult, 'trace' | 'recipe'>): Intervention[] {
  if (!trace || !recipe.interventions.length) return [...recipe.interventions];
  const acts: Intervention[] = [];
  for (let i = 0; i < trace.kind.length; i++) {
    if (trace.kind[i] !== Rec.Intervention) continue;
    const text = trace.names[trace.name[i]];
    acts.push(parseIntervention(`${formatDuration(trace.at[i])} ${text}`));
  }
  return acts;
}

/** The conditions after each of the recipe's interventions, the first from the beginning on. */
export function conditionsOf(
  interventions: readonly Intervention[],
  ids: readonly string[],
  pairs: readonly (readonly [number, number])[],
): Conditions[] {
  const numbers = new Map(ids.map((id, i) => [id, i]));
  const indexOf = (id: string): number => numbers.get(id) ?? -2;
  const all = [
    networkOf([], pairs, ids.length, {
      at: -Infinity,
      slow: ids.map(() => 1),
      skew: ids.map(() => null),
    }),
  ];
  for (const act of [...interventions].sort((a, b) => a.at - b.at)) {
    const before = all.at(-1)!;
    const rules = changeRules(before.rules, act, indexOf);
    const i = 'node' in act ? indexOf(act.node) : -1;
    const base = { at: act.at, slow: before.slow, skew: before.skew };
    if (rules) all.push(networkOf(rules, pairs, ids.length, base));
    else if (act.do === 'slow')
      all.push({ ...before, at: act.at, slow: before.slow.with(i, act.factor) });
    else if (act.do === 'recover')
      all.push({ ...before, at: act.at, slow: before.slow.with(i, 1) });
    else if (act.do === 'skew') {
      const exact = act.offset === 0 && act.ppm === 0;
      const skew = exact ? null : { offset: act.offset, ppm: act.ppm };
      all.push({ ...before, at: act.at, skew: before.skew.with(i, skew) });
    }
  }
  return all;
}

function networkOf(
  rules: readonly Rule[],
  pairs: readonly (readonly [number, number])[],
  n: number,
  rest: Pick<Conditions, 'at' | 'slow' | 'skew'>,
): Conditions {
  const soft = rules.filter((r) => r.kind !== 'cut' && r.kind !== 'partition' && r.share > 0);
  const links = pairs.map(([from, to]) => ({
    from,
    to,
    cut: isCut(rules, from, to),
    unreliable: soft.some((r) => (r.from < 0 || r.from === from) && (r.to < 0 || r.to === to)),
  }));
  const open = Array.from({ length: n }, () => 0);
  const cut = Array.from({ length: n }, () => 0);
  for (const link of links) {
    for (const end of [link.from, link.to]) (link.cut ? cut : open)[end]++;
  }
  return {
    ...rest,
    rules,
    links,
    sides: rules.find((r) => r.kind === 'partition')?.sides ?? null,
    cutOff: cut.map((count, i) => count > 0 && open[i] === 0),
  };
}

/** The conditions at `t`. */
export function conditionsAt(all: readonly Conditions[], t: Micros): Conditions {
  const at = all.map((c) => c.at);
  return all[Math.max(0, upperBound(at, t) - 1)];
}
