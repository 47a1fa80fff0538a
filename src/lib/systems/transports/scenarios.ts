import { ms, seconds, sum } from '../../sim';
import {
  about,
  scenario,
  callersIn,
  listedIn,
  shares,
  sourcesIn,
  totals,
  type TransportWorld,
} from './world';

type W = TransportWorld;

/** Messages in the receive buffers of HTTP/2, behind a lost packet. */
const heldBack = (w: W): number => Math.max(0, ...http2(w).map((n) => n.volatile.endpoint.held));
const again = (w: W): number => sum(w.observed.sent.map((s) => s.again));
const read = (w: W): number => sum(shares(w));
/** Calls that wait for a connection of HTTP/1.1. */
const waiting = ({ at }: W): number => at.http1?.volatile.waiting.length ?? 0;
const starved = (w: W) => listedIn(w).filter((_, i) => shares(w)[i] === 0);
const http2 = ({ at }: W) => [at.http2, at.http2Server].filter((n) => n !== null);
const quic = ({ at }: W) => [at.quic, at.quicServer].filter((n) => n !== null);
const http1 = ({ at }: W) => [at.http1].filter((n) => n !== null);
const clientsOf = ({ at }: W) => at.clients;
/** Backends that joined later, with whoever must find out about them. */
const joined = (w: W) => listedIn(w).slice(w.settings.backends);

/** Two more backends, while all connections stay open. */
const SCALE_OUT: readonly string[] = ['3s operate registry add 2'];

const LOSSY = { ratePerSecond: 500, calls: 2000, lossPercent: 2 } as const;
const TEN = { lanes: 'http2', ratePerSecond: 600, calls: 4200 } as const;

export const scenarios = [
  scenario('healthy', 'Five transports, one workload', {
    story:
      'A hundred calls a second, sent at the same moments over HTTP/1.1, HTTP/2, QUIC, Thrift and a queue. Each transport has its own client and server.',
    watch: 'the waterfall: when each call leaves, and whether it waits for another call',
    seen: 'On HTTP/2 and QUIC every call takes 55 ms: a 50 ms round trip and 5 ms of work. On HTTP/1.1 and Thrift half the calls take more than 62 ms, because six connections are nearly full. The queue confirms a job after 50 ms, before the work is done.',
    settings: {},
    captions: [
      about(sourcesIn, ['task', 'request']).when((w) => totals(w).calls > 0)(
        'Every call goes out on all five transports at once. HTTP/2 and QUIC carry all calls on one connection; HTTP/1.1 and Thrift open six.',
      ),
      about(http1).when((w) => waiting(w) > 0)(
        'On HTTP/1.1 a connection carries one call at a time. All six are busy, so the next call waits for a free one.',
      ),
    ],
  }),
  scenario('broken', 'The network loses 2 % of packets', {
    story:
      'Five hundred calls a second on one HTTP/2 connection, and the same calls on one QUIC connection. The network loses 2 % of packets.',
    watch: '“held back” under HTTP/2 and its server, and the amber bars in the waterfall',
    seen: 'On HTTP/2 one lost packet holds back everything behind it, whichever call it belongs to, so most calls are late. On QUIC only calls that lost a packet of their own are late.',
    settings: { lanes: 'streams', ...LOSSY },
    captions: [
      about((w) => [...http2(w), ...quic(w)]).when(() => true)(
        'HTTP/2 and QUIC send the same calls. TCP delivers the bytes of a connection in order; QUIC keeps order only within each stream.',
      ),
      about(http2, 'again').when((w) => heldBack(w) >= 8)(
        'A packet on the HTTP/2 connection was lost. Messages behind it have arrived, and wait in the receive buffer until it is sent again.',
      ),
      about((w) => [...http2(w), ...quic(w)], 'again').when(
        (w) => totals(w).ok >= w.settings.calls,
      )(
        'Half of the calls are answered. On HTTP/2 most of them were late, behind packets of other calls; on QUIC only those that lost a packet of their own.',
      ),
    ],
    shows: ['head-of-line'],
  }),
  scenario('fixed', 'The same loss on QUIC', {
    story: 'Five hundred calls a second on one QUIC connection, with the same 2 % loss.',
    watch: 'how few calls are late, and that nothing is held back',
    seen: 'Only calls that lost a packet of their own are late: one in twenty-five. No call waits for the bytes of another.',
    settings: { lanes: 'quic', ...LOSSY },
    captions: [
      about(quic, 'again').when((w) => again(w) > 0)(
        'QUIC sends the lost packet again. Only the call it belongs to waits; the others are read as they arrive.',
      ),
    ],
  }),
  scenario('burst', 'A hundred calls at once', {
    story:
      'A hundred calls made in the same moment, over six open HTTP/1.1 connections and over one of HTTP/2.',
    watch: '“open” under HTTP/1.1 and HTTP/2, and the steps in the waterfall',
    seen: 'HTTP/1.1 sends six calls at a time: seventeen rounds of 55 ms, 935 ms in all. HTTP/2 sends all of them at once and has every answer after 55 ms.',
    settings: { lanes: 'http', arrivals: 'at-once', calls: 100 },
    captions: [
      about((w) => [...http1(w), ...http2(w)], 'request').when((w) => waiting(w) > 50)(
        'HTTP/1.1 has sent six calls, one on each connection; 94 wait. HTTP/2 has sent all 100 on one connection.',
      ),
      about(http1).when((w) => w.now > ms(60))(
        'HTTP/2 has all its answers. HTTP/1.1 is in its second round of seventeen.',
      ),
    ],
    shows: ['waits-for-connection'],
  }),
  scenario('myth', 'gRPC without HTTP/2', {
    story:
      'gRPC messages are written straight to the connection, without HTTP/2. Thrift runs beside it, with its own framing.',
    watch: '“refused” under HTTP/2 server, and what a packet holds when you press it',
    seen: 'Every gRPC call ends unanswered: without HTTP/2 there is no preface, no frame and no path that names the method. Thrift frames its own messages, so all its calls are answered.',
    settings: { lanes: 'myth', http2Layer: false, calls: 200 },
    captions: [
      about(http2, 'reset').when((w) => totals(w).unknown > 0)(
        'The HTTP/2 server expected the HTTP/2 preface and got bytes it cannot parse, so it resets the connection. The calls on it end without an answer.',
      ),
    ],
    shows: ['no-http2-no-grpc'],
  }),
  scenario('pinned', 'Three connections, ten backends', {
    story:
      'Three gRPC clients make 600 calls a second through a layer-4 balancer, which picks a backend once for each connection. Two more backends join at 3 s.',
    watch: 'which backends get no calls',
    seen: 'Three backends serve all the calls. Seven stay idle, and so do the two that join: no client opens a connection that could be sent to them.',
    settings: { balancing: 'layer-4', ...TEN },
    interventions: SCALE_OUT,
    captions: [
      about(({ at }) => (at.layer4 ? [...at.clients, at.layer4] : at.clients)).when(
        (w) => read(w) > 0,
      )(
        'Each client keeps one connection open. The layer-4 balancer picked a backend for each of the three and cannot see the calls inside.',
      ),
      about(starved).when((w) => w.now < seconds(3) && read(w) > 1000)(
        'A thousand calls in, backends 1 to 3 have served all of them. Seven have had none.',
      ),
      about(joined).when((w) => w.now > seconds(3.5))(
        'Backends 11 and 12 have joined and get no calls: the three open connections stay where they are.',
      ),
    ],
    shows: ['starved'],
  }),
  scenario('per-call', 'The same calls through a layer-7 balancer', {
    story:
      'Three clients, ten backends and a layer-7 balancer. Client connections end at the balancer, which sends each call to the next backend.',
    watch: 'the calls of each backend, and the two that join at 3 s',
    seen: 'All backends get equal shares, and the new ones get theirs at once.',
    settings: { balancing: 'layer-7', ...TEN },
    interventions: SCALE_OUT,
    captions: [
      about(({ at }) => (at.layer7 ? [at.layer7] : [])).when((w) => read(w) > 0)(
        'The layer-7 balancer has a connection to every backend and picks the next one for each call.',
      ),
      about(joined).when((w) => w.now > seconds(3.5))(
        'Backends 11 and 12 joined half a second ago and already get their share.',
      ),
    ],
    shows: ['all-share'],
  }),
  scenario('client-side', 'The same calls without a balancer', {
    story:
      'Each client keeps a connection to every backend on the registry’s list, takes them in turn, and fetches the list every second.',
    watch: 'the calls of each backend, and the two that join at 3 s',
    seen: 'All backends get equal shares, and clients find the new ones the next time they fetch the list.',
    settings: { balancing: 'client-side', resolveEveryMs: 1000, ...TEN },
    interventions: SCALE_OUT,
    captions: [
      about(clientsOf).when((w) => read(w) > 0)(
        'Each client has ten connections, one to every backend, and sends each call to the next one.',
      ),
      about((w) => [...w.at.clients, ...joined(w)], ['addresses', 'hello']).when((w) =>
        callersIn(w).every((n) => n.volatile.targets.length > 10),
      )(
        'The clients have fetched the list again and found backends 11 and 12. They are opening connections to them.',
      ),
    ],
    shows: ['all-share'],
  }),
  scenario('worker-dies', 'The worker crashes', {
    story:
      'A client puts jobs on a queue. The worker acknowledges a job when it has done it, and is down for two seconds while jobs are in progress.',
    watch: '“unacked” under the broker, and “done” under the worker',
    seen: 'The client notices nothing: the broker keeps accepting jobs. What the worker had not acknowledged is handed out again, and all 500 jobs are done.',
    settings: { lanes: 'queue', workMs: 50, calls: 500 },
    interventions: ['2s crash worker', '4s restart worker'],
    until: '12s',
    captions: [
      about(
        ({ at }) => [at.worker, at.broker].filter((n) => n !== null),
        ['publish', 'accepted'],
      ).when(({ at }) => at.worker?.mode.host === 'crashed')(
        'The worker has crashed with jobs in progress; they stay unacknowledged at the broker. The client still gets its confirmations.',
      ),
      about(({ at }) => [at.worker, at.broker].filter((n) => n !== null), ['deliver', 'ack']).when(
        (w) => w.now > seconds(4) && w.at.worker?.mode.host === 'running',
      )(
        'The worker is back. The broker hands out what piled up, and once more what was never acknowledged.',
      ),
    ],
    shows: ['redelivered'],
  }),
];
