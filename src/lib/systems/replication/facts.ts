import { endOf, tableOf } from '../../nodes/store/timeline';
import { counted, grouped, type FactKind, type NodeRef, type Show } from '../../sim';
import { fact } from '../drawn';
import { authority } from './histories';
import type { Observed } from './observed';
import type { Written } from './nodes/messages';
import type { Copy, ReplicationWorld } from './world';

export type Fact = 'lost' | 'gone' | 'unshipped';
type World = Pick<ReplicationWorld, 'at' | 'nodes'>;

/** What only a bookkeeper can know of a node. */
export const facts: Readonly<Record<Fact, FactKind>> = {
  lost: fact.count('lost', {
    tag: 'fault',
    text: (n) => (n === 0 ? '' : `${grouped(n)} lost`),
    says: (n) =>
      `${counted(n, 'acknowledged write')} of this node ${n === 1 ? 'is' : 'are'} missing from the surviving history.`,
  }),
  gone: fact.count('rows gone', {
    tag: 'fault',
    text: (n) => (n === 0 ? '' : `${grouped(n)} rows gone`),
    says: (n) => `${counted(n, 'acknowledged row')} deleted and not restored in this copy.`,
  }),
  unshipped: fact.count('only here', {
    tag: 'waiting',
    text: (n) => (n === 0 ? '' : `${grouped(n)} only here`),
    says: (n) =>
      `${counted(n, 'acknowledged write')} ${n === 1 ? 'is' : 'are'} on this disk alone: at risk, not lost.`,
  }),
};

/** A write that its writer was told of and that no surviving history has: counted at both of them. */
function countLost(seen: Observed, { at }: World, by: NodeRef, row: number): NodeRef[] {
  const nodes = [by, at.writers[row % at.writers.length].index];
  for (const node of nodes) seen.lostOf.set(node, (seen.lostOf.get(node) ?? 0) + 1);
  return nodes;
}

/** A new epoch begins: what its author lacks of older ones is lost, and nothing of its own is shipped yet. */
export function beginEpoch(seen: Observed, world: World, epoch: number, show: Show<Fact>): void {
  seen.newest = epoch;
  seen.shippedTo = 0;
  seen.unshipped.clear();
  for (const { index } of world.at.copies) show(index, 'unshipped', 0);
  const { log } = authority(world).durable;
  for (const node of seen.lostOf.keys()) seen.lostOf.set(node, 0);
  for (const of of seen.byEpoch) {
    of.end = endOf(log, of.epoch);
    if (of.highest <= of.end) continue;
    for (let i = 0; i < seen.count; i++)
      if (seen.epochs[i] === of.epoch && seen.entries[i] > of.end)
        countLost(seen, world, of.by, seen.rows[i]);
  }
  for (const [node, lost] of seen.lostOf) show(node, 'lost', lost);
}

/** A writer hears that its row is entry `index` of the log. */
export function noteTold(
  seen: Observed,
  world: World,
  from: NodeRef,
  m: Written,
  show: Show<Fact>,
) {
  const { epoch, index, id } = m;
  if (epoch === seen.newest) {
    if (index > seen.shippedTo) {
      seen.unshipped.add(index);
      show(from, 'unshipped', seen.unshipped.size);
    }
  } else if (index > seen.byEpoch.find((e) => e.epoch === epoch)!.end)
    for (const node of countLost(seen, world, from, id)) show(node, 'lost', seen.lostOf.get(node)!);
  for (const copy of world.at.copies)
    if (index <= (copy.durable.log.deletes.at(-1) ?? 0)) showGone(seen, copy, show);
}

/** A standby holds the newest epoch's log up to `index`. */
export function noteHeld(seen: Observed, world: World, index: number, show: Show<Fact>): void {
  if (index <= seen.shippedTo) return;
  const before = seen.unshipped.size;
  if (before > 0) for (let i = seen.shippedTo + 1; i <= index; i++) seen.unshipped.delete(i);
  seen.shippedTo = index;
  if (seen.unshipped.size !== before)
    show(authority(world).index, 'unshipped', seen.unshipped.size);
}

/** A standby has lost some of its log: what the others still hold is looked up afresh. */
export function recountHeld(seen: Observed, world: World, show: Show<Fact>): void {
  const top = authority(world);
  const others = world.at.copies.filter((c) => c !== top);
  seen.shippedTo = Math.max(...others.map((c) => endOf(c.durable.log, seen.newest)));
  const before = seen.unshipped.size;
  seen.unshipped.clear();
  for (let i = 0; i < seen.count; i++)
    if (seen.epochs[i] === seen.newest && seen.entries[i] > seen.shippedTo)
      seen.unshipped.add(seen.entries[i]);
  if (seen.unshipped.size !== before) show(top.index, 'unshipped', seen.unshipped.size);
}

/** Rows that writers were told of, deleted since and not put back. */
export function showGone(
  seen: Observed,
  { index, durable: { log } }: Copy,
  show: Show<Fact>,
): void {
  const upTo = log.deletes.at(-1) ?? 0;
  if (upTo === 0) return;
  const table = new Set(tableOf(log));
  let gone = 0;
  for (let i = 0; i < seen.count; i++)
    if (seen.entries[i] <= upTo && !table.has(seen.rows[i])) gone++;
  if (gone === (seen.goneOf.get(index) ?? 0)) return;
  seen.goneOf.set(index, gone);
  show(index, 'gone', gone);
}
