import { agreement, lastEpoch, rewind } from '../../../nodes/store/timeline';
import { counted, type NodeRef } from '../../../sim';
import { append, showCut } from './append';
import type { Database, DatabaseOut } from './kind';
import type { Held, Inspect, Wal } from './messages';

/** Tells whoever speaks for an epoch that it is over. */
export function deny({ durable }: Database, from: NodeRef, out: DatabaseOut): void {
  out.send(from, { type: 'denied', epoch: durable.epoch, sentAt: 0 });
}

/** True where the epoch is news. */
export function noteEpoch({ durable: disk }: Database, epoch: number, out: DatabaseOut): boolean {
  if (epoch <= disk.epoch) return false;
  disk.epoch = epoch;
  out.gauge('epoch', epoch);
  return true;
}

/** Entries from the primary. Where this log went another way before, it is taken back to where the two part. */
export function takeLog(node: Database, m: Wal, from: NodeRef, out: DatabaseOut): void {
  const { durable: disk } = node;
  const { log } = disk;
  const end = m.prev + m.rows.length;
  const reply = (type: Held['type'], index: number): void =>
    out.send(from, { type, epoch: m.epoch, index });
  const agreed = agreement(log, { length: end, spans: m.spans });
  if (agreed < m.prev) return reply('behind', agreed);
  if (agreed < end && log.length > agreed) forget(node, agreed, out);
  let span = m.spans.length - 1;
  while (span > 0 && m.spans[span].after > agreed) span--;
  for (let index = agreed + 1; index <= end; index++) {
    if (span + 1 < m.spans.length && index > m.spans[span + 1].after) span++;
    append(node, m.spans[span].epoch, m.rows[index - m.prev - 1], out);
  }
  disk.used = true;
  out.gauge('log', log.length);
  out.gauge('committed', end);
  reply('held', end);
}

function forget(node: Database, index: number, out: DatabaseOut): void {
  const { durable: disk } = node;
  const rows = rewind(disk.log, index);
  showCut(out, disk.log.length);
  disk.forgotten += rows;
  if (disk.damagedTo > index) {
    disk.damagedTo = index;
    out.gauge('damaged', index);
  }
  if (rows > 0) out.note(`forgets ${counted(rows, 'row')} that the new epoch lacks`);
}

/** Tells a monitor that looks for a new primary how far the log goes. */
export function position(
  { durable: { log } }: Database,
  { epoch }: Inspect,
  from: NodeRef,
  out: DatabaseOut,
): void {
  out.send(from, { type: 'position', epoch, lastEpoch: lastEpoch(log), index: log.length });
}
