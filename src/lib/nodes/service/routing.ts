import { below, type LooseOut } from '../../sim';

/** How requests find an instance of a service that has several. */
export interface Routing {
  readonly instances: readonly number[];
  /** A visitor's requests all go to one instance. */
  readonly sticky: boolean;
}

/** The instance for one request of one user. `name` names the random stream. */
export function instanceFor(
  { instances, sticky }: Routing,
  user: number,
  name: string,
  out: LooseOut,
): number {
  if (sticky) return instances[user % instances.length];
  return instances[below(out.stream(`route:${name}`), instances.length)];
}
