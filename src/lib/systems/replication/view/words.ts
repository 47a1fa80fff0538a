import { grouped } from '../../../sim';
import type { Piece, Worth } from './logs';

/** What becomes of entries, in words. */
export const WORTHS: Readonly<Record<Worth, string>> = {
  safe: 'on another disk too',
  alone: 'at risk: acknowledged, on this disk alone',
  lost: 'lost: acknowledged, not in the surviving history',
  open: 'not acknowledged',
};

export const WORTH_NAMES: readonly Worth[] = ['safe', 'alone', 'lost', 'open'];

/** "4,980 on other disks too; 87 acknowledged, on this disk alone". */
export function piecesText(pieces: readonly Piece[]): string {
  return WORTH_NAMES.map((worth) => {
    const n = pieces.reduce((sum, p) => sum + (p.worth === worth ? p.to - p.from + 1 : 0), 0);
    return n === 0 ? '' : `${grouped(n)} ${WORTHS[worth]}`;
  })
    .filter((text) => text !== '')
    .join('; ');
}
