import { ln, makeRecipe, openStream, simulate, uniform, type RecipeParts } from '../../src/lib/sim';
import { loadSystem, systemIds } from '../../src/lib/systems';

/** For what has no end of its own: short enough to run in every engine on every change. */
const UNTIL = '8s';

/** Beyond the scenarios: every kind of fault once, and links that draw. */
const MORE: Record<string, Record<string, RecipeParts>> = {
  'load-balancer': {
    'every network fault': {
      settings: { policy: 'two-choices', ratePerSecond: 700 },
      interventions: [
        '1s lose *->server-1 10%',
        '2s duplicate lb-1->* 5%',
        '3s corrupt server-2->lb-1 5%',
        '4s delay *->* 3ms 30%',
        '5s reorder lb-1->* 9ms 50%',
        '6s partition lb-1,server-1,server-2|server-3,server-4,server-5',
        '7s heal',
      ],
    },
    'every node fault': {
      settings: { policy: 'least-outstanding', balancers: 2, autoscaler: true, ratePerSecond: 700 },
      interventions: [
        '1s crash server-1',
        '1.5s pause lb-1',
        '2s slow server-2 x3.3',
        '3s resume lb-1',
        '3s fail-fast server-3',
        '4s skew server-4 -20ms 777ppm',
        '4s restart server-1',
        '5s recover server-3',
        '5s cut lb-1->server-5',
        '6s operate server-2 drain',
        '7s set serviceMs=2.7',
      ],
    },
    'sizes that vary less': {
      settings: { policy: 'weighted', slowFactor: 3, serviceDistribution: 'erlang-2' },
      seed: 9,
    },
    'hash of users': { settings: { policy: 'hash', servers: 17, hopMs: 1.3 }, seed: 4294967295 },
  },
};

/** Hash of many logarithms: where engines would differ first. */
function logarithms(): string {
  const stream = openStream(1, 'digest');
  const value = new Float64Array(1);
  const words = new Uint32Array(value.buffer);
  let hash = 0;
  for (let i = 0; i < 200_000; i++) {
    value[0] = ln(uniform(stream));
    hash = (Math.imul(hash ^ words[0], 0x01000193) + words[1]) | 0;
  }
  return (hash >>> 0).toString(16);
}

/** The digest of each recipe of a fixed set: all scenarios of all systems, and some more. */
export async function digests(): Promise<Record<string, string>> {
  const all: Record<string, string> = { logarithms: logarithms() };
  for (const id of systemIds) {
    const system = await loadSystem(id);
    const scenarios = system.scenarios.map(
      (s) => [s.id, { scenario: s.id, until: s.until ?? UNTIL }] as const,
    );
    for (const [name, parts] of [...scenarios, ...Object.entries(MORE[id] ?? {})]) {
      const recipe = makeRecipe(system, { until: UNTIL, ...parts });
      all[`${id}: ${name}`] = simulate(system, recipe).digest;
    }
  }
  return all;
}
