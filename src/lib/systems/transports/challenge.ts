import type { Challenge } from '../../sim';
import { SCALE_OUT } from './scenarios';

/** Load, loss and the scale-out are given; what the reader may choose is who balances, and how connections are used. */
export const challenge: Challenge = {
  title: 'Wake up the other seven',
  goal: 'Three clients of gRPC, ten backends, 600 calls a second, 2 % loss, and two backends more at 3 s. Give every backend its share without opening connections by the dozen.',
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
  interventions: SCALE_OUT,
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
    {
      id: 'all-work',
      text: 'no backend idle, the new ones included',
      unit: '',
      value: (m) => m.idleBackends,
      holds: (v) => v === 0,
    },
    {
      id: 'latency',
      text: 'p99 at most 200 ms',
      unit: 'ms',
      value: (m) => m.p99Ms,
      holds: (v) => v <= 200,
    },
    {
      id: 'connections',
      text: 'at most 40 connections open',
      unit: '',
      value: (m) => m.openConnections,
      holds: (v) => v <= 40,
    },
    {
      id: 'errors',
      text: 'no call fails',
      unit: '',
      value: (m) => m.errors,
      holds: (v) => v === 0,
    },
    {
      id: 'goodput',
      text: 'every call answered',
      unit: '',
      value: (m) => m.calls - m.completed,
      holds: (v) => v === 0,
    },
  ],
  seeds: { published: [1, 2, 3, 4, 5], hidden: [101, 202, 303] },
  references: [
    { id: 'a balancer at layer 7', settings: { balancing: 'layer-7' } },
    {
      id: 'clients that balance, and look the list up every second',
      settings: { balancing: 'client-side', resolveEveryMs: 1000 },
    },
  ],
  traps: [
    {
      id: 'layer 4, fewest connections',
      why: 'It counts connections, and there are three. They stay where they are.',
      settings: { layer4Policy: 'least-connections' },
      fails: 'even',
    },
    {
      id: 'a new connection for each call',
      why: 'Spreads well, at the price of two round trips before each call, and of dozens of connections.',
      settings: { connectionUse: 'per-call' },
      fails: 'connections',
    },
    {
      id: 'connections that live ten minutes',
      why: 'They would move in the end. The new backends are needed now.',
      settings: { maxAgeS: 600 },
      fails: 'even',
    },
    {
      id: 'clients that looked the list up once',
      why: 'Even among the ten that they know of; the two new ones get nothing.',
      settings: { balancing: 'client-side', resolveEveryMs: 0 },
      fails: 'all-work',
    },
    {
      id: 'a dozen connections a client through layer 4',
      why: 'Spreads over the ten of the start. Those that join later get no connection.',
      settings: { sharedConnections: 12 },
      fails: 'all-work',
    },
  ],
};
