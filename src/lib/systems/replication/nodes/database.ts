import { DELETE, emptyTimeline } from '../../../nodes/store/timeline';
import type { Behaviour, Handlers } from '../../../sim';
import { showCut } from './append';
import { freshMemory, machine, type Database, type DatabaseKind, type DatabaseOut } from './kind';
import { heedLease, lead, onBatch, onBeat, onHeld, onLease } from './primary';
import { onRestore, onShip, onWrite, refuse, showLease, standDown, takeSnapshot } from './primary';
import { deny, noteEpoch, position, takeLog } from './standby';

/** By the clock, so that whoever leads then keeps to the same schedule. */
function backupLater({ options: { backupEvery } }: Database, out: DatabaseOut): void {
  const sinceLast = ((out.clock() % backupEvery) + backupEvery) % backupEvery;
  out.after(backupEvery - sinceLast, 'backup');
}

function damage({ durable: disk, options }: Database, out: DatabaseOut): void {
  disk.damagedTo = disk.log.length;
  out.gauge('damaged', disk.damagedTo);
  out.note(`${options.checksums ? 'finds' : 'does not notice'} that its disk is damaged`);
  if (options.checksums) out.become('DAMAGED');
}

const standby: Handlers<DatabaseKind> = {
  message(node, m, from, out) {
    const { durable: disk, options } = node;
    switch (m.type) {
      case 'write':
      case 'delete':
        return refuse(node, m, from, out);
      case 'wal':
        // Without fencing a standby obeys anybody.
        if (m.epoch < disk.epoch && options.fencing) return deny(node, from, out);
        noteEpoch(node, m.epoch, out);
        return takeLog(node, m, from, out);
      case 'denied':
        noteEpoch(node, m.epoch, out);
        return;
      case 'inspect':
        if (m.epoch < disk.epoch || !disk.used) return;
        if (options.fencing) noteEpoch(node, m.epoch, out);
        return position(node, m, from, out);
      case 'promote':
        // Asked twice, it begins the epoch once.
        if (m.epoch >= disk.epoch && m.epoch > disk.led) lead(node, m.epoch, out);
    }
  },
  timer(node, name, _data, out) {
    if (name === 'backup') backupLater(node, out);
  },
  operate(node, operation, _argument, out) {
    if (operation === 'corrupt-disk') damage(node, out);
    else out.note('is no primary: nothing is deleted');
  },
};

/** The roles that lead an epoch. They differ in what becomes of writes, which only the holder of a lease may take. */
const leading = (own: {
  write: typeof onWrite;
  restore: typeof onRestore;
  deleteAll(node: Database, out: DatabaseOut): void;
}): Handlers<DatabaseKind> => ({
  message(node, m, from, out) {
    const { durable: disk, options } = node;
    switch (m.type) {
      case 'write':
      case 'delete':
        return own.write(node, m, from, out);
      case 'restore':
        return own.restore(node, m, out);
      case 'held':
      case 'behind':
        return onHeld(node, m, from, out);
      case 'lease':
        return onLease(node, m, from, out);
      case 'denied':
        if (noteEpoch(node, m.epoch, out)) standDown(node, out);
        return;
      case 'wal':
        if (m.epoch < disk.epoch) return deny(node, from, out);
        if (noteEpoch(node, m.epoch, out)) standDown(node, out);
        return takeLog(node, m, from, out);
      case 'inspect':
        if (m.epoch < disk.epoch || !disk.used) return;
        if (options.fencing && noteEpoch(node, m.epoch, out)) standDown(node, out);
        return position(node, m, from, out);
      case 'promote':
        if (m.epoch < disk.epoch || m.epoch <= disk.led) return;
        standDown(node, out);
        lead(node, m.epoch, out);
    }
  },
  timer(node, name, data, out) {
    if (name === 'beat') return onBeat(node, data, out);
    if (name === 'batch') return onBatch(node, data, out);
    if (name === 'ship') return onShip(node, data, out);
    backupLater(node, out);
    takeSnapshot(node, out);
  },
  operate(node, operation, _argument, out) {
    if (operation === 'corrupt-disk') damage(node, out);
    else own.deleteAll(node, out);
  },
});

const primary = leading({
  write: onWrite,
  restore: onRestore,
  deleteAll: (node, out) => onWrite(node, { type: 'delete', id: DELETE }, null, out),
});

const fenced = leading({
  write: refuse,
  restore: () => undefined,
  deleteAll: (_node, out) => out.note('holds no lease: nothing is deleted'),
});

/** Data that cannot be trusted is thrown away: the copy begins again, empty, and has no say until it is filled. */
function discardDamaged({ durable: disk, options }: Database, out: DatabaseOut): void {
  if (disk.damagedTo === 0 || !options.checksums) return;
  disk.log = emptyTimeline();
  disk.damagedTo = 0;
  disk.used = false;
  out.gauge('damaged', 0);
}

/**
 * One copy of a database: a primary that writes a log and ships it, or a standby that stores what it is shipped
 * (log-shipping replication as in PostgreSQL and MySQL; epochs and leases after Gray and Cheriton 1989). Takes writes,
 * the log, and what monitors say of epochs and leases; sends the log, answers, heartbeats and snapshots.
 */
export const database: Behaviour<DatabaseKind> = {
  kind: 'database',
  machine,
  volatile: ({ options }) => freshMemory(options),
  durable: () => ({
    used: false,
    log: emptyTimeline(),
    epoch: 0,
    led: 0,
    damagedTo: 0,
    promotions: 0,
    forgotten: 0,
  }),
  start(node, out, again) {
    const { durable: disk, options } = node;
    discardDamaged(node, out);
    backupLater(node, out);
    if (again && disk.log.length === 0) showCut(out, 0);
    if (again) return;
    disk.used = true;
    if (options.place !== 0) return;
    lead(node, 1, out);
    // Monitors that have just started wait for the first primary as if they had leased it its role.
    node.volatile.leases.fill(out.monotonic());
    heedLease(node, out);
    showLease(node, out);
  },
  operations: [
    { id: 'delete-all', title: 'Delete every row' },
    { id: 'corrupt-disk', title: 'Damage its disk' },
  ],
  roles: { standby, fenced, primary, failed: 'ignores' },
};
