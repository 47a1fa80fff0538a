import { svelteTesting } from '@testing-library/svelte/vite';
import { sveltekit } from '@sveltejs/kit/vite';
import { playwright } from '@vitest/browser-playwright';
import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { runnerImport, type Plugin } from 'vite';
import { defineConfig } from 'vitest/config';
import { knownBrowser } from './scripts/lib/browser.mjs';

const browser = knownBrowser();

/** Which file is tested where: its name says so. */
const JSDOM = 'src/**/*.svelte.test.ts';
const BROWSER = 'src/**/*.browser.test.ts';

/**
 * Has V8 compile all of a chunk while it arrives, on another thread (Chromium 136 and later; to others it is a comment).
 * Else each function is compiled at its first call, which on a slow phone is a third of the time a page takes to start.
 */
const compileAhead: Plugin = {
  name: 'compile-ahead',
  apply: 'build',
  enforce: 'post',
  applyToEnvironment: ({ name }) => name === 'client',
  generateBundle(_, bundle) {
    for (const file of Object.values(bundle)) {
      if (file.type === 'chunk') file.code = `//# allFunctionsCalledOnLoad\n${file.code}`;
    }
  },
};

/** Parts that are fetched later come through our own helper in place of Vite's, which cannot fetch a failed one again. */
const fetchAgain: Plugin = {
  name: 'fetch-again',
  apply: 'build',
  enforce: 'pre',
  load: {
    filter: { id: /^\0vite\/preload-helper\.js$/ },
    handler: () => {
      const ours = JSON.stringify(resolve('src/lib/ui/lazy/preload.ts'));
      return `export { preload as __vitePreload } from ${ours};`;
    },
  },
  generateBundle(_, bundle) {
    if (this.environment.name !== 'client') return;
    const chunks = Object.values(bundle).filter((file) => file.type === 'chunk');
    const ours = chunks.some((chunk) =>
      chunk.moduleIds.some((id) => id.endsWith('lazy/preload.ts')),
    );
    if (!ours || chunks.some((chunk) => /["'`]modulepreload["'`],/.test(chunk.code)))
      this.error(
        'Vite fetches parts in another way than it did: src/lib/ui/lazy/preload.ts is not used.',
      );
  },
};

let linker: Promise<{ module: typeof import('./src/content/linked') }> | undefined;

/** The first use of a term in a question's words links to the glossary, as in its front matter. */
const linkTerms: Plugin = {
  name: 'link-terms',
  enforce: 'pre',
  transform: {
    filter: { id: /questions\/[^/]+\/question\.md$/ },
    async handler(code, id) {
      const glossary = resolve('src/content/glossary.yaml');
      this.addWatchFile(glossary);
      const { module } = await (linker ??= runnerImport(resolve('src/content/linked.ts')));
      return module.withLinkedBody(id, code, readFileSync(glossary, 'utf8'));
    },
  },
};

export default defineConfig({
  plugins: [linkTerms, fetchAgain, sveltekit(), compileAhead],
  // A worker fetches its system as a page does, in parts: only modules can.
  worker: { format: 'es' },
  build: {
    // A part of one file is named too: our helper fetches it before it is imported.
    modulePreload: { resolveDependencies: (file, deps) => (deps.length > 0 ? deps : [file]) },
    rolldownOptions: {
      treeshake: {
        // Our plain modules only declare things: who imports a name through an index is to get that name's file alone.
        moduleSideEffects: [
          { test: /\/src\/(lib|content)\/.*(?<!\.svelte)\.ts$/, sideEffects: false },
        ],
      },
    },
  },
  test: {
    expect: { requireAssertions: true },
    passWithNoTests: true,
    maxWorkers: '100%',
    // A busy machine takes several times as long as a quiet one.
    testTimeout: 30_000,
    hookTimeout: 60_000,
    projects: [
      {
        extends: true,
        test: {
          name: 'node',
          environment: 'node',
          include: ['src/**/*.test.ts', 'tests/*.test.ts'],
          exclude: [JSDOM, BROWSER],
          isolate: false,
          setupFiles: ['tests/setup/node.ts'],
        },
      },
      {
        extends: true,
        test: { name: 'digest', environment: 'node', include: ['tests/digest/**/*.test.ts'] },
      },
      {
        extends: true,
        plugins: [svelteTesting()],
        test: {
          name: 'jsdom',
          environment: 'jsdom',
          include: [JSDOM],
          setupFiles: ['tests/setup/jsdom.ts'],
        },
      },
      {
        extends: true,
        test: {
          name: 'browser',
          include: [BROWSER],
          browser: {
            enabled: true,
            headless: true,
            screenshotFailures: false,
            provider: playwright({
              launchOptions: { executablePath: browser?.path, args: browser?.args },
            }),
            instances: [{ browser: 'chromium' }],
          },
        },
      },
    ],
  },
});
