import type { Challenge } from '../../sim';
import { atMost, none, seeds, trap } from '../clauses';
import type { Settings } from './lanes';

/** Load, loss and the scale-out are given; what the reader may choose is who balances, and how connections are used. */
export const challenge: Challenge<Settings> = {
  title: 'Wake up the other seven',
  goal: 'Three gRPC clients, ten backends, 600 calls a second and 2 % loss; two more backends join at 3.1 s. Give every backend its share, the new ones within 800 ms, answer 99 % of calls within 110 ms, and open no more than 40 connections.',
  locked: {
    lanes: 'http2',
    ratePerSecond: 600,
    calls: 4200,
    arrivals: 'random',
    rttMs: 50,
    workMs: 5,
    workSpread: 'fixed',
    lossPercent: 2,
    payloadKb: 0.3,
    backends: 10,
    start: 'warm',
    http2Layer: true,
    maxStreams: 100,
    timeoutMs: 5000,
    bug: 'none',
  },
  interventions: ['3.1s operate registry add 2'],
  until: null,
  start: {
    balancing: 'layer-4',
    sharedConnections: 1,
    connectionUse: 'keep',
    layer4Policy: 'round-robin',
    resolveEveryMs: 0,
    maxAgeS: 0,
  },
  clauses: [
    {
      id: 'even',
      text: 'busiest backend at most 1.2 times the mean, after the scale-out',
      unit: '×',
      value: (m) => m.maxOverMeanLoad,
      holds: (v) => v > 0 && v <= 1.2,
    },
    none('all-work', 'no backend idle, including the new ones', 'idleBackends'),
    atMost('joined', 'new backends have calls within 800 ms', 'joinedAfterMs', 800, 'ms'),
    atMost('latency', 'p99 at most 110 ms', 'p99Ms', 110, 'ms'),
    atMost('connections', 'at most 40 connections open', 'openConnections', 40),
    none('errors', 'no call fails', 'errors'),
    none('goodput', 'every call answered', (m) => m.calls - m.completed),
  ],
  seeds,
  references: [
    {
      id: 'a balancer at layer 7, and four connections a client',
      settings: { balancing: 'layer-7', sharedConnections: 4 },
    },
    {
      id: 'clients that balance and fetch the list twice a second',
      settings: { balancing: 'client-side', resolveEveryMs: 500 },
    },
  ],
  traps: [
    trap('layer 7 behind one connection a client', { balancing: 'layer-7' }).fails(
      'latency',
      'Calls are spread evenly, but two hundred a second still share one ordered stream, and each lost packet holds up those behind it.',
    ),
    trap('clients that fetch the list every second', {
      balancing: 'client-side',
      resolveEveryMs: 1000,
    }).fails(
      'joined',
      'A list can be a second old; opening a connection takes two round trips more.',
    ),
    trap('layer 4, fewest connections', { layer4Policy: 'least-connections' }).fails(
      'even',
      'It counts connections, and there are only three. They stay where they are.',
    ),
    trap('a new connection for each call', { connectionUse: 'per-call' }).fails(
      'connections',
      'This spreads well, at the price of two round trips before each call and dozens of connections.',
    ),
    trap('connections that live ten minutes', { maxAgeS: 600 }).fails(
      'even',
      'They would move in the end, but the new backends are needed now.',
    ),
    trap('clients that fetched the list once', {
      balancing: 'client-side',
      resolveEveryMs: 0,
    }).fails(
      'all-work',
      'Even among the ten backends that they know of; the two new ones get nothing.',
    ),
    trap('a dozen connections a client through layer 4', { sharedConnections: 12 }).fails(
      'all-work',
      'This spreads over the first ten backends. Those that join later get no connection.',
    ),
  ],
};
