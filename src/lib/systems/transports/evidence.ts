import { range, type RunResult } from '../../sim';
import { system } from '.';
import { callTimes, quantile } from './blocking';
import { ByteWriter, hex } from '../../wire/bytes';
import { emptyTable, encodeHeaders } from '../../wire/hpack';
import type { Header } from '../../wire/hpack-static';
import { encodeFrame, Flag, FRAME_HEADER, FrameType, grpcMessage, PREFACE } from '../../wire/http2';
import { encodeMessage } from '../../wire/protobuf';
import { sampleEncodings } from '../../wire/sample';
import { writeVarint } from '../../wire/varint';
import { figure, meanOfRuns, source, within, type Figure, type Row } from '../../evidence/row';
import { asOptions, metric, runsOf, seedsTo } from '../../evidence/runs';

const ARITHMETIC = source(
  'Question 4, by arithmetic: round trip, work and connections as its page gives them',
  'questions/message-transports/',
);
const PROTOTYPE = source(
  'Question 4, a prototype of its own: loss each way, recovery after one round trip',
  'questions/message-transports/',
);

const seeds = seedsTo(10);
/** Where nothing is random, or next to nothing. */
const FEW = seedsTo(3);

const mean = (runs: readonly RunResult[], name: string): number =>
  meanOfRuns(metric(runs, name)).mean;

/** Latencies are kept in steps of 1/2048: half a per mille on either side is the same. */
const exactly = (label: string, ms: number, ours: number): Figure =>
  within(label, ms, ours, 0.0005);

const BURST = { lanes: 'http', arrivals: 'at-once', calls: 100 };
const LOSS = { lanes: 'streams', ratePerSecond: 500, calls: 10_000, lossPercent: 2 };
const FULL = { lanes: 'http1', ratePerSecond: 300, calls: 3000, timeoutMs: 60_000 };
const TEN = { lanes: 'http2', ratePerSecond: 600, calls: 3000 };

const burst: Row = {
  id: 'q04.a',
  title: '100 calls at once, round trip 50 ms, work 5 ms: time until the last answer',
  unit: 'ms',
  source: ARITHMETIC,
  tolerance: 'exact, but for the steps in which latencies are kept (1/2048)',
  settings: asOptions(BURST),
  seeds: FEW,
  cheap: true,
  async measure() {
    const runs = await runsOf(system, { settings: BURST, seeds: FEW });
    return [
      exactly('HTTP/1.1, six connections', 935, mean(runs, 'http1MaxMs')),
      exactly('HTTP/2, one connection', 55, mean(runs, 'http2MaxMs')),
    ];
  },
};

const loss: Row = {
  id: 'q04.b',
  title: '500 calls a second, 2 % of packets lost each way: latency',
  unit: 'ms',
  source: PROTOTYPE,
  tolerance: 'ten per cent',
  settings: asOptions(LOSS),
  seeds,
  async measure() {
    const runs = await runsOf(system, { settings: LOSS, seeds });
    return [
      within('HTTP/2 p50', 78, mean(runs, 'http2P50Ms'), 0.1),
      within('HTTP/2 p95', 110, mean(runs, 'http2P95Ms'), 0.1),
      within('QUIC p50', 55, mean(runs, 'quicP50Ms'), 0.1),
      within('QUIC p95', 55, mean(runs, 'quicP95Ms'), 0.1),
    ];
  },
};

const HELD_UP = { lanes: 'http2', ratePerSecond: 500, calls: 10_000, lossPercent: 5 };

const blocking: Row = {
  id: 'q04.blocking',
  title: 'HTTP/2, 500 calls a second, 5 % of packets lost each way: latency',
  unit: 'ms',
  source: source(
    'Computed without connections or timers: packets in order both ways, each loss a round trip, answers held up together in shared packets',
    'questions/message-transports/',
  ),
  tolerance:
    'four per cent; waiting on the way there alone would be 15 to 20 % less, and both ways without shared packets 9 to 13 % more',
  settings: asOptions(HELD_UP),
  seeds,
  async measure() {
    const runs = await runsOf(system, { settings: HELD_UP, seeds });
    const given = { ratePerSecond: 500, loss: 0.05, rttMs: 50, workMs: 5 };
    const times = callTimes({ ...given, calls: 200_000, ways: 'both, shared' }, 1);
    return [
      within('p50', quantile(times, 0.5), mean(runs, 'http2P50Ms'), 0.04),
      within('p95', quantile(times, 0.95), mean(runs, 'http2P95Ms'), 0.04),
      within('p99', quantile(times, 0.99), mean(runs, 'http2P99Ms'), 0.04),
    ];
  },
};

const ceiling: Row = {
  id: 'q04.ceiling',
  title:
    'Six connections with one call each at 55 ms: answers a second, however many are asked for',
  unit: '/s',
  source: ARITHMETIC,
  tolerance: 'one per cent: the first and the last round',
  settings: asOptions(FULL),
  seeds: FEW,
  async measure() {
    const runs = await runsOf(system, { settings: FULL, seeds: FEW });
    return [within('HTTP/1.1', 6 / 0.055, mean(runs, 'http1PerSecond'), 0.01)];
  },
};

const pinned: Row = {
  id: 'q04.pinned',
  title: 'Three clients of HTTP/2 and ten backends: the busiest backend over the mean',
  unit: '×',
  source: ARITHMETIC,
  tolerance: 'a hundredth',
  settings: asOptions({ balancing: 'layer-4|layer-7', ...TEN }),
  seeds: FEW,
  async measure() {
    const figures: Figure[] = [];
    for (const [balancing, ratio, busy] of [
      ['layer-4', 10 / 3, 3],
      ['layer-7', 1, 10],
    ] as const) {
      const runs = await runsOf(system, { settings: { balancing, ...TEN }, seeds: FEW });
      const ours = mean(runs, 'maxOverMeanLoad');
      figures.push(figure(balancing, ratio, ours, ratio - 0.01, ratio + 0.01));
      figures.push(figure(`${balancing}, busy`, busy, mean(runs, 'busyBackends'), busy, busy));
    }
    return figures;
  },
};

const bytes = (label: string, published: number, ours: number): Figure =>
  figure(label, published, ours, published, published);

/** How many of the published bytes ours differ from, the length included. */
function differing(label: string, published: string, ours: Uint8Array): Figure {
  const [theirs, mine] = [published.split(' '), hex(ours).split(' ')];
  const length = Math.max(theirs.length, mine.length);
  const count = range(length).filter((i) => theirs[i] !== mine[i]).length;
  return figure(label, 0, count, 0, 0);
}

const sample: Row = {
  id: 'q04.bytes',
  title: 'One record in six encodings, and as JSON',
  unit: 'bytes',
  source: source(
    'Martin Kleppmann, Designing Data-Intensive Applications, 2017, chapter 4',
    'https://dataintensive.net/',
  ),
  tolerance: 'exact',
  settings: '',
  seeds: [],
  cheap: true,
  measure() {
    const published: Record<string, number> = {
      JSON: 81,
      MessagePack: 66,
      'Thrift binary': 59,
      'Thrift compact': 34,
      Protobuf: 33,
      Avro: 32,
    };
    return Promise.resolve(
      sampleEncodings.map(({ name, encode }) => bytes(name, published[name], encode().length)),
    );
  },
};

const varint = (value: number): Uint8Array => {
  const out = new ByteWriter();
  writeVarint(out, value);
  return out.take();
};

const frames: Row = {
  id: 'q04.frames',
  title:
    'Protobuf, gRPC and HTTP/2, byte by byte: lengths, and bytes that differ from the published ones',
  unit: 'bytes',
  source: source(
    'Protocol Buffers encoding guide; gRPC over HTTP/2; RFC 9113 §3.4, §4.1; Thrift compact protocol',
    'https://www.rfc-editor.org/rfc/rfc9113',
  ),
  tolerance: 'exact',
  settings: '',
  seeds: [],
  cheap: true,
  measure() {
    const message = encodeMessage(
      { fields: [{ name: 'a', number: 1, type: 'int32' }] },
      { a: 150 },
    );
    const payload = grpcMessage(message);
    const data = { type: FrameType.Data, flags: Flag.EndStream, stream: 1, payload };
    return Promise.resolve([
      differing('Protobuf field 1 = 150', '08 96 01', message),
      differing('varint 300', 'ac 02', varint(300)),
      differing('varint 50399', 'df 89 03', varint(50_399)),
      bytes('prefix of a gRPC message', 5, payload.length - message.length),
      bytes('header of a frame', 9, FRAME_HEADER),
      bytes('preface of a connection', 24, PREFACE.length),
      differing(
        'the message as DATA',
        '00 00 08 00 01 00 00 00 01 00 00 00 00 03 08 96 01',
        encodeFrame(data),
      ),
    ]);
  },
};

const FIRST: readonly Header[] = [
  [':method', 'GET'],
  [':scheme', 'http'],
  [':path', '/'],
  [':authority', 'www.example.com'],
];

const hpack: Row = {
  id: 'q04.hpack',
  title: 'Header lists of HTTP/2: the first on a connection, and the next, which repeats it',
  unit: 'bytes',
  source: source(
    'RFC 7541, appendix C.3.1, C.4.1, C.4.2',
    'https://www.rfc-editor.org/rfc/rfc7541',
  ),
  tolerance: 'exact',
  settings: '',
  seeds: [],
  cheap: true,
  measure() {
    const table = emptyTable();
    const second: readonly Header[] = [...FIRST, ['cache-control', 'no-cache']];
    return Promise.resolve([
      bytes('C.3.1, plain text', 20, encodeHeaders(emptyTable(), FIRST, false).length),
      bytes('C.4.1, Huffman code', 17, encodeHeaders(table, FIRST).length),
      bytes('C.4.2, the next', 12, encodeHeaders(table, second).length),
    ]);
  },
};

export const rows: readonly Row[] = [burst, loss, blocking, ceiling, pinned, sample, frames, hpack];
