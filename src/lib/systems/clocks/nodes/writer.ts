import type { Behaviour, Handlers, NodeRef } from '../../../sim';
import { aside, beginChain, boot, goOn } from './chains';
import type { Heard, News, Refused, Stored, TellTime } from './messages';
import { aheadOf, merged, zero } from './stamps';
import { askTime, onTime } from './timekeeping';
import { COLOURS } from './palette';
import { machine, wallOf, type Writer, type WriterKind, type WriterOut } from './writer-kind';
import { begin, hybridText, release, resend, sendNews, vectorText } from './writing';

const refusedBy = (node: Writer, { order, stamps }: News, out: WriterOut): boolean => {
  const { maxAhead } = node.options;
  return maxAhead > 0 && aheadOf(order, stamps, wallOf(node, out)) > maxAhead;
};

/** Reads what another has written: the stamp that came with it moves this node's clocks past it. */
function read(node: Writer, news: News, from: NodeRef, out: WriterOut): boolean {
  const { durable: disk, options } = node;
  const { by, seq, key, value, stamps } = news;
  if (refusedBy(node, news, out)) {
    out.send(from, { type: 'refused', what: 'news', by, seq });
    return false;
  }
  const wall = wallOf(node, out);
  disk.latest = { key, by, seq, value, stamps };
  if (options.bug !== 'ignores-incoming')
    disk.clock = merged(disk.clock, stamps, wall, options.place, options.bug !== 'no-increment');
  disk.fresh = true;
  const { lamport, vector } = disk.clock;
  const texts = { vector: vectorText(vector), hybrid: hybridText(disk.clock) };
  out.event('read', { by, seq, wall, lamport, ...texts });
  out.send(from, { type: 'heard', by, seq, wall });
  return true;
}

function onStored(node: Writer, { by, seq }: Stored, from: NodeRef, out: WriterOut): void {
  const { durable: disk, options } = node;
  const open = disk.open.get(seq);
  if (!open || by !== options.place) return;
  open.missing = open.missing.filter((replica) => replica !== from);
  if (open.missing.length > 0) return;
  disk.open.delete(seq);
  disk.stored++;
  out.observeSince('latency', open.since);
}

/** Somebody holds its clock to be wrong: it stops writing until its clock has been corrected. */
function onRefused(node: Writer, { what, by, seq }: Refused, out: WriterOut): void {
  const { durable: disk, options } = node;
  if (what === 'write' && by === options.place && disk.open.delete(seq)) disk.refused++;
  out.become('REFUSE');
}

function answered(
  node: Writer,
  message: Stored | Refused | Heard | TellTime,
  from: NodeRef,
  out: WriterOut,
): void {
  if (message.type === 'stored') onStored(node, message, from, out);
  if (message.type === 'refused') onRefused(node, message, out);
  if (message.type === 'time') onTime(node, message, out);
}

function operate(node: Writer, operation: string, argument: string, out: WriterOut): void {
  if (operation === 'write') {
    const value = COLOURS.indexOf(argument);
    if (value > 0) return begin(node, { key: 'x', value, left: 0 }, out);
    return out.note(`no colour "${argument}"; colours are ${COLOURS.slice(1).join(', ')}`);
  }
  const { ids, peers } = node.options;
  const place = ids.indexOf(argument);
  const { latest } = node.durable;
  if (place < 0) return out.note(`no writer "${argument}"; writers are ${ids.join(', ')}`);
  if (latest !== null) sendNews(node, latest, 0, peers[place], out);
}

const writing: Handlers<WriterKind> = {
  operate,
  message(node, message, from, out) {
    if (message.type !== 'news') return answered(node, message, from, out);
    const { key, left } = message;
    if (read(node, message, from, out) && left > 0)
      out.after(node.options.thinking, 'think', { key, left: left - 1 });
  },
  timer(node, name, data, out) {
    if (name === 'think') begin(node, { ...data, value: 0 }, out);
    if (name === 'begin') beginChain(node, data, out);
    if (name === 'aside') aside(node, data, true, out);
    if (name === 'aside-write') begin(node, { key: `k${data}`, value: 0, left: 0 }, out);
    if (name === 'release') release(node, data, out);
    if (name === 'resend') resend(node, data, out);
    if (name === 'sync') askTime(node, out);
    if (name === 'end') out.done();
  },
};

/** Shut out: it still reads, keeps its timetable and asks for the time, but writes nothing. */
const shutOut: Handlers<WriterKind> = {
  message(node, message, from, out) {
    if (message.type === 'news') read(node, message, from, out);
    else answered(node, message, from, out);
  },
  timer(node, name, data, out) {
    if (name === 'begin') goOn(node, data, out);
    if (name === 'aside') aside(node, data, false, out);
    if (name === 'resend') resend(node, data, out);
    if (name === 'sync') askTime(node, out);
    if (name === 'end') out.done();
  },
};

/**
 * Writes values under stamps of its own clocks, and tells other writers, which write in turn: chains of cause and
 * effect. All its clocks are on disk. `write` and `news` are done by hand.
 */
export const writer: Behaviour<WriterKind> = {
  kind: 'writer',
  machine,
  volatile: () => ({ random: null, asked: null }),
  durable: ({ options }) => ({
    clock: zero(options.ids.length),
    wall: { error: 0, correction: 0 },
    seq: 0,
    begun: options.place,
    asides: (options.place + options.ids.length - 1) % options.ids.length,
    fresh: false,
    ppm: null,
    latest: null,
    open: new Map(),
    stored: 0,
    refused: 0,
    asks: 0,
    synced: null,
  }),
  start: boot,
  roles: { writing, 'shut-out': shutOut },
  operations: [
    { id: 'write', title: 'Write', argument: 'a colour' },
    { id: 'news', title: 'Send news to', argument: 'a writer' },
  ],
};
