import { meanOf, percent, percentile, SECOND, sum, type Measures, type ProbeSpec } from '../../sim';
import { chartsOf } from '../charts';
import { outdated, STRETCH } from './observer';
import type { DnsWorld } from './world';

const chart = chartsOf<DnsWorld>();

export const probes = {
  /** From a client's lookup until its answer. */
  lookup: { kind: 'histogram', unit: 'us' },
} as const satisfies Record<string, Omit<ProbeSpec, 'id'>>;

const PER_S = STRETCH / SECOND;

/** Lookups of all clients, followed or not: their rate is given, and what is not followed is not counted one by one. */
const lookups = (w: DnsWorld): number => (w.settings.resolvers * w.settings.rate * w.now) / SECOND;

function staleNow(w: DnsWorld): number {
  const { observed: o, settings } = w;
  return percent(sum(outdated(w, 'www', o.published[o.serial])), settings.resolvers);
}

/** Mean of the last so many stretches, in queries a second. */
const lately = (stretches: readonly number[], most: number): number => {
  const last = stretches.slice(-most);
  return last.length === 0 ? 0 : sum(last) / last.length / PER_S;
};

export const measures: Measures<DnsWorld> = {
  sampleEvery: ({ resolvers }) => (resolvers === 1 ? SECOND / 50 : SECOND),
  series: [
    chart('old', 'lookups that would get the old address', '%').of(
      ['old address', 'failed so far'],
      (w) => {
        const { dead, servfail, silent, asked } = w.at.client.durable;
        return [staleNow(w), percent(dead + servfail + silent, asked)];
      },
    ),
    chart('queries', 'queries to the name servers', '/s').of(['last 10 s'], ({ observed }) => [
      lately(observed.stretches, 1),
    ]),
  ],
  numbers(w) {
    const { observed: o, at, now } = w;
    const { asked, served, old, dead, servfail, silent, denied } = at.client.durable;
    const { all } = w.probe('lookup');
    const misses = sum(at.resolvers.map((r) => r.durable.misses + r.durable.background));
    const hits = sum(at.resolvers.map((r) => r.durable.hits));
    const changed = o.changedAt ?? now;
    const oldSite =
      at.sites[0].mode.role === 'off' ? w.settings.oldOffAfterS : (now - changed) / SECOND;
    return {
      staleAt60Percent: 100 * (o.staleAt60 ?? 0),
      deniedAt60Percent: 100 * (o.deniedAt60 ?? 0),
      lastOldS: Math.max(0, o.lastOld - changed) / SECOND,
      authorityPerS: (o.queries * SECOND) / Math.max(1, now),
      authorityPeakPerS: Math.max(0, ...o.stretches) / PER_S,
      authorityLastPerS: lately(o.stretches, 60),
      hitPercent: 100 - percent(misses, lookups(w)),
      followedHitPercent: percent(hits, asked),
      followed: asked,
      served,
      oldAnswers: old,
      staleAnswers: o.staleAnswers,
      servedStale: o.servedStale,
      failures: dead + servfail + silent,
      dead,
      servfail,
      denied,
      deniedExisting: o.denied,
      failedPercent: percent(dead + servfail + silent, asked),
      oldSiteS: oldSite,
      rootQueries: at.root.durable.queries,
      tldQueries: at.tld.durable.queries,
      refused: o.refused,
      meanMs: all.total > 0 ? meanOf(all) / 1000 : 0,
      p99Ms: all.total > 0 ? percentile(all, 0.99) / 1000 : 0,
    };
  },
  nodes: ({ at }) =>
    Object.fromEntries([
      ...at.nameServers.map((n) => [n.id, { queries: n.durable.queries }] as const),
      ...at.resolvers.map(
        (r) => [r.id, { hits: r.durable.hits, misses: r.durable.misses }] as const,
      ),
      ...at.sites.map((s) => [s.id, { visits: s.durable.visits }] as const),
    ]),
};
