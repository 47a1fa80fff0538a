import { ANY, type Act } from './interventions';
import type { Message } from './machine';
import { logNormal } from './log-normal';
import { below, chance, exponential, type Stream } from './random';
import type { LinkSpec, Spread } from './topology';
import type { Micros } from './time';

/** What becomes of a message: the first rule that does not pass decides. */
export type Verdict =
  | { readonly fate: 'pass' }
  | { readonly fate: 'deliver'; readonly extra: Micros }
  | { readonly fate: 'drop'; readonly why: string }
  | { readonly fate: 'duplicate'; readonly extra: Micros }
  | { readonly fate: 'corrupt' };

/** A standing order about messages. Plain data; `from` and `to` are node indexes, −1 any. */
export interface Rule {
  readonly kind: 'cut' | 'partition' | 'lose' | 'duplicate' | 'corrupt' | 'delay' | 'reorder';
  readonly from: number;
  readonly to: number;
  readonly share: number;
  readonly by: Micros;
  /** The side each node is on; −1: reached by both. Of a partition only. */
  readonly sides?: readonly number[];
}

/** A log-normal time beyond a year is one of no use to anyone, and would cost the clock its µs. */
const LONGEST: Micros = 365 * 24 * 3600 * 1_000_000;

const PASS: Verdict = { fate: 'pass' };

const judges: Record<Rule['kind'], (rule: Rule, random: Stream, latency: Micros) => Verdict> = {
  cut: () => ({ fate: 'drop', why: 'cut' }),
  partition: () => ({ fate: 'drop', why: 'partition' }),
  lose: (r, random) => (chance(random, r.share) ? { fate: 'drop', why: 'lost' } : PASS),
  duplicate: (r, random, latency) =>
    chance(random, r.share) ? { fate: 'duplicate', extra: 1 + below(random, latency + 1) } : PASS,
  corrupt: (r, random) => (chance(random, r.share) ? { fate: 'corrupt' } : PASS),
  delay: (r, random) => (chance(random, r.share) ? { fate: 'deliver', extra: r.by } : PASS),
  reorder: (r, random) =>
    chance(random, r.share) ? { fate: 'deliver', extra: below(random, r.by + 1) } : PASS,
};

function concerns(rule: Rule, from: number, to: number): boolean {
  if (rule.sides)
    return rule.sides[from] >= 0 && rule.sides[to] >= 0 && rule.sides[from] !== rule.sides[to];
  return (rule.from < 0 || rule.from === from) && (rule.to < 0 || rule.to === to);
}

/** Whether a rule stops what it concerns, without a draw. */
export const stops = (r: Rule): boolean => r.kind === 'cut' || r.kind === 'partition';

/** True where nothing gets from one node to the other. */
export function isCut(rules: readonly Rule[], from: number, to: number): boolean {
  return rules.some((r) => stops(r) && concerns(r, from, to));
}

export function judge(
  rules: readonly Rule[],
  from: number,
  to: number,
  random: Stream,
  latency: Micros,
): Verdict {
  for (const rule of rules) {
    if (!concerns(rule, from, to)) continue;
    const verdict = judges[rule.kind](rule, random, latency);
    if (verdict.fate !== 'pass') return verdict;
  }
  return PASS;
}

/** What a corrupted message arrives as: its checksum fails, and no handler knows the type. */
export interface Corrupted extends Message {
  readonly type: 'corrupted';
  readonly was: string;
}

/** The rules after a network act; `null` when the act is none. */
export function changeRules(
  rules: readonly Rule[],
  act: Act,
  indexOf: (id: string) => number,
): readonly Rule[] | null {
  const end = (id: string) => (id === ANY ? -1 : indexOf(id));
  const base = { share: 1, by: 0 };
  switch (act.do) {
    case 'cut': {
      const [from, to] = [indexOf(act.from), indexOf(act.to)];
      const there: Rule = { ...base, kind: 'cut', from, to };
      return [...rules, there, ...(act.both ? [{ ...there, from: to, to: from }] : [])];
    }
    case 'heal-link': {
      const [a, b] = [indexOf(act.from), indexOf(act.to)];
      const joins = (r: Rule) =>
        (r.from === a && r.to === b) || (act.both && r.from === b && r.to === a);
      return rules.filter((r) => r.kind !== 'cut' || !joins(r));
    }
    case 'partition': {
      const sides: number[] = [];
      act.groups.forEach((group, side) => group.forEach((id) => (sides[indexOf(id)] = side)));
      const filled = Array.from(sides, (s) => s ?? -1);
      return [
        ...rules.filter((r) => r.kind !== 'partition'),
        { ...base, kind: 'partition', from: -1, to: -1, sides: filled },
      ];
    }
    case 'heal':
      return [];
    case 'lose':
    case 'duplicate':
    case 'corrupt':
      return [
        ...rules,
        { kind: act.do, from: end(act.from), to: end(act.to), share: act.share, by: 0 },
      ];
    case 'delay':
    case 'reorder':
      return [
        ...rules,
        { kind: act.do, from: end(act.from), to: end(act.to), share: act.share, by: act.by },
      ];
    default:
      return null;
  }
}

/** The links of a topology as a table from × to. */
export class Links {
  readonly #latency: Float64Array;
  /** The latency of a link that neither loses nor wavers, −1 for the others: the common case takes one look. */
  readonly #plain: Float64Array;
  readonly #jitter: Float64Array;
  readonly #loss: Float64Array;
  readonly #spread: (Spread | undefined)[] = [];
  constructor(
    readonly size: number,
    links: readonly LinkSpec[],
    indexOf: (id: string) => number,
  ) {
    this.#latency = new Float64Array(size * size).fill(NaN);
    this.#plain = new Float64Array(size * size).fill(-1);
    this.#jitter = new Float64Array(size * size);
    this.#loss = new Float64Array(size * size);
    for (const link of links) {
      const i = indexOf(link.from) * size + indexOf(link.to);
      this.#latency[i] = link.latency;
      this.#jitter[i] = link.jitter ?? 0;
      this.#loss[i] = link.loss ?? 0;
      this.#spread[i] = link.spread;
      if (!link.jitter && !link.loss && !link.spread) this.#plain[i] = link.latency;
    }
  }

  /** µs; NaN where there is no link. */
  latency(from: number, to: number): Micros {
    return this.#latency[from * this.size + to];
  }

  /** µs; −1 where a draw is needed (or there is no link). */
  plain(from: number, to: number): Micros {
    return this.#plain[from * this.size + to];
  }

  /** One draw of the delay; −1 when the link loses the message. */
  draw(from: number, to: number, random: Stream): Micros {
    const i = from * this.size + to;
    if (this.#loss[i] > 0 && chance(random, this.#loss[i])) return -1;
    const wavering = this.#jitter[i] > 0 ? Math.round(exponential(random) * this.#jitter[i]) : 0;
    return this.#time(i, random) + wavering;
  }

  #time(i: number, random: Stream): Micros {
    const spread = this.#spread[i];
    if (!spread) return this.#latency[i];
    const time = logNormal(random, this.#latency[i], spread.sigma);
    return Math.round(Math.min(time, spread.most ?? LONGEST));
  }
}
