import { eventReader, type Micros, type Trace } from '../../../sim';
import type { LabelledNodes } from '../../../views/labels';
import {
  add,
  copyOf,
  countOf,
  highest,
  postName,
  seenAtFirst,
  type PostId,
  type Seen,
} from '../nodes/seen';
import {
  afterPage,
  afterPost,
  betrayals,
  freshSession,
  type Betrayal,
  type Guarantee,
  type Session,
  type Written,
} from '../nodes/sessions';
import type { SessionWorld } from '../world';

const eventsOf = eventReader<SessionWorld>();

/** One request of a user, from the first word of it to its answer. */
export interface Operation {
  readonly node: number;
  /** The user's place among the users. */
  readonly lane: number;
  readonly name: string;
  readonly kind: 'read' | 'post' | 'reply';
  readonly from: Micros;
  /** Infinity: it has no answer. */
  readonly to: Micros;
  /** Who answered, as it is called on the stage. */
  readonly by: string;
  readonly detour: boolean;
  readonly seen: Seen | null;
  readonly id: PostId | null;
  readonly betrayals: readonly Betrayal[];
}

/** How a replica's newest post rises. */
export interface Rise {
  readonly node: number;
  readonly name: string;
  readonly points: readonly { readonly at: Micros; readonly count: number }[];
}

/** A page that betrays the copies, and the post that it lacks. */
export interface Arrow {
  readonly read: Operation;
  readonly post: Operation;
  readonly guarantee: Guarantee;
}

export interface History {
  readonly users: readonly { readonly node: number; readonly name: string }[];
  /** In order of their beginning. */
  readonly operations: readonly Operation[];
  readonly rises: readonly Rise[];
  readonly arrows: readonly Arrow[];
}

export const isReplica = ({ id }: { readonly id: string }): boolean =>
  id === 'primary' || id.startsWith('follower-');

interface Draft extends Omit<Operation, 'betrayals' | 'to' | 'by' | 'detour' | 'seen' | 'id'> {
  to: Micros;
  by: string;
  detour: boolean;
  seen: Seen | null;
  id: PostId | null;
  /** What its user knew when it began. */
  readonly knew: Session;
}

const nameKey = ({ origin, seq }: PostId): string => `${origin} ${seq}`;

/** Reads the requests off the trace, each with what its user knew before. */
function draftsOf(
  trace: Trace,
  nodes: LabelledNodes,
  replicas: readonly { label: string }[],
): Draft[] {
  const users = nodes.flatMap((n, i) => (isReplica(n) ? [] : [i]));
  const sessions = new Map(users.map((i) => [i, freshSession(seenAtFirst(replicas.length))]));
  const drafts: Draft[] = [];
  const open = new Map<number, Draft>();
  for (const { at, node, name, data } of eventsOf(
    trace,
    'asked',
    'saw',
    'posted',
    'detour',
    'moved',
  )) {
    const session = sessions.get(node)!;
    if (name === 'asked') {
      const knew = { saw: copyOf(session.saw), wrote: copyOf(session.wrote) };
      const place = { node, lane: users.indexOf(node), name: nodes[node].label };
      const rest = { to: Infinity, by: '', detour: false, seen: null, id: null };
      const draft: Draft = { ...place, kind: data.kind, from: at, ...rest, knew };
      drafts.push(draft);
      open.set(node, draft);
      continue;
    }
    const draft = open.get(node);
    if (!draft) continue;
    if (name === 'detour') draft.detour = true;
    if (name !== 'saw' && name !== 'posted') continue;
    draft.to = at;
    draft.by = replicas[data.at].label;
    if (name === 'saw') {
      draft.seen = data.seen;
      afterPage(session, data.seen);
    } else {
      draft.id = data.id;
      afterPost(session, data.id);
    }
  }
  return drafts;
}

function risesOf(trace: Trace, nodes: LabelledNodes): Rise[] {
  const replicas = nodes.flatMap((n, node) => (isReplica(n) ? [{ node, name: n.label }] : []));
  return replicas.map(({ node, name }) => {
    const seen = seenAtFirst(replicas.length);
    const points = [{ at: 0, count: countOf(highest(seen)) }];
    for (const event of eventsOf(trace, 'applied')) {
      if (event.node !== node) continue;
      add(seen, event.data);
      points.push({ at: event.at, count: countOf(highest(seen)) });
    }
    return { node, name, points };
  });
}

/** What users asked and got, which pages betray the copies, and how far each replica was. */
export function historyOf(trace: Trace, nodes: LabelledNodes): History {
  const primary = nodes.filter((n) => n.id === 'primary');
  const replicas = [...primary, ...nodes.filter((n) => n.id.startsWith('follower-'))];
  const drafts = draftsOf(trace, nodes, replicas);
  const written = drafts.flatMap(({ id, node, knew }): Written[] =>
    id ? [{ id, author: node, ...knew }] : [],
  );
  const operations = drafts.map(({ knew, ...draft }): Operation => ({
    ...draft,
    betrayals: draft.seen ? betrayals(draft.seen, knew, written) : [],
  }));
  const posts = new Map(operations.flatMap((o) => (o.id ? [[nameKey(o.id), o] as const] : [])));
  const arrows = operations.flatMap((read) =>
    read.betrayals.flatMap(({ guarantee, missing }): Arrow[] => {
      const post = posts.get(nameKey(missing));
      return post ? [{ read, post, guarantee }] : [];
    }),
  );
  const users = nodes.flatMap((n, node) => (isReplica(n) ? [] : [{ node, name: n.label }]));
  return { users, operations, rises: risesOf(trace, nodes), arrows };
}

/** A page in a few characters: "7", or "6, 8" where it has a gap; several logs side by side. */
export function seenText({ through, beyond }: Seen): string {
  const logs = through.map((n, origin) => {
    const more = beyond.filter((id) => id.origin === origin).map(({ seq }) => seq);
    return [n, ...more.sort((a, b) => a - b)].join(', ');
  });
  const others = logs.slice(1).some((text) => text !== '0');
  return others ? logs.join(' · ') : logs[0];
}

export const GUARANTEES: Readonly<Record<Guarantee, string>> = {
  'read-your-writes': 'read your writes',
  'monotonic-reads': 'monotonic reads',
  'writes-follow-reads': 'writes follow reads',
  'monotonic-writes': 'monotonic writes',
};

const brokenBy = ({ guarantee, missing, shown }: Betrayal): string =>
  `breaks ${GUARANTEES[guarantee]}: post ${postName(missing)} is missing${shown ? ` beside post ${postName(shown)}` : ''}`;

/** A request in words, as far as it is known at time t. */
export function operationText(op: Operation, t: Micros): string {
  if (op.to > t) return `${op.name} ${op.kind === 'read' ? 'reads' : 'posts'}, no answer yet`;
  const by = ` from ${op.by}${op.detour ? ', after a follower that was too old' : ''}`;
  if (op.id) return `${op.name}’s ${op.kind} is number ${postName(op.id)}${by}`;
  const broken = op.betrayals.map((b) => `; ${brokenBy(b)}`).join('');
  return `${op.name} sees posts up to ${seenText(op.seen!)}${by}${broken}`;
}

/** How far a replica is at time t. */
export const countAt = ({ points }: Rise, t: Micros): number =>
  points.findLast(({ at }) => at <= t)?.count ?? 0;
