import { entryAt, foldUpTo } from '../../../nodes/store/log';
import type { Replica, ReplicaOut } from './kind';
import { shownOf, type Answer } from './operations';
import { showValue } from './show';
import { apply } from './state-machine';

/** Entries that stay in the log after they were applied, for followers that lag. */
const LOG_KEPT = 8192;

/** What becomes of an answer: the leader sends it to the replica where the client asked. */
type Deliver = (node: Replica, origin: number, answer: Answer, out: ReplicaOut) => void;

/** Applies the log up to `index`, which enough replicas hold. */
export function commitUpTo(
  node: Replica,
  index: number,
  deliver: Deliver | null,
  out: ReplicaOut,
): void {
  const { durable: disk, volatile: v, options } = node;
  v.commit = Math.max(v.commit, index);
  while (disk.appliedIndex < v.commit) {
    const { op } = entryAt(disk.log, ++disk.appliedIndex);
    if (op === null) continue;
    const answer = apply(disk.state, op, options.bug !== 'no-dedupe');
    const { object, verb } = op.request;
    if (verb !== 'read') showValue(node, object, shownOf(disk.state.cells[object].value), out);
    if (answer !== null) deliver?.(node, op.origin, answer, out);
  }
  if (disk.appliedIndex - disk.log.base > 2 * LOG_KEPT)
    foldUpTo(disk.log, disk.appliedIndex - LOG_KEPT);
}
