/** How long a page without idle periods of its own (Safari has no word for them) is left alone between two jobs, ms. */
const PAUSE = 60;

const waiting = new Set<() => void>();
let asked = false;

function ask(): void {
  if (asked || waiting.size === 0) return;
  asked = true;
  const go = () => {
    asked = false;
    const [job] = waiting;
    waiting.delete(job);
    ask();
    job?.();
  };
  if (typeof requestIdleCallback === 'function') requestIdleCallback(go, { timeout: 4000 });
  else setTimeout(go, PAUSE);
}

/** Does a job when the page has nothing else to do: one at a time, in the order they came. Returns what takes it back. */
export function whenIdle(job: () => void): () => void {
  waiting.add(job);
  ask();
  return () => void waiting.delete(job);
}

/** Does a job next, as a task of its own, so that input and frames get their turn first. Returns what takes it back. */
export function soon(job: () => void): () => void {
  const handle = setTimeout(job);
  return () => clearTimeout(handle);
}
