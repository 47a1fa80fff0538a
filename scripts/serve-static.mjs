// A static host as plain as they come: files, `index.html` of a folder, a redirect to the slash, `404.html`.
//   node scripts/serve-static.mjs FOLDER [--port 4173] [--base /sub/path/]
// Ours, as packages for it (sirv, say) serve a page without its slash instead of redirecting, and zip nothing on the way.
// What it sends beyond the bytes is what GitHub Pages sends: a type, gzip, and leave for any origin to read.
import { createReadStream, statSync } from 'node:fs';
import { createServer } from 'node:http';
import { extname, join, resolve, sep } from 'node:path';
import { pipeline } from 'node:stream';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { createGzip } from 'node:zlib';

/** @type {Record<string, string>} */
const TYPES = {
  '.css': 'text/css; charset=utf-8',
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.json': 'application/json; charset=utf-8',
  '.png': 'image/png',
  '.svg': 'image/svg+xml; charset=utf-8',
  '.txt': 'text/plain; charset=utf-8',
  '.webmanifest': 'application/manifest+json; charset=utf-8',
  '.woff2': 'font/woff2',
  '.xml': 'application/xml; charset=utf-8',
};

/**
 * Serves a folder until the server is closed.
 * @param {string} folder what is served
 * @param {{ port?: number, host?: string, base?: string }} [options] port 0 takes any free one; base begins and
 *   ends with a slash, and what lies outside it is not found
 * @returns {Promise<{ url: string, close: () => Promise<void> }>} rejects when the port is taken
 */
export function serve(folder, { port = 0, host = 'localhost', base = '/' } = {}) {
  const root = resolve(folder);
  const server = createServer((request, response) => {
    const url = address(request.url ?? '/');
    const found = url && look(root, base, url.pathname);
    if (!url) {
      response.writeHead(400, { 'content-type': 'text/plain' }).end('Not an address\n');
    } else if (found === 'slash') {
      response.writeHead(301, { location: `${url.pathname}/${url.search}` }).end();
    } else if (found) {
      send(request, response, 200, found);
    } else {
      notFound(request, response, join(root, '404.html'));
    }
  });
  return new Promise((done, fail) => {
    server.once('error', fail);
    server.listen(port, host, () => {
      const address = server.address();
      const taken = typeof address === 'object' && address ? address.port : port;
      done({ url: `http://${host}:${taken}${base}`, close: () => close(server) });
    });
  });
}

/** @param {string} asked */
function address(asked) {
  try {
    return new URL(asked, 'http://host');
  } catch {
    return null;
  }
}

/**
 * @param {string} root
 * @param {string} base
 * @param {string} pathname
 * @returns {string | 'slash' | null} a file, the need for a slash, or nothing
 */
function look(root, base, pathname) {
  if (`${pathname}/` === base) return 'slash';
  if (!pathname.startsWith(base)) return null;
  let inside;
  try {
    inside = decodeURIComponent(pathname.slice(base.length));
  } catch {
    return null;
  }
  const path = join(root, inside);
  if (path !== root && !path.startsWith(root + sep)) return null;
  if (kind(path) === 'file' && !pathname.endsWith('/')) return path;
  if (kind(path) !== 'folder' || kind(join(path, 'index.html')) !== 'file') return null;
  return pathname.endsWith('/') ? join(path, 'index.html') : 'slash';
}

/**
 * What is at a path that anybody may have asked for: nothing where it is too long, holds a zero byte, or is not ours to read.
 * @param {string} path
 */
function kind(path) {
  try {
    const stats = statSync(path);
    return stats.isFile() ? 'file' : stats.isDirectory() ? 'folder' : null;
  } catch {
    return null;
  }
}

/**
 * @param {import('node:http').IncomingMessage} request
 * @param {import('node:http').ServerResponse} response
 * @param {number} status
 * @param {string} file
 */
function send(request, response, status, file) {
  const type = TYPES[extname(file)] ?? 'application/octet-stream';
  const zip =
    /text|json|xml|svg/.test(type) && /\bgzip\b/.test(request.headers['accept-encoding'] ?? '');
  response.writeHead(status, {
    'content-type': type,
    'access-control-allow-origin': '*',
    'cache-control': 'max-age=600',
    vary: 'Accept-Encoding',
    ...(zip ? { 'content-encoding': 'gzip' } : {}),
  });
  if (request.method === 'HEAD') {
    response.end();
    return;
  }
  // Whoever asked may go away meanwhile, and the file may: either ends this answer and nothing else.
  const streams = [createReadStream(file), ...(zip ? [createGzip()] : []), response];
  pipeline(streams, () => {});
}

/**
 * @param {import('node:http').IncomingMessage} request
 * @param {import('node:http').ServerResponse} response
 * @param {string} page
 */
function notFound(request, response, page) {
  if (kind(page) === 'file') send(request, response, 404, page);
  else response.writeHead(404, { 'content-type': 'text/plain' }).end('Not found\n');
}

/** @param {import('node:http').Server} server */
function close(server) {
  server.closeAllConnections();
  return new Promise((done) => server.close(() => done(undefined)));
}

if (process.argv[1] && resolve(process.argv[1]) === fileURLToPath(import.meta.url)) {
  const { values, positionals } = parseArgs({
    allowPositionals: true,
    options: {
      port: { type: 'string', default: '4173' },
      host: { type: 'string', default: 'localhost' },
      base: { type: 'string', default: '/' },
    },
  });
  const { url } = await serve(positionals[0] ?? 'build', { ...values, port: Number(values.port) });
  console.log(`serving ${positionals[0] ?? 'build'} at ${url}`);
}
