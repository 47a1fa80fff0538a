import { sum } from '../../../sim';

/** What the business is about. A service owns some of these; a monolith owns all. */
export const ENTITIES = ['users', 'organizations', 'surveys', 'subscriptions', 'teams'] as const;
export type Entity = (typeof ENTITIES)[number];

/** Entities by their place in `ENTITIES`. */
export const at = (entity: Entity): number => ENTITIES.indexOf(entity);

/** The two ways of deploying the same code, side by side. */
export const DEPLOYMENTS = ['split', 'monolith'] as const;
export type Deployment = (typeof DEPLOYMENTS)[number];

/** The same for both deployments, made for each. */
export const byDeployment = <T>(make: (deployment: Deployment) => T): Record<Deployment, T> => ({
  split: make('split'),
  monolith: make('monolith'),
});

interface Endpoint<Id extends string> {
  readonly id: Id;
  readonly title: string;
  /** How many of twenty requests are for it. */
  readonly cards: number;
  /** What an answer is made of. The owner of the first takes the request and calls the owners of the others. */
  readonly entities: readonly number[];
}

const endpoint = <Id extends string>(
  id: Id,
  title: string,
  cards: number,
  ...of: readonly Entity[]
): Endpoint<Id> => ({ id, title, cards, entities: of.map(at) });

/** Requests name an endpoint by its place in this list. */
export const ENDPOINTS = [
  endpoint('profile', 'profile', 8, 'users'),
  endpoint('teamList', 'team list', 4, 'teams', 'users'),
  endpoint('openSurvey', 'open survey', 4, 'surveys', 'users', 'organizations'),
  endpoint('submitAnswer', 'submit answer', 3, 'surveys', 'subscriptions'),
  endpoint('dashboard', 'dashboard', 1, ...ENTITIES),
] as const;
export type EndpointId = (typeof ENDPOINTS)[number]['id'];

/** A count for each endpoint. */
export const perEndpoint = (): number[] => ENDPOINTS.map(() => 0);

/** Requests are dealt from decks of so many, so that each whole deck has the same mix. */
export const DECK = sum(ENDPOINTS.map((e) => e.cards));

/** Entities as bits of a whole number. */
export const bit = (entity: number): number => 1 << entity;
export const bitsOf = (entities: readonly number[]): number =>
  entities.reduce((bits, e) => bits | bit(e), 0);
export const entitiesIn = (bits: number): number[] =>
  ENTITIES.flatMap((_, e) => ((bits & bit(e)) !== 0 ? [e] : []));
