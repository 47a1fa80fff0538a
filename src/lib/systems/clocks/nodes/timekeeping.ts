import type { TellTime } from './messages';
import { cristian, ntp, type Estimate, type Exchange } from './sync';
import { timeOf, type Writer, type WriterOut } from './writer-kind';

export function askTime(node: Writer, out: WriterOut): void {
  const { durable: disk, volatile: v, options } = node;
  if (options.server === null) return;
  v.asked = { id: ++disk.asks, at: out.monotonic() };
  out.send(options.server, { type: 'ask-time', id: disk.asks });
  out.after(options.syncEvery, 'sync');
}

function estimateOf({ options: { bug, sync, leastDelay } }: Writer, e: Exchange): Estimate {
  const estimate = sync === 'cristian' ? cristian(e, leastDelay) : ntp(e);
  return bug === 'one-way-sync' ? { ...estimate, offset: e.received - e.asked } : estimate;
}

/** Steps the clock by what the exchange says. An answer to an earlier request is left alone. */
export function onTime(node: Writer, { id, received, sent }: TellTime, out: WriterOut): void {
  const { durable: disk, volatile: v } = node;
  if (v.asked?.id !== id) return;
  const counted = out.monotonic() - v.asked.at;
  const took = counted + Math.round((counted * (disk.ppm ?? 0)) / 1e6);
  v.asked = null;
  const answered = timeOf(node, out);
  const exchange = { asked: answered - took, answered, received, sent };
  const { offset, bound } = estimateOf(node, exchange);
  disk.wall.correction += offset;
  const count = (disk.synced?.count ?? 0) + 1;
  disk.synced = { count, at: out.instant(), reads: answered + offset, bound, took };
  out.event('synced', { offset, bound: Math.round(bound) });
  out.gauge('bound', Math.round(bound));
  out.become('TRUST');
}
