import type { StageNode } from '../picture';

/** How much a mark has room to say: everything; less; a name and a number; a number. */
export type Size = 'large' | 'medium' | 'small' | 'tiny';
export const SIZES: readonly Size[] = ['large', 'medium', 'small', 'tiny'];

/** Across: layers are columns, work goes from left to right. Down: layers are rows. */
export type Way = 'across' | 'down';

/** A mark's size, px, and where its name is. */
export interface MarkSize {
  readonly w: number;
  readonly h: number;
  readonly label: 'inside' | 'below';
}

const inside = (w: number, h: number): MarkSize => ({ w, h, label: 'inside' });
const below = (w: number, h: number): MarkSize => ({ w, h, label: 'below' });

const TINY = inside(58, 32);
type Row = readonly [large: MarkSize, medium: MarkSize, small: MarkSize, tiny: MarkSize];

const ACROSS: Record<StageNode['shape'], Row> = {
  client: [below(48, 48), below(42, 42), below(38, 38), TINY],
  server: [inside(188, 58), inside(138, 50), inside(94, 42), TINY],
  balancer: [below(104, 148), below(92, 116), below(84, 84), TINY],
  coordinator: [inside(148, 56), inside(128, 50), inside(94, 42), TINY],
  replica: [below(104, 88), below(88, 72), below(60, 52), TINY],
  queue: [below(176, 54), below(140, 48), below(94, 42), TINY],
  observer: [below(76, 46), below(68, 42), below(60, 36), TINY],
};

const DOWN: typeof ACROSS = {
  ...ACROSS,
  balancer: [inside(232, 64), inside(172, 58), inside(128, 52), TINY],
};

/** Room beside and above a name inside a mark, px: left is the arc or nothing, right a small one's badge. */
export function insets(
  shape: StageNode['shape'],
  size: Size,
): { left: number; right: number; top: number } {
  if (shape === 'balancer' && size !== 'tiny') return { left: 44, right: 44, top: 8 };
  if (size === 'tiny')
    return { left: shape === 'observer' ? 12 : 7, right: 26, top: shape === 'replica' ? 11 : 8 };
  if (size === 'small') return { left: 9, right: 22, top: 5 };
  return shape === 'server'
    ? { left: size === 'large' ? 48 : 38, right: 10, top: size === 'large' ? 9 : 7 }
    : { left: 12, right: 10, top: size === 'large' ? 9 : 7 };
}

/** The size of a node's mark: it stretches for a name inside it that no number stands for. */
export function markSize(
  node: Pick<StageNode, 'shape' | 'label' | 'roomy'>,
  size: Size,
  way: Way,
): MarkSize {
  const mark = (way === 'across' ? ACROSS : DOWN)[node.shape][SIZES.indexOf(size)];
  if (mark.label === 'below') return mark;
  if (/\d+$/.test(node.label) && (!node.roomy || node.roomy === 'facts')) return mark;
  const { left, right } = insets(node.shape, size);
  const name = Math.min(WIDEST_LABEL, textWidth(node.label, size === 'large' ? 13 : 12));
  return { ...mark, w: Math.max(mark.w, Math.ceil(left + name + right)) };
}

/** Room between two marks, px: badges stick out of the larger ones. */
export const GAP: Record<Size, number> = { large: 16, medium: 14, small: 9, tiny: 7 };

/** A name in or under a mark may be this wide, px. */
export const WIDEST_LABEL = 116;

/** Height of a line of text under a mark, and the space before it, px. */
export const LABEL_HEIGHT = 16;
export const LABEL_SPACE = 4;

/** So many facts are drawn under a mark, at most, and the height of each, px. */
export const MOST_FACTS: Record<Size, number> = { large: 3, medium: 2, small: 1, tiny: 0 };
export const FACT_HEIGHT = 17;
/** Between a mark with its name inside and its facts, px: the ring of a violation fits between them. */
export const FACT_SPACE = 7;
/** Size of their letters, and the room for the sign of a faulty one, px. */
export const FACT_PX = 12;
export const FACT_SIGN = 16;
/** A fact may be this wide, px; no system has one that is wider. */
export const WIDEST_FACT = 140;

/** What the facts of a node take under its mark, px. */
export function factSize(
  { facts, roomy }: Pick<StageNode, 'facts' | 'roomy'>,
  size: Size,
  label: MarkSize['label'],
): { w: number; h: number; space: number } {
  const more = (roomy === 'fact' && size === 'tiny') || (roomy === 'facts' && size === 'small');
  const most = MOST_FACTS[size] + (more ? 1 : 0);
  const lines = Math.min(most, facts?.lines ?? 0);
  if (lines === 0 || !facts) return { w: 0, h: 0, space: 0 };
  const space = label === 'inside' ? FACT_SPACE : 2;
  return { w: Math.min(WIDEST_FACT, facts.width), h: lines * FACT_HEIGHT + space, space };
}

/** A character of the interface's sans at 12 px, on the wide side; figures are narrower than most letters. */
const CHARACTER = 6.7;

/** Width of a text, px: an estimate that errs to the wide side. */
export function textWidth(text: string, px = 12): number {
  return (text.length * CHARACTER * px) / 12;
}

/** A name that fits: itself, its number ("machine 12" becomes "12"), or its beginning. */
export function fitted(text: string, width: number, px = 12): string {
  if (textWidth(text, px) <= width) return text;
  const number = /\d+$/.exec(text)?.[0];
  if (number && textWidth(number, px) <= width) return number;
  const most = Math.max(1, Math.floor((width * 12) / (CHARACTER * px)) - 1);
  return `${text.slice(0, most)}…`;
}
