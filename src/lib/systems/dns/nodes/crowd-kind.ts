import type { Micros, Node, NodeRef, NodeRefs, Out, Stream, TimerId } from '../../../sim';
import { nodeMachine, waiting, well } from '../../../nodes/machine';
import type { DnsSettings } from '../settings';
import type { Answer, DnsRecord, Lookup, Name, Query } from './messages';
import type { Referral, Refused, Reply, Zone } from './messages';

export interface CrowdOptions {
  /** Resolvers in this crowd. */
  readonly count: number;
  readonly root: NodeRef;
  /** The top-level domain and the zone's name servers, as warm caches know them. */
  readonly tld: NodeRef;
  readonly nameServers: NodeRefs;
  /** Whose resolvers are asked instead of the servers, and how many it has; `null`: none. */
  readonly upstream: { readonly crowd: NodeRef; readonly count: number } | null;
  /** Lookups a second of each name at each resolver, and the share of them that nobody follows. */
  readonly rates: Readonly<Record<Name, number>>;
  readonly unfollowed: number;
  /** The zone that warm caches have copies of; `null`: they start empty. */
  readonly warm: Zone | null;
  readonly delegationTtl: Micros;
  readonly serveStale: boolean;
  /** So many of its resolvers, the first ones, keep each copy for at least an hour. */
  readonly ignoring: number;
  readonly negativeTtl: Micros;
  readonly bug: DnsSettings['bug'];
}

export const machine = nodeMachine('dns-resolvers', {
  resolving: well('answers from its copies, and asks the servers where it has none', {
    LOST: 'alone',
  }),
  alone: waiting('a lookup found no server that answers; fresh copies are still given out', {
    FOUND: 'resolving',
  }),
});

export interface Copy {
  readonly record: DnsRecord;
  /** When it expires, by the crowd's own count of time, µs. */
  readonly until: Micros;
}

interface Delegation {
  readonly to: NodeRefs;
  readonly until: Micros;
}

/** Somebody who waits for an answer. */
export interface Waiter {
  readonly from: NodeRef;
  readonly asker: number;
  readonly no: number;
}

/** A lookup that is being resolved. */
export interface Open {
  no: number;
  /** When the present question was sent. */
  asked: Micros;
  /** Which of the name servers is asked first. */
  readonly first: number;
  tries: number;
  timer: TimerId;
  readonly waiters: Waiter[];
}

/** One name of all resolvers of the crowd, by resolver. */
export interface Shelf {
  readonly copies: (Copy | null)[];
  /** Until when it does not ask again after nobody had answered. */
  readonly failedUntil: Micros[];
  /** The timer of the next lookup that finds no fresh copy. */
  readonly wake: (TimerId | null)[];
  readonly open: Map<number, Open>;
}

export interface CrowdKind {
  machine: typeof machine;
  volatile: {
    shelves: Record<Name, Shelf>;
    readonly tld: (Delegation | null)[];
    readonly zone: (Delegation | null)[];
    draws: Stream | null;
  };
  /** Question numbers are not used again after a crash. `hits` and `misses` are of followed lookups. */
  durable: { asked: number; hits: number; misses: number; background: number; failed: number };
  options: CrowdOptions;
  takes: Lookup | Answer | Referral | Reply | Refused;
  sends: Lookup | Answer | Query;
  timers: {
    lookup: { readonly name: Name; readonly resolver: number };
    silence: { readonly name: Name; readonly resolver: number; readonly no: number };
  };
  events: {
    cached: {
      name: Name;
      resolver: number;
      address: number;
      serial: number;
      until: Micros;
      from: Micros;
    };
  };
}
export type Crowd = Node<CrowdKind>;
export type CrowdOut = Out<CrowdKind>;
