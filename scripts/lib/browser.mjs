import { execFileSync, spawnSync } from 'node:child_process';
import { chmodSync, existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { homedir } from 'node:os';
import { delimiter, join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';

export const ROOT = fileURLToPath(new URL('../..', import.meta.url));
// Not in node_modules, which npm ci empties.
const CACHE = join(ROOT, '.cache');
const RECORD = join(CACHE, 'found-browser.json');
const PACKED = '@sparticuz/chromium@143.0.4';

/** Flags that a Chromium run as root, or without a desktop, needs to start and to stay silent. */
export const CHROMIUM_ARGS = [
  '--no-sandbox',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
];

/**
 * The browser that the last search found.
 * @returns {{ path: string, args: string[] } | null} null when none was found, or it has gone since
 */
export function knownBrowser() {
  const wish = process.env.CHROME_BIN;
  if (wish && existsSync(wish)) return { path: wish, args: CHROMIUM_ARGS };
  try {
    const { path } = JSON.parse(readFileSync(RECORD, 'utf8'));
    return typeof path === 'string' && existsSync(path) ? { path, args: CHROMIUM_ARGS } : null;
  } catch {
    return null;
  }
}

/**
 * Finds a Chromium for the tests, from the cheapest place to the dearest, and records where it is.
 * @param {(line: string) => void} say told of every step that takes long
 * @returns {string} the executable
 * @throws {Error} when every way failed, naming each of them
 */
export function findBrowser(say) {
  const known = knownBrowser();
  if (known) return known.path;
  const failures = [];
  for (const [name, find] of WAYS) {
    try {
      const path = find(say);
      if (!path) failures.push(`${name}: none`);
      else if (!starts(path)) failures.push(`${name}: ${path} does not start`);
      else return remember(path);
    } catch (error) {
      failures.push(`${name}: ${firstLine(error)}`);
    }
  }
  throw new Error(
    `No browser for the tests. Install Chromium or Chrome, or set CHROME_BIN to one.\n` +
      failures.map((line) => `  tried ${line}`).join('\n'),
  );
}

/** @type {[string, (say: (line: string) => void) => string | null | undefined][]} */
const WAYS = [
  ['CHROME_BIN', () => process.env.CHROME_BIN],
  ["Playwright's own", playwrights],
  ['the system', systems],
  [PACKED, packed],
  ['apt', apt],
  ['playwright install', installed],
];

function playwrights() {
  const path = createRequire(join(ROOT, 'package.json'))(
    '@playwright/test',
  ).chromium.executablePath();
  return existsSync(path) ? path : null;
}

function systems() {
  const names = ['chromium', 'chromium-browser', 'google-chrome', 'google-chrome-stable', 'chrome'];
  const folders = (process.env.PATH ?? '').split(delimiter);
  const onPath = [...names, 'microsoft-edge'].flatMap((n) => folders.map((f) => join(f, n)));
  const programs = [
    process.env.PROGRAMFILES,
    process.env['PROGRAMFILES(X86)'],
    process.env.LOCALAPPDATA,
  ];
  const windows = programs.flatMap((p) =>
    p
      ? [
          join(p, 'Google/Chrome/Application/chrome.exe'),
          join(p, 'Microsoft/Edge/Application/msedge.exe'),
        ]
      : [],
  );
  const mac = ['/Applications', join(homedir(), 'Applications')].flatMap((f) => [
    `${f}/Google Chrome.app/Contents/MacOS/Google Chrome`,
    `${f}/Chromium.app/Contents/MacOS/Chromium`,
    `${f}/Microsoft Edge.app/Contents/MacOS/Microsoft Edge`,
  ]);
  return [...onPath, ...windows, ...mac].find((path) => existsSync(path));
}

/**
 * Chromium as an npm package: about 65 MB, no root needed. It unpacks into the temp directory, which
 * is pointed at our cache so that a cleaned /tmp does not take the browser away.
 * @param {(line: string) => void} say
 */
function packed(say) {
  if (process.platform !== 'linux' || process.arch !== 'x64') return null;
  const home = join(CACHE, 'chromium');
  say(`no browser on this machine: fetching ${PACKED} from npm, once`);
  rmSync(home, { recursive: true, force: true });
  mkdirSync(home, { recursive: true });
  writeFileSync(join(home, 'package.json'), '{ "private": true, "type": "module" }\n');
  run(npm(), ['install', '--no-save', '--no-audit', '--no-fund', '--ignore-scripts', PACKED], home);
  const entry = createRequire(join(home, 'package.json')).resolve('@sparticuz/chromium');
  const script = `import(${JSON.stringify(pathToFileURL(entry).href)}).then(async ({ default: c }) =>
    console.log(JSON.stringify([await c.executablePath(), process.env.LD_LIBRARY_PATH ?? ''])))`;
  const answer = execFileSync(process.execPath, ['--input-type=module', '-e', script], {
    env: { ...process.env, TMPDIR: home, AWS_EXECUTION_ENV: 'AWS_Lambda_nodejs20.x' },
    encoding: 'utf8',
  });
  const [path, libraries] = JSON.parse(answer.trim().split('\n').at(-1) ?? '[]');
  const wrapper = join(home, 'chromium-here');
  const lines = [
    '#!/bin/sh',
    `export LD_LIBRARY_PATH='${libraries}'`,
    `[ -e /etc/fonts/fonts.conf ] || export FONTCONFIG_PATH='${join(home, 'fonts')}'`,
    `exec '${path}' "$@"`,
  ];
  writeFileSync(wrapper, `${lines.join('\n')}\n`);
  chmodSync(wrapper, 0o755);
  return wrapper;
}

/** @param {(line: string) => void} say */
function apt(say) {
  if (process.platform !== 'linux' || process.getuid?.() !== 0 || !existsSync('/usr/bin/apt-get'))
    return null;
  say('installing chromium with apt');
  run('apt-get', ['update', '-qq'], ROOT);
  run('apt-get', ['install', '-y', '-qq', '--no-install-recommends', 'chromium'], ROOT);
  return systems();
}

/** @param {(line: string) => void} say */
function installed(say) {
  say("downloading Playwright's Chromium");
  run(npm().replace('npm', 'npx'), ['playwright', 'install', 'chromium'], ROOT);
  return playwrights();
}

/**
 * Whether Playwright can drive it. (Asking the browser itself with --dump-dom hangs the packed one.)
 * @param {string} path
 */
function starts(path) {
  const script = `const { chromium } = require('@playwright/test');
    chromium.launch({ executablePath: ${JSON.stringify(path)}, args: ${JSON.stringify(CHROMIUM_ARGS)}, timeout: 30000 })
      .then((browser) => browser.close())
      .then(() => process.exit(0), () => process.exit(1));`;
  const { status } = spawnSync(process.execPath, ['-e', script], { cwd: ROOT, timeout: 60_000 });
  return status === 0;
}

/** @param {string} path */
function remember(path) {
  mkdirSync(CACHE, { recursive: true });
  writeFileSync(RECORD, `${JSON.stringify({ path })}\n`);
  return path;
}

/**
 * @param {string} command
 * @param {string[]} args
 * @param {string} cwd
 */
function run(command, args, cwd) {
  execFileSync(command, args, {
    cwd,
    stdio: ['ignore', 'ignore', 'inherit'],
    timeout: 600_000,
    shell: process.platform === 'win32',
    env: { ...process.env, DEBIAN_FRONTEND: 'noninteractive' },
  });
}

function npm() {
  return process.platform === 'win32' ? 'npm.cmd' : 'npm';
}

/** @param {unknown} error */
function firstLine(error) {
  return (error instanceof Error ? error.message : String(error)).split('\n')[0];
}
