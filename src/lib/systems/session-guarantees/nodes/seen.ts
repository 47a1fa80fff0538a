/** Names a post: the replica that accepted it, by its place, and its number in that replica's log, from 1. */
export interface PostId {
  readonly origin: number;
  readonly seq: number;
}

/** A position in every replica's log. */
export type Position = readonly number[];

/** A set of posts: all of each log up to a number, and single ones beyond a gap. */
export interface Seen {
  readonly through: number[];
  beyond: PostId[];
}

/** Posts by the primary that every replica has from the beginning. */
export const EARLIER = 6;

export const startOf = (replicas: number): number[] =>
  Array.from({ length: replicas }, (_, i) => (i === 0 ? EARLIER : 0));

export const seenAtFirst = (replicas: number): Seen => ({ through: startOf(replicas), beyond: [] });

export const copyOf = ({ through, beyond }: Seen): Seen => ({
  through: [...through],
  beyond: [...beyond],
});

export const samePost = (a: PostId, b: PostId): boolean => a.origin === b.origin && a.seq === b.seq;

export function has({ through, beyond }: Seen, id: PostId): boolean {
  return id.seq <= through[id.origin] || beyond.some((other) => samePost(other, id));
}

/** Adds a post; what it closes a gap to is no longer beyond one. */
export function add(seen: Seen, id: PostId): void {
  if (has(seen, id)) return;
  const { through } = seen;
  if (id.seq !== through[id.origin] + 1) {
    seen.beyond.push(id);
    return;
  }
  through[id.origin]++;
  if (seen.beyond.length === 0) return;
  const isNext = (other: PostId): boolean =>
    other.origin === id.origin && other.seq === through[id.origin] + 1;
  while (seen.beyond.some(isNext)) through[id.origin]++;
  seen.beyond = seen.beyond.filter(({ origin, seq }) => seq > through[origin]);
}

/** Adds all of `more`. */
export function addAll(seen: Seen, more: Seen): void {
  more.through.forEach((n, origin) => {
    if (n > seen.through[origin]) seen.through[origin] = n;
  });
  const { through } = seen;
  const beyond = seen.beyond.filter(({ origin, seq }) => seq > through[origin]);
  seen.beyond = [];
  for (const id of [...beyond, ...more.beyond].sort((a, b) => a.seq - b.seq)) add(seen, id);
}

/** A post that `wanted` has and `seen` lacks, the newest of its log; `null` where there is none. */
export function missingFrom(seen: Seen, wanted: Seen): PostId | null {
  for (const id of wanted.beyond) if (!has(seen, id)) return id;
  for (const [origin, n] of wanted.through.entries())
    for (let seq = n; seq > seen.through[origin]; seq--)
      if (!has(seen, { origin, seq })) return { origin, seq };
  return null;
}

export const reaches = (position: Position, need: Position): boolean =>
  need.every((n, origin) => n <= position[origin]);

export const furthest = (a: Position, b: Position): number[] =>
  a.map((n, origin) => Math.max(n, b[origin]));

/** The newest post of each log, whatever is missing before it. */
export function highest({ through, beyond }: Seen): number[] {
  const position = [...through];
  for (const { origin, seq } of beyond) position[origin] = Math.max(position[origin], seq);
  return position;
}

/** How many posts a position stands for. */
export const countOf = (position: Position): number => position.reduce((a, b) => a + b, 0);

/** Where something has gaps: posts that come before one that it has, and that it has not. */
export const gapsOf = (seen: Seen): number =>
  countOf(highest(seen)) - countOf(seen.through) - seen.beyond.length;

/** "7" for a post of the primary; with several logs "7 of follower 1". */
export const postName = ({ origin, seq }: PostId): string =>
  origin === 0 ? `${seq}` : `${seq} of follower ${origin}`;
