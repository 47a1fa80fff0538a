import { meanOf, percent, percentile, sum, TIMES, type Measures, type ProbeSpec } from '../../sim';
import { chartsOf } from '../charts';
import { countOf, highest } from './nodes/seen';
import type { SessionWorld } from './world';

const chart = chartsOf<SessionWorld>();

export const probes = {
  /** From a read or a post until its answer. */
  read: TIMES,
  post: TIMES,
} as const satisfies Record<string, Omit<ProbeSpec, 'id'>>;

const replicas = ({ at }: SessionWorld) => [at.primary, ...at.followers];

export const measures: Measures<SessionWorld> = {
  sampleEvery: (s) => Math.max(1000, Math.round((s.steps * (s.stepMs + 20) * 1000) / 80)),
  series: [
    chart('broken', 'reads that broke a guarantee', '').of(
      ['read your writes', 'monotonic reads', 'writes follow reads', 'monotonic writes'],
      ({ observed: { broken } }) => Object.values(broken),
    ),
    chart('positions', 'newest post of each replica', '').of(
      ({ followers }) => [
        'primary',
        ...Array.from({ length: followers }, (_, i) => `follower ${i + 1}`),
      ],
      (w) => replicas(w).map(({ durable }) => countOf(highest(durable.seen))),
    ),
    chart('latency', 'time to read', 'ms').of(['p50', 'p99'], (w) => {
      const { all } = w.probe('read');
      return [percentile(all, 0.5) / 1000, percentile(all, 0.99) / 1000];
    }),
  ],
  numbers(w) {
    const { reads, ownReads, posts, broken, staleOwn, primaryReads } = w.observed;
    const read = w.probe('read').all;
    const post = w.probe('post').all;
    const clients = w.at.clients.map((c) => c.durable);
    const back = broken['monotonic-reads'];
    return {
      reads,
      posts,
      ownReads,
      readYourWrites: broken['read-your-writes'],
      monotonicReads: back,
      writesFollowReads: broken['writes-follow-reads'],
      monotonicWrites: broken['monotonic-writes'],
      staleOwnPercent: percent(staleOwn, ownReads),
      readYourWritesPercent: percent(broken['read-your-writes'], reads),
      monotonicReadsPercent: percent(back, reads),
      writesFollowReadsPercent: percent(broken['writes-follow-reads'], reads),
      monotonicWritesPercent: percent(broken['monotonic-writes'], reads),
      wentBackPerPostPercent: percent(back, posts),
      primaryPercent: percent(primaryReads, reads),
      detourPercent: percent(sum(clients.map((c) => c.detours)), reads),
      moves: sum(clients.map((c) => c.moves)),
      open: sum(clients.map((c) => c.asked - c.answered)),
      meanMs: read.total > 0 ? meanOf(read) / 1000 : 0,
      p50Ms: read.total > 0 ? percentile(read, 0.5) / 1000 : 0,
      p99Ms: read.total > 0 ? percentile(read, 0.99) / 1000 : 0,
      postMeanMs: post.total > 0 ? meanOf(post) / 1000 : 0,
    };
  },
  nodes: (w) =>
    Object.fromEntries([
      ...replicas(w).map((r) => [r.id, { posts: countOf(highest(r.durable.seen)) }] as const),
      ...w.at.clients.map(
        ({ id, durable: d }) =>
          [id, { asked: d.asked, answered: d.answered, detours: d.detours }] as const,
      ),
    ]),
};
