/**
 * Lays out the statechart of every kind of node with elk and writes the coordinates to
 * src/lib/systems/ID/statecharts.json. elk weighs 435 kB, so it runs here and never in a reader's browser.
 *   npm run layout [-- SYSTEM…]
 */
import { writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { format } from 'prettier';
import { machinesOf } from '../src/lib/views/states/machines';
import { loadSystem, systemIds } from '../src/lib/systems';
import { layOut } from './lib/statechart';

const folder = fileURLToPath(new URL('../src/lib/systems/', import.meta.url));
const wanted = process.argv.slice(2);
for (const id of wanted.length > 0 ? wanted : systemIds) {
  const layouts: Record<string, unknown> = {};
  const machines = machinesOf(await loadSystem(id));
  for (const kind of [...machines.keys()].sort()) layouts[kind] = await layOut(machines.get(kind)!);
  const text = await format(JSON.stringify(layouts), { parser: 'json', printWidth: 100 });
  writeFileSync(`${folder}${id}/statecharts.json`, text);
  console.log(`${id}: ${machines.size} statecharts`);
}
