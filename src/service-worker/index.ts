/// <reference types="@sveltejs/kit" />
import { base, build, files, prerendered, version } from '$service-worker';

/** The whole site, kept for a reader without a network. One cache a version; served from the cache first. */
const worker = self as unknown as ServiceWorkerGlobalScope;

// Projects of one owner may share an origin: our caches carry our name and our folder.
const OURS = `faultline-${base}:`;
const CACHE = OURS + version;

const pages = new Set(prerendered);
const missing = `${base}/404.html`;
/** Hosts read `_headers` and `.nojekyll` and do not serve them; one refusal would fail the whole install. */
const served = files.filter((path) => !/\/[._][^/]*$/.test(path));

worker.addEventListener('install', (event) => event.waitUntil(fill()));
worker.addEventListener('activate', (event) => event.waitUntil(takeOver()));
worker.addEventListener('message', (event) => {
  if (event.data?.type === 'faultline:update') void worker.skipWaiting();
});
worker.addEventListener('fetch', (event) => {
  const { method, url } = event.request;
  const ours =
    new URL(url).origin === location.origin && new URL(url).pathname.startsWith(`${base}/`);
  if (method === 'GET' && ours) event.respondWith(answer(event.request));
});

async function fill(): Promise<void> {
  const cache = await caches.open(CACHE);
  // Names of built files change with their content; all else might come stale out of the browser's own cache.
  const fresh = [...served, ...pages, missing].map(
    (path) => new Request(path, { cache: 'no-cache' }),
  );
  await cache.addAll([...build, ...fresh]);
  await addParts(
    cache,
    build.filter((path) => path.includes('/workers/')),
  );
}

/** The parts a web worker imports are missing from `build`: they are found as it finds them, by their names in it. */
async function addParts(cache: Cache, scripts: string[]): Promise<void> {
  const known = new Set(scripts);
  for (const script of known) {
    const code = await (await cache.match(script))?.text();
    for (const [, name] of code?.matchAll(/["'`](\.{1,2}\/[\w./-]+\.js)["'`]/g) ?? []) {
      const part = new URL(name, location.origin + script).pathname;
      if (known.has(part)) continue;
      await cache.add(part);
      known.add(part); // and is read in its turn: a set is walked to whatever end it has by then
    }
  }
}

async function takeOver(): Promise<void> {
  const names = await caches.keys();
  const old = names.filter((name) => name.startsWith(OURS) && name !== CACHE);
  await Promise.all(old.map((name) => caches.delete(name)));
  await worker.clients.claim();
}

async function answer(request: Request): Promise<Response> {
  const { pathname, search } = new URL(request.url);
  const cache = await caches.open(CACHE);
  // A page without its slash would look for its scripts in the wrong folder.
  if (pages.has(`${pathname}/`)) return Response.redirect(`${pathname}/${search}`, 301);
  const kept = await cache.match(pathname);
  if (kept) return kept;
  if (request.mode !== 'navigate') return fetch(request);
  return fetch(request).catch(async () => {
    const page = await cache.match(missing);
    return page
      ? new Response(page.body, { status: 404, headers: page.headers })
      : Response.error();
  });
}
