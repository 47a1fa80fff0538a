import type { System } from '../../sim';
import { challenge } from './challenge';
import { hunt } from './hunt';
import { measures, probes } from './measures';
import { properties } from './properties';
import { scenarios } from './scenarios';
import { settings } from './settings';
import { topology } from './topology';

const transports: System<typeof settings> = {
  id: 'transports',
  title: 'Five ways to carry a call',
  summary:
    'The same calls over HTTP/1.1, HTTP/2, QUIC, Thrift and a queue; or over one of them, spread over ten backends.',
  view: 'Waterfall',
  settings,
  topology,
  messages: {
    task: { title: 'call to be made', letter: 'C', mark: 'event' },
    over: { title: 'no more calls', letter: 'O', mark: 'event' },
    request: { title: 'packet with calls', letter: 'R', mark: 'request' },
    response: { title: 'packet with answers', letter: 'A', mark: 'reply' },
    again: { title: 'packet sent again', letter: '2', mark: 'error' },
    received: { title: 'packet received', letter: 'K', mark: 'ack' },
    hello: { title: 'handshake', letter: 'H', mark: 'vote' },
    'hello-back': { title: 'handshake answered', letter: 'B', mark: 'ack' },
    goodbye: { title: 'connection closed', letter: 'G', mark: 'event' },
    'go-away': { title: 'please reconnect', letter: 'Y', mark: 'event' },
    reset: { title: 'connection refused', letter: 'X', mark: 'error' },
    resolve: { title: 'which backends?', letter: 'Q', mark: 'request' },
    addresses: { title: 'list of backends', letter: 'L', mark: 'reply' },
    publish: { title: 'job', letter: 'J', mark: 'request' },
    accepted: { title: 'job kept', letter: 'P', mark: 'reply' },
    fetch: { title: 'ready for jobs', letter: 'F', mark: 'heartbeat' },
    deliver: { title: 'job handed out', letter: 'D', mark: 'event' },
    ack: { title: 'job done', letter: 'E', mark: 'ack' },
    corrupted: { title: 'corrupted', letter: '?', mark: 'error' },
  },
  gauges: {
    waiting: { title: 'calls waiting for a connection', unit: '', mark: 'stack' },
    open: { title: 'calls under way', unit: '', mark: 'number' },
    busy: { title: 'calls at work', unit: '', mark: 'stack' },
    engaged: { title: 'at work', unit: '', mark: 'arc' },
    orders: { title: 'jobs held', unit: '', mark: 'stack' },
  },
  probes,
  measures,
  properties,
  scenarios,
  challenge,
  fidelity: {
    modelled: [
      'connections as byte streams cut into packets, acknowledged one by one, sent again under a new number; delivery in order over a connection (TCP) or over each stream (QUIC)',
      'round-trip estimates, loss timers with back-off and a threshold of three packets, as in RFC 9002, on all transports alike',
      'one call at a time on a connection of HTTP/1.1 or Thrift; many streams on one of HTTP/2 or QUIC',
      'sizes from real encoders: HTTP/1.1 text and JSON, HPACK and frames and Protobuf, Thrift’s compact protocol',
      'handshakes of TCP with TLS 1.3 (two round trips) and QUIC (one); balancing by connection, by call, and by clients',
      'a broker that keeps jobs until they are acknowledged and repeats them otherwise',
    ],
    simplified: [
      'links have a delay and no bandwidth; a packet is lost with the same probability as any other',
      'servers work on any number of calls at once',
      'what is written at one moment shares packets; an acknowledgement travels for every packet, alone',
      'HTTP/3’s header compression is counted as HPACK; bytes of handshakes are not counted',
      'the queue’s messages travel without a connection, and a client repeats what was not accepted',
    ],
    notModelled: [
      'congestion control and flow control: windows are as large as they need to be',
      '0-RTT, server push, streaming calls; pipelining of HTTP/1.1; asynchronous clients of Thrift',
      'health checks at the balancers; retries by clients',
    ],
  },
  hunt,
  bugs: [
    {
      id: 'by-order',
      why: 'A client takes the next answer on a shared connection for the oldest call’s, whatever its stream.',
      settings: { bug: 'by-order' },
    },
    {
      id: 'stream-reuse',
      why: 'The number of a call that was given up goes to a new one, and the late answer comes for that.',
      settings: { bug: 'stream-reuse', timeoutMs: 200 },
    },
    {
      id: 'keep-connection',
      why: 'After a time-out the connection is used for the next call, and the late answer comes first.',
      settings: { bug: 'keep-connection' },
    },
    {
      id: 'early-ack',
      why: 'A worker acknowledges a job before the work, and a crash in between loses it.',
      settings: { bug: 'early-ack', workMs: 200 },
    },
  ],
};

export const system = transports as unknown as System;
