import type { Micros } from '../../../sim';
import { die } from '../../../nodes/service/process';

/** A death at a chosen point of the protocol: the first transaction that gets there after a time. */
export interface OutageOptions {
  readonly point: 'never' | 'before-votes' | 'after-votes' | 'after-decision';
  readonly after: Micros;
  readonly length: Micros;
}

interface Mortal<V> {
  volatile: V;
  readonly durable: { died: number };
  readonly options: { readonly outage: OutageOptions };
}
type DyingOut = Parameters<typeof die>[2] & { monotonic(): Micros };

/**
 * Makes the question that a node asks itself at each point: true when this is where and when it dies, once in a run. `why`
 * is what the log says, `show` writes its gauges for a memory that is `fresh` again.
 */
export const dieWhenDue =
  <N extends Mortal<V>, O extends DyingOut, V>(
    fresh: () => V,
    why: string,
    show: (node: N, out: O) => void,
  ) =>
  (node: N, here: OutageOptions['point'], out: O): boolean => {
    const { point, after, length } = node.options.outage;
    if (point !== here || node.durable.died > 0 || out.monotonic() < after) return false;
    die(node, { fresh: fresh(), why, downFor: length }, out);
    show(node, out);
    return true;
  };
