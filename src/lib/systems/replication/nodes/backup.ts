import type { Behaviour, Node, NodeRef, Out } from '../../../sim';
import { oneRole } from '../../../nodes/machine';
import type { Announce, Snapshot } from './messages';

export interface BackupOptions {
  /** The first primary. */
  readonly primary: NodeRef;
}

interface Disk {
  /** The oldest first. */
  snapshots: Snapshot[];
  primary: NodeRef;
  epoch: number;
  restores: number;
}

/** Older snapshots are thrown away. */
const KEPT = 12;

const machine = oneRole('backup', { idle: 'keeps past states of the table' });

interface BackupKind {
  machine: typeof machine;
  durable: Disk;
  options: BackupOptions;
  takes: Snapshot | Announce;
  sends: Snapshot;
  gauges: 'snapshots' | 'kept' | 'taken';
}

/** The snapshot with the most rows, the latest of several: after a mistake, later ones hold less. */
function fullest({ snapshots }: Disk): Snapshot | null {
  return snapshots.reduce<Snapshot | null>(
    (best, s) => (best === null || s.rows.length >= best.rows.length ? s : best),
    null,
  );
}

/** An operator asks for the fullest one. */
function restore({ durable: disk }: Node<BackupKind>, out: Out<BackupKind>): void {
  const best = fullest(disk);
  if (best === null) return out.note('has no snapshot to put back');
  disk.restores++;
  out.note(`restores the snapshot of ${(best.at / 1e6).toFixed(0)} s, ${best.rows.length} rows`);
  out.send(disk.primary, { type: 'restore', at: best.at, rows: best.rows });
}

/**
 * Keeps snapshots of the table, out of reach of whatever happens to the copies. Takes snapshots, and news of where the
 * primary is; sends the fullest snapshot back when an operator asks for it.
 */
export const backup: Behaviour<BackupKind> = {
  kind: 'backup',
  machine,
  durable: ({ options }) => ({ snapshots: [], primary: options.primary, epoch: 0, restores: 0 }),
  start: (node, out) => out.gauge('snapshots', node.durable.snapshots.length),
  operations: [{ id: 'restore', title: 'Put the fullest snapshot back' }],
  roles: {
    idle: {
      message({ durable: disk }, m, _from, out) {
        if (m.type === 'announce') {
          if (m.epoch > disk.epoch) [disk.epoch, disk.primary] = [m.epoch, m.primary];
        } else if (m.type === 'snapshot') {
          disk.snapshots.push(m);
          if (disk.snapshots.length > KEPT) disk.snapshots.shift();
          out.gauge('snapshots', disk.snapshots.length);
          const best = fullest(disk)!;
          out.gauge('kept', best.rows.length);
          out.gauge('taken', best.at);
        }
      },
      operate: (node, _operation, _argument, out) => restore(node, out),
    },
  },
};
