import { version } from '$app/environment';
import { asset } from '$app/paths';
import { PartError } from './preload';

/** After so long without an answer the network counts as gone, ms. */
const PATIENCE = 8000;

const ask = (url: string, method: 'GET' | 'HEAD') =>
  fetch(url, { method, cache: 'no-store', signal: AbortSignal.timeout(PATIENCE) });

/** Why a part did not come, found out by asking the host which build it has. */
export async function diagnose(cause: unknown): Promise<PartError> {
  const offline = 'This could not be fetched: the site does not answer. Are you online?';
  let there: string | null;
  try {
    const answer = await ask(asset('/_app/version.json' as '/icon.svg'), 'GET');
    if (!answer.ok && answer.status !== 404 && answer.status !== 410) throw answer;
    there = answer.ok ? ((await answer.json()) as { version: string }).version : null;
    // A build is only taken for gone when the page is still there: else a reload would lose what the reader has.
    if (there !== version && !(await ask(location.pathname, 'HEAD')).ok) there = version;
  } catch {
    return new PartError(offline, 'offline', { cause });
  }
  return there === version
    ? new PartError(
        'This could not be fetched, though the rest of the site answers. If trying again does not help, load the page again.',
        'broken',
        { cause },
      )
    : new PartError(
        'This page belongs to an older version of the site, which is gone. Load the page again: your run is kept.',
        'gone',
        { cause },
      );
}

const keepers = new Set<() => unknown>();

/** What is to be written into the address before the page reloads. Returns what takes it back. */
export function beforeReload(keep: () => unknown): () => void {
  keepers.add(keep);
  return () => keepers.delete(keep);
}

let leaving = false;

/** Loads the page again, at the same run and moment. The browser may ask the reader first, and be told to stay. */
export async function reload(): Promise<void> {
  if (leaving) return;
  leaving = true;
  await Promise.allSettled([...keepers].map(async (keep) => keep()));
  location.reload();
  setTimeout(() => (leaving = false), PATIENCE);
}

/** The builds that this tab has reloaded away from. */
const LEFT = 'faultline:left';

/**
 * True once for each build and tab. A host whose pages and version disagree (a stale copy, two servers with two builds)
 * would else have the page reload for ever. Where nothing can be kept, the reader has to press the button.
 */
export function mayReload(): boolean {
  try {
    const left = (sessionStorage.getItem(LEFT) ?? '').split(' ');
    if (left.includes(version)) return false;
    sessionStorage.setItem(LEFT, [...left, version].join(' ').trim());
    return true;
  } catch {
    return false;
  }
}
