import type { AnyStateMachine } from 'xstate';
import { defaultsOf, type Settings, type System } from '../../sim';

/** The XState machine behind a behaviour's modes or parts, where it has one. */
export function sourceOf(machine: object | undefined): AnyStateMachine | null {
  return (machine as { source?: AnyStateMachine } | undefined)?.source ?? null;
}

/** Settings that between them make every kind of node: the defaults, and each choice taken on its own. */
function variants(system: System): Settings[] {
  const defaults = defaultsOf(system.settings);
  const others = Object.entries(system.settings).flatMap(([name, field]): Settings[] => {
    if (field.type === 'boolean') return [{ ...defaults, [name]: !field.default }];
    if (field.type === 'choice')
      return field.options.map((o) => ({ ...defaults, [name]: o.value }));
    return field.type === 'integer' ? [{ ...defaults, [name]: field.min }] : [];
  });
  return [defaults, ...others];
}

/** Every statechart of a system, under the key its layout has: a behaviour's kind, with "/parts" for its parts' machine. */
export function machinesOf(system: System): Map<string, AnyStateMachine> {
  const found = new Map<string, AnyStateMachine>();
  for (const settings of variants(system)) {
    for (const { behaviour } of system.topology(settings as never).nodes) {
      const { kind, machine, parts } = behaviour;
      const [modes, views] = [sourceOf(machine), sourceOf(parts?.machine)];
      if (modes) found.set(kind, modes);
      if (views) found.set(`${kind}/parts`, views);
    }
  }
  return found;
}
