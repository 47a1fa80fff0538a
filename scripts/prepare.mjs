// Runs before `npm start` and `npm test`, on a clone where nothing is installed: built-ins only.
// `--browser` also finds a browser for the tests. A second run takes a fraction of a second.
import { spawnSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

const root = fileURLToPath(new URL('..', import.meta.url));
const OLDEST = [20, 19];

const parts = process.versions.node.split('.').map(Number);
if (parts[0] < OLDEST[0] || (parts[0] === OLDEST[0] && parts[1] < OLDEST[1])) {
  stop(
    'Faultline needs Node ' +
      OLDEST.join('.') +
      ' or newer; this is ' +
      process.versions.node +
      '.',
  );
}

if (!installedAsLocked()) {
  console.log('prepare: installing what package-lock.json names');
  const windows = process.platform === 'win32';
  const npm = spawnSync(windows ? 'npm.cmd' : 'npm', ['ci', '--no-audit', '--no-fund'], {
    cwd: root,
    stdio: 'inherit',
    shell: windows,
  });
  if (npm.status !== 0) stop('npm ci failed; its own words are above.');
}

if (process.argv.includes('--browser')) {
  const { findBrowser } = await import('./lib/browser.mjs');
  try {
    const path = findBrowser((line) => console.log('prepare: ' + line));
    console.log('prepare: browser ' + path);
  } catch (error) {
    stop(error instanceof Error ? error.message : String(error));
  }
}

/**
 * Whether node_modules holds exactly the versions of the lockfile. Contents are compared rather than
 * dates, which a checkout or a copy changes for no reason.
 */
function installedAsLocked() {
  const hidden = root + 'node_modules/.package-lock.json';
  if (!existsSync(hidden)) return false;
  const wanted = packages(root + 'package-lock.json');
  const there = packages(hidden);
  return Object.keys(wanted).every(
    (path) => path === '' || wanted[path].optional || wanted[path].version === there[path]?.version,
  );
}

/**
 * @param {string} file
 * @returns {Record<string, { version?: string, optional?: boolean }>}
 */
function packages(file) {
  return JSON.parse(readFileSync(file, 'utf8')).packages;
}

/**
 * @param {string} why
 * @returns {never}
 */
function stop(why) {
  console.error('\n' + why + '\n');
  process.exit(1);
}
