import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { ROOT } from '../lib/browser.mjs';
import { serve } from '../serve-static.mjs';
import type { Bench, Measure } from './bench';
import { launch, throttled } from './chromium';

interface Outcome {
  readonly technique: string;
  readonly fps: number;
  readonly slowest: number;
  readonly script: number;
}

const CASES = [
  { messages: 300, throttle: 1, least: 58 },
  { messages: 150, throttle: 4, least: 58 },
  { messages: 5000, throttle: 1, least: 55 },
  { messages: 5000, throttle: 4, least: 55 },
];

/** The site as it is shipped, with the specimen page in it. */
function buildSpecimen(): string {
  const folder = join('.cache', 'specimen');
  const vite = join(ROOT, 'node_modules', '.bin', 'vite');
  const { status } = spawnSync(vite, ['build', '--logLevel=error'], {
    cwd: ROOT,
    env: { ...process.env, VITE_SPECIMEN: '1', BUILD_DIR: folder },
    stdio: 'inherit',
  });
  if (status !== 0) throw new Error('the site with its specimen page could not be built');
  return join(ROOT, folder);
}

async function run(): Promise<Measure[]> {
  const host = await serve(buildSpecimen());
  const browser = await launch();
  const measures: Measure[] = [];
  for (const { messages, throttle, least } of CASES) {
    const page = await throttled(browser, throttle);
    await page.goto(`${host.url}specimen/?messages=${messages}`);
    await page.waitForFunction(() => '__frames' in window, undefined, { timeout: 60_000 });
    const { technique, fps, slowest, script } = await page.evaluate(
      () => (window as unknown as { __frames: Outcome }).__frames,
    );
    measures.push({
      name: `${messages} messages at ${throttle}× throttle (${technique})`,
      value: `${fps.toFixed(0)} frames/s, slowest ${slowest.toFixed(0)} ms, script ${script.toFixed(1)} ms`,
      limit: `at least ${least}`,
      within: fps >= least,
    });
    await page.close();
  }
  await Promise.all([browser.close(), host.close()]);
  return measures;
}

/** The stage with so many messages in flight, on the specimen page. */
export const frames: Bench = { name: 'frames', title: 'frames a second on the stage', run };
