import { loadSystem } from '$lib/systems';
import {
  makeRecipe,
  Rec,
  simulate,
  type NodeSpec,
  type RecipeParts,
  type RunResult,
  type System,
} from '$lib/sim';
import { indexRun, type PictureIndex, type StageNode } from '$lib/views/picture';

/** A run to look at, and the nodes it is of. */
export interface Show {
  readonly system: System;
  readonly nodes: readonly NodeSpec[];
  readonly index: PictureIndex;
}

/** Runs a recipe of the load balancer, whole, for a look at some of its moments. */
export async function show(parts: RecipeParts, id = 'load-balancer'): Promise<Show> {
  const system = await loadSystem(id);
  const recipe = makeRecipe(system, parts);
  const result = simulate(system, recipe, { trace: 'full' });
  const { nodes, links } = system.topology(recipe.settings as never);
  return { system, nodes, index: indexRun(result, nodes, links) };
}

const FLIGHT = 1_000_000;

/** A steady flow with `n` messages in flight at any time, between nine senders and nine receivers, for ten seconds. */
export function flow(n: number): { nodes: StageNode[]; index: PictureIndex; end: number } {
  const side = (name: string, layer: number, shape: StageNode['shape']): StageNode[] =>
    Array.from({ length: 9 }, (_, i) => ({
      id: `${name}-${i + 1}`,
      label: `${name} ${i + 1}`,
      shape,
      layer,
    }));
  const nodes = [...side('client', 0, 'client'), ...side('server', 1, 'server')];
  const total = n * 12;
  const sent = Float64Array.from({ length: total }, (_, e) => ((e - n) * FLIGHT) / n);
  const from = Int32Array.from({ length: total }, (_, e) =>
    e % 2 ? 9 + ((e * 7) % 9) : (e * 5) % 9,
  );
  const to = from.map((f, e) => (f < 9 ? 9 + ((e * 11 + 3) % 9) : (e * 13 + 5) % 9));
  const none = new Int32Array(0);
  const result = {
    recipe: { interventions: [] },
    verdicts: [],
    virtualMs: 10_000,
    trace: {
      at: new Float64Array(0),
      kind: new Uint8Array(0).fill(Rec.Note),
      node: none,
      peer: none,
      name: none,
      envelope: none,
      cause: none,
      sent,
      ended: sent.map((at) => at + FLIGHT),
      from,
      to,
      type: from.map((f) => (f < 9 ? 0 : 1)),
      fate: new Uint8Array(total).fill(1),
      duplicateOf: new Int32Array(total).fill(-1),
      longestFlight: FLIGHT,
      names: ['request', 'response'],
      gauges: [],
    },
  };
  return { nodes, index: indexRun(result as unknown as RunResult, nodes), end: 10_000_000 };
}
