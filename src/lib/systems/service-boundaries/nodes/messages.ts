import type { Message, Micros } from '../../../sim';

/** A client's request, the same to both deployments. */
export interface Request extends Message {
  readonly type: 'request';
  readonly id: number;
  /** Place in `ENDPOINTS`. */
  readonly endpoint: number;
  /** How long the client will wait, µs: a duration and no moment, since clocks differ. */
  readonly budget: Micros;
}

/** Ends the process of whoever owns the entity: a query of death. */
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

/** From the service that took a request to another one: one call for all entities that are needed of it. */
export interface Call extends Message {
  readonly type: 'call';
  readonly id: number;
  readonly endpoint: number;
  readonly entities: number;
  readonly attempt: number;
}
export interface Part extends Message {
  readonly type: 'part' | 'no-part';
  readonly id: number;
  readonly entities: number;
  readonly attempt: number;
}

/** To a store and back. What comes with it says what the read was for: the reader keeps no list. */
export interface Read extends Message {
  readonly type: 'read' | 'rows';
  readonly id: number;
  readonly entities: number;
  readonly attempt: number;
  /** Who made the call; −1: the reader took the request itself. */
  readonly caller: number;
}
