import { below, uniform, type NodeRef } from '../../../sim';
import type { Version } from './messages';
import { ticked, type Logical } from './stamps';
import { randomOf, wallOf } from './writer-kind';
import type { Plan, Waiting, Writer, WriterOut } from './writer-kind';

/** Another error, up to `maxError` either way. */
export function drawError(node: Writer, out: WriterOut): void {
  const { maxError } = node.options;
  node.durable.wall.error = Math.round((2 * uniform(randomOf(node, out)) - 1) * maxError);
}

/** Reads the clock and writes, or waits until that time is past on every clock that is right. */
export function begin(node: Writer, plan: Plan, out: WriterOut): void {
  const { order, maxError, redraws } = node.options;
  if (redraws) drawError(node, out);
  const wall = wallOf(node, out);
  const since = out.instant();
  if (order !== 'commit-wait') return release(node, { ...plan, wall, since }, out);
  out.gauge('wait', 2 * maxError);
  out.after(2 * maxError, 'release', { ...plan, wall: wall + maxError, since });
}

export const vectorText = (vector: readonly number[]): string => vector.join('·');
export const hybridText = ({ hybrid: { l, c } }: Pick<Logical, 'hybrid'>): string =>
  c > 0 ? `${l}+${c}` : `${l}`;

/** Makes the write: stamps it, sends it to the replicas, and tells the next writer of the chain. */
export function release(
  node: Writer,
  { key, value, left, wall, since }: Waiting,
  out: WriterOut,
): void {
  const { durable: disk, options } = node;
  const counts = options.bug !== 'no-increment' || !disk.fresh;
  disk.clock = ticked(disk.clock, wall, options.place, counts);
  disk.fresh = false;
  const by = options.place;
  const seq = ++disk.seq;
  const version: Version = { key, by, seq, value, stamps: { wall, ...disk.clock } };
  disk.latest = version;
  disk.open.set(seq, { version, since, missing: [...options.replicas] });
  note(node, version, out);
  resend(node, seq, out);
  if (left > 0) sendNews(node, version, left, anotherWriter(node, out), out);
}

function note({ durable: { clock }, options: { order } }: Writer, v: Version, out: WriterOut) {
  const { key, by, seq, stamps } = v;
  const { wall, lamport } = stamps;
  const [vector, hybrid] = [vectorText(clock.vector), hybridText(clock)];
  out.event('wrote', { by, seq, key, wall, lamport, vector, hybrid });
  if (order === 'lamport') return out.gauge('count', lamport);
  if (order !== 'vector') out.gauge('stamp', order === 'hybrid' ? clock.hybrid.l : wall);
}

/** Sends a write to the replicas that have not answered, and again after a while. */
export function resend(node: Writer, seq: number, out: WriterOut): void {
  const { durable: disk, options } = node;
  const open = disk.open.get(seq);
  if (!open) return;
  for (const to of open.missing)
    out.send(to, { type: 'put', order: options.order, ...open.version });
  out.after(options.resend, 'resend', seq);
}

export function sendNews(
  node: Writer,
  version: Version,
  left: number,
  to: NodeRef,
  out: WriterOut,
): void {
  out.send(to, { type: 'news', order: node.options.order, left, ...version });
}

function anotherWriter(node: Writer, out: WriterOut): NodeRef {
  const { peers, place } = node.options;
  const drawn = below(randomOf(node, out), peers.length - 1);
  return peers[drawn < place ? drawn : drawn + 1];
}
