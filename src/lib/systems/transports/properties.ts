import { counted, ms, properties as makers, seconds, sum, type Property } from '../../sim';
import { callersIn, listedIn, maxOverMean, shares, type TransportWorld } from './world';

type W = TransportWorld;
const { always, eventually, sometimes } = makers<W>();

const CALLERS = ['http1', 'http2', 'quic', 'thrift', 'clients'] as const;
const SERVERS = ['http1Server', 'http2Server', 'quicServer', 'thriftServer', 'backends'] as const;
const CARRIERS = ['request', 'response', 'again'] as const;

const answersMatch = always({
  id: 'answers-match',
  title: 'No call gets the answer to another call.',
  begin: (w) => w.nodes.map(() => 0),
  // A mix-up is seen when the next packet arrives, or at the end.
  delivers: CARRIERS,
  receivers: CALLERS,
  deliver(seen, w, _from, to, _message, report) {
    const { label, durable } = w.as('clients', to);
    if (durable.mismatched > seen[to]) report(`${label} took one call’s answer for another’s`);
    seen[to] = durable.mismatched;
  },
  end(_seen, w, report) {
    for (const { label, durable } of callersIn(w))
      if (durable.mismatched > 0)
        report(`${label} took the wrong answer for ${counted(durable.mismatched, 'call')}`);
  },
});

const bytesAddUp = always({
  id: 'bytes-add-up',
  title: 'Packets carry exactly the bytes that the encoders wrote.',
  sends: CARRIERS,
  send(_state, w, _from, _to, _message, report) {
    if (w.observed.mismatch !== null) report(w.observed.mismatch);
  },
});

const accountedFor = always({
  id: 'accounted-for',
  title: 'Every call is answered, failed, unanswered or still open.',
  end(_state, w, report) {
    for (const { label, durable: t, volatile: v, mode } of callersIn(w)) {
      if (mode.host === 'crashed') continue;
      const settled = t.ok + t.failed + t.unknown;
      if (t.calls !== settled + v.open.size)
        report(
          `${label} made ${counted(t.calls, 'call')}; ${settled} are settled and ${v.open.size} open`,
        );
    }
  },
});

const jobsDone = eventually({
  id: 'jobs-done',
  title: 'Every job that the queue accepted is done in the end.',
  /** When the broker accepted each job, by id. */
  begin: () => new Map<number, number>(),
  sends: ['accepted'],
  send(accepted, w, _from, _to, { id }) {
    if (!accepted.has(id)) accepted.set(id, w.now);
  },
  end(accepted, { at: { worker, broker }, now, settings: s }, report) {
    if (worker?.mode.host !== 'running' || broker?.mode.host !== 'running') return;
    // A job may have to be handed out several times before it is done.
    const settled = now - 3 * ms(s.visibilityMs) - seconds(2);
    const lost = [...accepted].filter(([id, at]) => at < settled && !worker.durable.done.has(id));
    if (lost.length > 0)
      report(
        `${counted(lost.length, 'job was', 'jobs were')} accepted and never done; the first is job ${lost[0][0]}`,
      );
  },
});

/** How long bytes must have waited for others before it is worth telling. */
const LONG = ms(10);

const headOfLine = sometimes({
  id: 'head-of-line',
  title: 'A message has arrived in full and waits for a lost packet of another one.',
  delivers: CARRIERS,
  deliver(_state, w, _from, to, _message, report) {
    const { max } = w.probe('blocked').all;
    if (max > LONG)
      report(
        `at ${w.nodes[to].label} a complete message waited ${max / 1000} ms for a lost packet before it`,
      );
  },
});

/** Calls that wait for a connection. */
const MANY = 10;

const waitsForConnection = sometimes({
  id: 'waits-for-connection',
  title: 'Calls wait because every connection is busy.',
  delivers: ['response'],
  receivers: CALLERS,
  deliver(_state, w, _from, to, _message, report) {
    const { label, volatile } = w.as('clients', to);
    const waiting = volatile.waiting.length;
    if (waiting >= MANY) report(`${counted(waiting, 'call')} wait at ${label}`);
  },
});

/** Calls after which a share is worth judging. */
const ENOUGH = 300;

const starved = sometimes({
  id: 'starved',
  title: 'Most backends get no calls, while a few get all of them.',
  begin: () => ({ count: 0 }),
  delivers: ['request'],
  receivers: ['backends'],
  deliver(state, w, _from, _to, _message, report) {
    if (++state.count % 50 !== 0) return;
    const calls = shares(w);
    // A backend that joined a moment ago is no sign of anything.
    if (sum(calls) < ENOUGH) return;
    const idle = calls.filter((n) => n === 0).length;
    if (idle >= calls.length / 2) report(`${idle} of ${calls.length} backends have had no call`);
  },
});

const allShare = sometimes({
  id: 'all-share',
  title: 'Every backend on the list gets an equal share of calls.',
  end(_state, w, report) {
    const calls = shares(w);
    if (sum(calls) > ENOUGH && maxOverMean(calls) <= 1.2)
      report(
        `${counted(listedIn(w).length, 'backend')}; the busiest has ${maxOverMean(calls).toFixed(2)} times the mean`,
      );
  },
});

const refusedBare = sometimes({
  id: 'no-http2-no-grpc',
  title: 'A server refuses gRPC messages that arrive without HTTP/2.',
  sends: ['reset'],
  senders: SERVERS,
  send(_state, w, from, _to, _message, report) {
    const { label, durable } = w.as('backends', from);
    if (durable.refused > 0) report(`${label} expects the preface and frames of HTTP/2`);
  },
});

const redelivered = sometimes({
  id: 'redelivered',
  title: 'The broker hands a job out again because nobody acknowledged it.',
  sends: ['deliver'],
  send(_state, _w, _from, _to, { id, attempt }, report) {
    if (attempt > 1) report(`job ${id} is on delivery attempt ${attempt}`);
  },
});

export const properties: readonly Property<W>[] = [
  answersMatch,
  bytesAddUp,
  accountedFor,
  jobsDone,
  headOfLine,
  waitsForConnection,
  starved,
  allShare,
  refusedBare,
  redelivered,
];
