import type { LooseBehaviour, Message, NodeState, LooseOut } from '../../../sim';
import { nodeMachine } from '../../../nodes/machine';
import type { Announce, Snapshot } from './messages';

export interface BackupOptions {
  /** Node of the first primary. */
  readonly primary: number;
}

interface BackupDisk {
  /** The oldest first. */
  snapshots: Snapshot[];
  primary: number;
  epoch: number;
  restores: number;
  /** When the snapshot that was put back last had been taken. */
  restoredFrom: number;
}

export type Backup = NodeState<null, BackupDisk, BackupOptions>;

/** Older snapshots are thrown away. */
const KEPT = 12;

const machine = nodeMachine('backup', {
  initial: 'idle',
  states: { idle: { description: 'keeps what was true at some moments, whatever came later' } },
});

function onMessage(node: Backup, m: Message, _from: number, out: LooseOut): void {
  const { durable: disk } = node;
  if (m.type === 'snapshot') {
    disk.snapshots.push(m as Snapshot);
    if (disk.snapshots.length > KEPT) disk.snapshots.shift();
    out.gauge('snapshots', disk.snapshots.length);
  } else if (m.type === 'announce' && (m as Announce).epoch > disk.epoch) {
    disk.epoch = (m as Announce).epoch;
    disk.primary = (m as Announce).primary;
  }
}

/** An operator asks for the fullest one: after a mistake, later ones hold less. */
function restore(node: Backup, out: LooseOut): void {
  const { durable: disk } = node;
  const [first, ...rest] = disk.snapshots;
  if (!first) return out.note('has no snapshot to put back');
  const best = rest.reduce((a, b) => (b.rows.length >= a.rows.length ? b : a), first);
  disk.restores++;
  disk.restoredFrom = best.at;
  out.note(`puts back the snapshot of ${(best.at / 1e6).toFixed(0)} s, ${best.rows.length} rows`);
  out.send(disk.primary, { ...best, type: 'restore' } as Message);
}

/** Keeps snapshots of the table, out of reach of whatever happens to the copies. */
export const backup: LooseBehaviour<null, BackupDisk, BackupOptions> = {
  kind: 'backup',
  machine,
  volatile: () => null,
  durable: ({ options }) => ({
    snapshots: [],
    primary: options.primary,
    epoch: 0,
    restores: 0,
    restoredFrom: -1,
  }),
  start: (node, out) => out.gauge('snapshots', node.durable.snapshots.length),
  operations: [{ id: 'restore', title: 'Put the fullest snapshot back' }],
  roles: { idle: { message: onMessage, operate: (node, _op, _arg, out) => restore(node, out) } },
};
