import { system } from '..';
import { makeRecipe, simulate, type Trace } from '../../../sim';
import { figure, source, type Row } from '../../../evidence/row';
import { asOptions, type Settings } from '../../../evidence/runs';

const settings: Settings = { requests: 30_000, queueCap: 10_000_000, checkIntervalMs: 0 };
const seeds = [1, 2, 3];

/** ∫ N(t) dt of a level over the whole run, in request·seconds. */
function integral(trace: Trace, node: number, name: string, end: number): number {
  const level = trace.gauges.find((g) => g.node === node && g.name === name)!;
  const until = (i: number) => (i + 1 < level.at.length ? level.at[i + 1] : end);
  return level.value.reduce((sum, n, i) => sum + n * (until(i) - level.at[i]), 0) / 1e6;
}

/** The arrow of the law is bookkeeping: what N(t) counts up and what each request counts up is the same area. */
export const little: Row = {
  id: 'little',
  title:
    'Little’s law: the area under the number of requests at the balancer is the sum of their times there',
  unit: 'request·seconds',
  source: source(
    'J. D. C. Little, A proof for the queuing formula L = λW, Operations Research 9 (1961) 383–387',
    'https://doi.org/10.1287/opre.9.3.383',
  ),
  tolerance: 'none but rounding: one part in 10^9 (the path starts and ends empty)',
  settings: asOptions(settings),
  seeds,
  cheap: true,
  async measure() {
    return seeds.map((seed) => {
      const run = simulate(system, makeRecipe(system, { settings, seed }), { trace: 'full' });
      const nodes = system.topology(run.recipe.settings).nodes;
      const balancer = nodes.findIndex((n) => n.id === 'lb-1');
      const sojourns = (run.metrics.meanMs * run.metrics.completed) / 1000;
      const area = integral(run.trace!, balancer, 'outstanding', run.virtualMs * 1000);
      return figure(`seed ${seed}`, sojourns, area, sojourns * (1 - 1e-9), sojourns * (1 + 1e-9));
    });
  },
};
