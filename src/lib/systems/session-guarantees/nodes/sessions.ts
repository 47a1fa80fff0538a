import { add, addAll, copyOf, has, missingFrom, type PostId, type Seen } from './seen';

/** The four session guarantees. */
export type Guarantee =
  'read-your-writes' | 'monotonic-reads' | 'writes-follow-reads' | 'monotonic-writes';

/** What a user has seen and has had accepted so far. */
export interface Session {
  readonly saw: Seen;
  readonly wrote: Seen;
}

/** A post with what its author had seen and written before. */
export interface Written {
  readonly id: PostId;
  readonly author: number;
  readonly saw: Seen;
  readonly wrote: Seen;
}

/** A page that betrays the copies: it lacks `missing`, and where a post gives that away, has `shown`. */
export interface Betrayal {
  readonly guarantee: Guarantee;
  readonly missing: PostId;
  readonly shown: PostId | null;
}

export const freshSession = (nothing: Seen): Session => ({
  saw: copyOf(nothing),
  wrote: copyOf(nothing),
});

/** What a page breaks of a session's guarantees, each at most once. `written` are the posts that it may show. */
export function betrayals(
  page: Seen,
  { saw, wrote }: Session,
  written: Iterable<Written>,
): Betrayal[] {
  const found: Betrayal[] = [];
  const note = (guarantee: Guarantee, missing: PostId | null, shown: PostId | null): void => {
    if (missing && !found.some((b) => b.guarantee === guarantee))
      found.push({ guarantee, missing, shown });
  };
  note('read-your-writes', missingFrom(page, wrote), null);
  note('monotonic-reads', missingFrom(page, saw), null);
  for (const post of written) {
    if (!has(page, post.id)) continue;
    note('writes-follow-reads', missingFrom(page, post.saw), post.id);
    note('monotonic-writes', missingFrom(page, post.wrote), post.id);
  }
  return found;
}

export const afterPage = (session: Session, page: Seen): void => addAll(session.saw, page);
export const afterPost = (session: Session, id: PostId): void => add(session.wrote, id);
