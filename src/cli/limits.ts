import { formatDuration, InputError, parseDuration, SECOND } from '../lib/sim';
import { readable } from './table';
import type { Output } from './verb';

/** Progress is shown when something takes longer than this, and every so often from then on. */
const QUIET_MS = 2000;
const EVERY_MS = 2000;

/** Says how far something has come, once it has taken a while: a line on stderr every two seconds. */
export class ProgressLine {
  #next: number;

  constructor(
    private readonly out: Output,
    private readonly now: () => number = () => performance.now(),
  ) {
    this.#next = now() + QUIET_MS;
  }

  /** Costs nothing but a look at the clock until a line is due. */
  at(text: () => string): void {
    const now = this.now();
    if (now < this.#next) return;
    this.#next = now + EVERY_MS;
    this.out.progress?.(text());
  }
}

export interface Limit {
  readonly ms: number;
  readonly bytes: number;
}

export const DEFAULT_LIMIT: Limit = { ms: 30_000, bytes: 2e9 };
const SIZES: Record<string, number> = { MB: 1e6, GB: 1e9 };

/** Reads `--limit`: a duration, a size, or both with a comma between. Throws an error that says what is allowed. */
export function limitOf(raw: string | undefined): Limit {
  let limit = DEFAULT_LIMIT;
  for (const part of raw?.split(',') ?? []) {
    const micros = parseDuration(part);
    const [, size, unit] = /^\s*(\d{1,6}(?:\.\d{1,3})?)\s*(MB|GB)\s*$/i.exec(part) ?? [];
    if (micros !== null && micros > 0) limit = { ...limit, ms: (micros / SECOND) * 1000 };
    else if (Number(size) > 0)
      limit = { ...limit, bytes: Number(size) * SIZES[unit.toUpperCase()] };
    else
      throw new InputError(
        '--limit',
        `must be a duration, a size or both, such as 30s, 500MB or "60s,4GB"; got \`${part.slice(0, 40)}\``,
      );
  }
  return limit;
}

/** What Node itself allows is no more than this share of its heap: close to the end it does little but collect garbage. */
const HEAP_SHARE = 0.85;

/** Which limit was reached, in words; `null` as long as none is. `heapShare`: how much of Node's own heap is taken. */
export function reached(limit: Limit, ms: number, bytes: number, heapShare: number): string | null {
  if (ms > limit.ms) return `the limit of ${formatDuration(Math.round(limit.ms * 1000))}`;
  if (bytes > limit.bytes) return `the limit of ${readable(limit.bytes / 1e6)} MB of memory`;
  if (heapShare > HEAP_SHARE)
    return 'the limit of Node’s own heap (NODE_OPTIONS=--max-old-space-size=MB raises it)';
  return null;
}
