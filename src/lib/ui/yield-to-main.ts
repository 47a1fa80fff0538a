/** The longest that reading a run may hold up the page at one go, wall ms. */
const MOST = 8;

/** To be awaited between bits of work: goes on at once until `most` ms have passed, then lets others in. */
export function yieldToMain(most = MOST): () => Promise<void> {
  let since = performance.now();
  return async () => {
    if (performance.now() - since < most) return;
    await new Promise((resolve) => setTimeout(resolve));
    since = performance.now();
  };
}
