import type { HuntFault } from '../sim';
import { keysOf } from './fields';

type Limits = Omit<HuntFault, 'fault' | 'nodes' | 'to'>;
type Faults = Readonly<Partial<Record<HuntFault['fault'], Limits>>>;

/**
 * Makers of what a hunt may inject: `on` nodes, by name or pattern, and `between` senders and receivers; of each kind of
 * fault its limits.
 * @param limits of all of them, where they say nothing else
 */
export function faultsWithin(limits: Limits = {}) {
  const each = (where: Pick<HuntFault, 'nodes' | 'to'>, faults: Faults) =>
    keysOf(faults).map((fault): HuntFault => ({ fault, ...where, ...limits, ...faults[fault] }));
  return {
    on: (nodes: string, faults: Faults) => each({ nodes }, faults),
    between: (nodes: string, to: string, faults: Faults) => each({ nodes, to }, faults),
  };
}
