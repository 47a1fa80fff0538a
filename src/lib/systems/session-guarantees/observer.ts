import { observer as makeObserver, type World } from '../../sim';
import { fact } from '../drawn';
import type { Outcome } from './nodes/client-kind';
import { copyOf, has, postName, seenAtFirst, startOf, type PostId, type Seen } from './nodes/seen';
import { afterPage, afterPost, betrayals, freshSession } from './nodes/sessions';
import type { Betrayal, Guarantee, Session, Written } from './nodes/sessions';
import type { settings } from './settings';
import type { topology } from './topology';

type Bare = World<typeof settings, typeof topology>;

interface User extends Session {
  /** Operations that were judged so far, and where the posts begin that its open read may lack. */
  judged: number;
  from: number;
  /** The last post that it sent; sent again, it is the same one. */
  drafted: number;
  readonly shown: Record<Guarantee, number>;
}

/** What only somebody knows who sees all copies at once. No node reads it. */
export interface Observed {
  /** Accepted posts in the order in which they were, and how many of them every replica has applied. */
  readonly written: Written[];
  everywhere: number;
  /** What its author knew when it sent a post that is not accepted yet, by author and operation. */
  readonly drafts: Record<string, { readonly saw: Seen; readonly wrote: Seen }>;
  readonly users: User[];
  reads: number;
  ownReads: number;
  posts: number;
  /** Reads by the guarantee that they broke, and looks at an own post that did not find it. */
  readonly broken: Record<Guarantee, number>;
  staleOwn: number;
  primaryReads: number;
  /** What gave the copies away last, for each guarantee. */
  readonly why: Partial<Record<Guarantee, { readonly user: string; readonly betrayal: Betrayal }>>;
  /** The newest post of each log. */
  readonly newest: number[];
  /** A page that shows what nobody wrote. */
  invented: string | null;
}

const NONE: Record<Guarantee, number> = {
  'read-your-writes': 0,
  'monotonic-reads': 0,
  'writes-follow-reads': 0,
  'monotonic-writes': 0,
};

const begin = ({ at }: Bare): Observed => {
  const nothing = seenAtFirst(at.followers.length + 1);
  return {
    written: [],
    everywhere: 0,
    drafts: {},
    users: at.clients.map(() => ({
      ...freshSession(nothing),
      judged: 0,
      from: 0,
      drafted: 0,
      shown: { ...NONE },
    })),
    reads: 0,
    ownReads: 0,
    posts: 0,
    broken: { ...NONE },
    staleOwn: 0,
    primaryReads: 0,
    why: {},
    newest: startOf(at.followers.length + 1),
    invented: null,
  };
};

/** Passes over posts that every replica has applied: no page that is asked for from now on can lack one. */
function settle(seen: Observed, { at }: Bare): void {
  const replicas = [at.primary, ...at.followers];
  while (seen.everywhere < seen.written.length) {
    const { id } = seen.written[seen.everywhere];
    if (!replicas.every(({ durable }) => has(durable.seen, id))) return;
    seen.everywhere++;
  }
}

/** A post on a page that nobody has written. */
function inventedBy({ newest: last }: Observed, page: Seen): PostId | null {
  const origin = page.through.findIndex((n, o) => n > last[o]);
  if (origin >= 0) return { origin, seq: page.through[origin] };
  return page.beyond.find((id) => id.seq > last[id.origin]) ?? null;
}

type Shows = (fact: 'gone' | 'back' | 'order', value: number) => void;

function judgePage(
  seen: Observed,
  label: string,
  user: User,
  page: Seen,
  own: boolean,
  show: Shows,
): void {
  seen.reads++;
  if (own) seen.ownReads++;
  const found = betrayals(page, user, seen.written.slice(user.from));
  for (const betrayal of found) {
    const { guarantee } = betrayal;
    seen.broken[guarantee]++;
    user.shown[guarantee]++;
    seen.why[guarantee] = { user: label, betrayal };
    if (own && guarantee === 'read-your-writes') seen.staleOwn++;
    if (guarantee === 'read-your-writes') show('gone', user.shown[guarantee]);
    else if (guarantee === 'monotonic-reads') show('back', user.shown[guarantee]);
    else show('order', user.shown['writes-follow-reads'] + user.shown['monotonic-writes']);
  }
  const invented = inventedBy(seen, page);
  if (invented) seen.invented ??= postName(invented);
  afterPage(user, page);
}

function judge(
  seen: Observed,
  label: string,
  user: User,
  { got, own, at }: Outcome,
  show: Shows,
): void {
  if (got.kind === 'posted') {
    seen.posts++;
    return afterPost(user, got.id);
  }
  if (at === 0) seen.primaryReads++;
  judgePage(seen, label, user, got.seen, own, show);
}

const keyOf = (author: number, op: number): string => `${author} ${op}`;

export const observer = makeObserver<Bare>()({
  facts: {
    gone: fact.count('own post gone', {
      tag: 'fault',
      text: (n) => (n > 0 ? `post gone: ${n}` : ''),
      says: (n) => `pages without a post that this user had written: ${n}`,
    }),
    back: fact.count('went back', {
      tag: 'fault',
      text: (n) => (n > 0 ? `went back: ${n}` : ''),
      says: (n) => `pages without a post that this user had seen before: ${n}`,
    }),
    order: fact.count('out of order', {
      tag: 'fault',
      text: (n) => (n > 0 ? `out of order: ${n}` : ''),
      says: (n) => `pages with a post but without an earlier one that its author knew: ${n}`,
    }),
  },
  begin,
  sends: ['read', 'post', 'posted'],
  send(seen, world, from, to, message) {
    if (message.type === 'posted') {
      const key = keyOf(to, message.op);
      const draft = seen.drafts[key];
      if (!draft) return;
      delete seen.drafts[key];
      const { id } = message;
      seen.written.push({ id, author: to, ...draft });
      seen.newest[id.origin] = Math.max(seen.newest[id.origin], id.seq);
      return;
    }
    if (message.type !== 'read' && message.type !== 'post') return;
    const user = seen.users[world.at.clients.findIndex((c) => c.index === from)];
    if (message.type === 'read') {
      settle(seen, world);
      user.from = seen.everywhere;
    } else {
      if (message.op <= user.drafted) return;
      user.drafted = message.op;
      seen.drafts[keyOf(from, message.op)] = { saw: copyOf(user.saw), wrote: copyOf(user.wrote) };
    }
  },
  step(seen, world, show) {
    world.at.clients.forEach(({ index, label, durable }, i) => {
      const user = seen.users[i];
      if (durable.answered === user.judged || !durable.last) return;
      user.judged = durable.answered;
      judge(seen, label, user, durable.last, (fact, value) => show(index, fact, value));
    });
  },
});
