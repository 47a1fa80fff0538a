/** What the business is about. A service owns some of these; a monolith owns all. */
export const ENTITIES = ['users', 'organizations', 'surveys', 'subscriptions', 'teams'] as const;
export type Entity = (typeof ENTITIES)[number];

/** Entities by their place in `ENTITIES`. */
export const at = (entity: Entity): number => ENTITIES.indexOf(entity);

export interface Endpoint {
  readonly id: string;
  readonly title: string;
  /** How many of twenty requests are for it. */
  readonly cards: number;
  /** What an answer is made of. The owner of the first takes the request and calls the owners of the others. */
  readonly entities: readonly number[];
}

const endpoint = (id: string, title: string, cards: number, ...of: Entity[]): Endpoint => ({
  id,
  title,
  cards,
  entities: of.map(at),
});

export const ENDPOINTS: readonly Endpoint[] = [
  endpoint('profile', 'profile', 8, 'users'),
  endpoint('teamList', 'team list', 4, 'teams', 'users'),
  endpoint('openSurvey', 'open survey', 4, 'surveys', 'users', 'organizations'),
  endpoint('submitAnswer', 'submit answer', 3, 'surveys', 'subscriptions'),
  endpoint(
    'dashboard',
    'dashboard',
    1,
    'users',
    'organizations',
    'surveys',
    'subscriptions',
    'teams',
  ),
];

/** Requests are dealt from decks of so many, so that each whole deck has the same mix. */
export const DECK = ENDPOINTS.reduce((n, e) => n + e.cards, 0);

/** Entities as bits of a whole number. */
export const bit = (entity: number): number => 1 << entity;
export const bitsOf = (entities: readonly number[]): number =>
  entities.reduce((bits, e) => bits | bit(e), 0);
export const entitiesIn = (bits: number): number[] =>
  ENTITIES.flatMap((_, e) => ((bits & bit(e)) !== 0 ? [e] : []));
