import { COUNTER, percent, percentile, range, SECOND, seconds, sum, TIMES } from '../../sim';
import type { Measures, ProbeSpec } from '../../sim';
import { chartsOf } from '../charts';
import { LANE_TITLES, lanesIn, type Lane, type Settings } from './lanes';
import { SPARES } from './parts';
import { callersIn, laneOf, maxOverMean, serversIn, shares, sourcesIn } from './world';
import { totals, type TransportWorld } from './world';

type W = TransportWorld;

const chart = chartsOf<W>();

export const probes = {
  /** Of all calls, over whichever transport. */
  latency: TIMES,
  /** How long a complete message waited for bytes before it. */
  blocked: TIMES,
  errors: COUNTER,
  http1: TIMES,
  http2: TIMES,
  quic: TIMES,
  thrift: TIMES,
  queue: TIMES,
  /** From a call to the end of its work, for jobs on the queue. */
  'work-done': TIMES,
} as const satisfies Record<string, Omit<ProbeSpec, 'id'>>;

/** The most connections that each node had dialled at one time, over all of them. */
const connections = (w: W): number =>
  sum(
    [...callersIn(w), ...(w.at.layer7 ? [w.at.layer7] : [])].map((n) => n.durable.mostConnections),
  );

function laneNumbers(w: W, lane: Lane): Record<string, number> {
  const { all } = w.probe(lane);
  const name = (what: string) => `${lane}${what}`;
  const at = (q: number) => percentile(all, q) / 1000;
  const numbers = {
    [name('P50Ms')]: at(0.5),
    [name('P95Ms')]: at(0.95),
    [name('P99Ms')]: at(0.99),
    [name('MaxMs')]: all.max / 1000,
    [name('PerSecond')]: w.now === 0 ? 0 : (all.total * SECOND) / w.now,
  };
  if (lane === 'queue') {
    const done = w.probe('work-done').all;
    numbers.queueDoneP50Ms = percentile(done, 0.5) / 1000;
    numbers.queueDoneP95Ms = percentile(done, 0.95) / 1000;
    return numbers;
  }
  const pair = laneOf(w, lane);
  if (pair) {
    const bytes = sum([pair.client, pair.server].map((n) => w.observed.sent[n.index].bytes));
    const { calls } = pair.client.durable;
    numbers[name('WireBytes')] = calls === 0 ? 0 : Math.round(bytes / calls);
  }
  return numbers;
}

const backendNames = (s: Settings): string[] =>
  s.balancing === 'none' ? [] : range(s.backends + SPARES, 1).map(String);

/** From the change of the list until the last of the new backends had a call, or until now. */
function joinedAfterMs({ observed: { joined }, now }: W): number {
  return joined === null ? 0 : ((joined.lastCallAt ?? now) - joined.at) / 1000;
}

export const measures: Measures<W> = {
  sampleEvery: (s) =>
    s.arrivals === 'at-once'
      ? SECOND / 100
      : Math.max(SECOND / 20, seconds(s.calls / s.ratePerSecond / 300)),
  series: [
    chart('latency', 'latency, 95th percentile', 'ms').of(
      (s) => lanesIn(s).map((lane) => `${LANE_TITLES[lane]} p95`),
      (w) => lanesIn(w.settings).map((lane) => percentile(w.probe(lane).window, 0.95) / 1000),
    ),
    chart('open', 'calls under way', '').of(
      (s) =>
        s.balancing === 'none'
          ? lanesIn(s).map((lane) => `${LANE_TITLES[lane]} open`)
          : ['client 1 open', 'client 2 open', 'client 3 open'],
      (w) => sourcesIn(w).map((n) => n.volatile.open.size),
    ),
    chart('backends', 'calls read, by backend', '').of(backendNames, (w) =>
      w.at.backends.map((n) => n.durable.read),
    ),
  ],
  numbers(w) {
    const { calls, ok, failed, unknown, open } = totals(w);
    const all = w.probe('latency').all;
    const blocked = w.probe('blocked').all;
    const recent = shares(w);
    const { sent } = w.observed;
    return {
      calls: calls,
      completed: ok,
      errors: failed + unknown,
      failed,
      unknown,
      inFlight: open,
      p50Ms: percentile(all, 0.5) / 1000,
      p95Ms: percentile(all, 0.95) / 1000,
      p99Ms: percentile(all, 0.99) / 1000,
      blockedPercent: percent(blocked.total - blocked.counts[0], blocked.total),
      blockedMaxMs: blocked.max / 1000,
      packets: sum(sent.map((n) => n.packets)),
      packetsAgain: sum(sent.map((n) => n.again)),
      maxOverMeanLoad: maxOverMean(recent),
      busyBackends: recent.filter((n) => n > 0).length,
      idleBackends: recent.filter((n) => n === 0).length,
      joinedAfterMs: joinedAfterMs(w),
      openConnections: connections(w),
      mismatched: sum(callersIn(w).map((n) => n.durable.mismatched)),
      ...Object.assign({}, ...lanesIn(w.settings).map((lane) => laneNumbers(w, lane))),
    };
  },
  nodes(w) {
    const counts = new Map<string, Record<string, number>>();
    for (const { id, durable } of sourcesIn(w)) {
      const { finished: _finished, ...tally } = durable;
      counts.set(id, tally);
    }
    for (const { id, durable } of serversIn(w)) counts.set(id, { ...durable });
    const { worker } = w.at;
    if (worker) {
      const { done, repeated } = worker.durable;
      counts.set(worker.id, { done: done.size, repeated });
    }
    return Object.fromEntries(
      w.nodes.map(({ id, index }) => {
        const { bytes } = w.observed.sent[index];
        return [id, { ...counts.get(id), ...(bytes > 0 ? { wireBytes: bytes } : {}) }];
      }),
    );
  },
};
