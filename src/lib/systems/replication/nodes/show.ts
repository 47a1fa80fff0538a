import type { LooseOut } from '../../../sim';
import { appendTo, lastEpoch } from '../../../nodes/store/timeline';
import type { Database } from './options';

/*
 * What a picture of the logs needs beside their lengths, as gauges. `span after` and `span epoch` are written in pairs:
 * from the entry after the first on, the log is of the second; an epoch of 0 says that the log ends there now.
 */

function showSpan(out: LooseOut, after: number, epoch: number): void {
  out.gauge('span after', after);
  out.gauge('span epoch', epoch);
}

/** Appends an entry and returns its number. */
export function append(
  { durable: { log } }: Database,
  epoch: number,
  row: number,
  out: LooseOut,
): number {
  if (lastEpoch(log) !== epoch) showSpan(out, log.length, epoch);
  return appendTo(log, epoch, row);
}

/** The log was taken back to entry `index`, or is another one. */
export function showCut(out: LooseOut, index: number): void {
  showSpan(out, index, 0);
  out.gauge('log', index);
}

/** Writers were told of the entries up to `index`. */
export function showTold(out: LooseOut, index: number): void {
  out.gauge('told', index);
}
