import type { Message } from '../../../sim';
import type { Stage } from './schema';

/** A visitor asks an instance of Users for something, and the instance publishes a message about the user. */
export interface Ask extends Message {
  readonly type: 'request';
  readonly id: number;
}

/** What an instance says of a user. A reader has the bytes alone; the id is on the envelope, for the observer. */
export interface Publish extends Message {
  readonly type: 'publish';
  readonly id: number;
  readonly bytes: readonly number[];
}

/** The same from the queue to a reader. `copy`: how many times the queue has delivered it before. */
export interface Delivery extends Message {
  readonly type: 'deliver';
  readonly id: number;
  readonly copy: number;
  readonly bytes: readonly number[];
}

/** Read, and acted upon. */
export interface Ack extends Message {
  readonly type: 'ack';
  readonly id: number;
  readonly copy: number;
}

/** Could not be read. The queue sets it aside. */
export interface Reject extends Message {
  readonly type: 'reject';
  readonly id: number;
  readonly copy: number;
  readonly why: string;
}

/** A new release for a process; an older one that comes late is known by its number. */
export interface Release extends Message {
  readonly type: 'release';
  readonly number: number;
  readonly stage: Stage;
}

/** A process runs a release. */
export interface Released extends Message {
  readonly type: 'released';
  readonly number: number;
}

/** Messages that carry a user's bytes. */
export const carriesBytes = (message: Message): message is Publish | Delivery =>
  message.type === 'publish' || message.type === 'deliver';
