import { lastIndex } from '../../../nodes/store/log';
import type { Lww } from '../../../nodes/store/lww';
import type { Replica, ReplicaOut } from './kind';
import { shownOf, type ObjectId, type Value } from './operations';

/** What a copy holds now: under its own name where a replica keeps several objects. */
export function showValue(
  { options }: Replica,
  id: ObjectId,
  value: number,
  out: ReplicaOut,
): void {
  if (id === 'cart') out.gauge('items', value);
  if (id === 'wallet') out.gauge('balance', value);
  if (Object.keys(options.keeping).length === 1) out.gauge('value', value);
}

/** Timestamps are shown to a tenth of a second, µs. */
const STAMP_STEP = 100_000;
const stepOf = (stamp: number): number => Math.floor(stamp / STAMP_STEP);

/** A version takes another one's place. */
export function showVersion(
  node: Replica,
  id: ObjectId,
  before: Lww<Value>,
  after: Lww<Value>,
  out: ReplicaOut,
): void {
  showValue(node, id, shownOf(after.value), out);
  if (stepOf(before.stamp) !== stepOf(after.stamp))
    out.gauge('stamp', stepOf(after.stamp) * STAMP_STEP);
}

/** Entries that a leader which stepped down had not got to a majority. */
export function showUncommitted({ durable, volatile: v }: Replica, out: ReplicaOut): void {
  v.leftOver = Math.max(0, lastIndex(durable.log) - v.commit);
  out.gauge('uncommitted', v.leftOver);
}
