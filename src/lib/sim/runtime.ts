import type { NodeRef, NodeState } from './kind';
import type { ErasedBehaviour } from './erased';
import type { TimerId } from './node';
import type { World } from './system';
import type { NodeSpec, Topology } from './topology';
import type { Micros } from './time';

/** A delivery or timer that waits at a paused node. */
export interface Held {
  readonly kind: 1 | 2;
  readonly from: number;
  readonly envelope: number;
  readonly payload: unknown;
  readonly label: string;
  /** Of a timer, so that it can still be cancelled; −1 for a delivery. */
  readonly timer: TimerId;
}

/** What the kernel knows of a node and the node does not. */
export interface Runtime {
  readonly behaviour: ErasedBehaviour;
  readonly readsCorrupted: boolean;
  /** Brings work in, until it says that it is done. */
  readonly source: boolean;
  done: boolean;
  /** Counts crashes and restarts, so that timers of an earlier life are recognised. */
  life: number;
  slow: number;
  /** Clock error: reads true time + offset, and since `skewedAt` ppm/10^6 of the time that has passed more. */
  offset: Micros;
  ppm: number;
  skewedAt: Micros;
  /** What drift had added when the clock was last set, µs. */
  drifted: Micros;
  held: Held[];
  /** A setting changed while it was paused: it is told when it goes on. */
  outdated: boolean;
}

/** A node that has not begun yet. */
export function openRuntime(spec: NodeSpec): Runtime {
  const behaviour = spec.behaviour as ErasedBehaviour;
  return {
    behaviour,
    readsCorrupted: behaviour.readsCorrupted === true,
    source: spec.source === true,
    done: false,
    life: 0,
    slow: 1,
    offset: 0,
    ppm: 0,
    skewedAt: 0,
    drifted: 0,
    held: [],
    outdated: false,
  };
}

/** A node as it is before anything has happened. */
export function openNode(spec: NodeSpec, place: number): NodeState {
  const behaviour = spec.behaviour as ErasedBehaviour;
  const { id, label, options } = spec;
  const index = place as NodeRef;
  const durable = behaviour.durable({ index, id, options });
  const volatile = behaviour.volatile?.({ index, id, options, durable }) ?? null;
  // Written out: a spread would give each run's nodes a hidden class of their own, and handlers would never warm up.
  return { index, id, label, options, mode: behaviour.machine.initial, volatile, durable };
}

/** A topology's parts with the nodes themselves in their places. */
export function partsOf({ parts = {} }: Topology, nodes: readonly NodeState[]): World['at'] {
  const found = Object.entries(parts).map(([name, { how, nodes: refs }]) => {
    const own = refs.map((ref) => nodes[ref]);
    return [name, how === 'many' ? own : (own[0] ?? null)] as const;
  });
  return Object.fromEntries(found) as World['at'];
}
