import type { Behaviour, Micros, Node, NodeRef, Out } from '../../../sim';
import { nodeMachine, waiting, well } from '../../../nodes/machine';
import type { Put, Refused, Stored, Version } from './messages';
import { aheadOf, compare, type Ordering, type WriteId } from './stamps';

const machine = nodeMachine('replica', {
  serving: well('holds one version of every key', { CONFLICT: 'conflict' }),
  conflict: waiting('holds versions side by side that no write has replaced together', {
    RESOLVED: 'serving',
  }),
});

interface ReplicaKind {
  machine: typeof machine;
  durable: { readonly held: Map<string, Version[]>; conflicts: number };
  options: {
    readonly order: Ordering;
    /** Refuses stamps that are further ahead of its clock, µs; 0: takes any. */
    readonly maxAhead: Micros;
  };
  takes: Put;
  sends: Stored | Refused;
  gauges: 'holds' | 'also';
}
type Replica = Node<ReplicaKind>;
type ReplicaOut = Out<ReplicaKind>;

const sameWrite = (a: WriteId, b: WriteId): boolean => a.by === b.by && a.seq === b.seq;

/** Lays a version beside those that are held: what is earlier goes, and what is neither stays. */
function lay(order: Ordering, held: readonly Version[], put: Version): [Version[], Version[]] {
  if (held.some((v) => sameWrite(v, put))) return [[...held], []];
  const loses = held.some((v) => {
    const c = compare(order, v, put);
    return c !== null && c >= 0;
  });
  if (loses) return [[...held], [put]];
  const stays = (v: Version): boolean => compare(order, v, put) === null;
  return [[...held.filter(stays), put], held.filter((v) => !stays(v))];
}

function store(node: Replica, put: Put, from: NodeRef, out: ReplicaOut): void {
  const { durable: disk, options } = node;
  const { key, by, seq, value, stamps } = put;
  const before = disk.held.get(key) ?? [];
  const [held, dropped] = lay(options.order, before, { key, by, seq, value, stamps });
  disk.held.set(key, held);
  const more = Number(held.length > 1) - Number(before.length > 1);
  disk.conflicts += more;
  if (more !== 0) out.become(disk.conflicts > 0 ? 'CONFLICT' : 'RESOLVED');
  if (value > 0) {
    out.gauge('holds', held[0].value);
    out.gauge('also', held[1]?.value ?? 0);
  }
  const ids = dropped.map((v) => ({ by: v.by, seq: v.seq }));
  out.send(from, { type: 'stored', key, by, seq, dropped: ids });
}

function onPut(node: Replica, put: Put, from: NodeRef, out: ReplicaOut): void {
  const { order, maxAhead } = node.options;
  if (maxAhead > 0 && aheadOf(order, put.stamps, out.clock()) > maxAhead)
    return out.send(from, { type: 'refused', what: 'write', by: put.by, seq: put.seq });
  store(node, put, from, out);
}

/** Keeps, of each key, the latest version by the ordering it is built with; with vectors, all that are concurrent. */
export const replica: Behaviour<ReplicaKind> = {
  kind: 'replica',
  machine,
  durable: () => ({ held: new Map(), conflicts: 0 }),
  start({ durable }, out, again) {
    if (again && durable.conflicts > 0) out.become('CONFLICT');
  },
  roles: { serving: { message: onPut }, conflict: { message: onPut } },
};
