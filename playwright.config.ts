import { defineConfig, devices } from '@playwright/test';
import { knownBrowser } from './scripts/lib/browser.mjs';
import { FIRST_PORT, ROOT, SUB_PATH } from './tests/e2e/ports';

const browser = knownBrowser();

/**
 * Against the built site, never against a dev server. `site` is the build under a sub-path, the harder case,
 * and runs everything; `root` runs what is tagged @root again on a host's root.
 */
export default defineConfig({
  testDir: 'tests/e2e',
  fullyParallel: true,
  forbidOnly: true,
  retries: process.env.CI ? 1 : 0,
  // One more than the cores of a small machine: while one of them waits for a page, two compute.
  workers: 3,
  // A busy machine takes several times as long as a quiet one.
  timeout: 60_000,
  expect: { timeout: 20_000 },
  outputDir: 'test-results',
  reporter: [['list'], ['json', { outputFile: '.cache/e2e.json' }]],
  use: {
    ...devices['Desktop Chrome'],
    viewport: { width: 1280, height: 800 },
    launchOptions: { executablePath: browser?.path, args: browser?.args },
    // Only the offline tests want a worker between the page and its host; they say so.
    serviceWorkers: 'block',
    // To trace every test, for those that may fail, takes as long as the tests: where one is not tried again, `--trace on`.
    trace: 'on-first-retry',
    screenshot: 'only-on-failure',
  },
  projects: [
    { name: 'site', use: { baseURL: SUB_PATH } },
    { name: 'root', grep: /@root/, use: { baseURL: ROOT } },
  ],
  webServer: {
    command: `node tests/e2e/servers.mjs ${FIRST_PORT}`,
    url: SUB_PATH,
    reuseExistingServer: false,
    timeout: 30_000,
  },
});
