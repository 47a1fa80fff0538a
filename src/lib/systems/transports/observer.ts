import { counted, observer as makeObserver, sum, type NodeRef, type World } from '../../sim';
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

/** Counts every byte where it is sent and compares it with the encoders' sizes; notes when the list of backends changes. */
export const observer = makeObserver<Unobserved>()({
  begin: (w): Observed => ({
    sent: w.nodes.map(() => ({ bytes: 0, packets: 0, again: 0 })),
    streams: new Map(),
    mismatch: null,
    listed: 0,
    base: [],
  }),
  sends: ['request', 'response', 'again', 'received'],
  send: (seen, w, from, _to, message) => onSend(seen, w, from, message),
  delivers: ['request'],
  receivers: ['backends'],
  deliver(seen, w) {
    const listed = w.at.registry?.durable.backends.length ?? 0;
    if (listed === seen.listed) return;
    seen.listed = listed;
    seen.base = [];
    for (const { index, durable } of w.at.backends) seen.base[index] = durable.read;
  },
});
