/**
 * Lays out the statechart of every kind of node with elk and writes the coordinates to
 * src/lib/views/states/layouts.json. elk weighs 435 kB, so it runs here and never in a reader's browser.
 */
import { writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { format } from 'prettier';
import { machinesOf } from '../src/lib/views/states/machines';
import { loadSystem, systemIds } from '../src/lib/systems';
import { layOut } from './lib/statechart';

const file = fileURLToPath(new URL('../src/lib/views/states/layouts.json', import.meta.url));
const layouts: Record<string, unknown> = {};
for (const id of systemIds) {
  for (const [kind, machine] of machinesOf(await loadSystem(id))) {
    layouts[kind] ??= await layOut(machine);
  }
}
const sorted = Object.fromEntries(Object.entries(layouts).sort(([a], [b]) => (a < b ? -1 : 1)));
writeFileSync(file, await format(JSON.stringify(sorted), { parser: 'json', printWidth: 100 }));
console.log(`${Object.keys(sorted).length} statecharts in ${file}`);
