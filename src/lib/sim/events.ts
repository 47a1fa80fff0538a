import type { EventsIn } from './system';
import type { Trace, TraceEvent } from './trace';

/** An event by its name, with the data that the name stands for. */
export type Written<E, N extends keyof E = keyof E> = {
  [K in N]: Omit<TraceEvent, 'name' | 'data'> & { readonly name: K; readonly data: E[K] };
}[N];

/**
 * A reader of what the nodes of the system `W` wrote down with `out.event`: typed by the system's declaration, which
 * `out.event` was checked against when it was written, so that nobody who draws it has to trust a cast.
 * `const eventsOf = eventReader<FarmWorld>()`; then `eventsOf(trace, 'began', 'ended')` are those two, in order.
 */
export const eventReader =
  <W>() =>
  <N extends keyof EventsIn<W>>(
    { events }: Pick<Trace, 'events'>,
    ...names: readonly N[]
  ): Written<EventsIn<W>, N>[] => {
    const wanted = new Set<PropertyKey>(names);
    return events.filter((e): e is TraceEvent & Written<EventsIn<W>, N> => wanted.has(e.name));
  };
