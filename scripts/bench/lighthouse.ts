import { execFile } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { promisify } from 'node:util';
import { CHROMIUM_ARGS, findBrowser, ROOT } from '../lib/browser.mjs';
import { serve } from '../serve-static.mjs';
import { median, type Bench, type Measure } from './bench';
import { PAGES } from './pages';

const ROUNDS = 3;
const LIMIT_MS = 90_000;

/** The least that the project asks for, of 100. */
const LEAST: Record<string, number> = {
  performance: 95,
  accessibility: 100,
  'best-practices': 100,
  seo: 100,
};

/** Lighthouse's command; `null` when it is not installed. */
function command(): string | null {
  try {
    const manifest = createRequire(join(ROOT, 'package.json')).resolve('lighthouse/package.json');
    return join(dirname(manifest), 'cli/index.js');
  } catch {
    return null;
  }
}

type Scores = Record<string, number>;

/** One audit as Lighthouse's own defaults have it: a slow phone. Scores of 0 to 100 by category. */
async function audit(lighthouse: string, url: string): Promise<Scores> {
  const folder = mkdtempSync(join(tmpdir(), 'faultline-lighthouse-'));
  try {
    const file = join(folder, 'report.json');
    const flags = `--chrome-flags=--headless=new ${CHROMIUM_ARGS.join(' ')}`;
    const only = `--only-categories=${Object.keys(LEAST).join(',')}`;
    const args = [
      lighthouse,
      url,
      '--output=json',
      `--output-path=${file}`,
      '--quiet',
      only,
      flags,
    ];
    const env = { ...process.env, CHROME_PATH: findBrowser(console.error) };
    // Not `spawnSync`: the pages are served by this very process.
    await promisify(execFile)(process.execPath, args, { env, timeout: LIMIT_MS });
    if (!existsSync(file)) throw new Error(`Lighthouse gave no report for ${url}`);
    const report = JSON.parse(readFileSync(file, 'utf8')) as {
      categories: Record<string, { score: number | null }>;
    };
    return Object.fromEntries(
      Object.entries(report.categories).map(([name, { score }]) => [name, (score ?? 0) * 100]),
    );
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

async function run(): Promise<Measure[]> {
  const folder = join(ROOT, 'build');
  if (!existsSync(folder)) return [{ name: 'no build/', value: 'npm run build first' }];
  const lighthouse = command();
  if (!lighthouse)
    return [{ name: 'lighthouse', value: 'is not installed: npm install, then again' }];
  const host = await serve(folder);
  try {
    const measures: Measure[] = [];
    for (const { name, path } of PAGES) {
      const rounds: Scores[] = [];
      for (let i = 0; i < ROUNDS; i++) rounds.push(await audit(lighthouse, host.url + path));
      for (const [category, least] of Object.entries(LEAST)) {
        const score = median(rounds.map((round) => round[category]));
        measures.push({
          name: `${name}: ${category}`,
          value: score.toFixed(0),
          limit: `at least ${least}`,
          within: score >= least,
        });
      }
    }
    return measures;
  } finally {
    await host.close();
  }
}

/** Lighthouse's scores of the built pages. */
export const lighthouse: Bench = {
  name: 'lighthouse',
  title: `Lighthouse's scores of the built pages, medians of ${ROUNDS}`,
  run,
};
