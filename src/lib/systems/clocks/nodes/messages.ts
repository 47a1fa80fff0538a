import type { Micros } from '../../../sim';
import type { Ordering, Stamped, WriteId } from './stamps';

/** A value of a key, with the stamps of the event that wrote it. */
export interface Version extends Stamped {
  readonly key: string;
  /** A colour's place in the palette, or 0 for a value that has no name. */
  readonly value: number;
}

export interface Put extends Version {
  readonly type: 'put';
  readonly order: Ordering;
}
/** A replica's answer: it has taken notice of the write, and `dropped` these versions for good. */
export interface Stored extends WriteId {
  readonly type: 'stored';
  readonly key: string;
  readonly dropped: readonly WriteId[];
}
/** A writer tells another what it has written or read. `left`: writes that the chain still needs, its reader’s among them. */
export interface News extends Version {
  readonly type: 'news';
  readonly order: Ordering;
  readonly left: number;
}
/** The news has been read: whatever its reader does from now on may depend on it. */
export interface Heard extends WriteId {
  readonly type: 'heard';
  /** The reader's clock when it read, µs. */
  readonly wall: Micros;
}
/** A stamp too far ahead of the receiver's clock: neither stored nor read. */
export interface Refused extends WriteId {
  readonly type: 'refused';
  readonly what: 'write' | 'news';
}

export interface AskTime {
  readonly type: 'ask-time';
  readonly id: number;
}
/** When the request came in and when this answer left, by the server's clock, µs. */
export interface TellTime {
  readonly type: 'time';
  readonly id: number;
  readonly received: Micros;
  readonly sent: Micros;
}
