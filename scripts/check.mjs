// Everything that must hold, the quick first and as many steps beside each other as there are cores; stops at the first
// that fails.
//   npm test                    all of it
//   npm run check -- STEP…      only these, such as `npm run check -- lint types`
//   npm run check -- --list     the names
import { spawn } from 'node:child_process';
import { existsSync, mkdirSync, readFileSync, rmSync } from 'node:fs';
import { availableParallelism } from 'node:os';
import { join } from 'node:path';
import { ROOT } from './lib/browser.mjs';

/**
 * @typedef {object} Step
 * @property {string} name what one types to run it alone
 * @property {string} about
 * @property {string[]} run a program of node_modules/.bin, or `node`, and what to tell it
 * @property {Record<string, string>} [env]
 * @property {boolean} [onDemand] takes minutes: only when it is named
 * @property {string} [report] where it counts its tests; without one a step counts as one
 * @property {boolean} [picks] runs some of the tests that it finds: the others are left to other steps, not skipped
 * @property {boolean} [alone] keeps all cores busy by itself
 * @property {string[]} [after] steps, before it in the list, that must be over when it begins
 */

/** @param {string} name @param {string[]} projects @param {string[]} only @returns {Pick<Step, 'run' | 'report'>} */
const vitest = (name, projects, only = []) => ({
  run: [
    ...['vitest', 'run', ...projects.map((project) => `--project=${project}`), ...only],
    ...['--reporter=default', '--reporter=json', `--outputFile.json=.cache/${name}.json`],
  ],
  report: `.cache/${name}.json`,
});

/** @type {Step[]} */
const STEPS = [
  { name: 'sync', about: 'generated types', run: ['svelte-kit', 'sync'], alone: true },
  {
    name: 'format',
    about: 'prettier',
    run: ['prettier', '--check', '--cache', '--cache-location=.cache/prettier', '.'],
  },
  {
    name: 'types',
    about: 'the site',
    run: ['svelte-check', '--tsconfig', 'tsconfig.json', '--fail-on-warnings', '--output', 'human'],
  },
  {
    name: 'lint',
    about: 'eslint, and what a run may not touch',
    run: ['eslint', '--cache', '--cache-location=.cache/eslint', '--max-warnings=0', '.'],
  },
  { name: 'build', about: 'the site for a root', run: ['vite', 'build', '--logLevel=warn'] },
  { name: 'types-worker', about: 'the service worker', run: ['tsc', '-p', 'src/service-worker'] },
  { name: 'types-scripts', about: 'the scripts', run: ['tsc', '-p', 'scripts'] },
  {
    name: 'imports',
    about: 'their direction',
    run: ['depcruise', 'src', '--config', '.dependency-cruiser.cjs'],
  },
  { name: 'dead', about: 'code and packages that nothing uses', run: ['knip', '--no-progress'] },
  {
    name: 'build-sub',
    about: 'the site for a sub-path',
    run: ['vite', 'build', '--logLevel=warn'],
    env: { BASE_PATH: '/sub/path', BUILD_DIR: '.cache/sub-path' },
    after: ['build'], // which makes its parts in the same place
  },
  { name: 'size', about: 'budgets', run: ['node', 'scripts/size.mjs'], after: ['build'] },
  {
    name: 'browser',
    about: 'units in Chromium',
    ...vitest('browser', ['browser']),
    after: ['build-sub'],
  },
  { name: 'unit', about: 'in Node and jsdom', ...vitest('unit', ['node', 'jsdom']), alone: true },
  {
    name: 'evidence',
    about: 'every published figure, run again',
    ...vitest('evidence', ['node'], ['src/lib/systems', '-t', 'published figures']),
    env: { EVIDENCE: 'all' },
    picks: true,
    // Some minutes that nobody should wait for at a desk: the cheap rows are in 'unit'.
    onDemand: !process.env.CI,
    alone: true,
  },
  {
    name: 'e2e',
    about: 'end to end',
    run: ['playwright', 'test'],
    report: '.cache/e2e.json',
    alone: true,
  },
  {
    name: 'digest',
    about: 'the same bits in every engine',
    ...vitest('digest', ['digest']),
    alone: true,
  },
];

/** For one step: the slowest takes some minutes, and twice as long on a busy machine. */
const LIMIT_MINUTES = 20;

const wanted = process.argv.slice(2);
if (wanted.includes('--list')) {
  for (const { name, about } of STEPS) console.log(`${name.padEnd(14)} ${about}`);
  process.exit(0);
}
const unknown = wanted.filter((name) => !STEPS.some((step) => step.name === name));
if (unknown.length > 0) {
  console.error(`No step ${unknown.join(', ')}. There are: ${STEPS.map((s) => s.name).join(', ')}`);
  process.exit(2);
}

mkdirSync(join(ROOT, '.cache'), { recursive: true });
const total = { passed: 0, failed: 0, skipped: 0 };
const began = Date.now();
const isDue = (/** @type {Step} */ { name, onDemand }) =>
  wanted.length === 0 ? !onDemand : wanted.includes(name);
const due = STEPS.filter(isDue);
/** @type {Map<string, { stop: () => void, over: Promise<void> }>} */
const running = new Map();
let hasFailed = false;
while (!hasFailed && (due.length > 0 || running.size > 0)) {
  const next = due[0];
  if (next && mayBegin(next)) begin(/** @type {Step} */ (due.shift()));
  else await Promise.race([...running.values()].map(({ over }) => over));
}
await Promise.all([...running.values()].map(({ over }) => over));
const skipped = total.skipped > 0 ? `, ${total.skipped} skipped` : '';
console.log(`\n${total.passed} passed, ${total.failed} failed${skipped} in ${seconds(began)} s`);
process.exit(total.failed > 0 ? 1 : 0);

/**
 * Whether there is room for a step beside those that are running, and what it waits for is over.
 * @param {Step} step
 */
function mayBegin({ alone, after = [] }) {
  const now = STEPS.filter(({ name }) => running.has(name));
  if (after.some((name) => running.has(name))) return false;
  const hasRoom = !alone && !now.some((step) => step.alone) && now.length < availableParallelism();
  return now.length === 0 || hasRoom;
}

/** @param {Step} step */
function begin(step) {
  const start = Date.now();
  if (step.report) rmSync(join(ROOT, step.report), { force: true });
  const title = `\n── ${step.name}: ${step.about}`;
  if (step.alone) console.log(title);
  const { ended, stop } = run(step);
  const over = ended.then(({ code, said }) => {
    running.delete(step.name);
    // Stopped because another one failed: it says nothing.
    if (hasFailed) return;
    if (said) process.stdout.write(`${title}\n${said}`);
    const count = counted(step, code);
    for (const key of /** @type {const} */ (['passed', 'failed', 'skipped']))
      total[key] += count[key];
    console.log(`── ${step.name} ${code === 0 ? 'ok' : 'FAILED'} in ${seconds(start)} s`);
    if (code === 0) return;
    hasFailed = true;
    console.error(`\nStopped at '${step.name}'. Again, alone: npm run check -- ${step.name}`);
    for (const other of running.values()) other.stop();
  });
  running.set(step.name, { stop, over });
}

/**
 * Starts a step. One that may have company says what it has to say when it is over, so that no two talk at once.
 * @param {Step} step
 * @returns {{ ended: Promise<{ code: number, said: Buffer | null }>, stop: () => void }} code 1 too when it could not be
 *   started or was killed
 */
function run({ run: [program, ...args], env, alone }) {
  const bin = join(ROOT, 'node_modules', '.bin');
  const windows = process.platform === 'win32';
  const command =
    program === 'node' ? process.execPath : join(bin, program + (windows ? '.cmd' : ''));
  const colors = !alone && process.stdout.isTTY ? { FORCE_COLOR: '1' } : {};
  const child = spawn(command, args, {
    cwd: ROOT,
    stdio: alone ? 'inherit' : ['ignore', 'pipe', 'pipe'],
    detached: !windows,
    shell: windows && program !== 'node',
    env: { ...process.env, ...colors, ...env },
  });
  /** @type {Buffer[]} */
  const said = [];
  for (const stream of [child.stdout, child.stderr])
    stream?.on('data', (/** @type {Buffer} */ part) => said.push(part));
  // A run that never ends blocks the test's own clock too: only from outside can it be stopped.
  const stop = () => {
    // With its workers, which a loop without end would otherwise survive.
    if (windows || child.pid === undefined) child.kill('SIGKILL');
    else if (child.exitCode === null) process.kill(-child.pid, 'SIGKILL');
  };
  const alarm = setTimeout(() => {
    console.error(`Still going after ${LIMIT_MINUTES} minutes: stopped.`);
    stop();
  }, LIMIT_MINUTES * 60_000);
  const halt = () => {
    hasFailed = true;
    total.failed++;
    stop();
  };
  for (const signal of ['SIGINT', 'SIGTERM']) process.once(signal, halt);
  const ended = new Promise((done) => {
    child.on('error', (error) => {
      said.push(Buffer.from(`${error.message}\n`));
      done(1);
    });
    child.on('close', (code) => done(code ?? 1));
  }).then((code) => {
    clearTimeout(alarm);
    for (const signal of ['SIGINT', 'SIGTERM']) process.removeListener(signal, halt);
    return { code, said: alone ? null : Buffer.concat(said) };
  });
  return { ended, stop };
}

/**
 * Tests that a step counted itself; a step that counts none is one check, passed or failed.
 * @param {Step} step
 * @param {number} code
 */
function counted({ report, picks }, code) {
  const one = { passed: code === 0 ? 1 : 0, failed: code === 0 ? 0 : 1, skipped: 0 };
  const path = report && join(ROOT, report);
  if (!path || !existsSync(path)) return one;
  const { stats, numPassedTests, numFailedTests, numPendingTests } = JSON.parse(
    readFileSync(path, 'utf8'),
  );
  const passed = stats ? stats.expected + stats.flaky : numPassedTests;
  const failed = stats ? stats.unexpected : numFailedTests;
  const skipped = picks ? 0 : stats ? stats.skipped : numPendingTests;
  // A step may fail without a failed test: a file that does not load, an error outside any test.
  return { passed, failed: code === 0 ? failed : Math.max(1, failed), skipped };
}

/** @param {number} start */
function seconds(start) {
  return ((Date.now() - start) / 1000).toFixed(1);
}
