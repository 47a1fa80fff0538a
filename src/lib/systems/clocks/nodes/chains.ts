import { chance, seconds, uniform } from '../../../sim';
import { zero } from './stamps';
import { randomOf, type Writer, type WriterOut } from './writer-kind';
import { begin, drawError, resend } from './writing';

/** Time for the last answers, µs. */
const SETTLE = seconds(2);

/** Writer i begins chains i, i + n, i + 2n …, one of all writers in each interval. */
export function boot(node: Writer, out: WriterOut, again: boolean): void {
  const { durable: disk, options } = node;
  const { place, interval, ids, sync } = options;
  if (disk.ppm === null) {
    disk.ppm = (2 * uniform(randomOf(node, out)) - 1) * options.maxPpm;
    drawError(node, out);
  }
  if (again && options.bug === 'forgets-counter') disk.clock = zero(ids.length);
  for (const seq of disk.open.keys()) resend(node, seq, out);
  if (sync !== 'none') out.after(0, 'sync');
  const first = again ? ids.length : place + 1;
  if (disk.begun < options.chains) out.after(first * interval, 'begin', disk.begun);
  else out.after(SETTLE, 'end');
  if (options.aside === 0 || disk.asides >= options.chains) return;
  out.after((again ? ids.length : disk.asides + 1) * interval, 'aside', disk.asides);
}

/** Sets out for the chain after `n`, or ends. */
export function goOn(node: Writer, n: number, out: WriterOut): void {
  const { ids, interval, chains, gap, chainWrites } = node.options;
  const next = n + ids.length;
  node.durable.begun = next;
  if (next < chains) out.after(ids.length * interval, 'begin', next);
  else out.after(SETTLE + gap * chainWrites, 'end');
}

export function beginChain(node: Writer, n: number, out: WriterOut): void {
  goOn(node, n, out);
  begin(node, { key: `k${n}`, value: 0, left: node.options.chainWrites - 1 }, out);
}

/** Perhaps writes on the key of chain `n` while that is under way, without having read any of it. */
export function aside(node: Writer, n: number, writes: boolean, out: WriterOut): void {
  const { ids, interval, chains, gap, aside: share } = node.options;
  const random = randomOf(node, out);
  const [isDrawn, when] = [chance(random, share), uniform(random)];
  if (isDrawn && writes) out.after(Math.round(when * gap), 'aside-write', n);
  node.durable.asides = n + ids.length;
  if (node.durable.asides < chains) out.after(ids.length * interval, 'aside', node.durable.asides);
}
