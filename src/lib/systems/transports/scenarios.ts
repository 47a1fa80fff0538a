import { ms, seconds, sum, type Scenario } from '../../sim';
import { callersIn, listedIn, shares, sourcesIn, totals, type TransportWorld } from './world';

type W = TransportWorld;

const blocked = (w: W): number => w.probe('blocked').all.max;
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
export const SCALE_OUT: readonly string[] = ['3s operate registry add 2'];

const LOSSY = { ratePerSecond: 500, calls: 2000, lossPercent: 2 } as const;
const TEN = { lanes: 'http2', ratePerSecond: 600, calls: 4200 } as const;

export const scenarios: readonly Scenario<W>[] = [
  {
    id: 'healthy',
    title: 'Five transports, one workload',
    story:
      'The same hundred calls a second go over HTTP/1.1, HTTP/2, QUIC, Thrift and a queue, each with a client and a server of its own.',
    watch: 'the waterfall: when each call leaves, and whether anything waits for anything else',
    seen: 'All take a round trip and the work, 55 ms. HTTP/1.1 and Thrift are close to the limit of six connections; the queue answers after a round trip, before the work.',
    settings: {},
    interventions: [],
    until: null,
    captions: [
      {
        text: 'Each call goes to all five clients at the same moment. HTTP/2 and QUIC put all of them on one connection.',
        when: (w) => totals(w).calls > 0,
        about: sourcesIn,
        messages: ['task', 'request'],
      },
      {
        text: 'Where a connection carries one call at a time, a call may have to wait for a free one.',
        when: (w) => waiting(w) > 0,
        about: http1,
      },
    ],
  },
  {
    id: 'broken',
    title: 'Two packets in a hundred are lost',
    story:
      'Five hundred calls a second on one HTTP/2 connection and one QUIC connection, over a network that loses 2 % of all packets.',
    watch: 'the waterfall: amber is a message that has arrived completely and cannot be read yet',
    seen: 'On HTTP/2 one lost packet holds up everything behind it, whichever call it belongs to: most calls are late. On QUIC only the calls whose packets were lost are late.',
    settings: { lanes: 'streams', ...LOSSY },
    interventions: [],
    until: null,
    captions: [
      {
        text: 'Both send the same frames. TCP delivers bytes in order; QUIC keeps an order for each stream.',
        when: () => true,
        about: (w) => [...http2(w), ...quic(w)],
      },
      {
        text: 'A packet is lost and sent again a round trip later. Meanwhile everything behind it waits on the TCP side.',
        when: (w) => again(w) > 0 && blocked(w) > ms(20),
        about: http2,
        messages: ['again'],
      },
    ],
    shows: ['head-of-line'],
  },
  {
    id: 'fixed',
    title: 'The same loss, an order for each stream',
    story: 'The same five hundred calls a second and the same loss, over QUIC alone.',
    watch: 'how many calls are late',
    seen: 'Only those whose own packets were lost, one in twenty-five. No call waits for another call’s bytes.',
    settings: { lanes: 'quic', ...LOSSY },
    interventions: [],
    until: null,
    captions: [
      {
        text: 'Packets are lost as before; the other calls go on.',
        when: (w) => again(w) > 0,
        about: quic,
        messages: ['again'],
      },
    ],
  },
  {
    id: 'burst',
    title: 'A hundred calls at once',
    story: 'A hundred calls at one moment, over open connections: six of HTTP/1.1, one of HTTP/2.',
    watch: 'the staircase of HTTP/1.1 and the single step of HTTP/2',
    seen: 'Six at a time make seventeen rounds of 55 ms, 935 ms in all. HTTP/2 sends everything at once and has all answers after 55 ms.',
    settings: { lanes: 'http', arrivals: 'at-once', calls: 100 },
    interventions: [],
    until: null,
    captions: [
      {
        text: 'Six calls are under way over HTTP/1.1, ninety-four wait for a connection. HTTP/2 has sent them all.',
        when: (w) => waiting(w) > 50,
        about: (w) => [...http1(w), ...http2(w)],
        messages: ['request'],
      },
      {
        text: 'HTTP/2 is done. HTTP/1.1 is in its second round.',
        when: (w) => w.now > ms(60),
        about: http1,
      },
    ],
    shows: ['waits-for-connection'],
  },
  {
    id: 'myth',
    title: 'gRPC without HTTP/2',
    story:
      'HTTP/2 is removed from under gRPC: its messages are written to the connection as they are. Next to it, Thrift with frames of its own.',
    watch: 'what is in the packets (press one), and how the server responds',
    seen: 'Every gRPC call fails: no preface, no frames, no path that names the method. Thrift, which has frames of its own, works.',
    settings: { lanes: 'myth', http2Layer: false, calls: 200 },
    interventions: [],
    until: null,
    captions: [
      {
        text: 'The server expects HTTP/2’s preface and finds bytes that it cannot read. It resets the connection.',
        when: (w) => totals(w).unknown > 0,
        about: http2,
        messages: ['reset'],
      },
    ],
    shows: ['no-http2-no-grpc'],
  },
  {
    id: 'pinned',
    title: 'Three connections, ten backends',
    story:
      'Three gRPC clients make six hundred calls a second through a layer-4 balancer, which chooses a backend for each connection. At 3 s two backends are added.',
    watch: 'the backends that get nothing',
    seen: 'Three of ten work, seven are idle, and the two new ones get nothing either: no new connection is opened that could go to them.',
    settings: { balancing: 'layer-4', ...TEN },
    interventions: SCALE_OUT,
    until: null,
    captions: [
      {
        text: 'Each client keeps its one connection. The balancer sees packets, not calls.',
        when: (w) => read(w) > 0,
        about: ({ at }) => (at.layer4 ? [...at.clients, at.layer4] : at.clients),
      },
      {
        text: 'Seven backends have had nothing to do.',
        when: (w) => w.now < seconds(3) && read(w) > 1000,
        about: starved,
      },
      {
        text: 'Two more backends are on the list. Nothing changes: connections stay where they are.',
        when: (w) => w.now > seconds(3.5),
        about: joined,
      },
    ],
    shows: ['starved'],
  },
  {
    id: 'per-call',
    title: 'A balancer that reads calls',
    story:
      'The same three clients and ten backends, with a layer-7 balancer: connections end at it, and each call goes to the next backend.',
    watch: 'the backends, and the two that are added at 3 s',
    seen: 'All get equal shares, the new ones at once.',
    settings: { balancing: 'layer-7', ...TEN },
    interventions: SCALE_OUT,
    until: null,
    captions: [
      {
        text: 'The balancer has a connection to each backend and takes turns, call by call.',
        when: (w) => read(w) > 0,
        about: ({ at }) => (at.layer7 ? [at.layer7] : []),
      },
      {
        text: 'The new backends get their share at once.',
        when: (w) => w.now > seconds(3.5),
        about: joined,
      },
    ],
    shows: ['all-share'],
  },
  {
    id: 'client-side',
    title: 'Clients that balance calls themselves',
    story:
      'No balancer: each client has a connection to every backend on the registry’s list, takes turns, and fetches the list every second.',
    watch: 'the backends after two more join at 3 s',
    seen: 'All get equal shares, and the clients find the new backends the next time they fetch the list.',
    settings: { balancing: 'client-side', resolveEveryMs: 1000, ...TEN },
    interventions: SCALE_OUT,
    until: null,
    captions: [
      {
        text: 'Three clients have ten connections each.',
        when: (w) => read(w) > 0,
        about: clientsOf,
      },
      {
        text: 'The list has changed; the clients have opened connections to the new backends.',
        when: (w) => callersIn(w).every((n) => n.volatile.targets.length > 10),
        about: (w) => [...w.at.clients, ...joined(w)],
        messages: ['addresses', 'hello'],
      },
    ],
    shows: ['all-share'],
  },
  {
    id: 'worker-dies',
    title: 'The worker crashes',
    story:
      'A queue, and a worker that crashes for two seconds with jobs in progress. It acknowledges a job when it is done, not before.',
    watch: 'the broker: jobs pile up, and those that were in progress are handed out again',
    seen: 'The client notices nothing. Jobs that were in progress are handed out again after a second, and no job is lost.',
    settings: { lanes: 'queue', workMs: 50, calls: 500 },
    interventions: ['2s crash worker', '4s restart worker'],
    until: '12s',
    captions: [
      {
        text: 'The worker is down. The broker still accepts jobs: the client gets its answers as before.',
        when: ({ at }) => at.worker?.mode.host === 'crashed',
        about: ({ at }) => [at.worker, at.broker].filter((n) => n !== null),
        messages: ['publish', 'accepted'],
      },
      {
        text: 'The worker is back. Jobs that nobody acknowledged are handed out once more.',
        when: (w) => w.now > seconds(4) && w.at.worker?.mode.host === 'running',
        about: ({ at }) => [at.worker, at.broker].filter((n) => n !== null),
        messages: ['deliver', 'ack'],
      },
    ],
    shows: ['redelivered'],
  },
];
