/**
 * Delta debugging (Zeller and Hildebrandt, 2002): from things that together make a test fail, finds some of them of
 * which none can be left out. `fails` is asked about ever smaller selections; what it yields is passed on.
 */
export function* ddmin<T>(
  things: readonly T[],
  fails: (some: readonly T[]) => Generator<undefined, boolean>,
): Generator<undefined, readonly T[]> {
  let kept = things;
  if (kept.length > 0 && (yield* fails([]))) return [];
  for (let parts = 2; kept.length > 1;) {
    const size = Math.ceil(kept.length / parts);
    let smaller: readonly T[] | null = null;
    for (let start = 0; start < kept.length && !smaller; start += size) {
      const rest = [...kept.slice(0, start), ...kept.slice(start + size)];
      if (yield* fails(rest)) smaller = rest;
    }
    if (smaller) {
      kept = smaller;
      parts = Math.max(2, parts - 1);
    } else if (size === 1) break;
    else parts = Math.min(kept.length, parts * 2);
  }
  return kept;
}
