import { type Behaviour, type Handlers, type Instant, type Micros } from '../../../sim';
import type { Node, NodeRef, Out, Stream } from '../../../sim';
import { finish, gapOf, loadMachine, openLoop, timers } from '../../../nodes/load/open-loop';
import type { Announce, Write, Written } from './messages';

export interface WriterOptions {
  /** This writer's place among `writers`: its rows are place, place + writers, … */
  readonly place: number;
  readonly writers: number;
  /** The first primary. */
  readonly primary: NodeRef;
  /** Mean time between two writes, µs. */
  readonly meanGap: number;
  /** Gives an answer up after this long, µs. */
  readonly timeout: Micros;
  /** Writes nothing more after this long, µs. */
  readonly loadFor: Micros;
  /** A probe of this writer alone: what was acknowledged. */
  readonly okProbe: `ok-${number}`;
}

/** When a write was sent: by the writer's own count of time, and in truth. */
interface Sent {
  readonly since: Micros;
  readonly begun: Instant;
}

interface Volatile {
  primary: NodeRef;
  epoch: number;
  /** Writes without an answer, by their row. In the order in which they were sent, since rows count up. */
  open: Map<number, Sent>;
  looking: boolean;
  gaps: Stream | null;
}

/** What it did and was told. Outlives a crash, as a log file does. */
interface WriterTally {
  sent: number;
  ok: number;
  refused: number;
  /** No answer in time: done or not, nobody can tell this writer. */
  unknown: number;
  /** Statements that delete all rows, by an operator at this writer. */
  deletes: number;
  finished: boolean;
}

const machine = loadMachine('writer', {
  sending: 'inserts rows at random times',
  waiting: 'has sent its last write; waits for answers',
  finished: 'every write is answered or given up',
});

interface WriterKind {
  machine: typeof machine;
  volatile: Volatile;
  durable: WriterTally;
  options: WriterOptions;
  takes: Written | Announce;
  sends: Write;
  timers: {
    next: undefined;
    /** Time to look for writes whose answer is overdue. */
    look: undefined;
    over: undefined;
  };
  gauges: 'waiting' | 'refused' | 'unknown';
  probes: 'latency' | 'ok' | 'refused' | 'unknown' | WriterOptions['okProbe'];
}
type Writer = Node<WriterKind>;
type WriterOut = Out<WriterKind>;

function write(node: Writer, out: WriterOut): void {
  const { durable: tally, volatile: v, options: o } = node;
  const id = o.place + o.writers * tally.sent++;
  v.open.set(id, { since: out.monotonic(), begun: out.instant() });
  out.gauge('waiting', v.open.size);
  out.send(v.primary, { type: 'write', id });
  if (!v.looking) lookIn(node, o.timeout, out);
}

function lookIn(node: Writer, delay: Micros, out: WriterOut): void {
  node.volatile.looking = true;
  out.after(delay, 'look');
}

/** Gives up what is overdue. */
function look(node: Writer, out: WriterOut): void {
  const { volatile: v, options } = node;
  v.looking = false;
  for (const [id, { since }] of v.open) {
    const left = since + options.timeout - out.monotonic();
    if (left > 0) return lookIn(node, left, out);
    close(node, id, 'unknown', out);
  }
}

/** A late or second answer closes nothing. */
function close(
  { volatile: v, durable: tally, options }: Writer,
  id: number,
  outcome: 'ok' | 'refused' | 'unknown',
  out: WriterOut,
): void {
  const sent = v.open.get(id);
  if (sent === undefined) return;
  v.open.delete(id);
  tally[outcome]++;
  out.gauge('waiting', v.open.size);
  out.observe(outcome, 1);
  if (outcome !== 'ok') return out.gauge(outcome, tally[outcome]);
  out.observe(options.okProbe, 1);
  out.observeSince('latency', sent.begun);
}

const message: Handlers<WriterKind>['message'] = (node, m, _from, out) => {
  const { volatile: v } = node;
  if (m.type !== 'announce') close(node, m.id, m.type === 'written' ? 'ok' : 'refused', out);
  else if (m.epoch > v.epoch) [v.epoch, v.primary] = [m.epoch, m.primary];
};

/** An operator's statement without a condition. It goes the way of any other write. */
const operate: Handlers<WriterKind>['operate'] = (node, _operation, _argument, out) => {
  node.durable.deletes++;
  out.note('DELETE without WHERE');
  out.send(node.volatile.primary, { type: 'delete', id: -1 - node.durable.deletes });
};

const { wait, next } = openLoop<Writer, WriterOut>({
  send: write,
  gap: ({ id, options, volatile: v }, out) =>
    gapOf(options.meanGap, (v.gaps ??= out.stream(`arrivals:${id}`))),
  isOver: ({ options }, out) => out.monotonic() >= options.loadFor,
  conclude({ options }, out) {
    out.become('ALL_SENT');
    out.after(options.timeout, 'over');
  },
});

const { sending, waiting } = timers<Writer, WriterOut>(look, next);

/**
 * An open-loop load generator: inserts rows at whichever copy it was last told is the primary, at random times, whatever
 * comes back. Takes answers and news of the primary; sends writes, each once, and gives each up after its time-out.
 */
export const writer: Behaviour<WriterKind> = {
  kind: 'writer',
  diskless: true,
  machine,
  volatile: ({ options }) => ({
    primary: options.primary,
    epoch: 0,
    open: new Map(),
    looking: false,
    gaps: null,
  }),
  durable: () => ({ sent: 0, ok: 0, refused: 0, unknown: 0, deletes: 0, finished: false }),
  start(node, out) {
    const { durable: tally } = node;
    // What was open before a crash of the writer itself will never be known.
    tally.unknown = tally.sent - tally.ok - tally.refused;
    if (!tally.finished) return wait(node, out);
    out.become('ALL_SENT');
    finish(tally, out);
  },
  operations: [{ id: 'delete-all', title: 'DELETE without WHERE' }],
  roles: {
    sending: { message, timer: sending, operate },
    waiting: { message, timer: waiting, operate },
    finished: { message, timer: 'ignores', operate },
  },
};
