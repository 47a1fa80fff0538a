import type { BackendTally } from './nodes/backend';
import type { Registry } from './nodes/registry';
import type { NodeState, LooseProperty, World } from '../../sim';

/** Calls that each backend had read when the registry's list changed last: shares are counted from there. */
interface Since {
  listed: number;
  base: number[];
  count: number;
}

const STARVED = 'starved';

/** Calls after which a share is worth judging. */
const ENOUGH = 300;

/** Backends that the registry lists. */
function listed(world: World): NodeState<unknown, BackendTally>[] {
  if (world.settings.balancing === 'none') return [];
  const { backends } = (world.node('registry') as Registry).durable;
  return backends.map((i) => world.nodes[i] as NodeState<unknown, BackendTally>);
}

/** Calls that a backend has read since the list last changed. */
export function recentOf(world: World, node: NodeState<unknown, BackendTally>): number {
  const { base } = world.noted(STARVED) as Since;
  return node.durable.read - (base[node.index] ?? 0);
}

/** The same of all backends on the list. */
export const shares = (world: World): number[] =>
  listed(world).map((node) => recentOf(world, node));

export const sum = (xs: readonly number[]): number => xs.reduce((a, b) => a + b, 0);

/** The busiest backend's calls over the mean; 0 where there is nothing to tell. */
export function maxOverMean(calls: readonly number[]): number {
  const mean = sum(calls) / calls.length;
  return mean > 0 ? Math.max(...calls) / mean : 0;
}

export const starved: LooseProperty<Since> = {
  id: STARVED,
  kind: 'sometimes',
  title: 'Most backends get nothing, while a few get all.',
  begin: () => ({ listed: 0, base: [], count: 0 }),
  delivers: ['request'],
  receiver: (id) => id.startsWith('backend-'),
  deliver(state, world, _from, _to, _message, report) {
    const all = listed(world);
    if (all.length !== state.listed) {
      state.listed = all.length;
      state.base = world.nodes.map((n) => (n.durable as BackendTally | null)?.read ?? 0);
    }
    if (++state.count % 50 !== 0) return;
    const calls = shares(world);
    // Whoever joined a moment ago is no sign of anything.
    if (sum(calls) < ENOUGH) return;
    const idle = calls.filter((n) => n === 0).length;
    if (idle >= calls.length / 2) report(`${idle} of ${calls.length} backends have had no call`);
  },
};

export const allShare: LooseProperty<null> = {
  id: 'all-share',
  kind: 'sometimes',
  title: 'Every backend on the list gets about as many calls as the others.',
  begin: () => null,
  end(_state, world, report) {
    const calls = shares(world);
    if (sum(calls) > ENOUGH && maxOverMean(calls) <= 1.2)
      report(
        `${calls.length} backends, the busiest with ${maxOverMean(calls).toFixed(2)} of the mean`,
      );
  },
};
