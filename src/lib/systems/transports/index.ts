import { gauge, message } from '../drawn';
import { planted } from '../fields';
import { defineSystem } from '../../sim';
import { challenge } from './challenge';
import { callsIn, gauges, jobIn } from './facts';
import { hunt } from './hunt';
import { measures, probes } from './measures';
import { observer } from './observer';
import { properties } from './properties';
import { scenarios } from './scenarios';
import { settings } from './settings';
import { topology } from './topology';

const ENDS = {
  ok: 'answered',
  failed: 'answered with an error',
  unknown: 'given up, outcome unknown',
} as const;

export const system = defineSystem({
  id: 'transports',
  title: 'Five ways to carry a call',
  summary:
    'The same calls over HTTP/1.1, HTTP/2, QUIC, Thrift and a queue; or over one of them, spread over ten backends.',
  view: 'Waterfall',
  settings,
  topology,
  messages: {
    task: message.event('call to be made', 'C'),
    over: message.event('no more calls', 'O'),
    request: { ...message.request('packet with calls', 'R'), label: callsIn },
    response: { ...message.reply('packet with answers', 'A'), label: callsIn },
    again: { ...message.error('retransmitted packet', '2'), label: callsIn },
    received: message.ack('packet received', 'K'),
    hello: message.vote('handshake', 'H'),
    'hello-back': message.ack('handshake answered', 'B'),
    goodbye: message.event('connection closed', 'G'),
    'go-away': message.event('please reconnect', 'Y'),
    reset: message.error('connection refused', 'X'),
    resolve: message.request('which backends?', 'Q'),
    addresses: message.reply('list of backends', 'L'),
    publish: { ...message.request('job', 'J'), label: jobIn },
    accepted: { ...message.reply('job accepted', 'P'), label: jobIn },
    fetch: message.heartbeat('ready for jobs', 'F'),
    deliver: { ...message.event('job handed out', 'D'), label: jobIn },
    ack: message.ack('job done', 'E'),
  },
  gauges: {
    waiting: gauge.stack('calls waiting for a connection'),
    busy: gauge.stack('calls in progress'),
    engaged: gauge.arc('busy'),
    orders: gauge.stack('jobs kept'),
    ...gauges,
  },
  events: {
    called: { title: 'call made', text: ({ call }) => `makes call ${call}` },
    settled: { title: 'call ended', text: ({ call, outcome }) => `call ${call}: ${ENDS[outcome]}` },
  },
  ...{ probes, observer, measures, properties, scenarios, challenge },
  fidelity: {
    modelled: [
      'connections as byte streams cut into packets, which are acknowledged one by one and retransmitted under a new number; delivery in order over a connection (TCP) or over each stream (QUIC)',
      'round-trip estimates, loss timers with back-off and a threshold of three packets, as in RFC 9002, on all transports alike',
      'waiting behind a lost packet both ways: calls on the way to the server, and answers on the way back',
      'one call at a time on a connection of HTTP/1.1 or Thrift; many streams on one of HTTP/2 or QUIC',
      'sizes from real encoders: HTTP/1.1 text and JSON, HPACK and frames and Protobuf, Thrift’s compact protocol',
      'handshakes of TCP with TLS 1.3 (two round trips) and QUIC (one); balancing by connection, by call, and by clients',
      'a broker that keeps jobs until they are acknowledged and repeats them otherwise',
    ],
    simplified: [
      'links have a delay and no bandwidth; all packets are lost with the same probability',
      'servers work on any number of calls at once',
      'data written at one moment shares packets, so that answers to calls that were held up together are lost or kept together; every packet is acknowledged by a packet of its own',
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
    planted(
      'by-order',
      'A client matches the next answer on a shared connection to the oldest call, whatever its stream.',
    ),
    planted(
      'stream-reuse',
      'A new call gets the stream number of one that was given up, and takes that call’s late answer for its own.',
      { timeoutMs: 200 },
    ),
    planted(
      'keep-connection',
      'After a time-out the connection is used for the next call, and the late answer arrives first.',
    ),
    planted(
      'early-ack',
      'A worker acknowledges a job before the work, and a crash in between loses the job.',
      { workMs: 200 },
    ),
  ],
});
