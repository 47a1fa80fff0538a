import { isOfConnection, type Segment } from './nodes/messages';
import type { Message, LooseProperty, Report, World } from '../../sim';

/** What a node has put on the wire. */
interface Sent {
  bytes: number;
  packets: number;
  /** Of the packets, those that were sent before. */
  again: number;
}

export interface Books {
  sent: Sent[];
  /** Of each connection, direction and order: bytes carried, and bytes of the items that ended. */
  streams: Map<number, [carried: number, ended: number]>;
}

export const WIRE = 'bytes-add-up';

export const booksOf = (world: World): Books => world.noted(WIRE) as Books;

/** More than a run's connections have; a key of them all is still a whole number. */
const MOST_STREAMS = 2 ** 19;

/** Checks that an item ends exactly where the bytes that its encoder counted do. */
function enter(books: Books, segment: Segment, report: Report): void {
  const direction = segment.connection * 2 + (segment.type === 'request' ? 1 : 0);
  for (const { order, size, ends } of segment.parts) {
    const key = direction * MOST_STREAMS + order;
    let entry = books.streams.get(key);
    if (!entry) books.streams.set(key, (entry = [0, 0]));
    entry[0] += size;
    if (!ends) continue;
    entry[1] += ends.bytes;
    const framed = ends.frames.reduce((sum, [, bytes]) => sum + bytes, 0);
    if (ends.frames.length > 0 && framed !== ends.bytes)
      report(`frames of ${framed} bytes in a message of ${ends.bytes}`);
    if (entry[0] !== entry[1])
      report(
        `connection ${segment.connection}: ${entry[0]} bytes were carried, ${entry[1]} written`,
      );
    if (order > 0) books.streams.delete(key);
  }
}

function onSend(books: Books, world: World, from: number, message: Message, report: Report): void {
  if (!isOfConnection(message) || !('bytes' in message)) return;
  // What a balancer at layer 4 passes on was counted where it was sent.
  if (world.settings.balancing === 'layer-4' && world.nodes[from].id === 'lb') return;
  const sent = books.sent[from];
  sent.bytes += message.bytes;
  sent.packets++;
  if (message.type === 'again') sent.again++;
  else if (message.type !== 'received') enter(books, message, report);
}

/** Every byte on the wire, counted where it is sent, and held against what the encoders said. */
export const bytesAddUp: LooseProperty<Books> = {
  id: WIRE,
  kind: 'always',
  title: 'Packets carry the very bytes that the encoders wrote.',
  begin: (world) => ({
    sent: world.nodes.map(() => ({ bytes: 0, packets: 0, again: 0 })),
    streams: new Map(),
  }),
  sends: ['request', 'response', 'again', 'received'],
  send: (books, world, from, _to, message, report) => onSend(books, world, from, message, report),
};
