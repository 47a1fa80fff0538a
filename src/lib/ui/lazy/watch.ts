import { toast } from '../toasts.svelte';
import { diagnose, mayReload, reload } from './build';
import { tryAgain } from './part.svelte';
import { PartError } from './preload';

/** Time to read why the page reloads, ms. */
const READING = 2000;

/**
 * Looks after parts that do not come, wherever they are asked for: when their build is gone the page says so and reloads,
 * and what no other place explains becomes a note. Returns what ends it.
 */
export function watchParts(): () => void {
  let asking = false;
  const failed = async ({ payload }: Event & { payload?: unknown }) => {
    if (asking) return;
    asking = true;
    const error = await diagnose(payload);
    asking = error.kind === 'gone';
    if (error.kind !== 'gone') return;
    if (!mayReload()) {
      toast(error.message, { label: 'Load it again', run: () => void reload() });
      return;
    }
    toast('A newer version of this site has taken this one’s place. Loading it, at the same run…');
    setTimeout(() => void reload(), READING);
  };
  const unexplained = (event: PromiseRejectionEvent) => {
    if (!(event.reason instanceof PartError)) return;
    event.preventDefault();
    toast(event.reason.message);
  };
  addEventListener('vite:preloadError', failed);
  addEventListener('unhandledrejection', unexplained);
  addEventListener('online', tryAgain);
  return () => {
    removeEventListener('vite:preloadError', failed);
    removeEventListener('unhandledrejection', unexplained);
    removeEventListener('online', tryAgain);
  };
}
