// What a page makes its reader download before it works: the module graph that its HTML starts, gzipped.
//   node scripts/size.mjs [FOLDER]      exits 1 when a budget is exceeded
// Only static imports count; a worker, or a part fetched on demand, is shown beside but has no budget here.
import { existsSync, readFileSync } from 'node:fs';
import { dirname, join, relative } from 'node:path';
import { gzipSync } from 'node:zlib';
import { parseAst } from 'vite';

const FOLDER = process.argv[2] ?? 'build';
const KB = 1000;
/** Kilobytes of JavaScript, as a host would send it. */
const BUDGETS = [
  { page: 'questions/load-balancer/index.html', kb: 115 },
  { page: 'embed/load-balancer/index.html', kb: 86 },
];

let exceeded = 0;
for (const { page, kb } of BUDGETS) {
  const { first, later } = graph(join(FOLDER, page));
  const total = sum(first) / KB;
  const ok = total <= kb;
  if (!ok) exceeded++;
  console.log(
    `${ok ? 'ok  ' : 'OVER'} ${page}: ${total.toFixed(1)} of ${kb} kB in ${first.size} files` +
      ` (and ${(sum(later) / KB).toFixed(1)} kB on demand)`,
  );
  if (!ok || process.argv.includes('--files')) list(first);
}
process.exit(exceeded ? 1 : 0);

/**
 * @param {string} html
 * @returns {{ first: Map<string, number>, later: Map<string, number> }} gzipped bytes by file
 */
function graph(html) {
  if (!existsSync(html)) throw new Error(`${html} is not there: has the site been built?`);
  const first = new Map();
  const later = new Map();
  const queue = entries(html);
  const onDemand = [];
  for (let file = queue.pop(); file; file = queue.pop()) {
    if (first.has(file)) continue;
    const { bytes, now, then } = module(file);
    first.set(file, bytes);
    queue.push(...now);
    onDemand.push(...then);
  }
  for (let file = onDemand.pop(); file; file = onDemand.pop()) {
    if (first.has(file) || later.has(file) || !existsSync(file)) continue;
    // Other pages' entries hang off the router and are not this page's.
    if (/[\\/](nodes|entry)[\\/]/.test(file)) continue;
    const { bytes, now, then } = module(file);
    later.set(file, bytes);
    onDemand.push(...now, ...then);
  }
  return { first, later };
}

/** @param {string} html */
function entries(html) {
  const text = readFileSync(html, 'utf8');
  const links = [...text.matchAll(/<link\b[^>]*>/g)].map(([tag]) => tag);
  const preloads = links
    // `later` is a modulepreload once the first frame is drawn.
    .filter((tag) => /rel="(modulepreload|later)"/.test(tag))
    .map((tag) => /href="([^"]+)"/.exec(tag)?.[1]);
  const scripts = [...text.matchAll(/<script\b[^>]*src="([^"]+)"/g)].map((match) => match[1]);
  const imports = [...text.matchAll(/\bimport\("([^"]+)"\)/g)].map((match) => match[1]);
  const files = [...preloads, ...scripts, ...imports].flatMap((href) =>
    href ? [join(dirname(html), href)] : [],
  );
  if (preloads.length === 0)
    throw new Error(`${html} preloads no script: has the build changed its shape?`);
  return files;
}

/**
 * @param {string} file
 * @returns {{ bytes: number, now: string[], then: string[] }}
 */
function module(file) {
  const code = readFileSync(file, 'utf8');
  /** @type {string[]} */
  const now = [];
  for (const node of parseAst(code).body) {
    if ('source' in node && node.source) now.push(join(dirname(file), String(node.source.value)));
  }
  const dynamic = [...code.matchAll(/\bimport\(\s*[`"']([^`"']+)[`"']\s*\)/g)].map(
    ([, path]) => path,
  );
  const workers = [...code.matchAll(/[`"']([^`"']*workers\/[^`"']+\.js)[`"']/g)].map(([, path]) =>
    join(FOLDER, path.slice(path.indexOf('_app'))),
  );
  return {
    bytes: gzipSync(code, { level: 9 }).length,
    now,
    then: [...dynamic.map((path) => join(dirname(file), path)), ...workers],
  };
}

/** @param {Map<string, number>} files */
function sum(files) {
  return [...files.values()].reduce((a, b) => a + b, 0);
}

/** @param {Map<string, number>} files */
function list(files) {
  const rows = [...files].sort((a, b) => b[1] - a[1]);
  for (const [file, bytes] of rows) {
    console.log(`     ${(bytes / KB).toFixed(1).padStart(6)} kB ${relative(FOLDER, file)}`);
  }
}
