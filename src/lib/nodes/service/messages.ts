import type { Instant, Message } from '../../sim';
import type { Ack, Deliver, Fetch, Publish } from '../message-queue/messages';

/** What a new user's data holds for the service that has to accept it. */
export type Nature = 'fine' | 'refused' | 'poison';

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
/** The visitor is told no. */
export interface TurnedDown extends Message {
  readonly type: 'turned-down';
  readonly user: number;
}

/**
 * What the users service tells the world. Its `id` is given when the event is written down and stays the same however often
 * it is published; a second event of one user has another. `since` is when the user signed up: for measures alone.
 */
export interface UserEvent {
  readonly id: number;
  readonly event: 'user-created' | 'user-cancelled';
  readonly user: number;
  readonly nature: Nature;
  readonly since: Instant;
}

/** What the wallet service answers, by way of the broker. */
export interface Outcome {
  readonly event: 'wallet-created' | 'wallet-rejected';
  readonly user: number;
  readonly since: Instant;
}

/** The broker's topics: events of users, outcomes of their sagas, and events that were given up. */
export const TOPICS = { users: 'users', outcomes: 'outcomes', dead: 'dead' } as const;
export type SagaTopic = keyof typeof TOPICS;

export type UserPublish = Publish<'users', UserEvent>;
export type OutcomePublish = Publish<'outcomes', Outcome>;
export type UserDelivery = Deliver<'users' | 'dead', UserEvent>;
export type OutcomeDelivery = Deliver<'outcomes', Outcome>;
export type SagaFetch = Fetch<SagaTopic>;
export type SagaAck = Ack<SagaTopic>;
