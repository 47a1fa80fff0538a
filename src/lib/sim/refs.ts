import type { Settings } from './settings';
import type { System } from './system';
import { numberedFrom } from './topology';

/** Far from any number that options hold by themselves would be luck: twice as many nodes as a run can have. */
const SHIFT = 2 ** 16;

/**
 * Where the options of each node hold references to nodes: paths such as "/peers/0". A
 * reference is a number like any other; it is told by what changes when the nodes are numbered otherwise. None where a
 * system cannot be numbered otherwise.
 */
export function referencesOf(
  system: Pick<System, 'topology'>,
  settings: Settings,
): readonly ReadonlySet<string>[] {
  const plain = system.topology(settings as never).nodes;
  try {
    const shifted = numberedFrom(SHIFT, () => system.topology(settings as never)).nodes;
    return plain.map(({ options }, i) => {
      const found = new Set<string>();
      compare(options, shifted[i].options, '', found);
      return found;
    });
  } catch {
    return plain.map(() => new Set<string>());
  }
}

function compare(a: unknown, b: unknown, path: string, found: Set<string>): void {
  if (typeof a === 'number') {
    if (typeof b === 'number' && b - a === SHIFT) found.add(path);
    return;
  }
  if (typeof a !== 'object' || a === null || typeof b !== 'object' || b === null) return;
  for (const [key, value] of Object.entries(a)) {
    const other = (b as Record<string, unknown>)[key];
    compare(value, other, `${path}/${key}`, found);
  }
}
