import type { NodeState } from './kind';
import { Pending, type PendingEvents } from './pending';
import type { Stream } from './random';
import type { Runtime } from './runtime';
import type { Micros } from './time';

/** A timer that a node has set and that has not fired. */
export interface PendingTimer {
  readonly name: string;
  /** When it fires, in true time, µs. */
  readonly due: Micros;
  readonly data: unknown;
}

/** A message on its way to a node. */
export interface Coming {
  readonly envelope: number;
  readonly from: number;
  readonly type: string;
  /** When it arrives, if nothing happens to it, µs. */
  readonly due: Micros;
}

/** What waits at a paused node: a message, or a timer that has run out meanwhile. */
export interface Waiting {
  readonly kind: 'message' | 'timer';
  /** A message's type or a timer's name. */
  readonly name: string;
  /** Of a message; −1 for a timer. */
  readonly from: number;
  readonly envelope: number;
}

/** Everything there is to know of one node at one moment, as plain data of its own. */
export interface Inspection extends Readonly<
  Pick<NodeState, 'mode' | 'volatile' | 'durable' | 'options'>
> {
  readonly node: number;
  /** The first to fire first. */
  readonly timers: readonly PendingTimer[];
  /** The first to arrive first. */
  readonly coming: readonly Coming[];
  /** In the order in which they came. */
  readonly held: readonly Waiting[];
  /** The random streams drawn from so far, by name: data that keeps one holds the very same object. */
  readonly streams: ReadonlyMap<string, Stream>;
}

/** What of a run an inspection reads. */
interface Inspected {
  readonly nodes: readonly NodeState[];
  readonly runtimes: readonly Runtime[];
  readonly pending: PendingEvents;
  readonly streams: ReadonlyMap<string, Stream>;
}

/** Links have streams of their own, which no node keeps: a system of many nodes has thousands. */
const OF_A_LINK = /^(link|faults):/;

/** Reads node `i` and leaves it alone: what it returns shares nothing with the run. */
export function inspectNode({ nodes, runtimes, pending, streams }: Inspected, i: number) {
  const { mode, volatile, durable, options } = nodes[i];
  const { life, held } = runtimes[i];
  const events = pending.dueAt(i);
  const own = [...streams].filter(([name]) => !OF_A_LINK.test(name));
  return structuredClone<Inspection>({
    node: i,
    mode,
    volatile,
    durable,
    options,
    timers: events
      .filter(({ event }) => event.kind === Pending.Timer && event.life === life)
      .map(({ at, event }) => ({ name: event.label, due: at, data: event.payload })),
    coming: events
      .filter(({ event }) => event.kind === Pending.Deliver)
      .map(({ at, event: { envelope, from, payload } }) => {
        const { type } = payload as { type: string };
        return { envelope, from, type, due: at };
      }),
    held: held.map(({ kind, from, envelope, payload, label }) =>
      kind === Pending.Deliver
        ? { kind: 'message', name: (payload as { type: string }).type, from, envelope }
        : { kind: 'timer', name: label, from: -1, envelope: -1 },
    ),
    streams: new Map(own),
  });
}
