import { appendTo, lastEpoch } from '../../../nodes/store/timeline';
import type { Database, DatabaseOut } from './kind';

/** Appends an entry and returns its number. */
export function append(
  { durable: { log } }: Database,
  epoch: number,
  row: number,
  out: DatabaseOut,
): number {
  if (lastEpoch(log) !== epoch) out.event('span', { after: log.length, epoch });
  return appendTo(log, epoch, row);
}

/** The log was taken back to entry `index`, or is another one. */
export function showCut(out: DatabaseOut, index: number): void {
  out.event('span', { after: index, epoch: null });
  out.gauge('log', index);
}
