import { majorityOf, reachedBy } from '../../../nodes/store/quorum';
import { BEGIN, DELETE, tableOf } from '../../../nodes/store/timeline';
import { counted, uniform, type Micros, type NodeRef } from '../../../sim';
import { append } from './append';
import { freshMemory, type Database, type DatabaseOut, type Pending, type Shipment } from './kind';
import type { Held, Lease, Snapshot, Write } from './messages';

/** Heartbeats in a row without an answer after which a standby is sent nothing but a question. */
const DOUBT = 3;
/** Where nobody waits, the log leaves in batches of this share of the lag. */
const BATCHES = 32;

/** Becomes the only writer of an epoch. Its first entry says so; what others hold beyond it is void. */
export function lead(node: Database, epoch: number, out: DatabaseOut): void {
  const { durable: disk, options } = node;
  disk.epoch = epoch;
  disk.led = epoch;
  disk.promotions++;
  node.volatile = freshMemory(options);
  out.become('PROMOTED');
  out.gauge('epoch', epoch);
  out.note(`leads epoch ${epoch}`);
  write(node, BEGIN, out);
  const all = disk.log.length;
  node.volatile.sent.fill(all - 1);
  node.volatile.open.fill(all);
  for (let place = 0; place < options.copies.length; place++) ship(node, place, out);
  onBeat(node, epoch, out);
}

/** What is left of its lease from most monitors, µs; 0 or less without one. */
function leaseLeft({ volatile: v, options }: Database, out: DatabaseOut): Micros {
  const since = reachedBy(v.leases, majorityOf(v.leases.length));
  return since < 0 ? 0 : options.lease - (out.monotonic() - since);
}

/** True while it may act: it holds a lease, or goes by none. */
const isLeased = (node: Database, out: DatabaseOut): boolean =>
  !node.options.fencing || leaseLeft(node, out) > 0;

/** For the stage, where a lease counts. */
export function showLease(node: Database, out: DatabaseOut): void {
  if (node.options.fencing) out.gauge('lease', Math.max(0, leaseLeft(node, out)));
}

/** Changes the mode to what the lease allows. */
export function heedLease(node: Database, out: DatabaseOut): boolean {
  const leased = isLeased(node, out);
  if (leased !== (node.mode.role === 'primary')) out.become(leased ? 'LEASED' : 'LEASE_OVER');
  return leased;
}

function write(node: Database, row: number, out: DatabaseOut): number {
  const { durable: disk, volatile: v, options } = node;
  const index = append(node, disk.epoch, row, out);
  v.held[options.place] = index;
  out.gauge('log', index);
  return index;
}

/** A row, or the statement that deletes all of them: to the log, which does not tell a mistake from a wish. */
export function onWrite(node: Database, m: Write, from: NodeRef | null, out: DatabaseOut): void {
  const { volatile: v } = node;
  if (!heedLease(node, out)) return refuse(node, m, from, out);
  const index = write(node, m.type === 'delete' ? DELETE : m.id, out);
  v.waiting.push({ index, id: m.id, writer: from });
  if (m.type === 'delete') out.note('deletes every row');
  shipNew(node, out);
  if (node.options.acksEarly) answer(node, v.waiting.pop()!, out);
  else settle(node, out);
}

export function refuse(node: Database, m: Write, from: NodeRef | null, out: DatabaseOut): void {
  if (from !== null)
    out.send(from, { type: 'refused', id: m.id, epoch: node.durable.epoch, index: 0 });
  else out.note('holds no lease: nothing is deleted');
}

function answer(node: Database, { id, index, writer }: Pending, out: DatabaseOut): void {
  const { epoch } = node.durable;
  out.gauge('told', index);
  if (writer !== null) out.send(writer, { type: 'written', id, epoch, index });
}

/** Tells writers of what enough copies hold. */
function settle(node: Database, out: DatabaseOut): void {
  const { volatile: v, options } = node;
  const index = reachedBy(v.held, options.holders);
  if (v.waiting.length === 0 || v.waiting[0].index > index) return;
  if (!heedLease(node, out)) return;
  let n = 0;
  while (n < v.waiting.length && v.waiting[n].index <= index) answer(node, v.waiting[n++], out);
  v.waiting.splice(0, n);
  out.gauge('committed', index);
}

/** Sends what is new: at once where somebody waits for it, behind the writes where nobody does. */
function shipNew(node: Database, out: DatabaseOut): void {
  const { volatile: v, options, durable: disk } = node;
  if (options.holders > 1) {
    v.open.fill(disk.log.length);
    for (let place = 0; place < options.copies.length; place++) ship(node, place, out);
  } else if (!v.batching) {
    v.batching = true;
    out.after(batchOf(node), 'batch', disk.epoch);
  }
}

const batchOf = ({ options }: Database): number =>
  Math.max(1000, Math.round(options.lag / BATCHES));

/** Closes a batch. Each standby gets it as late as it lags at present. */
export function onBatch(node: Database, epoch: number, out: DatabaseOut): void {
  const { volatile: v, options, durable: disk } = node;
  if (epoch !== disk.epoch) return;
  v.batching = false;
  if (out.monotonic() >= v.lagUntil) wander(node, out);
  for (let place = 0; place < options.copies.length; place++) {
    if (place === options.place) continue;
    const wait = Math.max(0, v.lags[place] - Math.round(batchOf(node) / 2));
    out.after(wait, 'ship', { place, upTo: disk.log.length, epoch });
  }
}

/** The lag of each standby stays for about as long as it is. */
function wander(node: Database, out: DatabaseOut): void {
  const { volatile: v, options } = node;
  const stream = (v.wander ??= out.stream(`lag:${node.id}`));
  const { lag, lagSpread } = options;
  v.lags = v.lags.map(() => Math.round(lag * (1 + lagSpread * (2 * uniform(stream) - 1))));
  v.lagUntil = out.monotonic() + lag;
}

export function onShip(node: Database, { place, upTo, epoch }: Shipment, out: DatabaseOut): void {
  const { volatile: v, durable: disk } = node;
  if (epoch !== disk.epoch || upTo <= v.open[place]) return;
  v.open[place] = upTo;
  ship(node, place, out);
}

/** Sends a standby what it may have and was not sent yet. */
function ship(node: Database, place: number, out: DatabaseOut): void {
  const { volatile: v, options } = node;
  if (place === options.place || v.silent[place] >= DOUBT || v.sent[place] >= v.open[place]) return;
  sendFrom(node, place, v.sent[place], v.open[place], out);
  v.sent[place] = v.open[place];
}

function sendFrom(
  node: Database,
  place: number,
  prev: number,
  upTo: number,
  out: DatabaseOut,
): void {
  const { durable: disk, options } = node;
  const { log, epoch } = disk;
  const rows = log.rows.slice(prev, upTo);
  out.send(options.copies[place], { type: 'wal', epoch, prev, rows, spans: log.spans.slice() });
}

/** What a standby says it holds, or lacks. */
export function onHeld(node: Database, m: Held, from: NodeRef, out: DatabaseOut): void {
  const { durable: disk, volatile: v, options } = node;
  if (m.epoch !== disk.epoch) return;
  const place = options.copies.indexOf(from);
  const wasSilent = v.silent[place] >= DOUBT;
  v.silent[place] = 0;
  if (m.type === 'behind') {
    // Messages that overtook each other are answered alike: what is missing is sent once.
    if (v.again[place] === m.index) return;
    v.again[place] = m.index;
    v.sent[place] = m.index;
    v.held[place] = Math.min(v.held[place], m.index);
  } else if (m.index > v.held[place]) {
    v.held[place] = m.index;
    settle(node, out);
  }
  if (wasSilent && m.type === 'held') v.sent[place] = m.index;
  ship(node, place, out);
}

/** Shows itself to the monitors, and looks after standbys that have gone silent or have missed something. */
export function onBeat(node: Database, epoch: number, out: DatabaseOut): void {
  const { durable: disk, volatile: v, options } = node;
  if (epoch !== disk.epoch) return;
  const sentAt = out.monotonic();
  for (const monitor of options.monitors) out.send(monitor, { type: 'heartbeat', epoch, sentAt });
  heedLease(node, out);
  for (let place = 0; place < options.copies.length; place++) {
    if (place === options.place) continue;
    v.again[place] = -1;
    const lacks = v.held[place] < v.sent[place];
    if (v.silent[place]++ >= DOUBT) sendFrom(node, place, v.held[place], v.held[place], out);
    else if (lacks && v.silent[place] > 1) sendFrom(node, place, v.held[place], v.sent[place], out);
    else sendFrom(node, place, v.sent[place], v.sent[place], out);
  }
  out.after(options.beat, 'beat', epoch);
}

/** A monitor's answer to a heartbeat. */
export function onLease(node: Database, m: Lease, from: NodeRef, out: DatabaseOut): void {
  const { durable: disk, volatile: v, options } = node;
  if (m.epoch !== disk.epoch) return;
  const place = options.monitors.indexOf(from);
  v.leases[place] = Math.max(v.leases[place], m.sentAt);
  if (heedLease(node, out)) settle(node, out);
  showLease(node, out);
}

/** A newer epoch has begun. Writers who still wait for an answer get none: nobody can say what became of their writes. */
export function standDown(node: Database, out: DatabaseOut): void {
  out.become('DEPOSED');
  node.volatile = freshMemory(node.options);
  out.gauge('lease', 0);
}

/** Sends the backup store a copy of the table. What cannot be read is not in it. */
export function takeSnapshot(node: Database, out: DatabaseOut): void {
  const { durable: disk, options } = node;
  const rows = tableOf(disk.log, disk.damagedTo);
  out.send(options.backup, { type: 'snapshot', at: out.clock(), rows });
}

/** Inserts again the rows of a snapshot that the table has not. */
export function onRestore(node: Database, m: Snapshot, out: DatabaseOut): void {
  if (!heedLease(node, out)) return;
  const there = new Set(tableOf(node.durable.log));
  let restored = 0;
  for (const row of m.rows) {
    if (there.has(row)) continue;
    write(node, row, out);
    restored++;
  }
  out.note(`restores ${counted(restored, 'row')}`);
  shipNew(node, out);
}
