/** Which of a row of items gets the focus when a key is pressed; undefined when the key is not ours. */
export function rove(
  key: string,
  at: number,
  count: number,
  way: 'row' | 'column' | 'both' = 'both',
  disabled: (index: number) => boolean = () => false,
): number | undefined {
  const back = (way !== 'column' && key === 'ArrowLeft') || (way !== 'row' && key === 'ArrowUp');
  const on = (way !== 'column' && key === 'ArrowRight') || (way !== 'row' && key === 'ArrowDown');
  let step = back ? -1 : 1;
  let start = at;
  if (key === 'Home') start = -1;
  else if (key === 'End') [start, step] = [count, -1];
  else if (!back && !on) return undefined;
  for (let i = 1; i <= count; i++) {
    const index = (((start + step * i) % count) + count) % count;
    if (!disabled(index)) return index;
  }
  return undefined;
}
