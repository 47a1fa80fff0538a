import type { Message, Micros } from '../../sim';

/** What a new user's data holds for the service that has to accept it. */
export type Nature = 'fine' | 'refused' | 'poison';

/** Systems whose users service settles sagas declare these probes first, in this order. */
export const SAGA_PROBES = { lag: 0, settled: 1, receives: 2 } as const;

/** A visitor signs up. The user's id is the visitor's choice, so that asking again is the same request. */
export interface SignUp extends Message {
  readonly type: 'sign-up';
  readonly user: number;
  readonly nature: Nature;
}
/** The user row is on disk. That is all it says. */
export interface SignedUp extends Message {
  readonly type: 'signed-up';
  readonly user: number;
}

/** What the users service tells the world. `since` is when the user came to be: for measures alone. */
export interface UserEvent {
  readonly event: 'user-created' | 'user-cancelled';
  readonly user: number;
  readonly nature: Nature;
  readonly since: Micros;
}

/** What the wallet service answers, by way of the broker. */
export interface Outcome {
  readonly event: 'wallet-created' | 'wallet-rejected';
  readonly user: number;
  readonly since: Micros;
}

export const TOPICS = { users: 'users', outcomes: 'outcomes', dead: 'dead' } as const;
