import type { System } from './system';
import type { Declarations } from './trace';

/** Throws at what a system has not declared. Asked once for each name of a trace, so it costs a run nothing. */
export function declarationsOf(system: System): Declarations {
  const checked =
    (what: string, names: Readonly<Record<string, unknown>>) =>
    (name: string): void => {
      if (Object.hasOwn(names, name)) return;
      const known = Object.keys(names).join(', ') || 'none';
      throw new Error(`${system.id} declares no ${what} "${name}"; it declares ${known}`);
    };
  const { events = {} } = system;
  const isEvent = checked('event', events);
  return {
    message: checked('message', system.messages),
    gauge: checked('gauge', system.gauges),
    event(name, data) {
      isEvent(name);
      return events[name].text(data);
    },
  };
}
