/** A part of the page did not come. Its message is fit for the reader. */
export class PartError extends Error {
  override name = 'PartError';

  constructor(
    message = 'A part of this page could not be fetched. Try again when you are online.',
    /** `offline`: nothing answers. `gone`: another build took this one's place. `broken`: the rest of the site answers. */
    readonly kind: 'unknown' | 'offline' | 'gone' | 'broken' = 'unknown',
    options?: ErrorOptions,
  ) {
    super(message, options);
  }
}

/** Files that did not come. The browser may have kept the host's refusal. */
const refused = new Set<string>();
/** Files on their way, and those that have come. */
const files = new Map<string, Promise<void>>();

/**
 * Stands in for Vite's own helper (see vite.config.ts): every `import()` of the built site goes through here.
 *
 * A browser keeps a module that failed to load failed for as long as the page lives, and all that import it. So each file
 * of a part is fetched as a plain file first, and imported when all of them are here: what was not imported can be fetched
 * again. Links that preload would not do: their failures are kept, too.
 * @param load imports the part
 * @param deps the part's files, scripts and styles, relative to `importer`
 * @param importer address of the script that asks
 * @throws PartError, after the window was told by a `vite:preloadError` whose payload it is
 */
export async function preload<T>(
  load: () => Promise<T>,
  deps: readonly string[] | undefined,
  importer: string,
): Promise<T> {
  try {
    const come = await Promise.allSettled((deps ?? []).map((dep) => fetchOnce(dep, importer)));
    const lost = come.find((one) => one.status === 'rejected');
    if (lost) throw lost.reason;
    return await load();
  } catch (cause) {
    const error = new PartError(undefined, 'unknown', { cause });
    dispatchEvent(Object.assign(new Event('vite:preloadError'), { payload: error }));
    throw error;
  }
}

function fetchOnce(dep: string, importer: string): Promise<void> {
  const { href, pathname } = new URL(dep, importer);
  const known = files.get(href);
  if (known) return known;
  const style = pathname.endsWith('.css');
  const coming = isThere(href, style)
    ? Promise.resolve()
    : (style ? fetchStyle : fetchScript)(href);
  files.set(href, coming);
  coming.catch(() => {
    files.delete(href);
    refused.add(href);
  });
  return coming;
}

/** The page itself began with it. */
function isThere(href: string, style: boolean): boolean {
  const rel = style ? 'stylesheet' : 'modulepreload';
  return [...document.querySelectorAll<HTMLLinkElement>(`link[rel=${rel}]`)].some(
    (link) => link.href === href,
  );
}

/** Into the browser's cache, where the import finds it. A preloading link would keep a failure too. */
async function fetchScript(href: string): Promise<void> {
  const answer = await fetch(href, { cache: refused.has(href) ? 'reload' : 'default' });
  const type = answer.headers.get('content-type') ?? '';
  // Some hosts answer what they do not have with a page.
  if (!answer.ok || !type.includes('javascript'))
    throw new Error(`${href}: ${answer.status} ${type}`);
  await answer.arrayBuffer();
}

function fetchStyle(href: string): Promise<void> {
  const link = document.createElement('link');
  link.rel = 'stylesheet';
  link.href = href;
  return new Promise((done, fail) => {
    link.onload = () => done();
    link.onerror = () => {
      link.remove();
      fail(new Error(`${href} did not come.`));
    };
    document.head.append(link);
  });
}
