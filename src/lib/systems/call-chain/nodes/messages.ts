import type { Micros } from '../../../sim';

/** Why an attempt came to nothing. */
export type Cause =
  'error' | 'timeout' | 'busy' | 'breaker' | 'deadline' | 'token' | 'moved' | 'quota';

export interface Call {
  readonly type: 'call';
  /** The caller's own number of this attempt; no two attempts of a caller share one. */
  readonly no: number;
  readonly checkout: number;
  /** Idempotency key: the database charges once for each; `null` where the caller sends none. */
  readonly key: string | null;
  /** When its caller stops waiting, by the caller's clock, µs. */
  readonly deadline: Micros;
  /** When the caller's token was issued, and the address that it has of the callee. */
  readonly token: Micros;
  readonly address: number;
}

/** The answer to attempt `no`. */
export interface Done {
  readonly type: 'done';
  readonly no: number;
  readonly checkout: number;
}

export interface Failed {
  readonly type: 'failed';
  readonly no: number;
  readonly checkout: number;
  readonly why: Cause;
  /** Where the callee is to be found now. */
  readonly address: number;
}

export type Reply = Done | Failed;
