import type { FactMark, GaugeKind, Micros, Tag } from '../../sim';
import { compact, lengthText } from '../format';
import type { Level } from '../picture';

/** A fact of a node as it is drawn under its mark. */
export interface FactView {
  readonly name: string;
  readonly mark: FactMark;
  readonly text: string;
  readonly tag: Tag | null;
  /** How full its bar is, 0 … 1; `null` without one. */
  readonly share: number | null;
  /** What it means, in a sentence. */
  readonly says: string;
}

const MARKS: readonly string[] = ['badge', 'count', 'bar', 'countdown'] satisfies FactMark[];

/** True for a level that is drawn as a fact. */
export const isFact = (kind: GaugeKind): kind is GaugeKind & { readonly mark: FactMark } =>
  MARKS.includes(kind.mark);

/** What a level stands at: a countdown runs down by itself from what was left when it was written. */
function standing(kind: GaugeKind, level: Level): number {
  if (level.gone && !kind.durable) return 0;
  return kind.mark === 'countdown' ? Math.max(0, level.value - level.age) : level.value;
}

function textOf(kind: GaugeKind, value: number): string {
  if (kind.text) return kind.text(value);
  if (kind.mark === 'badge') return kind.title;
  if (kind.mark === 'countdown') return `${kind.title} ${leftText(value)}`;
  if (kind.mark === 'bar') return `${kind.title} ${Math.round(value * 100)} %`;
  return `${compact(value)} ${kind.title}`;
}

/** Time left, in steps that can be read while it runs down. */
const leftText = (left: Micros): string =>
  left >= 1e6 ? `${(left / 1e6).toFixed(1)} s` : lengthText(left);

const shareOf = (kind: GaugeKind, level: Level, value: number): number | null => {
  if (kind.mark === 'bar') return Math.min(1, Math.max(0, value));
  return kind.mark === 'countdown' ? value / level.value : null;
};

/**
 * The facts of a node in the order in which its system declares them, those of a fault first. One that stands at zero
 * is not drawn, unless its text says otherwise.
 */
export function factsOf(
  levels: readonly Level[],
  gauges: Readonly<Record<string, GaugeKind>>,
): FactView[] {
  const byName = new Map(levels.map((level) => [level.name, level]));
  const facts = Object.entries(gauges).flatMap(([name, kind]): FactView[] => {
    const level = byName.get(name);
    if (!isFact(kind) || !level) return [];
    const value = standing(kind, level);
    const text = value === 0 && !kind.text ? '' : textOf(kind, value);
    if (text === '') return [];
    const tag = (typeof kind.tag === 'function' ? kind.tag(value) : kind.tag) ?? null;
    const says = kind.says?.(value) ?? `${kind.title}: ${text}`;
    return [{ name, mark: kind.mark, text, tag, share: shareOf(kind, level, value), says }];
  });
  return [...facts.filter((f) => f.tag === 'fault'), ...facts.filter((f) => f.tag !== 'fault')];
}
