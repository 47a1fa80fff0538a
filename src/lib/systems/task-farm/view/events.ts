import type { EventsIn, Trace, TraceEvent } from '../../../sim';
import type { FarmWorld } from '../world';

type Events = EventsIn<FarmWorld>;
type Written<N extends keyof Events> = TraceEvent & { readonly data: Events[N] };

/** What nodes wrote down under this name, in order: the name decides what its data is. */
export function eventsOf<N extends keyof Events>(trace: Trace, name: N): Written<N>[] {
  return trace.events.filter((e): e is Written<N> => e.name === name);
}
