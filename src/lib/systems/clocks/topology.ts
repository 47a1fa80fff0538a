import { bothWays, layOut, many, ms, perhaps, seconds } from '../../sim';
import type { LinkSpec, NodeRef, Placing, Refs } from '../../sim';
import { numbered } from '../places';
import { replica } from './nodes/replica';
import { timeServer } from './nodes/time-server';
import { writer } from './nodes/writer';
import type { ClockSettings as Settings } from './settings';

export const REPLICAS = 2;
/** A request waits so long at the time server, µs. */
const SERVER_WORK = ms(1);
const LEAST_PATIENCE = ms(50);
/** Fewer writers stand in two columns, so that no wire between two of them passes a third. */
const FEWEST_IN_RING = 5;

const parts = ({ writers, sync }: Settings) => ({
  server: perhaps(sync !== 'none', timeServer),
  writers: many(writers, writer),
  replicas: many(REPLICAS, replica),
});
type Parts = ReturnType<typeof parts>;
type At = Refs<Parts>;

const letterOf = (place: number): string => String.fromCharCode('a'.charCodeAt(0) + place);
export const writerId = (place: number): string => `writer-${letterOf(place)}`;
export const writerName = (place: number): string => letterOf(place).toUpperCase();

const writers =
  (s: Settings, at: At): Placing<Parts>['writers'] =>
  (place) => ({
    id: writerId(place),
    label: writerName(place),
    shape: 'client',
    layer: s.writers < FEWEST_IN_RING && place % 2 === 1 ? 1 : 2,
    ring: s.writers >= FEWEST_IN_RING,
    source: true,
    options: {
      place,
      peers: at.writers,
      ids: at.writers.map((_, i) => writerId(i)),
      replicas: at.replicas,
      server: at.server,
      order: s.order,
      maxAhead: ms(s.maxAheadMs),
      maxError: ms(s.maxOffsetMs),
      redraws: s.errors === 'each-write' && s.sync === 'none',
      maxPpm: s.driftPpm,
      leap: { mode: s.leap, at: seconds(s.leapAtS), over: seconds(s.smearS) },
      sync: s.sync,
      syncEvery: ms(s.syncEveryMs),
      leastDelay: ms(Math.min(s.outMs, s.backMs)),
      chains: s.chains,
      interval: ms(s.everyMs),
      chainWrites: s.chainWrites,
      gap: ms(s.gapMs),
      thinking: Math.max(0, ms(s.gapMs) - ms(s.delayMs)),
      aside: s.concurrentPercent / 100,
      resend: Math.max(LEAST_PATIENCE, ms(8 * s.replicaMs)),
      bug: s.bug,
    },
  });

function linksOf(s: Settings, at: At): LinkSpec<NodeRef>[] {
  const jitter = ms(s.syncJitterMs);
  const { server } = at;
  return [
    ...at.writers.flatMap((a, i) =>
      at.writers.slice(i + 1).flatMap((b) => bothWays(a, b, ms(s.delayMs))),
    ),
    ...at.writers.flatMap((a) => at.replicas.flatMap((b) => bothWays(a, b, ms(s.replicaMs)))),
    ...(server === null
      ? []
      : at.writers.flatMap((a) => [
          { from: a, to: server, latency: ms(s.outMs), jitter },
          { from: server, to: a, latency: ms(s.backMs), jitter },
        ])),
  ];
}

export const topology = (s: Settings) =>
  layOut(parts(s), (at) => ({
    nodes: {
      server: () => ({
        id: 'time-server',
        label: 'time server',
        shape: 'server',
        layer: 0,
        options: { work: SERVER_WORK },
      }),
      writers: writers(s, at),
      replicas: (place) => ({
        ...numbered('replica', place),
        shape: 'replica',
        layer: 3,
        options: { order: s.order, maxAhead: ms(s.maxAheadMs) },
      }),
    },
    links: linksOf(s, at),
  }));
