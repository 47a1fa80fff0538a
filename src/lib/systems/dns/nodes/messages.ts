import type { Micros, NodeRefs } from '../../../sim';

/** The zone's names: `www` moves, `shop` is new. */
export const NAMES = ['www', 'shop'] as const;
export type Name = (typeof NAMES)[number];
/** Which web server a name leads to. */
export type Address = 'old' | 'new';

/** An authoritative answer, as caches hand it on. */
export interface DnsRecord {
  readonly name: Name;
  /** `null`: there is no such name (NXDOMAIN). */
  readonly address: Address | null;
  /** As the authority gave it, µs. */
  readonly ttl: Micros;
  /** Of the zone that it was taken from. */
  readonly serial: number;
  /** Which answer of which name server it was; 0: one from before the run. */
  readonly origin: number;
}

export interface Zone {
  readonly serial: number;
  readonly ttl: Micros;
  readonly negativeTtl: Micros;
  readonly addresses: Readonly<Record<Name, Address | null>>;
}

interface About {
  readonly name: Name;
  /** Which resolver of the crowd asks or is asked. */
  readonly resolver: number;
  /** The asker's own number of its question. */
  readonly no: number;
}

/** A client asks a resolver; a forwarding resolver asks another one. */
export interface Lookup extends About {
  readonly type: 'lookup';
  /** Of the asker, where that is a resolver too. */
  readonly asker: number;
}
/** `record: null` is SERVFAIL: the resolver could not find out. */
export interface Answer extends About {
  readonly type: 'answer';
  readonly asker: number;
  readonly record: DnsRecord | null;
  /** What is left of its TTL, µs. */
  readonly left: Micros;
  /** An expired copy, given because no name server answers. */
  readonly stale: boolean;
}
/** A resolver asks a server of the tree. */
export interface Query extends About {
  readonly type: 'query';
}
/** "Ask those": the servers of the next zone down. */
export interface Referral extends About {
  readonly type: 'referral';
  readonly to: NodeRefs;
  readonly ttl: Micros;
}
export interface Reply extends About {
  readonly type: 'reply';
  readonly record: DnsRecord;
}
/** From a server that does not have the zone. */
export interface Refused extends About {
  readonly type: 'refused';
}

/** A client goes to the address that it was given. */
export interface Visit {
  readonly type: 'visit';
  readonly no: number;
}
export interface Page {
  readonly type: 'page';
  readonly no: number;
}

/** The owner changes the zone at the first name server; that one sends it to the others. */
export interface Update {
  readonly type: 'update';
  readonly zone: Zone;
}
export interface Updated {
  readonly type: 'updated';
  readonly serial: number;
}
export interface Shutdown {
  readonly type: 'shutdown';
}
