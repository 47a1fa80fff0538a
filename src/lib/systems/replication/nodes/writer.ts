import {
  exponential,
  type LooseBehaviour,
  type Message,
  type Micros,
  type NodeState,
} from '../../../sim';
import type { LooseOut, Stream } from '../../../sim';
import { nodeMachine } from '../../../nodes/machine';
import type { Announce, Write, Written } from './messages';

/** Systems with writers declare these probes first, in this order. */
export const WRITER_PROBES = { latency: 0, ok: 1, refused: 2, unknown: 3 } as const;

export interface WriterOptions {
  /** This writer's place among `writers`: its rows are place, place + writers, … */
  readonly place: number;
  readonly writers: number;
  /** Node of the first primary. */
  readonly primary: number;
  /** Mean time between two writes, µs. */
  readonly meanGap: number;
  /** Gives an answer up after this long, µs. */
  readonly timeout: Micros;
  /** Writes nothing more after this long, µs. */
  readonly loadFor: Micros;
  /** A probe of this writer alone: what was acknowledged. */
  readonly okProbe: number;
}

interface Volatile {
  primary: number;
  epoch: number;
  /** When each write without an answer was sent, by its row. In that order, since rows count up. */
  open: Map<number, Micros>;
  looking: boolean;
  gaps: Stream | null;
}

/** What it did and was told. Outlives a crash, as a log file does. */
export interface WriterBooks {
  sent: number;
  ok: number;
  refused: number;
  /** No answer in time: done or not, nobody can tell this writer. */
  unknown: number;
  /** Statements that delete all rows, by an operator at this writer. */
  deletes: number;
  stopped: boolean;
}

export type Writer = NodeState<Volatile, WriterBooks, WriterOptions>;

const machine = nodeMachine('writer', {
  initial: 'working',
  states: {
    working: { on: { ENOUGH: 'settling' }, description: 'writes at random times' },
    settling: { on: { OVER: 'finished' }, description: 'writes no more, waits for answers' },
    finished: {},
  },
});

function gap(node: Writer, out: LooseOut): Micros {
  const stream = (node.volatile.gaps ??= out.stream(`arrivals:${node.id}`));
  return Math.round(exponential(stream) * node.options.meanGap);
}

function write(node: Writer, out: LooseOut): void {
  const { durable: books, volatile: v, options: o } = node;
  const id = o.place + o.writers * books.sent++;
  v.open.set(id, out.now);
  out.gauge('waiting', v.open.size);
  out.send(v.primary, { type: 'write', id } as Write);
  if (!v.looking) lookIn(node, o.timeout, out);
}

function lookIn(node: Writer, delay: Micros, out: LooseOut): void {
  node.volatile.looking = true;
  out.after(delay, 'look');
}

/** Gives up what is overdue. */
function look(node: Writer, out: LooseOut): void {
  const { volatile: v, options } = node;
  v.looking = false;
  for (const [id, since] of v.open) {
    const due = since + options.timeout;
    if (due > out.now) return lookIn(node, due - out.now, out);
    close(node, id, 'unknown', out);
  }
}

function close(
  node: Writer,
  id: number,
  outcome: 'ok' | 'refused' | 'unknown',
  out: LooseOut,
): void {
  const { volatile: v, durable: books, options } = node;
  const since = v.open.get(id)!;
  v.open.delete(id);
  books[outcome]++;
  out.gauge('waiting', v.open.size);
  out.observe(WRITER_PROBES[outcome], 1);
  if (outcome !== 'ok') return;
  out.observe(options.okProbe, 1);
  out.observe(WRITER_PROBES.latency, out.now - since);
}

function onMessage(node: Writer, m: Message, _from: number, out: LooseOut): void {
  const { volatile: v } = node;
  if (m.type === 'announce') {
    const { epoch, primary } = m as Announce;
    if (epoch > v.epoch) [v.epoch, v.primary] = [epoch, primary];
  } else if (m.type === 'written' || m.type === 'refused') {
    const { id, type } = m as Written;
    // A late or second answer closes nothing.
    if (v.open.has(id)) close(node, id, type === 'written' ? 'ok' : 'refused', out);
  }
}

function onTimer(node: Writer, name: string, _data: unknown, out: LooseOut): void {
  const { durable: books, options } = node;
  if (name === 'look') return look(node, out);
  if (name === 'over') {
    books.stopped = true;
    out.become('OVER');
    return out.done();
  }
  if (out.now < options.loadFor) {
    write(node, out);
    out.after(gap(node, out), 'next');
  } else {
    out.become('ENOUGH');
    out.after(options.timeout, 'over');
  }
}

/** An operator's statement without a condition. It goes the way of any other write. */
function deleteAll(node: Writer, out: LooseOut): void {
  node.durable.deletes++;
  out.note('DELETE without WHERE');
  out.send(node.volatile.primary, { type: 'delete', id: -1 - node.durable.deletes } as Write);
}

const handlers = {
  message: onMessage,
  timer: onTimer,
  operate: (node: Writer, _operation: string, _argument: string, out: LooseOut) =>
    deleteAll(node, out),
};

/** Inserts rows at whichever copy it was last told is the primary, at random times, whatever comes back: open-loop. */
export const writer: LooseBehaviour<Volatile, WriterBooks, WriterOptions> = {
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
  durable: () => ({ sent: 0, ok: 0, refused: 0, unknown: 0, deletes: 0, stopped: false }),
  start(node, out) {
    const { durable: books } = node;
    // What was open before a crash of the writer itself will never be known.
    books.unknown = books.sent - books.ok - books.refused;
    if (books.stopped) out.done();
    else out.after(gap(node, out), 'next');
  },
  operations: [{ id: 'delete-all', title: 'DELETE without WHERE' }],
  roles: { working: handlers, settling: handlers, finished: handlers },
};
