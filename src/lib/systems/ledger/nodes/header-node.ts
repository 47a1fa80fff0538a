import {
  uniform,
  type LooseBehaviour,
  type Message,
  type NodeState,
  type LooseOut,
} from '../../../sim';
import { nodeMachine } from '../../../nodes/machine';
import { addHeader, heightOf, locator, newTree, type BlockTree } from './block-tree';
import type { BlockAnnouncement, Header, HeadersDelivery, Hello } from './messages';

interface HeaderOptions {
  readonly peers: readonly number[];
  readonly helloEvery: number;
}

/** Headers alone: no payments, no coins. It follows work, and takes on trust that the blocks are right. */
interface HeaderDisk {
  tree: BlockTree;
  tip: number;
}

export type HeaderNode = NodeState<{ turn: number }, HeaderDisk, HeaderOptions>;

const machine = nodeMachine('header-node', {
  initial: 'following',
  states: {
    following: { description: 'keeps headers alone and follows the longest chain of them' },
  },
});

const tipOf = ({ durable }: HeaderNode): Header => durable.tree.entries.get(durable.tip)!.header;

function hear(node: HeaderNode, headers: readonly Header[], from: number, out: LooseOut): void {
  const { durable: disk } = node;
  const before = disk.tip;
  for (const header of headers) {
    if (!addHeader(disk.tree, header)) {
      const known = locator(disk.tree, disk.tip);
      out.send(from, { type: 'want-headers', known } as Message);
      break;
    }
    if (header.height > heightOf(disk.tree, disk.tip)) disk.tip = header.id;
  }
  if (disk.tip !== before) show(node, out);
}

function show(node: HeaderNode, out: LooseOut): void {
  out.gauge('height', tipOf(node).height);
  out.gauge('tip', node.durable.tip);
}

/** A client that keeps headers only (Nakamoto 2008, section 8). It passes nothing on. */
export const headerNode: LooseBehaviour<{ turn: number }, HeaderDisk, HeaderOptions> = {
  kind: 'header-node',
  machine,
  volatile: () => ({ turn: 0 }),
  durable: () => ({ tree: newTree(), tip: 0 }),
  start(node, out) {
    const phase = uniform(out.stream(`hello:${node.id}`));
    out.after(Math.round(phase * node.options.helloEvery), 'hello');
    show(node, out);
  },
  roles: {
    following: {
      message(node, m, from, out) {
        if (m.type === 'have-block') hear(node, [(m as BlockAnnouncement).header], from, out);
        else if (m.type === 'headers') hear(node, (m as HeadersDelivery).headers, from, out);
        else if (m.type === 'hello') hear(node, [(m as Hello).tip], from, out);
      },
      timer(node, _name, _data, out) {
        const { peers, helloEvery } = node.options;
        const peer = peers[node.volatile.turn++ % peers.length];
        out.send(peer, { type: 'hello', tip: tipOf(node) } as Message);
        out.after(helloEvery, 'hello');
      },
    },
  },
};
