import type { NodeRef } from '../../../sim';
import type { Position, PostId, Seen } from './seen';

/** A session's request carries what the replica must have reached, and whether it may wait for that. */
interface Asked {
  /** The client's own number of the operation; a repeated request has the same. */
  readonly op: number;
  readonly need: Position;
  readonly wait: boolean;
}

export interface Read extends Asked {
  readonly type: 'read';
}

export interface Post extends Asked {
  readonly type: 'post';
  /** The post that it answers. */
  readonly replyTo: PostId | null;
}

/** Everything that the replica has applied. */
export interface Page {
  readonly type: 'page';
  readonly op: number;
  readonly seen: Seen;
  /** What the replica says it has reached. */
  readonly position: Position;
}

export interface Posted {
  readonly type: 'posted';
  readonly op: number;
  readonly id: PostId;
}

/** The replica has not reached what the session needs. */
export interface TooOld {
  readonly type: 'too-old';
  readonly op: number;
}

/** A post on its way to the other replicas. */
export interface LogRecord {
  readonly type: 'record';
  readonly id: PostId;
  readonly author: NodeRef;
  readonly op: number;
  readonly replyTo: PostId | null;
  /** What its first replica had applied when it accepted the post. */
  readonly after: Position;
}

/** The record is applied, and on disk. */
export interface Applied {
  readonly type: 'applied';
  readonly id: PostId;
}

export type Request = Read | Post;
export type Reply = Page | Posted | TooOld;
