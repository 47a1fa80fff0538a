import { exponential, seconds, uniform, type Micros } from '../../../sim';
import { recordOf } from './authority';
import type { Copy, Crowd, CrowdOut, Shelf } from './crowd-kind';
import { NAMES, type DnsRecord, type Name } from './messages';

/** What a resolver that ignores the TTL makes of it, µs. */
const STUBBORN = seconds(3600);
/** An expired copy may be served for so long, and is not tried to be renewed again for so long (RFC 8767). */
const STALE_FOR = seconds(86_400);
export const STALE_TTL = seconds(30);
/** A resolution that failed is not tried again for so long (RFC 9520 asks for one second at least). */
export const FAILED_FOR = seconds(5);

export const emptyShelf = (count: number): Shelf => ({
  copies: Array<null>(count).fill(null),
  failedUntil: Array<number>(count).fill(0),
  wake: Array<null>(count).fill(null),
  open: new Map(),
});

export const isFresh = (copy: Copy | null, now: Micros): copy is Copy =>
  copy !== null && copy.until > now;

/** May be given out although it has expired, while nobody answers. */
export const isServable = (copy: Copy | null, now: Micros): copy is Copy =>
  copy?.record.address != null && copy.until + STALE_FOR > now;

/** Sets the time of the next lookup that nobody follows and that this resolver cannot answer by itself, not before `from`. */
export function wakeAt(
  { options, volatile: v }: Crowd,
  name: Name,
  resolver: number,
  from: Micros,
  out: CrowdOut,
): void {
  const { wake } = v.shelves[name];
  const rate = options.rates[name] * options.unfollowed;
  if (wake[resolver] !== null) out.cancel(wake[resolver]);
  wake[resolver] = null;
  if (rate <= 0) return;
  const gap = seconds(exponential(v.draws!) / rate);
  wake[resolver] = out.after(Math.max(0, from - out.monotonic()) + gap, 'lookup', {
    name,
    resolver,
  });
}

/**
 * Keeps a copy. Its life counts from the moment `since` at which the question was sent, so that it never lives longer
 * than the authority allowed, however long the answer was on its way.
 */
export function store(
  node: Crowd,
  resolver: number,
  record: DnsRecord,
  since: Micros,
  life: Micros,
  out: CrowdOut,
): void {
  const { options, volatile: v } = node;
  const until = since + (resolver < options.ignoring ? Math.max(life, STUBBORN) : life);
  const shelf = v.shelves[record.name];
  shelf.copies[resolver] = { record, until };
  shelf.failedUntil[resolver] = 0;
  wakeAt(node, record.name, resolver, until, out);
  const address = record.address === null ? 0 : record.address === 'old' ? 1 : 2;
  out.event('cached', {
    name: record.name,
    resolver,
    address,
    serial: record.serial,
    from: since,
    until,
  });
}

/** What a cache that has been asked for a long time holds at a moment: copies, and delegations, of random ages. */
export function warmUp(node: Crowd, out: CrowdOut): void {
  const { options, volatile: v } = node;
  const { warm, count, delegationTtl, tld, nameServers } = options;
  const ages = out.stream(`ages:${node.id}`);
  for (let resolver = 0; resolver < count; resolver++) {
    if (warm) {
      v.tld[resolver] = { to: [tld], until: Math.ceil(uniform(ages) * delegationTtl) };
      v.zone[resolver] = { to: nameServers, until: Math.ceil(uniform(ages) * delegationTtl) };
    }
    for (const name of NAMES) {
      const rate = options.rates[name];
      const record = warm && recordOf(warm, name, 0);
      // From one fetch to the next pass its TTL and, on average, the time between two lookups.
      const left = record
        ? record.ttl - uniform(ages) * (record.ttl + (rate > 0 ? seconds(1 / rate) : 0))
        : 0;
      if (record && left > 0 && rate > 0)
        store(node, resolver, record, Math.round(left) - record.ttl, record.ttl, out);
      else wakeAt(node, name, resolver, 0, out);
    }
  }
}
