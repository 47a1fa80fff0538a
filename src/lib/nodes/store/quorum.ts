/** How many replicas have to hold an update before its client is told so. */
export type Level = 'one' | 'majority' | 'all';

/** The number behind the word, of `n` replicas. Any two majorities share a member. */
export function needed(level: Level, n: number): number {
  if (level === 'one') return 1;
  return level === 'all' ? n : majorityOf(n);
}

export function majorityOf(n: number): number {
  return Math.floor(n / 2) + 1;
}

/** The highest of `marks` that at least `count` of them have reached; −1 when there are fewer than that. */
export function reachedBy(marks: readonly number[], count: number): number {
  let best = -1;
  for (const mark of marks) {
    if (mark <= best) continue;
    let reached = 0;
    for (const other of marks) if (other >= mark) reached++;
    if (reached >= count) best = mark;
  }
  return best;
}

/** Members counted in a bit mask: a vote or an answer that arrives twice counts once. */
export function countOf(mask: number): number {
  let n = 0;
  for (let rest = mask; rest !== 0; rest &= rest - 1) n++;
  return n;
}
