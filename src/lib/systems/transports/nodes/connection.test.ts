import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { Message, NodeRef } from '../../../sim';
import { acknowledged, emptyConnection, flush, MOST_PROBES } from './connection';
import { take, unheard, write } from './connection';
import type { Connection, EndpointOut } from './connection';
import { framesOfCall, framesOfReply, sizeOf } from './framing';
import type { Call, Received, Segment } from './messages';

/** Collects what a handler asks for. */
class Asked {
  now = 0;
  sent: Message[] = [];
  timers = new Set<number>();
  #next = 0;
  send = (_to: number, message: Message) => void this.sent.push(message);
  after = () => {
    this.timers.add(this.#next);
    return this.#next++;
  };
  cancel = (timer: number) => void this.timers.delete(timer);
  monotonic = () => this.now;
  instant = () => null;
  get out(): EndpointOut {
    return this as unknown as EndpointOut;
  }
}

function end(order: 'connection' | 'stream', dialled = true): Connection {
  const c = emptyConnection({ id: 1, peer: 2 as NodeRef, dialled, order, since: 0, trips: 0 });
  return Object.assign(c, { state: 'open', rtt: 50_000 });
}

const call = (id: number, bytes: number, stream = id): Call => ({
  kind: 'call',
  id,
  stream,
  work: 0,
  bytes,
  frames: [['DATA', bytes]],
});

function packets(order: 'connection' | 'stream', items: readonly Call[]) {
  const [c, asked] = [end(order), new Asked()];
  for (const item of items) write(c, item, asked.out);
  flush(c, asked.out);
  return { c, asked, segments: asked.sent as Segment[] };
}

const ids = (c: Connection, segment: Segment, asked = new Asked()): number[] =>
  take(c, segment, asked.out).map((r) => (r.item as Call).id);

describe.each(['connection', 'stream'] as const)('an order for each %s', (order) => {
  const calls = fc.array(fc.integer({ min: 1, max: 4000 }), { minLength: 1, maxLength: 20 });
  const make = (sizes: readonly number[]) => sizes.map((bytes, i) => call(i + 1, bytes));

  test('packets are full, and carry every byte once', () => {
    fc.assert(
      fc.property(calls, (sizes) => {
        const { segments } = packets(order, make(sizes));
        const carried = segments.flatMap((s) => s.parts).reduce((n, p) => n + p.size, 0);
        expect(carried).toBe(sizes.reduce((a, b) => a + b, 0));
        for (const s of segments) expect(s.bytes).toBeLessThanOrEqual(1500);
        // A stream's frame needs a header: a packet with no room for one more byte may stay a little short.
        for (const s of segments.slice(0, -1)) expect(s.bytes).toBeGreaterThan(1492);
      }),
    );
  });

  test('whatever order packets come in, and however often, each item is read once', () => {
    fc.assert(
      fc.property(calls, fc.infiniteStream(fc.nat()), (sizes, draws) => {
        const { segments } = packets(order, make(sizes));
        const shuffled = [...segments, ...segments]
          .map((s) => ({ s, key: draws.next().value as number }))
          .sort((a, b) => a.key - b.key);
        const receiver = end(order, false);
        const read = shuffled.flatMap(({ s }) => ids(receiver, s));
        expect([...read].sort((a, b) => a - b)).toEqual(sizes.map((_, i) => i + 1));
        if (order === 'connection') expect(read).toEqual(sizes.map((_, i) => i + 1));
      }),
    );
  });
});

describe('a gap', () => {
  const three = [call(1, 1000), call(3, 1300), call(5, 1300)];

  test('on one stream of bytes holds up all that comes after it, and says how long', () => {
    const { segments } = packets('connection', three);
    const [receiver, asked] = [end('connection', false), new Asked()];
    asked.now = 10;
    expect(ids(receiver, segments[1], asked)).toEqual([]);
    expect(ids(receiver, segments[2], asked)).toEqual([]);
    asked.now = 60;
    const read = take(receiver, segments[0], asked.out);
    expect(read.map((r) => [(r.item as Call).id, r.arrived.count])).toEqual([
      [1, 60],
      [3, 60],
      [5, 10],
    ]);
  });

  test('in one stream of several holds up that stream alone', () => {
    const { segments } = packets('stream', three);
    const receiver = end('stream', false);
    expect(ids(receiver, segments[1])).toEqual([]);
    expect(ids(receiver, segments[2])).toEqual([5]);
    expect(ids(receiver, segments[0])).toEqual([1, 3]);
  });
});

describe('a lost packet', () => {
  test('is sent again when one sent three later has come, under a new number', () => {
    const { c, asked } = packets('connection', [call(1, 1400 * 5)]);
    asked.sent = [];
    acknowledged(c, 1, asked.out);
    acknowledged(c, 2, asked.out);
    expect(asked.sent).toEqual([]);
    acknowledged(c, 3, asked.out);
    expect(asked.sent).toMatchObject([{ type: 'again', number: 5, parts: [{ offset: 0 }] }]);
  });

  test('is sent again when nothing is heard of it; in the end the other end counts as gone', () => {
    const { c, asked } = packets('connection', [call(1, 100)]);
    for (let i = 0; i < MOST_PROBES; i++) expect(unheard(c, c.next - 1, asked.out)).toBe(true);
    expect(unheard(c, c.next - 1, asked.out)).toBe(false);
    // The flush at the beginning, and the last of its own: one at a time.
    expect(asked.timers.size).toBe(2);
  });

  test('that has come after all is acknowledged twice and read once', () => {
    const { segments } = packets('connection', [call(1, 100)]);
    const [receiver, asked] = [end('connection', false), new Asked()];
    expect(ids(receiver, segments[0], asked)).toEqual([1]);
    expect(ids(receiver, { ...segments[0], type: 'again', number: 9 }, asked)).toEqual([]);
    expect(asked.sent.map((m) => (m as Received).number)).toEqual([0, 9]);
  });
});

describe('frames of calls and answers', () => {
  test('a first list of headers goes as text, later ones as numbers', () => {
    const [first, later] = [true, false].map((isFirst) => framesOfCall('http2', 7, isFirst));
    expect(first.map(([what]) => what)).toEqual(['HEADERS', 'DATA']);
    // A byte for each of seven headers, behind the frame's nine.
    expect(later[0]).toEqual(['HEADERS', 9 + 7]);
    expect(first[0][1]).toBeGreaterThan(4 * later[0][1]);
    // A frame's header, a message's prefix, a tag and a number.
    expect(later[1]).toEqual(['DATA', 9 + 5 + 2]);
  });

  test('a large answer takes several DATA frames, and ends in trailers', () => {
    const frames = framesOfReply('http2', 7, 40_000, false);
    expect(frames.map(([what]) => what)).toEqual([
      'HEADERS',
      'DATA',
      'DATA',
      'DATA',
      'trailers (HEADERS)',
    ]);
    // The text behind its tag and length, the id, the prefix, three frame headers.
    expect(frames.slice(1, 4).reduce((n, [, b]) => n + b, 0)).toBe(40_000 + 4 + 2 + 5 + 27);
  });

  test('sizes that were remembered for ids of one length are those of each', () => {
    for (const id of [63, 64, 99, 100, 127, 128, 8191, 8192, 9999, 10_000, 16_383, 16_384])
      for (const protocol of ['http1', 'http2', 'thrift'] as const) {
        const fresh = sizeOf(framesOfCall(protocol, id, false));
        const digits = String(id).length;
        if (protocol === 'http1')
          expect(fresh).toBe(framesOfCall('http1', 0, false)[0][1] + digits - 1);
        if (protocol === 'http2')
          expect(fresh).toBe(9 + 7 + 9 + 5 + 1 + (id < 128 ? 1 : id < 16_384 ? 2 : 3));
      }
  });
});
