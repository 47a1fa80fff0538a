import { below, chance, type Behaviour, type Handlers, type Stream } from '../../../sim';
import { machine, type Channel, type ChannelKind, type ChannelOut } from './channel-kind';
import type { Packet } from './messages';

function pass(node: Channel, packet: Packet, out: ChannelOut): void {
  const { sender, receiver } = node.options;
  if (packet.type === 'data') out.send(receiver, packet);
  else out.send(sender, packet);
}

function lose(node: Channel, { type, no }: Packet, out: ChannelOut): void {
  out.event('lost', { no, type });
  out.gauge('lost', ++node.durable.lost);
}

function copied(node: Channel, { type, no }: Packet, out: ChannelOut): void {
  out.event('copied', { no, type });
  out.gauge('copied', ++node.durable.copied);
}

/** What becomes of a packet is drawn from the stream of its direction, always in this order. */
function carry(node: Channel, packet: Packet, random: Stream, out: ChannelOut): void {
  const { loss, duplication, reorder } = node.options;
  const { doomed } = node.volatile;
  const isLost = chance(random, loss) || doomed[packet.type];
  doomed[packet.type] = false;
  const isCopied = chance(random, duplication);
  const extra = [below(random, reorder + 1), below(random, reorder + 1)];
  if (isLost) return lose(node, packet, out);
  if (isCopied) copied(node, packet, out);
  for (const wait of isCopied ? extra : extra.slice(0, 1)) {
    if (wait === 0) pass(node, packet, out);
    else out.after(wait, 'carried', packet);
  }
}

const heldOf = ({ volatile: v }: Channel): number => v.held.data.length + v.held.ack.length;

function hold(node: Channel, packet: Packet, out: ChannelOut): void {
  if (packet.type === 'data') node.volatile.held.data.push(packet);
  else node.volatile.held.ack.push(packet);
  out.gauge('held', heldOf(node));
}

/** "data-2": the second oldest packet that is held; "ack" alone is the oldest. */
function chosen({ volatile: v }: Channel, argument: string) {
  const [type, place] = argument.split('-');
  const queue: Packet[] = type === 'ack' ? v.held.ack : v.held.data;
  return { queue, at: place ? Number(place) - 1 : 0 };
}

function release(node: Channel, out: ChannelOut): void {
  const { held } = node.volatile;
  for (const packet of [...held.data.splice(0), ...held.ack.splice(0)]) pass(node, packet, out);
  out.gauge('held', 0);
  out.become('LET_GO');
}

function operate(node: Channel, operation: string, argument: string, out: ChannelOut): void {
  if (operation === 'hold') return out.become('TAKE_OVER');
  if (operation === 'release') return release(node, out);
  if (operation === 'lose-next') {
    node.volatile.doomed[argument === 'ack' ? 'ack' : 'data'] = true;
    return;
  }
  const { queue, at } = chosen(node, argument);
  const packet = queue[at];
  if (!packet) return;
  if (operation === 'copy') {
    copied(node, packet, out);
    queue.splice(at, 0, packet);
  } else {
    queue.splice(at, 1);
    if (operation === 'lose') lose(node, packet, out);
    else pass(node, packet, out);
  }
  out.gauge('held', heldOf(node));
}

const carrying: Handlers<ChannelKind> = {
  message(node, packet, _from, out) {
    const streams = node.volatile.streams;
    streams[packet.type] ??= out.stream(`channel:${packet.type}`);
    carry(node, packet, streams[packet.type]!, out);
  },
  timer: (node, _name, packet, out) => pass(node, packet, out),
  operate,
};

const held: Handlers<ChannelKind> = {
  message: (node, packet, _from, out) => hold(node, packet, out),
  timer: (node, _name, packet, out) => hold(node, packet, out),
  operate,
};

/** The environment of the protocol: loses, duplicates and reorders by chance, or does with each packet as it is told. */
export const channel: Behaviour<ChannelKind> = {
  kind: 'window-channel',
  machine,
  diskless: true,
  volatile: () => ({
    held: { data: [], ack: [] },
    streams: { data: null, ack: null },
    doomed: { data: false, ack: false },
  }),
  durable: () => ({ lost: 0, copied: 0 }),
  start(node, out) {
    if (node.options.byHand) out.become('TAKE_OVER');
  },
  reconfigure(node, out) {
    if (node.options.byHand) out.become('TAKE_OVER');
    else if (node.mode.role === 'held' && heldOf(node) === 0) release(node, out);
  },
  roles: { carrying, held },
  operations: [
    { id: 'lose-next', title: 'Lose the next one', argument: 'data or ack' },
    { id: 'hold', title: 'Hold every packet' },
    { id: 'release', title: 'Let everything go' },
    { id: 'deliver', title: 'Deliver a held packet', argument: 'data-1 or ack-1' },
    { id: 'lose', title: 'Lose a held packet', argument: 'data-1 or ack-1' },
    { id: 'copy', title: 'Copy a held packet', argument: 'data-1 or ack-1' },
  ],
};
