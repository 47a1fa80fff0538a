import type { Message, MessageKind, Trace } from '../sim';

/** What is written beside messages, by envelope. Plain data. */
export interface MessageLabels {
  /** An index into `texts`; −1: nothing. Envelopes past its end have none either. */
  readonly of: Int32Array;
  readonly texts: readonly string[];
}

/** So many messages are looked at for their labels, and so many letters are kept of one. */
const MOST = 40_000;
const LONGEST = 12;

/**
 * The labels of a run's messages, worked out once; `null` where no kind of them has any.
 * @param payload of an envelope
 */
export function labelsOf(
  { type, names }: Pick<Trace, 'type' | 'names'>,
  kinds: Readonly<Record<string, MessageKind>>,
  payload: (envelope: number) => Message | undefined,
): MessageLabels | null {
  const by = names.map((name) => (Object.hasOwn(kinds, name) ? kinds[name] : undefined));
  if (!by.some((kind) => kind?.label)) return null;
  const texts: string[] = [];
  const known = new Map<string, number>();
  const of = new Int32Array(Math.min(MOST, type.length)).fill(-1);
  for (let e = 0; e < of.length; e++) {
    const kind = by[type[e]];
    const message = kind?.label && payload(e);
    const text = message ? kind.label!(message).slice(0, LONGEST) : '';
    if (text === '') continue;
    let i = known.get(text);
    if (i === undefined) known.set(text, (i = texts.push(text) - 1));
    of[e] = i;
  }
  return texts.length > 0 ? { of, texts } : null;
}
