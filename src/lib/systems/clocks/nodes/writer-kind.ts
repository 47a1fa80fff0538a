import type { Instant, Micros, Node, NodeRef, NodeRefs, Out, Stream } from '../../../sim';
import { fault, nodeMachine, well } from '../../../nodes/machine';
import type { AskTime, Heard, News, Put, Refused, Stored, TellTime, Version } from './messages';
import type { Logical, Ordering, WriteId } from './stamps';
import type { Synced } from './sync';
import { leapLag, uncorrectedBy, type Leap, type WallState } from './wall';

export const machine = nodeMachine('writer', {
  writing: well('writes, and reads what others have written', { REFUSE: 'shut-out' }),
  'shut-out': fault('had a stamp refused: reads, but writes nothing until its clock is set', {
    TRUST: 'writing',
  }),
});

export interface WriterOptions {
  readonly place: number;
  readonly peers: NodeRefs;
  readonly ids: readonly string[];
  readonly replicas: NodeRefs;
  readonly server: NodeRef | null;
  readonly order: Ordering;
  readonly maxAhead: Micros;
  /** Its clock is wrong by up to this much either way, µs, and knows it: commit wait waits twice as long. */
  readonly maxError: Micros;
  /** Each write finds the clock wrong by another amount; else it stays wrong by the same. */
  readonly redraws: boolean;
  readonly maxPpm: number;
  readonly leap: Leap;
  readonly sync: 'none' | 'cristian' | 'ntp';
  readonly syncEvery: Micros;
  /** The least time that a message to or from the server takes, µs. */
  readonly leastDelay: Micros;
  /** Chains of the whole run, the time between two of them, and the writes of one. */
  readonly chains: number;
  readonly interval: Micros;
  readonly chainWrites: number;
  /** From a write of the chain to the next, µs, and the part of it in which the next writer thinks. */
  readonly gap: Micros;
  readonly thinking: Micros;
  /** Share of chains on whose key another writer writes without having read any of it. */
  readonly aside: number;
  readonly resend: Micros;
  readonly bug: 'none' | 'ignores-incoming' | 'no-increment' | 'forgets-counter' | 'one-way-sync';
}

/** A write that is still to be made: on which key, and how many writes of its chain follow. */
export interface Plan {
  readonly key: string;
  readonly value: number;
  readonly left: number;
}
/** A write that has its time and waits until it is surely past. */
export interface Waiting extends Plan {
  readonly wall: Micros;
  readonly since: Instant;
}
interface Open {
  readonly version: Version;
  readonly since: Instant;
  missing: NodeRef[];
}

export interface WriterKind {
  machine: typeof machine;
  volatile: {
    random: Stream | null;
    asked: { readonly id: number; readonly at: Micros } | null;
  };
  durable: {
    clock: Logical;
    readonly wall: WallState;
    /** Drift of its crystal, parts per million; `null` before it has been switched on. */
    ppm: number | null;
    seq: number;
    /** The next chain that it begins, and the next at which it may write aside. */
    begun: number;
    asides: number;
    /** It has read something since its last write. */
    fresh: boolean;
    latest: Version | null;
    readonly open: Map<number, Open>;
    stored: number;
    refused: number;
    asks: number;
    synced: Synced | null;
  };
  options: WriterOptions;
  takes: News | Heard | Stored | Refused | TellTime;
  sends: Put | News | Heard | Refused | AskTime;
  timers: {
    begin: number;
    aside: number;
    'aside-write': number;
    think: Omit<Plan, 'value'>;
    release: Waiting;
    resend: number;
    sync: undefined;
    end: undefined;
  };
  events: {
    /** Four stamps of one event, as the node's clocks have given them. */
    wrote: WriteId & { key: string; wall: Micros; lamport: number; vector: string; hybrid: string };
    read: WriteId & { wall: Micros; lamport: number; vector: string; hybrid: string };
    synced: { offset: Micros; bound: Micros };
  };
  gauges: 'stamp' | 'count' | 'wait' | 'bound';
  probes: 'latency';
}
export type Writer = Node<WriterKind>;
export type WriterOut = Out<WriterKind>;

/** Its clock before leap seconds, µs. */
export function timeOf({ durable: { wall, ppm } }: Writer, out: WriterOut): Micros {
  return uncorrectedBy(wall, out.clock(), out.monotonic(), ppm ?? 0);
}

/** Its wall clock, µs. */
export function wallOf(node: Writer, out: WriterOut): Micros {
  const time = timeOf(node, out);
  return time - leapLag(node.options.leap, time);
}

/** Its own random numbers. */
export const randomOf = ({ volatile: v, id }: Writer, out: WriterOut): Stream =>
  (v.random ??= out.stream(`writer:${id}`));
