import { readdirSync, readFileSync } from 'node:fs';
import { join, relative, sep } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { systemIds } from '../src/lib/systems';

const ROOT = fileURLToPath(new URL('..', import.meta.url));
const LONGEST = 300;
/** Files that may be longer, each with its own ceiling and the reason in a comment. */
const LONGER: Record<string, number> = {
  // The event loop, and a run with its checkpoints: each is one thing, and apart they would share all their state.
  'src/lib/sim/kernel.ts': 405,
  'src/lib/sim/run.ts': 335,
  // All that can be asked of a widget, in one place for its parts and its page.
  'src/lib/widget/controller.svelte.ts': 400,
  // Markup and its styles; the logic beside them is in files of its own.
  'src/lib/widget/Frame.svelte': 450,
  'src/lib/systems/service-boundaries/view/Boundaries.svelte': 305,
  'src/lib/views/stage/Stage.svelte': 310,
  'src/lib/views/log/Log.svelte': 330,
  'src/lib/views/spacetime/Drawing.svelte': 360,
  'src/lib/views/spacetime/SpaceTime.svelte': 330,
  'src/routes/(site)/+page.svelte': 305,
  // Stories, one after the other.
  'src/lib/systems/atomic-commit/atomic-commit.test.ts': 325,
  'src/lib/systems/ledger/ledger.test.ts': 345,
  'src/lib/systems/task-farm/task-farm.test.ts': 305,
  'src/lib/player/player.test.ts': 335,
  'src/lib/views/spacetime/spacetime.test.ts': 350,
};

const sources = walk(['src', 'tests', 'scripts']).filter((path) => /\.(ts|mjs|svelte)$/.test(path));
const texts = [
  ...walk(['src', 'tests', 'scripts', '.github']),
  ...readdirSync(ROOT).filter((name) => /\.(md|json|js|ts|cjs)$/.test(name)),
].filter(
  (path) => /\.(ts|mjs|cjs|js|svelte|md|json|html|css|ya?ml)$/.test(path) && !isGenerated(path),
);
const isTest = (path: string) => /\.(test|spec)\.ts$/.test(path);

describe('tidiness', () => {
  it('finds the sources', () => {
    expect(sources.length).toBeGreaterThan(50);
  });

  it(`keeps every file under ${LONGEST} lines`, () => {
    const long = sources
      .map((path) => ({ path, lines: read(path).trimEnd().split('\n').length }))
      .filter(({ path, lines }) => lines > (LONGER[path] ?? LONGEST))
      .map(
        ({ path, lines }) =>
          `${path} has ${lines} lines: split it, or give it a ceiling and a reason in tests/tidy.test.ts`,
      );
    expect(long).toEqual([]);
  });

  it('allows no longer file than it must', () => {
    const needless = Object.keys(LONGER).filter(
      (path) => !sources.includes(path) || read(path).trimEnd().split('\n').length <= LONGEST,
    );
    expect(needless).toEqual([]);
  });

  it('runs every test, always', () => {
    const skipping =
      /\b(?:it|test|describe)(?:\.\w+)*\.(?:only|todo|fixme)\b|\b(?:it|test|describe)\.skip\(\s*['"`]/;
    expect(where(sources.filter(isTest), skipping, 'run it, or delete it')).toEqual([]);
  });

  it('puts every system to the tests that hold of all', () => {
    const untested = systemIds.filter(
      (id) => !/^testSystem\(system[,)]/m.test(read(`src/lib/systems/${id}/${id}.test.ts`)),
    );
    expect(untested).toEqual([]);
  });

  it('leaves nothing for later', () => {
    expect(where(sources, /\b(?:TO[D]O|FIX[M]E|XX[X])\b/, 'do it, or open an issue')).toEqual([]);
  });

  it('names no path of anyone’s machine', () => {
    const machine = /(?<![\w.~)}\]-])\/(?:work|root|home|Users)\/[\w.-]/;
    expect(where(texts, machine, 'make it relative to the project')).toEqual([]);
  });
});

function where(paths: string[], pattern: RegExp, instead: string): string[] {
  return paths.flatMap((path) =>
    read(path)
      .split('\n')
      .flatMap((line, i) =>
        pattern.test(line) ? [`${path}:${i + 1}: ${line.trim()} → ${instead}`] : [],
      ),
  );
}

function read(path: string): string {
  return readFileSync(join(ROOT, path), 'utf8');
}

function walk(folders: string[]): string[] {
  return folders.flatMap((folder) =>
    readdirSync(join(ROOT, folder), { recursive: true, withFileTypes: true })
      .filter((entry) => entry.isFile())
      .map((entry) => relative(ROOT, join(entry.parentPath, entry.name)).split(sep).join('/')),
  );
}

/** Lockfiles and recorded data: long lists that nobody wrote by hand. */
function isGenerated(path: string): boolean {
  return /(^|\/)package-lock\.json$|source-shingles\.json$/.test(path);
}
