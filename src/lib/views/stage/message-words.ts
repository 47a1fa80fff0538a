import type { MessageLabels } from '../picture-labels';
import type { Frame } from './frame';
import { textWidth } from './sizes';

/** What is written beside messages, and the width of the stage that it stays on, px. */
export type StageLabels = MessageLabels & { readonly width: number };

interface Words {
  readonly text: string;
  /** Beside its pill on the left, where there is no room on the right. */
  readonly isLeft: boolean;
}

/** What a label takes beside its pill, px; the pill's half width and what a line of small letters takes up and down. */
const ROOM = 84;
const PILL = { w: 12, h: 9 };
const LETTERS = { px: 11, h: 6 };
/** From the middle of a pill to its words, px. */
const BESIDE = 14;

/**
 * What is written beside each message of a frame; nothing where another message lies over the words, or words of one
 * before it: in a crowd a pill says more than letters that nobody can read.
 */
export function wordsBeside(frame: Frame, { of, texts, width }: StageLabels): (Words | null)[] {
  const written: { x: number; y: number; w: number }[] = [];
  return Array.from({ length: frame.count }, (_, i) => {
    const text = texts[of[frame.envelope[i]]];
    if (!text) return null;
    const isLeft = frame.x[i] > width - ROOM;
    const w = textWidth(text, LETTERS.px);
    const x = isLeft ? frame.x[i] - BESIDE - w : frame.x[i] + BESIDE;
    const y = frame.y[i];
    for (let j = 0; j < frame.count; j++) {
      const [dx, dy] = [frame.x[j] - x, Math.abs(frame.y[j] - y)];
      if (j !== i && dx > -PILL.w && dx < w + PILL.w && dy < PILL.h + LETTERS.h) return null;
    }
    const isOver = (b: { x: number; y: number; w: number }) =>
      x < b.x + b.w && b.x < x + w && Math.abs(b.y - y) < 2 * LETTERS.h;
    if (written.some(isOver)) return null;
    written.push({ x, y, w });
    return { text, isLeft };
  });
}
