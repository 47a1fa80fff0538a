import type { Message, Micros, NodeRef, NodeRefs } from '../../../sim';

/** What one protocol's bytes are made of, for people and for the sum: "HEADERS", 43. */
export type Frames = readonly (readonly [what: string, bytes: number])[];

/** A call as it is written to a connection. `work` is the time that it takes a backend, µs. */
export interface Call {
  readonly kind: 'call';
  readonly id: number;
  readonly stream: number;
  readonly work: Micros;
  readonly bytes: number;
  readonly frames: Frames;
}

/** The answer to a call. `answers` is what it is the answer to, whatever its reader takes it for. */
export interface Reply {
  readonly kind: 'reply';
  readonly answers: number;
  readonly stream: number;
  readonly ok: boolean;
  readonly bytes: number;
  readonly frames: Frames;
  /** As a `Server-Timing` header would tell, by the server's clock: when the call's bytes had all arrived, when it was read, when this was written. */
  readonly arrived: Micros;
  readonly read: Micros;
  readonly written: Micros;
  /** The node that did the work. */
  readonly by: NodeRef;
}

export type Item = Call | Reply;

/** Some bytes of what is sent in order: `offset` counts within the order that they belong to. */
export interface Part {
  /** 0, or the stream where streams are in order each by itself. */
  readonly order: number;
  readonly offset: number;
  readonly size: number;
  /** What is complete with the last of these bytes. */
  readonly ends: Item | null;
}

/** One packet. Its number is never used again: what is lost is sent once more under another one. */
export interface Segment extends Message {
  readonly type: 'request' | 'response' | 'again';
  readonly connection: number;
  readonly number: number;
  readonly parts: readonly Part[];
  /** On the wire, headers of all layers included. */
  readonly bytes: number;
}

/** "Packet `number` has arrived." */
export interface Received extends Message {
  readonly type: 'received';
  readonly connection: number;
  readonly number: number;
  readonly bytes: number;
}

/** A round trip of a handshake and its answer; `trips` are needed until data may follow. */
export interface Hello extends Message {
  readonly type: 'hello' | 'hello-back';
  readonly connection: number;
  readonly trip: number;
  readonly trips: number;
  /** How often it was sent before: a balancer then tries another backend. */
  readonly attempt: number;
}

/** `goodbye` closes; `go-away` asks the other end to, when it has its answers; `reset` says that there is no such connection, or refuses it. */
export interface Notice extends Message {
  readonly type: 'goodbye' | 'go-away' | 'reset';
  readonly connection: number;
}

/** From the workload to a client: do this call now. */
export interface Task extends Message {
  readonly type: 'task';
  readonly id: number;
  readonly work: Micros;
}
/** No more tasks will come. */
export interface Over extends Message {
  readonly type: 'over';
}

/** Asking a registry which backends there are; its answer, and its news to balancers that did not ask. */
export interface Resolve extends Message {
  readonly type: 'resolve';
}
export interface Addresses extends Message {
  readonly type: 'addresses';
  readonly backends: NodeRefs;
}

/** Anything that belongs to a connection. */
export type OfConnection = Segment | Received | Hello | Notice;

export const isOfConnection = (message: Message): message is OfConnection =>
  'connection' in message;
