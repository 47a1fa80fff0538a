import type { Caller } from './nodes/caller-data';
import type { Scenario, World } from '../../sim';
import { booksOf } from './books';
import { callers, totals } from './measures';
import { shares, sum } from './shares';

const blocked = (w: World): number => w.probe('blocked').all.max;
const again = (w: World): number => booksOf(w).sent.reduce((n, s) => n + s.again, 0);
const read = (w: World): number => sum(shares(w));
const waiting = (w: World, lane: string): number =>
  (w.node(`client-${lane}`) as Caller).volatile.waiting.length;

/** Two backends more, while all connections live. */
export const SCALE_OUT: readonly string[] = ['3s operate registry add 2'];

const LOSSY = { ratePerSecond: 500, calls: 2000, lossPercent: 2 } as const;
const TEN = { lanes: 'http2', ratePerSecond: 600, calls: 4200 } as const;

export const scenarios: readonly Scenario[] = [
  {
    id: 'healthy',
    title: 'Five transports, one workload',
    story:
      'The same hundred calls a second go over HTTP/1.1, HTTP/2, QUIC, Thrift and a queue, each with a client and a server of its own.',
    watch: 'the waterfall: when each call leaves, and whether anything waits for anything else',
    seen: 'All take a round trip and the work, 55 ms. HTTP/1.1 and Thrift are near the end of what six connections carry; the queue answers after a round trip, before the work.',
    settings: {},
    interventions: [],
    until: null,
    captions: [
      {
        text: 'Each call goes to all five clients at the same moment. HTTP/2 and QUIC put all of them on one connection.',
        when: (w) => totals(w).calls > 0,
      },
      {
        text: 'Where a connection carries one call at a time, a call may have to wait for a free one.',
        when: (w) => waiting(w, 'http1') > 0,
      },
    ],
  },
  {
    id: 'broken',
    title: 'Two packets in a hundred are lost',
    story:
      'Five hundred calls a second on one connection of HTTP/2 and one of QUIC, over a network that loses 2 % of all packets.',
    watch: 'the waterfall: amber is a message that has come in full and may not be read yet',
    seen: 'On HTTP/2 one lost packet holds up everything behind it, whosever it is: most calls are late. On QUIC only the calls whose packets were lost are.',
    settings: { lanes: 'streams', ...LOSSY },
    interventions: [],
    until: null,
    captions: [
      {
        text: 'Both send the same frames. TCP hands bytes on in order; QUIC keeps an order for each stream.',
        when: () => true,
      },
      {
        text: 'A packet is lost and sent again a round trip later. Meanwhile what came after it waits on the TCP side.',
        when: (w) => again(w) > 0 && blocked(w) > 20_000,
      },
    ],
    shows: ['head-of-line'],
  },
  {
    id: 'fixed',
    title: 'The same loss, an order for each stream',
    story: 'The same five hundred calls a second and the same loss, over QUIC alone.',
    watch: 'how many calls are late',
    seen: 'Only those whose own packets were lost, one in twenty-five. Nothing waits for another call’s bytes.',
    settings: { lanes: 'quic', ...LOSSY },
    interventions: [],
    until: null,
    captions: [
      {
        text: 'Packets are lost as before; the calls around them go on.',
        when: (w) => again(w) > 0,
      },
    ],
  },
  {
    id: 'burst',
    title: 'A hundred calls at once',
    story:
      'A hundred calls in one moment, over connections that are open: six of HTTP/1.1, one of HTTP/2.',
    watch: 'the staircase of HTTP/1.1 beside the wall of HTTP/2',
    seen: 'Six at a time make seventeen rounds of 55 ms, 935 ms in all. HTTP/2 sends everything at once and has everything after 55 ms.',
    settings: { lanes: 'http', arrivals: 'at-once', calls: 100 },
    interventions: [],
    until: null,
    captions: [
      {
        text: 'Six calls are under way over HTTP/1.1, ninety-four wait for a connection. HTTP/2 has sent them all.',
        when: (w) => waiting(w, 'http1') > 50,
      },
      { text: 'HTTP/2 is done. HTTP/1.1 is in its second round.', when: (w) => w.now > 60_000 },
    ],
    shows: ['waits-for-connection'],
  },
  {
    id: 'myth',
    title: 'gRPC without HTTP/2',
    story:
      'The layer of HTTP/2 is taken out from under gRPC: its messages are written to the connection as they are. Beside it, Thrift on its own frames.',
    watch: 'what is in the packets (press one), and what the server makes of it',
    seen: 'Every call over gRPC fails: no preface, no frames, no path that says which method is meant. Thrift, which brings frames of its own, works.',
    settings: { lanes: 'myth', http2Layer: false, calls: 200 },
    interventions: [],
    until: null,
    captions: [
      {
        text: 'The server expects HTTP/2’s preface and finds bytes that it cannot read. It resets the connection.',
        when: (w) => totals(w).unknown > 0,
      },
    ],
    shows: ['no-http2-no-grpc'],
  },
  {
    id: 'pinned',
    title: 'Three connections, ten backends',
    story:
      'Three clients of gRPC call six hundred times a second through a balancer at layer 4, which chooses a backend for each connection. At 3 s two backends are added.',
    watch: 'the backends that get nothing',
    seen: 'Three of ten work, seven wait, and the two new ones get nothing either: no new connection is opened that could be sent to them.',
    settings: { balancing: 'layer-4', ...TEN },
    interventions: SCALE_OUT,
    until: null,
    captions: [
      {
        text: 'Each client keeps its one connection. The balancer sees packets, no calls.',
        when: (w) => read(w) > 0,
      },
      {
        text: 'Seven backends have had nothing to do.',
        when: (w) => w.now < 3_000_000 && read(w) > 1000,
      },
      {
        text: 'Two more backends are on the list. Nothing changes: connections stay where they are.',
        when: (w) => w.now > 3_500_000,
      },
    ],
    shows: ['starved'],
  },
  {
    id: 'per-call',
    title: 'A balancer that reads calls',
    story:
      'The same three clients and ten backends, with a balancer at layer 7: connections end at it, and each call goes to the next backend.',
    watch: 'the backends, and the two that are added at 3 s',
    seen: 'All share alike, the new ones from the first moment.',
    settings: { balancing: 'layer-7', ...TEN },
    interventions: SCALE_OUT,
    until: null,
    captions: [
      {
        text: 'The balancer has a connection to each backend and takes turns, call by call.',
        when: (w) => read(w) > 0,
      },
      { text: 'The new backends get their share at once.', when: (w) => w.now > 3_500_000 },
    ],
    shows: ['all-share'],
  },
  {
    id: 'client-side',
    title: 'Clients that balance by themselves',
    story:
      'No balancer: each client has a connection to every backend on the registry’s list, takes turns, and looks the list up every second.',
    watch: 'the backends after two more join at 3 s',
    seen: 'All share alike, and the new ones are found with the next look at the list.',
    settings: { balancing: 'client-side', resolveEveryMs: 1000, ...TEN },
    interventions: SCALE_OUT,
    until: null,
    captions: [
      { text: 'Three clients, ten connections each.', when: (w) => read(w) > 0 },
      {
        text: 'The list has changed; the clients have opened connections to the new backends.',
        when: (w) => callers(w).every((n) => n.volatile.targets.length > 10),
      },
    ],
    shows: ['all-share'],
  },
  {
    id: 'worker-dies',
    title: 'The worker dies at its work',
    story:
      'A queue, and a worker that crashes for two seconds with jobs in hand. It acknowledges a job when it is done, not before.',
    watch: 'the broker: jobs pile up, and those that were in hand come back',
    seen: 'The client notices nothing. What was in hand is handed out again after a second, and no job is lost.',
    settings: { lanes: 'queue', workMs: 50, calls: 500 },
    interventions: ['2s crash worker', '4s restart worker'],
    until: '12s',
    captions: [
      {
        text: 'The worker is gone. The broker still accepts: the client gets its answers as before.',
        when: (w) => w.node('worker').mode.host === 'crashed',
      },
      {
        text: 'Back again. Jobs that nobody had acknowledged are handed out once more.',
        when: (w) => w.now > 4_000_000 && w.node('worker').mode.host === 'running',
      },
    ],
    shows: ['redelivered'],
  },
];
