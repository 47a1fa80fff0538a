import { below, type Micros, type NodeRefs, type Stream } from '../../../sim';
import type { SessionSettings } from '../settings';

export type Route = SessionSettings['route'];

/** What a choice of a replica depends on. Replicas are named by their places; 0 is the primary. */
export interface Choice {
  readonly route: Route;
  readonly replicas: NodeRefs;
  /** The follower that a sticky session keeps to. */
  readonly sticky: number;
  /** A look at one's own post. */
  readonly own: boolean;
  /** Until when a replica that did not answer is left alone, by its place. */
  readonly suspects: ReadonlyMap<number, Micros>;
  readonly now: Micros;
}

function wanted({ route, replicas, sticky, own }: Choice): number[] {
  const all = replicas.map((_, place) => place);
  if (route === 'any') return all;
  if (route === 'sticky') return [sticky];
  if (route === 'primary' || (route === 'own-primary' && own)) return [0];
  return all.slice(1);
}

/** The place of the replica to ask: one that is wanted and not suspected, else another follower, else the primary. */
export function choose(choice: Choice, random: Stream): number {
  const isWell = (place: number): boolean => (choice.suspects.get(place) ?? 0) <= choice.now;
  const places = wanted(choice).filter(isWell);
  if (places.length > 0)
    return places.length === 1 ? places[0] : places[below(random, places.length)];
  const others = choice.replicas
    .map((_, place) => place)
    .slice(1)
    .filter(isWell);
  return others.length > 0 ? others[below(random, others.length)] : 0;
}
