import type { Message } from '../../../sim';
import type { Stage } from './schema';

/** A visitor asks one instance of Users for something; it tells the world about the user. */
export interface Ask extends Message {
  readonly type: 'request';
  readonly id: number;
}

/** An instance's message about a user. The bytes are all that a reader has; the id is on the envelope, for the books. */
export interface Publish extends Message {
  readonly type: 'publish';
  readonly id: number;
  readonly bytes: readonly number[];
}

/** The same from the queue to a reader. `copy`: how many times the queue has handed it out before. */
export interface Hand extends Message {
  readonly type: 'deliver';
  readonly id: number;
  readonly copy: number;
  readonly bytes: readonly number[];
}

/** Read, and acted upon. */
export interface Read extends Message {
  readonly type: 'ack';
  readonly id: number;
  readonly copy: number;
}

/** Could not be read. The queue puts it aside. */
export interface Reject extends Message {
  readonly type: 'reject';
  readonly id: number;
  readonly copy: number;
  readonly why: string;
}

/** A new release of a process; older ones that come late are known by their number. */
export interface Release extends Message {
  readonly type: 'release';
  readonly number: number;
  readonly stage: Stage;
}

/** A process that runs a release. */
export interface Released extends Message {
  readonly type: 'released';
  readonly number: number;
}
