import type { Message, Micros, NodeRef } from '../../../sim';

/** A client's request, the same to both deployments. */
export interface Request extends Message {
  readonly type: 'request';
  readonly id: number;
  /** Place in `ENDPOINTS`. */
  readonly endpoint: number;
  /** How long the client will wait, µs: a duration, not a point in time, since clocks differ. */
  readonly budget: Micros;
}

/** A poison request: ends the process of whoever owns the entity. */
export interface Deadly extends Message {
  readonly type: 'deadly';
  readonly entity: number;
}

/** The answer to a client. `parts` are the entities that it has data of, as bits. */
export interface Answer extends Message {
  readonly type: 'answer';
  readonly id: number;
  readonly parts: number;
  /** Says that something is left out. */
  readonly degraded: boolean;
}
export interface Failed extends Message {
  readonly type: 'failed';
  readonly id: number;
}

/** What is asked for: these entities, as bits, of a request's answer. */
interface Share extends Message {
  readonly id: number;
  readonly entities: number;
  readonly attempt: number;
}

/** From the service that took a request to another one: one call for all entities that are needed of it. */
export interface Call extends Share {
  readonly type: 'call';
}
export interface Part extends Share {
  readonly type: 'part' | 'no-part';
}

/** To a store and back. It says what the read was for, so that the reader keeps no list. */
interface Reading extends Share {
  /** Who made the call; `null`: the reader took the request itself. */
  readonly caller: NodeRef | null;
}
export interface Read extends Reading {
  readonly type: 'read';
}
export interface Rows extends Reading {
  readonly type: 'rows';
}
