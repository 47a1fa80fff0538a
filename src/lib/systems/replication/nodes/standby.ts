import type { LooseOut } from '../../../sim';
import { agreement, lastEpoch, rewind } from '../../../nodes/store/timeline';
import type { Held, Inspect, Lease, Position, Promote, Wal } from './messages';
import { lead } from './primary';
import { leads, standDown } from './roles';
import { append, showCut } from './show';
import type { Database } from './options';

/** Takes note of an epoch. False: it is over, and whoever speaks for it is told so. Without fencing a standby obeys anybody. */
function heed(node: Database, epoch: number, from: number, out: LooseOut): boolean {
  const { durable: disk, options } = node;
  if (epoch < disk.epoch && (options.fencing || leads(node))) {
    out.send(from, { type: 'denied', epoch: disk.epoch, sentAt: 0 } as Lease);
    return false;
  }
  if (epoch > disk.epoch) {
    disk.epoch = epoch;
    if (leads(node)) standDown(node, out);
    out.gauge('epoch', epoch);
  }
  return true;
}

/** Entries from the primary. Where this log went another way before, it is taken back to where the two part. */
export function onWal(node: Database, m: Wal, from: number, out: LooseOut): void {
  if (!heed(node, m.epoch, from, out)) return;
  const { durable: disk } = node;
  const { log } = disk;
  const end = m.prev + m.rows.length;
  const reply = (type: Held['type'], index: number): void =>
    out.send(from, { type, epoch: m.epoch, index } as Held);
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

function forget(node: Database, index: number, out: LooseOut): void {
  const { durable: disk } = node;
  const rows = rewind(disk.log, index);
  showCut(out, disk.log.length);
  disk.forgotten += rows;
  disk.damagedTo = Math.min(disk.damagedTo, index);
  if (rows > 0) out.note(`forgets ${rows} rows that the newer epoch does not have`);
}

/** A monitor looks for a new primary. */
export function onInspect(node: Database, m: Inspect, from: number, out: LooseOut): void {
  const { durable: disk, options } = node;
  if (m.epoch < disk.epoch || !disk.used) return;
  if (options.fencing && !heed(node, m.epoch, from, out)) return;
  const { log } = disk;
  const [index, last] = [log.length, lastEpoch(log)];
  out.send(from, { type: 'position', epoch: m.epoch, lastEpoch: last, index } as Position);
}

/** Asked twice, it begins the epoch once. */
export function onPromote(node: Database, m: Promote, out: LooseOut): void {
  const { durable: disk } = node;
  if (m.epoch < disk.epoch || m.epoch <= disk.led) return;
  if (leads(node)) standDown(node, out);
  lead(node, m.epoch, out);
}
