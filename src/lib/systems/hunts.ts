import type { HuntFault, Micros } from '../sim';
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

/** All that a network may do to messages: half of them lost, doubled or late, and some garbled. */
export const badNetwork = (late: Micros): Faults => ({
  lose: { share: 0.5 },
  duplicate: { share: 0.5 },
  corrupt: { share: 0.3 },
  delay: { most: late },
  reorder: { most: late },
});

/**
 * Makes settings of which a hunt may draw any value, by their names. The order in which `vary` names them is part of what a
 * seed stands for.
 */
export const anyOf =
  <S>() =>
  <K extends keyof S>(...names: readonly K[]) =>
    Object.fromEntries(names.map((name) => [name, 'any'])) as Readonly<Record<K, 'any'>>;
