import type { FactMark, Gauge, GaugeKind, Micros, Tag } from '../../sim';
import { compact, lengthText } from '../format';
import type { Level } from '../picture';
import { FACT_PX, FACT_SIGN, textWidth } from '../stage/sizes';
import type { FactRoom } from '../stage-node';

/** A fact of a node as it is drawn under its mark. */
export interface FactView {
  readonly name: string;
  readonly mark: FactMark;
  readonly text: string;
  readonly tag: Tag | null;
  /** How full its bar is, 0 … 1, in steps that are seen; `null` without one. */
  readonly share: number | null;
  /** What it means, in a sentence. */
  readonly says: string;
}

type Fact = GaugeKind & { readonly mark: FactMark };
type Gauges = Readonly<Record<string, GaugeKind>>;

const MARKS: readonly string[] = ['badge', 'count', 'bar', 'countdown'] satisfies FactMark[];

/** True for a level that is drawn as a fact. */
export const isFact = (kind: GaugeKind): kind is Fact => MARKS.includes(kind.mark);

/** Bars grow and shrink in so many steps: in between nothing is drawn anew. */
const STEPS = 100;
/** So many of a gauge's values, evenly spread, tell how wide its text gets. */
const LOOKED_AT = 300;

/** A sign for each tag, in a circle of radius 5: what a fact without room for words is seen by, and a faulty one always. */
export const SIGNS: Record<Tag | 'none', string> = {
  fault: 'M-3,-3L3,3M3,-3L-3,3',
  waiting: 'M0,-3.5V0.4L2.6,2',
  well: 'M-3.2,0.2L-0.8,2.6L3.4,-2.4',
  off: 'M-3,0H3',
  leads: 'M-3.4,2.5V-2L-1,0.4L0,-2.8L1,0.4L3.4,-2V2.5Z',
  none: 'M0,-3L3,0L0,3L-3,0Z',
};

/** Time left as it is read while it runs down, µs: in tenths of seconds, or of what is shorter. */
const inSteps = (left: Micros): Micros => {
  const step = left >= 1e6 ? 1e5 : 1e4;
  return Math.ceil(left / step) * step;
};

/** What a level stands at: a countdown runs down by itself from what was left when it was written. */
function standing(kind: Fact, level: Level): number {
  if (level.gone && !kind.durable) return 0;
  return kind.mark === 'countdown' ? inSteps(Math.max(0, level.value - level.age)) : level.value;
}

/** "" where there is nothing to say. */
function textOf(kind: Fact, value: number): string {
  if (kind.text) return kind.text(value);
  if (value === 0) return '';
  if (kind.mark === 'badge') return kind.title;
  if (kind.mark === 'countdown') return `${kind.title} ${leftText(value)}`;
  if (kind.mark === 'bar') return `${kind.title} ${Math.round(value * 100)} %`;
  return `${compact(value)} ${kind.title}`;
}

const leftText = (left: Micros): string =>
  left >= 1e6 ? `${(left / 1e6).toFixed(1)} s` : lengthText(left);

function shareOf(kind: Fact, level: Level, value: number, levels: readonly Level[]): number | null {
  const work = kind.fills && levels.find((l) => l.name === kind.fills && !l.gone && l.value > 0);
  if (!work && kind.mark !== 'bar' && kind.mark !== 'countdown') return null;
  const share = work ? work.age / work.value : kind.mark === 'bar' ? value : value / level.value;
  return Math.round(Math.min(1, Math.max(0, share)) * STEPS) / STEPS;
}

/** What a fact says at a value, in a sentence. */
export const saysOf = (kind: GaugeKind, value: number): string =>
  kind.says?.(value) ?? (isFact(kind) ? `${kind.title}: ${textOf(kind, value)}` : kind.title);

function viewOf(name: string, kind: Fact, level: Level, levels: readonly Level[]): FactView[] {
  const value = standing(kind, level);
  const text = textOf(kind, value);
  if (text === '') return [];
  const tag = (typeof kind.tag === 'function' ? kind.tag(value) : kind.tag) ?? null;
  const share = shareOf(kind, level, value, levels);
  return [{ name, mark: kind.mark, text, tag, share, says: saysOf(kind, value) }];
}

/**
 * The facts of a node in the order in which its system declares them, those of a fault first. One that stands at zero
 * is not drawn, unless its text says otherwise.
 */
export function factsOf(levels: readonly Level[], gauges: Gauges): FactView[] {
  const facts = Object.entries(gauges).flatMap(([name, kind]): FactView[] => {
    const level = isFact(kind) && levels.find((l) => l.name === name);
    return level ? viewOf(name, kind as Fact, level, levels) : [];
  });
  return [...facts.filter((f) => f.tag === 'fault'), ...facts.filter((f) => f.tag !== 'fault')];
}

/** The facts of nodes frame by frame: the very same list as long as it says the same, so that nothing is drawn anew. */
export class FactsMemo {
  #last: { readonly key: string; readonly facts: readonly FactView[] }[] = [];

  /** @param i the node's number */
  of(i: number, levels: readonly Level[], gauges: Gauges): readonly FactView[] {
    let key = '';
    for (const level of levels) {
      const kind = gauges[level.name];
      if (!kind || !isFact(kind)) continue;
      const value = standing(kind, level);
      key += `${level.name} ${value} ${shareOf(kind, level, value, levels)}\n`;
    }
    const last = this.#last[i];
    if (last?.key === key) return last.facts;
    const facts = key === '' ? NONE : factsOf(levels, gauges);
    this.#last[i] = { key, facts };
    return facts;
  }
}

const NONE: readonly FactView[] = [];

/** The room for whatever a node's gauges say in the course of a run; `undefined`: they never say anything. */
export function factRoom(written: readonly Gauge[], gauges: Gauges): FactRoom | undefined {
  const widths = written.flatMap(({ name, value }) => {
    const kind = gauges[name];
    if (!kind || !isFact(kind)) return [];
    const every = Math.max(1, Math.floor(value.length / LOOKED_AT));
    let widest = 0;
    for (let i = value.length - 1; i >= 0; i -= every) {
      const text = textOf(kind, kind.mark === 'countdown' ? inSteps(value[i]) : value[i]);
      if (text) widest = Math.max(widest, Math.ceil(textWidth(text, FACT_PX)) + FACT_SIGN);
    }
    return widest > 0 ? [widest] : [];
  });
  return widths.length > 0 ? { lines: widths.length, width: Math.max(...widths) } : undefined;
}
