import { sum } from '../../sim';
import { bitsOf, DECK, ENDPOINTS, ENTITIES, type Entity } from './nodes/endpoints';

export const LETTERS = ['a', 'b', 'c', 'd', 'e'] as const;
export type Letter = (typeof LETTERS)[number];

/** For each entity the number of its service, 0 … 4. */
export type Partition = readonly number[];

/** Every way to divide five entities into services, services without names: 52, the fifth Bell number. */
export function allPartitions(): Partition[] {
  let found: number[][] = [[]];
  for (const _ of ENTITIES)
    found = found.flatMap((p) => {
      const fresh = Math.max(-1, ...p) + 1;
      return Array.from({ length: fresh + 1 }, (_each, service) => [...p, service]);
    });
  return found;
}

/** The setting that says where an entity belongs. */
export const settingOf = (entity: Entity) => `${entity}In` as const;

/** The settings that make a partition. */
export const settingsFor = (partition: Partition): Record<string, Letter> =>
  Object.fromEntries(ENTITIES.map((name, e) => [settingOf(name), LETTERS[partition[e]]]));

/** What each service owns, as bits. */
export const ownedBy = (partition: Partition): number[] =>
  LETTERS.map((_, s) => bitsOf(partition.flatMap((of, e) => (of === s ? [e] : []))));

/** Services that an endpoint's request has to touch, the one that takes it first. */
export const touched = (partition: Partition, endpoint: number): number[] => [
  ...new Set(ENDPOINTS[endpoint].entities.map((e) => partition[e])),
];

/** Calls between services that a request makes on average: one to each other service that it touches. */
export function crossCalls(partition: Partition): number {
  const calls = ENDPOINTS.map(({ cards }, e) => cards * (touched(partition, e).length - 1));
  return sum(calls) / DECK;
}

export interface ShapeOf {
  readonly services: number;
  /** Entities in the largest service. */
  readonly largest: number;
}

export function shapeOf(partition: Partition): ShapeOf {
  const sizes = LETTERS.map((_, s) => partition.filter((of) => of === s).length);
  return { services: sizes.filter((n) => n > 0).length, largest: Math.max(...sizes) };
}

/** In words: "users+teams | organizations | surveys | subscriptions". */
export function partitionText(partition: Partition): string {
  const groups = LETTERS.map((_, s) => ENTITIES.filter((_name, e) => partition[e] === s).join('+'));
  return groups.filter(Boolean).join(' | ');
}
