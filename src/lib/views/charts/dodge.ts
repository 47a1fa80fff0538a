/** A label at the end of a line: `y` where the line ends, `at` where there is room for the text. */
export interface Placed<T> {
  readonly item: T;
  readonly y: number;
  readonly at: number;
}

/**
 * Moves labels apart until they stand at least `gap` px from each other between `top` and `bottom`, each as near to
 * its line as that allows. Of more than fit, the first ones given are kept.
 */
export function dodge<T>(
  items: readonly { readonly item: T; readonly y: number }[],
  gap: number,
  top: number,
  bottom: number,
): Placed<T>[] {
  const room = Math.max(0, Math.floor((bottom - top) / gap) + 1);
  const kept = items.slice(0, room).sort((a, b) => a.y - b.y);
  const at = kept.map((k) => Math.min(bottom, Math.max(top, k.y)));
  for (let i = 1; i < at.length; i++) at[i] = Math.max(at[i], at[i - 1] + gap);
  let limit = bottom;
  for (let i = at.length - 1; i >= 0 && at[i] > limit; i--) {
    at[i] = limit;
    limit -= gap;
  }
  return kept.map((k, i) => ({ ...k, at: at[i] }));
}
