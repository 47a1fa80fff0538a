import type { Message } from '../../sim';

/** Put a message on a topic. `key` chooses the partition of a log. Sent again until it is accepted. */
export interface Publish extends Message {
  readonly type: 'publish';
  readonly topic: string;
  readonly id: number;
  readonly key: number;
  readonly body: unknown;
}
/** The broker has it on disk. */
export interface Accepted extends Message {
  readonly type: 'accepted';
  readonly id: number;
}

/** How many messages a consumer would take now: not more than before, but this many. Sent regularly, so a sign of life too. */
export interface Fetch extends Message {
  readonly type: 'fetch';
  readonly topic: string;
  readonly want: number;
}
export interface Deliver extends Message {
  readonly type: 'deliver';
  readonly topic: string;
  readonly id: number;
  /** Of this very delivery: what an acknowledgement names. */
  readonly receipt: number;
  readonly attempt: number;
  readonly body: unknown;
}
/** Done with a delivery, and ready for `want` more. */
export interface Ack extends Message {
  readonly type: 'ack';
  readonly topic: string;
  readonly receipt: number;
  readonly want: number;
}
