import { availableParallelism, cpus, loadavg } from 'node:os';
import { table } from '../../src/cli/table';
import type { Bench } from './bench';
import { frames } from './frames';
import { inspector } from './inspector';
import { kernel } from './kernel';
import { lighthouse } from './lighthouse';
import { pages } from './pages';
import { partition } from './partition';

/** All benches; `npm run bench -- NAME…` runs some of them. */
const benches: readonly Bench[] = [kernel, pages, partition, frames, inspector, lighthouse];

const wanted = process.argv.slice(2);
const unknown = wanted.find((name) => !benches.some((b) => b.name === name));
if (unknown !== undefined) {
  console.error(`bench: no "${unknown}"; allowed: ${benches.map((b) => b.name).join(', ')}`);
  process.exit(2);
}

const load = loadavg()[0].toFixed(1);
console.log(
  `Node ${process.version}, ${availableParallelism()} × ${cpus()[0]?.model ?? 'unknown'}, load ${load}`,
);
if (loadavg()[0] > 0.7 * availableParallelism())
  console.log('The machine is busy: trust the ratios, not the times.');

for (const bench of benches.filter((b) => wanted.length === 0 || wanted.includes(b.name))) {
  console.log(`\n${bench.name}: ${bench.title}`);
  const lines = await bench.run();
  const verdict = (within?: boolean) => (within === undefined ? '' : within ? 'within' : 'ABOVE');
  console.log(table(lines.map((l) => [`  ${l.name}`, l.value, verdict(l.within), l.limit ?? ''])));
}
