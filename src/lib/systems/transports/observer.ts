import { counted, grouped, observer as makeObserver, sum } from '../../sim';
import type { Micros, NodeRef, World } from '../../sim';
import { fact } from '../drawn';
import type { Received, Segment } from './nodes/messages';
import type { settings } from './settings';
import type { topology } from './topology';

/** The run as the observer itself is shown it. */
type Unobserved = World<typeof settings, typeof topology>;

/** What a node has put on the wire. */
interface Sent {
  bytes: number;
  packets: number;
  /** Of the packets, those that were sent before. */
  again: number;
}

/** Every byte on the wire, and how calls are spread since the registry's list last changed. */
export interface Observed {
  /** By node. */
  readonly sent: readonly Sent[];
  /** Of each connection, direction and order: bytes carried, and bytes of the items that ended. */
  readonly streams: Map<number, [carried: number, ended: number]>;
  /** The first packet that carries other bytes than the encoders wrote, in a sentence. */
  mismatch: string | null;
  /** How many backends the registry lists, and the calls that each node had read when that changed last. */
  listed: number;
  base: number[];
  /** When backends joined the list, and when the last of them read its first call, µs. */
  joined: { at: Micros; lastCallAt: Micros | null } | null;
  /** Jobs by the receipt they were handed out with, and those without an acknowledgement. */
  readonly handedOut: Map<number, number>;
  readonly unacknowledged: Set<number>;
}

/** More than a run's connections have; a key of them all is still a whole number. */
const MOST_STREAMS = 2 ** 19;

/** Checks that an item ends exactly where the bytes that its encoder counted do. */
function enter(seen: Observed, segment: Segment): void {
  const direction = segment.connection * 2 + (segment.type === 'request' ? 1 : 0);
  for (const { order, size, ends } of segment.parts) {
    const key = direction * MOST_STREAMS + order;
    let entry = seen.streams.get(key);
    if (!entry) seen.streams.set(key, (entry = [0, 0]));
    entry[0] += size;
    if (!ends) continue;
    entry[1] += ends.bytes;
    const framed = sum(ends.frames.map(([, bytes]) => bytes));
    if (ends.frames.length > 0 && framed !== ends.bytes)
      seen.mismatch ??= `the frames of a message of ${counted(ends.bytes, 'byte')} have ${counted(framed, 'byte')}`;
    if (entry[0] !== entry[1])
      seen.mismatch ??= `connection ${segment.connection} carried ${counted(entry[0], 'byte')}; ${entry[1]} were written to it`;
    if (order > 0) seen.streams.delete(key);
  }
}

function onSend(seen: Observed, w: Unobserved, from: NodeRef, message: Segment | Received): void {
  // Packets that a balancer at layer 4 forwards were counted where they were sent.
  if (from === w.at.layer4?.index) return;
  const sent = seen.sent[from];
  sent.bytes += message.bytes;
  sent.packets++;
  if (message.type === 'again') sent.again++;
  else if (message.type !== 'received') enter(seen, message);
}

/** Backends that joined the list after the start. */
const joiners = ({ at, settings: s }: Unobserved) => {
  const listed = at.registry?.durable.backends ?? [];
  return at.backends.slice(s.backends).filter((n) => listed.includes(n.index));
};

/** Notes a change of the registry's list: calls are judged by what was read since. */
function onRead(seen: Observed, w: Unobserved): boolean {
  const { joined } = seen;
  if (joined?.lastCallAt === null && joiners(w).every((n) => n.durable.read > 0))
    joined.lastCallAt = w.now;
  const listed = w.at.registry?.durable.backends.length ?? 0;
  if (listed === seen.listed) return false;
  if (seen.listed > 0) seen.joined = { at: w.now, lastCallAt: null };
  seen.listed = listed;
  seen.base = [];
  for (const { index, durable } of w.at.backends) seen.base[index] = durable.read;
  return true;
}

/** Counts every byte where it is sent and compares it with the encoders' sizes; notes when the list of backends changes. */
export const observer = makeObserver<Unobserved>()({
  facts: {
    unacknowledged: fact.count('unacknowledged', {
      tag: 'waiting',
      text: (n) => (n === 0 ? '' : `${grouped(n)} unacked`),
      says: (n) =>
        `has handed out ${counted(n, 'job')} that nobody has acknowledged; after the time-out it hands them out again`,
    }),
    unlisted: fact.badge('not listed yet', {
      tag: 'off',
      says: () => 'runs, and is not on the registry’s list',
    }),
  },
  begin: (w): Observed => ({
    sent: w.nodes.map(() => ({ bytes: 0, packets: 0, again: 0 })),
    streams: new Map(),
    mismatch: null,
    listed: 0,
    base: [],
    joined: null,
    handedOut: new Map(),
    unacknowledged: new Set(),
  }),
  sends: ['request', 'response', 'again', 'received', 'deliver'],
  send(seen, w, from, _to, message, show) {
    if (message.type === 'ack') return;
    if (message.type !== 'deliver') return onSend(seen, w, from, message);
    seen.handedOut.set(message.receipt, message.id);
    seen.unacknowledged.add(message.id);
    show(from, 'unacknowledged', seen.unacknowledged.size);
  },
  delivers: ['request', 'ack'],
  receivers: ['backends', 'broker'],
  deliver(seen, w, _from, to, message, show) {
    if (message.type === 'ack') {
      seen.unacknowledged.delete(seen.handedOut.get(message.receipt) ?? -1);
      return show(to, 'unacknowledged', seen.unacknowledged.size);
    }
    if (!onRead(seen, w)) return;
    const listed = w.at.registry?.durable.backends ?? [];
    for (const { index } of w.at.backends) show(index, 'unlisted', listed.includes(index) ? 0 : 1);
  },
});
