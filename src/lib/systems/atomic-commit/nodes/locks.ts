import type { Instant } from '../../../sim';
import type { Op } from '../../../nodes/service/transactions';

interface Request {
  readonly owner: number;
  readonly rows: readonly string[];
}

/** Exclusive locks on rows. In memory alone: after a crash they are made again from the prepared records. */
export interface Locks {
  /** By row: whose it is, and since when. */
  held: Map<string, { owner: number; since: Instant }>;
  /** Who waits, first come, first served. */
  line: Request[];
}

export const noLocks = (): Locks => ({ held: new Map(), line: [] });

/** The rows that a transaction writes. A row under the table's next number is nobody else's. */
export function rowsOf(ops: readonly Op[]): string[] {
  return ops.flatMap((op) => (op.do === 'append' ? [] : [`${op.table} ${op.key}`]));
}

/**
 * Asks for all rows at once (conservative two-phase locking), so that transactions of one node cannot wait for each
 * other in a circle. True when it has them; otherwise it stands in line.
 */
export function acquire(
  locks: Locks,
  owner: number,
  rows: readonly string[],
  now: Instant,
): boolean {
  const request = { owner, rows };
  if (isFree(locks, request, locks.line.length)) {
    take(locks, request, now);
    return true;
  }
  locks.line.push(request);
  return false;
}

/** Gives up an owner's rows, or its place in line. Returns who has got theirs by it, in order. */
export function release(locks: Locks, owner: number, now: Instant): number[] {
  for (const [row, { owner: whose }] of locks.held) if (whose === owner) locks.held.delete(row);
  locks.line = locks.line.filter((r) => r.owner !== owner);
  const granted: number[] = [];
  for (let i = 0; i < locks.line.length;) {
    const request = locks.line[i];
    if (isFree(locks, request, i)) {
      take(locks, request, now);
      locks.line.splice(i, 1);
      granted.push(request.owner);
    } else i++;
  }
  return granted;
}

/** When the owner got its rows; `null` when it has none. */
export function since(locks: Locks, owner: number): Instant | null {
  for (const held of locks.held.values()) if (held.owner === owner) return held.since;
  return null;
}

function take({ held }: Locks, { owner, rows }: Request, now: Instant): void {
  for (const row of rows) held.set(row, { owner, since: now });
}

/** Nobody holds them, and nobody before place `place` in line wants them. */
function isFree({ held, line }: Locks, { rows }: Request, place: number): boolean {
  if (rows.some((row) => held.has(row))) return false;
  for (let i = 0; i < place; i++) if (line[i].rows.some((row) => rows.includes(row))) return false;
  return true;
}
