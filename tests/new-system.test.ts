import { cpSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { join, relative } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, test } from 'vitest';
import { newSystem } from '../scripts/new-system';

const ROOT = fileURLToPath(new URL('..', import.meta.url));
/** A copy of what a system needs, where a new one can be made and thrown away while other tests run. */
const COPY = join(ROOT, '.cache/new-system');

function walk(folder: string): string[] {
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => relative(folder, join(entry.parentPath, entry.name)));
}
const read = (path: string): string => readFileSync(path, 'utf8');

rmSync(COPY, { recursive: true, force: true });
for (const part of ['src/lib', 'src/content', 'tests/fixtures'])
  cpSync(join(ROOT, part), join(COPY, part), { recursive: true });
newSystem(COPY, 'toy-counter');

describe('a new system', () => {
  test('is a folder and one line', () => {
    const changed = walk(join(COPY, 'src/lib')).filter((path) => {
      const before = join(ROOT, 'src/lib', path);
      return (
        !path.startsWith('systems/toy-counter/') &&
        read(before) !== read(join(COPY, 'src/lib', path))
      );
    });
    expect(changed).toEqual(['systems/index.ts']);
    const registry = read(join(COPY, 'src/lib/systems/index.ts'));
    const before = read(join(ROOT, 'src/lib/systems/index.ts'));
    expect(registry.replace("  'toy-counter',\n", '')).toBe(before);
  });

  test('is refused where it has no good name, or one that is taken', () => {
    expect(() => newSystem(COPY, 'Toy Counter')).toThrow(/small letters/);
    expect(() => newSystem(COPY, 'ledger')).toThrow(/is there already/);
  });
});

describe('passes all checks', async () => {
  const test = join(COPY, 'src/lib/systems/toy-counter/toy-counter.test.ts');
  await import(/* @vite-ignore */ test);
});
