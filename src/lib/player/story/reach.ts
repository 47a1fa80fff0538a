import { ANY, type Act } from '../../sim';
import type { Scene } from './types';
import type { Names } from './words';

/** What an act is done to, by the numbers of nodes. */
export interface Reach {
  /** The nodes themselves; none where it is done to links or to a message. */
  readonly hit: ReadonlySet<number>;
  /** Whether it may disturb what is sent from one node to another. */
  touches(from: number, to: number): boolean;
}

/** Faults after which a node does not answer, or answers late. */
const SILENT: readonly Act['do'][] = ['crash', 'pause', 'slow'];

/** Whether nodes that an act is done to may be waited for in vain, whatever became of the message to them. */
export const silences = (act: Act): boolean =>
  SILENT.includes(act.do) && !(act.do === 'slow' && act.factor <= 1);

/** The nodes and links that an act is done to. Messages are told by their envelopes. */
export function reachOf(act: Act, scene: Scene, names: Names): Reach {
  const { nodes } = scene.topology;
  const index = new Map(nodes.map(({ id }, i) => [id, i]));
  const all = (id: string): ReadonlySet<number> =>
    id === ANY
      ? new Set(nodes.keys())
      : new Set(names.members(id).flatMap((member) => index.get(member) ?? []));
  if ('node' in act) {
    const hit = all(act.node);
    return { hit, touches: (from, to) => hit.has(from) || hit.has(to) };
  }
  const hit = new Set<number>();
  if (act.do === 'partition') {
    const sides = new Map(
      act.groups.flatMap((group, side) =>
        group.flatMap((id) => [...all(id)].map((i) => [i, side] as const)),
      ),
    );
    const touches = (from: number, to: number): boolean =>
      sides.has(from) && sides.has(to) && sides.get(from) !== sides.get(to);
    return { hit, touches };
  }
  if ('from' in act) {
    const [from, to] = [all(act.from), all(act.to)];
    const both = 'both' in act && act.both;
    const touches = (a: number, b: number): boolean =>
      (from.has(a) && to.has(b)) || (both && from.has(b) && to.has(a));
    return { hit, touches };
  }
  return { hit, touches: () => false };
}
