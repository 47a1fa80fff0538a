import { Rec, upperBound, type Micros, type Mode, type RunResult, type System } from '../../../sim';

/** What is wrong with a process at a moment, in a word; "" when nothing is. */
export type Standing = string;

interface Change {
  readonly at: Micros;
  readonly standing: Standing;
}

function standingOf({ host, role, tags }: Mode): Standing {
  if (host !== 'running') return host;
  return tags?.includes('fault') ? role : '';
}

/** By id, how each node has been, read off the trace once; empty without one. */
export function standings(
  system: System,
  { trace, recipe }: RunResult,
): ReadonlyMap<string, readonly Change[]> {
  const changes = new Map<string, Change[]>();
  if (!trace) return changes;
  const { nodes } = system.topology(recipe.settings);
  trace.kind.forEach((kind, i) => {
    if (kind !== Rec.Mode) return;
    const { id, behaviour } = nodes[trace.node[i]];
    const standing = standingOf(behaviour.machine.at(trace.names[trace.name[i]]));
    changes.set(id, [...(changes.get(id) ?? []), { at: trace.at[i], standing }]);
  });
  return changes;
}

export function standingAt(changes: readonly Change[] | undefined, t: Micros): Standing {
  if (!changes) return '';
  const at = changes.map((c) => c.at);
  return changes[upperBound(at, t) - 1]?.standing ?? '';
}
