import type { Message } from '../../../sim';

/** A batch of tasks for a worker, until it answers or its lease runs out. */
export interface Grant extends Message {
  readonly type: 'grant';
  readonly batch: number;
  /** Never the same twice, rising: what tells two executions of one batch apart. */
  readonly lease: number;
  /** Tasks in it. */
  readonly size: number;
}

/** A batch is done. Sent until it is answered, so it may come twice. */
export interface Result extends Message {
  readonly type: 'result';
  readonly batch: number;
  readonly lease: number;
  readonly size: number;
}

/** A worker has nothing to do. `fresh`: it has just restarted and has forgotten what it did before. */
export interface Ready extends Message {
  readonly type: 'ready';
  /** The last lease that it was given; 0: none. */
  readonly lease: number;
  readonly fresh: boolean;
}

/** Nothing to hand out now: ask again later. `lease` is that of the message which this answers. */
export interface Wait extends Message {
  readonly type: 'wait';
  readonly lease: number;
}

/** The job is over, one way or the other. */
export interface Stop extends Message {
  readonly type: 'stop';
}

export interface Heartbeat extends Message {
  readonly type: 'heartbeat';
}

/** What a thread may do to shared memory in one indivisible step. `add` changes its own register only. */
export type Step = 'load' | 'add' | 'store' | 'fetch-add' | 'lock' | 'unlock';

/** A thread's next step: it is taken when the scheduler picks this thread. */
export interface Attempt extends Message {
  readonly type: Step;
  /** Counts the thread's steps, so that none is taken twice. */
  readonly n: number;
  /** What it would store. */
  readonly value: number;
  /** Tasks that this update is for. */
  readonly size: number;
}

/** The step has been taken. `value` is what was loaded. */
export interface Taken extends Message {
  readonly type: 'loaded' | 'added' | 'stored' | 'fetched' | 'locked' | 'unlocked';
  readonly value: number;
}

/** A thread has done its share. */
export interface Exit extends Message {
  readonly type: 'exit';
}
