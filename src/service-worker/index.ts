/// <reference types="@sveltejs/kit" />
import { base, build, files, prerendered, version } from '$service-worker';

/** The whole site, kept for a reader without a network. One cache a version; served from the cache first. */
const worker = self as unknown as ServiceWorkerGlobalScope;

// Projects of one owner may share an origin: our caches carry our name and our folder.
const OURS = `faultline-${base}:`;
const CACHE = OURS + version;

const pages = new Set(prerendered.filter((path) => !path.endsWith('.svg')));
const missing = `${base}/404.html`;
/** Hosts read `_headers` and `.nojekyll` and do not serve them; one refusal would fail the whole install. */
const served = files.filter((path) => !/\/[._][^/]*$/.test(path));

/** Without these a page does not work; all else is kept if it comes. Names of built files change with their content. */
const needed = [...build.filter((path) => /\.(js|css)$/.test(path)), ...pages, missing];
const welcome = [...build, ...served, ...prerendered].filter((path) => !needed.includes(path));
const lasting = new Set(build);
/** What was kept before this version was installed: the name of the cache by a file's path. */
const known = new Map<string, string>();
/** Where the cache says what it holds. */
const REPORT = `${base}/kept-offline.json`;
/** Files fetched at a time. */
const AT_ONCE = 8;

worker.addEventListener('install', (event) => event.waitUntil(install()));
worker.addEventListener('activate', (event) => event.waitUntil(takeOver()));
worker.addEventListener('message', (event) => {
  if (event.data?.type === 'faultline:update') void worker.skipWaiting();
  if (event.data?.type === 'faultline:report') event.waitUntil(report(event.source));
});
worker.addEventListener('fetch', (event) => {
  const { method, url } = event.request;
  const ours =
    new URL(url).origin === location.origin && new URL(url).pathname.startsWith(`${base}/`);
  if (method === 'GET' && ours) event.respondWith(answer(event.request));
});

/** Fails when something needed did not come, and says so to the open pages: what came is kept for the next attempt. */
async function install(): Promise<void> {
  const cache = await caches.open(CACHE);
  try {
    await fill(cache);
  } catch (error) {
    const windows = await worker.clients.matchAll({ includeUncontrolled: true, type: 'window' });
    const lost = error instanceof Lost ? error.path : String(error);
    for (const page of windows) page.postMessage({ type: 'faultline:kept', failed: lost });
    throw error;
  }
}

async function fill(cache: Cache): Promise<void> {
  for (const [path, name] of await keptBefore()) known.set(path, name);
  await each(needed, (path) => keep(cache, path));
  await addParts(
    cache,
    build.filter((path) => path.includes('/workers/')),
  );
  const lost: string[] = [];
  await each(welcome, (path) => keep(cache, path).catch(() => lost.push(path)));
  const count = prerendered.filter((path) => path.endsWith('/')).length;
  await cache.put(REPORT, Response.json({ pages: count, lost }));
}

class Lost extends Error {
  constructor(readonly path: string) {
    super(`${path} could not be fetched.`);
  }
}

/** Does a job for every item, some at a time; rejects with the first that fails. */
async function each<T>(items: readonly T[], job: (item: T) => Promise<unknown>): Promise<void> {
  const queue = items.values();
  const work = async () => {
    for (const item of queue) await job(item);
  };
  await Promise.all(Array.from({ length: AT_ONCE }, work));
}

/** Puts a file into the cache: a lasting one from an older version's, if it has it. Tries twice. */
async function keep(cache: Cache, path: string): Promise<void> {
  const name = lasting.has(path) ? known.get(path) : undefined;
  if (name === CACHE) return;
  const before = name && (await (await caches.open(name)).match(path));
  if (before) return cache.put(path, before);
  // Out of the browser's own cache, what is not named by its content might come stale, and a refusal again.
  const ask = (how: RequestCache) => cache.add(new Request(path, { cache: how }));
  await ask(lasting.has(path) ? 'default' : 'no-cache')
    .catch(() => ask('reload'))
    .catch(() => Promise.reject(new Lost(path)));
}

/** Which of our caches has a file, by its path: asked once, as to ask for each file takes as long as to fetch it. */
async function keptBefore(): Promise<Map<string, string>> {
  const kept = new Map<string, string>();
  const names = (await caches.keys()).filter((name) => name.startsWith(OURS) && name !== CACHE);
  for (const name of [...names, CACHE])
    for (const { url } of await (await caches.open(name)).keys())
      kept.set(new URL(url).pathname, name);
  return kept;
}

/** Tells a page what is kept. */
async function report(to: Pick<Client, 'postMessage'> | null): Promise<void> {
  const kept = await (await caches.open(CACHE)).match(REPORT);
  if (kept) to?.postMessage({ type: 'faultline:kept', ...(await kept.json()) });
}

/** The parts a web worker imports are missing from `build`: they are found as it finds them, by their names in it. */
async function addParts(cache: Cache, scripts: string[]): Promise<void> {
  const found = new Set(scripts);
  for (const script of found) {
    const code = await (await cache.match(script))?.text();
    for (const [, name] of code?.matchAll(/["'`](\.{1,2}\/[\w./-]+\.js)["'`]/g) ?? []) {
      const part = new URL(name, location.origin + script).pathname;
      if (found.has(part)) continue;
      lasting.add(part);
      await keep(cache, part);
      found.add(part); // and is read in its turn: a set is walked to whatever end it has by then
    }
  }
}

async function takeOver(): Promise<void> {
  const names = await caches.keys();
  const old = names.filter((name) => name.startsWith(OURS) && name !== CACHE);
  await Promise.all(old.map((name) => caches.delete(name)));
  await worker.clients.claim();
  for (const page of await worker.clients.matchAll({ type: 'window' })) await report(page);
}

async function answer(request: Request): Promise<Response> {
  const { pathname, search } = new URL(request.url);
  const cache = await caches.open(CACHE);
  // A page without its slash would look for its scripts in the wrong folder.
  if (pages.has(`${pathname}/`)) return Response.redirect(`${pathname}/${search}`, 301);
  const kept = await cache.match(pathname);
  if (kept) return kept;
  if (request.mode !== 'navigate') return fetchWelcome(request, pathname, cache);
  return fetch(request).catch(async () => {
    const page = await cache.match(missing);
    return page
      ? new Response(page.body, { status: 404, headers: page.headers })
      : Response.error();
  });
}

/** What did not come at first is kept when it comes. */
async function fetchWelcome(request: Request, path: string, cache: Cache): Promise<Response> {
  const answer = await fetch(request);
  if (answer.ok && welcome.includes(path)) await cache.put(path, answer.clone());
  return answer;
}
