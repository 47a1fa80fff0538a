import type { LooseBehaviour, LooseHandlers, Message, LooseOut } from '../../../sim';
import { DELETE, emptyTimeline } from '../../../nodes/store/timeline';
import type { Held, Inspect, Lease, Promote, Snapshot, Wal, Write } from './messages';
import type { Database, DatabaseOptions, Disk, Memory } from './options';
import { freshMemory } from './memory';
import { heedLease, lead, onBatch, onBeat, onHeld, onLease } from './primary';
import { onRestore, onShip, onWrite, refuse, takeSnapshot } from './primary';
import { leads, machine } from './roles';
import { showCut } from './show';
import { onInspect, onPromote, onWal } from './standby';

const freshDisk = (): Disk => ({
  used: false,
  log: emptyTimeline(),
  epoch: 0,
  led: 0,
  damagedTo: 0,
  promotions: 0,
  forgotten: 0,
});

function onMessage(node: Database, m: Message, from: number, out: LooseOut): void {
  switch (m.type) {
    case 'write':
    case 'delete':
      return leads(node)
        ? onWrite(node, m as Write, from, out)
        : refuse(node, m as Write, from, out);
    case 'wal':
      return onWal(node, m as Wal, from, out);
    case 'held':
    case 'behind':
      return onHeld(node, m as Held, from, out);
    case 'lease':
    case 'denied':
      return onLease(node, m as Lease, from, out);
    case 'inspect':
      return onInspect(node, m as Inspect, from, out);
    case 'promote':
      return onPromote(node, m as Promote, out);
    case 'restore':
      return onRestore(node, m as Snapshot, out);
  }
}

function onTimer(node: Database, name: string, data: unknown, out: LooseOut): void {
  switch (name) {
    case 'beat':
      return onBeat(node, data as number, out);
    case 'batch':
      return onBatch(node, data as number, out);
    case 'ship':
      return onShip(node, data as Parameters<typeof onShip>[1], out);
    case 'backup':
      backupLater(node, out);
      if (leads(node)) takeSnapshot(node, out);
  }
}

/** By the clock, so that whoever leads then goes on with the schedule. */
function backupLater({ options: { backupEvery } }: Database, out: LooseOut): void {
  const sinceLast = ((out.clock() % backupEvery) + backupEvery) % backupEvery;
  out.after(backupEvery - sinceLast, 'backup');
}

/** An operator at the keyboard of one machine, and a disk that goes bad under it. */
function onOperation(node: Database, operation: string, _argument: string, out: LooseOut): void {
  const { durable: disk, options } = node;
  if (operation === 'corrupt-disk') {
    disk.damagedTo = disk.log.length;
    out.note(`${options.checksums ? 'finds' : 'does not notice'} that its disk is damaged`);
    if (options.checksums) out.become('DAMAGED');
  } else if (leads(node) && heedLease(node, out)) {
    onWrite(node, { type: 'delete', id: DELETE }, node.index, out);
  } else out.note('is no primary: nothing is deleted');
}

const handlers: LooseHandlers<Memory, Disk, DatabaseOptions> = {
  message: onMessage,
  timer: onTimer,
  operate: onOperation,
};

/** Data that cannot be trusted is thrown away: the copy begins again, empty, and has no say until it is filled. */
function discardDamaged({ durable: disk, options }: Database): void {
  if (disk.damagedTo === 0 || !options.checksums) return;
  disk.log = emptyTimeline();
  disk.damagedTo = 0;
  disk.used = false;
}

/**
 * One copy of a database: a primary that writes a log and ships it, or a standby that keeps what it is shipped
 * (log-shipping replication as in PostgreSQL and MySQL; epochs and leases after Gray and Cheriton 1989).
 */
export const database: LooseBehaviour<Memory, Disk, DatabaseOptions> = {
  kind: 'database',
  machine,
  volatile: ({ options }) => freshMemory(options.copies.length, options.monitors.length),
  durable: freshDisk,
  start(node, out) {
    const { durable: disk, options } = node;
    discardDamaged(node);
    backupLater(node, out);
    if (out.now > 0 && disk.log.length === 0) showCut(out, 0);
    if (out.now > 0) return;
    disk.used = true;
    if (options.place !== 0) return;
    lead(node, 1, out);
    // Monitors that have just started wait for the first primary as if they had leased it its part.
    node.volatile.leases.fill(out.clock());
    heedLease(node, out);
  },
  operations: [
    { id: 'delete-all', title: 'Delete every row' },
    { id: 'corrupt-disk', title: 'Damage its disk' },
  ],
  roles: { standby: handlers, fenced: handlers, primary: handlers },
};
