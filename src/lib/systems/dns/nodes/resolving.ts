import { below, seconds, type Micros, type NodeRef } from '../../../sim';
import { FAILED_FOR, isFresh, isServable, STALE_TTL, store, wakeAt } from './cache';
import type { Crowd, CrowdOut, Open, Waiter } from './crowd-kind';
import type { Answer, DnsRecord, Name, Referral, Refused, Reply } from './messages';

/** Until a server that does not answer is given up, and so many are tried. */
const PATIENCE: Micros = seconds(1);
const TRIES = 3;

function tell(
  node: Crowd,
  name: Name,
  resolver: number,
  { from, asker, no }: Waiter,
  given: Pick<Answer, 'record' | 'left' | 'stale'>,
  out: CrowdOut,
): void {
  if (given.record === null) node.durable.failed++;
  out.send(from, { type: 'answer', name, resolver, asker, no, ...given });
}

const NOTHING = { record: null, left: 0, stale: false } as const;

/** What is said while no server answers: an expired copy, where that is allowed and there is one, or SERVFAIL. */
function fallback({ options, volatile: v }: Crowd, name: Name, resolver: number, now: Micros) {
  const copy = v.shelves[name].copies[resolver];
  if (!options.serveStale || !isServable(copy, now)) return NOTHING;
  return { record: copy.record, left: STALE_TTL, stale: true };
}

/** The next server down the tree: the zone's, if its delegation is known, else its parent's, else the root. */
function whom({ options, volatile: v }: Crowd, resolver: number, open: Open, now: Micros): NodeRef {
  const [zone, tld] = [v.zone[resolver], v.tld[resolver]];
  if (zone && zone.until > now) return zone.to[(open.first + open.tries) % zone.to.length];
  return tld && tld.until > now ? tld.to[0] : options.root;
}

function ask(node: Crowd, name: Name, resolver: number, open: Open, out: CrowdOut): void {
  const { options, durable } = node;
  const now = out.monotonic();
  const no = ++durable.asked;
  Object.assign(open, { no, asked: now });
  const { upstream } = options;
  if (upstream) {
    const to = resolver % upstream.count;
    out.send(upstream.crowd, { type: 'lookup', name, resolver: to, asker: resolver, no });
  } else out.send(whom(node, resolver, open, now), { type: 'query', name, resolver, no });
  // The one that is asked to resolve for it tries several servers itself.
  const patience = upstream ? PATIENCE * (TRIES + 1) : PATIENCE;
  open.timer = out.after(patience, 'silence', { name, resolver, no });
}

/** Answers from a fresh copy, or finds out. Without a waiter it is a lookup that nobody follows. */
export function lookUp(
  node: Crowd,
  name: Name,
  resolver: number,
  waiter: Waiter | null,
  out: CrowdOut,
): void {
  const { volatile: v, durable } = node;
  const shelf = v.shelves[name];
  const now = out.monotonic();
  const copy = shelf.copies[resolver];
  const fresh = isFresh(copy, now);
  if (!waiter) durable.background++;
  else if (fresh) durable.hits++;
  else durable.misses++;
  if (fresh) {
    if (waiter) {
      const { record, until } = copy;
      tell(node, name, resolver, waiter, { record, left: until - now, stale: false }, out);
    }
    return;
  }
  if (shelf.failedUntil[resolver] > now) {
    if (waiter) tell(node, name, resolver, waiter, fallback(node, name, resolver, now), out);
    else wakeAt(node, name, resolver, shelf.failedUntil[resolver], out);
    return;
  }
  const already = shelf.open.get(resolver);
  if (already) {
    if (waiter) already.waiters.push(waiter);
    return;
  }
  const first = below(v.draws!, node.options.nameServers.length);
  const open = { no: 0, asked: 0, first, tries: 0, timer: 0, waiters: waiter ? [waiter] : [] };
  shelf.open.set(resolver, open);
  ask(node, name, resolver, open, out);
}

/** Ends a resolution and answers all who wait for it. */
function close(
  node: Crowd,
  name: Name,
  resolver: number,
  open: Open,
  given: Pick<Answer, 'record' | 'left' | 'stale'>,
  out: CrowdOut,
): void {
  out.cancel(open.timer);
  node.volatile.shelves[name].open.delete(resolver);
  for (const waiter of open.waiters) tell(node, name, resolver, waiter, given, out);
}

function found(
  node: Crowd,
  resolver: number,
  open: Open,
  record: DnsRecord,
  life: Micros,
  out: CrowdOut,
): void {
  if (node.mode.role === 'alone') out.become('FOUND');
  store(node, resolver, record, open.asked, life, out);
  const left = Math.max(0, open.asked + life - out.monotonic());
  close(node, record.name, resolver, open, { record, left, stale: false }, out);
}

function giveUp(node: Crowd, name: Name, resolver: number, open: Open, out: CrowdOut): void {
  const { options, volatile: v } = node;
  const now = out.monotonic();
  if (node.mode.role === 'resolving') out.become('LOST');
  if (options.bug === 'timeout-denies') {
    const ttl = options.negativeTtl;
    return found(
      node,
      resolver,
      open,
      { name, address: null, ttl, serial: 0, origin: 0 },
      ttl,
      out,
    );
  }
  const given = fallback(node, name, resolver, now);
  v.shelves[name].failedUntil[resolver] = now + (given.stale ? STALE_TTL : FAILED_FOR);
  close(node, name, resolver, open, given, out);
  wakeAt(node, name, resolver, v.shelves[name].failedUntil[resolver], out);
}

/** Tries the next server, or gives up. */
export function retry(node: Crowd, name: Name, resolver: number, open: Open, out: CrowdOut): void {
  const known = node.volatile.zone[resolver]?.to.length ?? 1;
  out.cancel(open.timer);
  if (++open.tries >= Math.max(TRIES, known)) return giveUp(node, name, resolver, open, out);
  ask(node, name, resolver, open, out);
}

/** What comes back from above: a referral, an answer, a refusal, or the answer of another resolver. */
export function hear(
  node: Crowd,
  message: Referral | Reply | Refused | Answer,
  from: NodeRef,
  out: CrowdOut,
): void {
  const { options, volatile: v } = node;
  const { name } = message;
  const resolver = message.type === 'answer' ? message.asker : message.resolver;
  const open = v.shelves[name].open.get(resolver);
  if (open?.no !== message.no) return;
  switch (message.type) {
    case 'referral': {
      const delegation = { to: message.to, until: open.asked + message.ttl };
      if (from === options.root) v.tld[resolver] = delegation;
      else v.zone[resolver] = delegation;
      out.cancel(open.timer);
      return ask(node, name, resolver, open, out);
    }
    case 'reply':
      return found(node, resolver, open, message.record, message.record.ttl, out);
    case 'refused':
      return retry(node, name, resolver, open, out);
    case 'answer': {
      const { record, left, stale } = message;
      if (record === null || stale) return giveUp(node, name, resolver, open, out);
      const life = options.bug === 'restarts-ttl' ? record.ttl : left;
      return found(node, resolver, open, record, life, out);
    }
  }
}
