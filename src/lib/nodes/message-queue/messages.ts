import type { Message } from '../../sim';

/** Put a message on a topic. `key` chooses the partition of a log. Sent again until it is accepted. */
export interface Publish<Topic extends string = string, Body = unknown> extends Message {
  readonly type: 'publish';
  readonly topic: Topic;
  readonly id: number;
  readonly key: number;
  readonly body: Body;
}
/** The broker has it on disk. */
export interface Accepted extends Message {
  readonly type: 'accepted';
  readonly id: number;
}

/** How many messages a consumer would take now: not more than before, but this many. Sent regularly, so a sign of life too. */
export interface Fetch<Topic extends string = string> extends Message {
  readonly type: 'fetch';
  readonly topic: Topic;
  readonly want: number;
}
export interface Deliver<Topic extends string = string, Body = unknown> extends Message {
  readonly type: 'deliver';
  readonly topic: Topic;
  readonly id: number;
  /** Given by the broker when it took the message: what is published again gets another one. */
  readonly brokerId: number;
  /** Of this very delivery: what an acknowledgement names. */
  readonly receipt: number;
  readonly attempt: number;
  readonly body: Body;
}
/** Done with a delivery, and ready for `want` more. */
export interface Ack<Topic extends string = string> extends Message {
  readonly type: 'ack';
  readonly topic: Topic;
  readonly receipt: number;
  readonly want: number;
}
