import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { makeRecipe, Rec, simulate, type Trace } from '../../sim';
import { loadSystem } from '../../systems';
import { Lit, litBy, processOf, type Reach } from './causal';

/** Only what the question needs of a trace. */
type Causes = Pick<Trace, 'kind' | 'node' | 'cause'>;

/** Every edge from an event to a later one, then all paths along them, one by one. */
function bruteForce(trace: Causes, record: number, reach: Reach): Uint8Array {
  const n = trace.kind.length;
  const edges: [number, number][] = [];
  for (let i = 0; i < n; i++) {
    if (trace.cause[i] >= 0) edges.push([trace.cause[i], i]);
    if (reach === 'direct') continue;
    for (let j = i + 1; j < n; j++) {
      const process = processOf(trace as Trace, i);
      if (process >= 0 && process === processOf(trace as Trace, j)) edges.push([i, j]);
    }
  }
  const walk = (next: (at: number) => number[]): Set<number> => {
    const seen = new Set<number>();
    const queue = [record];
    for (let at = queue.pop(); at !== undefined; at = queue.pop()) {
      for (const to of next(at)) {
        if (seen.has(to)) continue;
        seen.add(to);
        queue.push(to);
      }
    }
    return seen;
  };
  const lit = new Uint8Array(n);
  for (const i of walk((at) => edges.filter(([, b]) => b === at).map(([a]) => a)))
    lit[i] = Lit.Past;
  for (const i of walk((at) => edges.filter(([a]) => a === at).map(([, b]) => b)))
    lit[i] = Lit.Future;
  lit[record] = Lit.Self;
  return lit;
}

const NODES = 4;
const anyTrace = fc
  .array(
    fc.record({
      kind: fc.constantFrom(...Object.values(Rec)),
      node: fc.integer({ min: -1, max: NODES - 1 }),
      back: fc.integer({ min: 0, max: 8 }),
    }),
    { minLength: 1, maxLength: 40 },
  )
  .map((records) => ({
    kind: Uint8Array.from(records, (r) => r.kind),
    node: Int32Array.from(records, (r) => r.node),
    cause: Int32Array.from(records, (r, i) => (r.back === 0 ? -1 : Math.max(-1, i - r.back))),
  }));

describe('what is lit', () => {
  for (const reach of ['direct', 'cone'] as const) {
    it(`is what a walk along every edge finds (${reach})`, () => {
      fc.assert(
        fc.property(anyTrace, fc.nat(), (trace, pick) => {
          const record = pick % trace.kind.length;
          expect(litBy(trace as unknown as Trace, record, NODES, reach)).toEqual(
            bruteForce(trace, record, reach),
          );
        }),
        { numRuns: 400 },
      );
    });
  }

  it('follows a request of a real run from the client to its answer', async () => {
    const system = await loadSystem('load-balancer');
    const recipe = makeRecipe(system, { settings: { requests: 20 }, until: null });
    const trace = simulate(system, recipe, { trace: 'full' }).trace!;
    const request = trace.sent.findIndex((_, e) => trace.names[trace.type[e]] === 'request');
    const send = trace.envelope.findIndex((e, i) => e === request && trace.kind[i] === Rec.Send);
    const lit = litBy(
      trace,
      send,
      system.topology(recipe.settings as never).nodes.length,
      'direct',
    );
    const answers = [...lit.keys()].filter(
      (i) => lit[i] === Lit.Future && trace.names[trace.name[i]] === 'response',
    );
    // From the server to the balancer, from there to the client: each sent and delivered.
    expect(answers.filter((i) => trace.kind[i] === Rec.Deliver)).toHaveLength(2);
    const client = trace.node[send];
    expect(answers.some((i) => trace.kind[i] === Rec.Deliver && trace.node[i] === client)).toBe(
      true,
    );
  });

  it('is nothing for a record that is not there', () => {
    const trace = { kind: new Uint8Array(3), node: new Int32Array(3), cause: new Int32Array(3) };
    expect(litBy(trace as unknown as Trace, -1, 1, 'cone')).toEqual(new Uint8Array(3));
    expect(litBy(trace as unknown as Trace, 3, 1, 'direct')).toEqual(new Uint8Array(3));
  });
});
