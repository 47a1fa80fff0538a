import type { Micros } from '../../sim';
import type { UserPublish } from '../../nodes/service/messages';

interface Awaited {
  /** The transaction that made the user. */
  readonly transaction: number;
  /** The message that tells the broker, and when it left; `null` before. */
  readonly sent: { readonly id: number; readonly at: Micros } | null;
}

/** Under dual write, which events are on their way to the broker, and which never will be. */
export interface Losses {
  /** New users by the transaction that makes them. */
  inserts: Map<number, number>;
  /** Committed users of whom the broker knows nothing yet. */
  awaited: Map<number, Awaited>;
  /** Users whose event no process has any more. */
  lost: Set<number>;
}

/** What was sent and has not arrived after this long will not arrive, unless it is sent again. */
const ARRIVED_BY: Micros = 500_000;

export const beginLosses = (): Losses => ({
  inserts: new Map(),
  awaited: new Map(),
  lost: new Set(),
});

export const noteInsert = ({ inserts }: Losses, transaction: number, user: number): void =>
  void inserts.set(transaction, user);

/** The user who was made by a transaction that has just been committed; `undefined` where it was another kind. */
export function noteCommitted(losses: Losses, transaction: number): number | undefined {
  const user = losses.inserts.get(transaction);
  if (user === undefined) return undefined;
  losses.inserts.delete(transaction);
  losses.awaited.set(user, { transaction, sent: null });
  return user;
}

export function notePublished(losses: Losses, { id, body }: UserPublish, at: Micros): void {
  const awaited = losses.awaited.get(body.user);
  if (awaited) losses.awaited.set(body.user, { ...awaited, sent: { id, at } });
}

export function noteTaken({ awaited, lost }: Losses, user: number): void {
  awaited.delete(user);
  lost.delete(user);
}

interface Memory {
  readonly waiting: ReadonlyMap<number, unknown>;
  readonly unconfirmed: ReadonlyMap<number, unknown>;
}

/** Moves to the lost ones whatever the users service no longer has in its memory. */
export function countLost({ awaited, lost }: Losses, memory: Memory, now: Micros): number {
  for (const [user, { transaction, sent }] of awaited) {
    const gone = sent
      ? now - sent.at > ARRIVED_BY && !memory.unconfirmed.has(sent.id)
      : !memory.waiting.has(transaction);
    if (!gone) continue;
    awaited.delete(user);
    lost.add(user);
  }
  return lost.size;
}
