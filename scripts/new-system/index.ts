/**
 * Makes a small system that passes every check, to be changed into the one that is wanted.
 *   npm run new-system -- NAME
 */
import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const TEMPLATES = fileURLToPath(new URL('.', import.meta.url));
const FILES = {
  'index.ts': 'index.ts',
  'settings.ts': 'settings.ts',
  'nodes.ts': 'nodes.ts',
  'topology.ts': 'topology.ts',
  'scenarios.ts': 'scenarios.ts',
  'evidence.ts': 'evidence.ts',
};

/** The files of a new system by their names in its folder. */
export function filesOf(name: string): Map<string, string> {
  const read = (template: string): string =>
    readFileSync(join(TEMPLATES, `${template}.template`), 'utf8').replaceAll('NAME', name);
  const files = Object.entries(FILES).map(([file, template]) => [file, read(template)] as const);
  return new Map([
    ...files,
    [`${name}.test.ts`, read('test.ts')],
    ['evidence.json', '{ "rows": [] }\n'],
    ['statecharts.json', '{}\n'],
  ]);
}

const LAST = /\n\];/;

/** The registry with one line more. */
export const registered = (registry: string, name: string): string =>
  registry.replace(LAST, `\n  '${name}',\n];`);

/** Writes the folder and the line into the checkout at `root`. Throws where the name is no good or taken. */
export function newSystem(root: string, name: string): void {
  const folder = join(root, 'src/lib/systems', name);
  if (!/^[a-z][a-z\d]*(-[a-z\d]+)*$/.test(name))
    throw new Error(`"${name}" is no name for a folder: small letters, digits and single hyphens`);
  if (existsSync(folder)) throw new Error(`src/lib/systems/${name} is there already`);
  for (const [file, text] of filesOf(name)) {
    mkdirSync(dirname(join(folder, file)), { recursive: true });
    writeFileSync(join(folder, file), text);
  }
  const registry = join(root, 'src/lib/systems/index.ts');
  writeFileSync(registry, registered(readFileSync(registry, 'utf8'), name));
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const name = process.argv[2] ?? '';
  try {
    newSystem(fileURLToPath(new URL('../..', import.meta.url)), name);
    spawnSync('npm', ['run', '-s', 'layout', '--', name], { stdio: 'inherit', shell: true });
    console.log(
      `src/lib/systems/${name} is there, with a line in the registry; docs/adding-a-system.md goes on`,
    );
  } catch (error) {
    console.error((error as Error).message);
    process.exit(2);
  }
}
