import { uniform } from '../../../sim';
import type { Behaviour, Node, NodeRef, NodeRefs, Out } from '../../../sim';
import { oneRole } from '../../../nodes/machine';
import { addHeader, heightOf, locator, newTree, type BlockTree } from './block-tree';
import type { BlockAnnouncement, Header, HeadersDelivery, HeadersRequest, Hello } from './messages';
import type { ChainEvents } from './options';

const machine = oneRole('header-node', {
  following: 'keeps headers only and follows the longest chain of them',
});

/** Headers only: no payments, no coins. It follows the most work and takes on trust that the blocks are valid. */
interface HeaderKind {
  machine: typeof machine;
  volatile: { turn: number };
  durable: { tree: BlockTree; tip: number };
  options: { readonly peers: NodeRefs; readonly helloEvery: number };
  takes: BlockAnnouncement | HeadersDelivery | Hello;
  sends: Hello | HeadersRequest;
  timers: { hello: undefined };
  events: Pick<ChainEvents, 'follows'>;
  gauges: 'height';
}
type HeaderNode = Node<HeaderKind>;
type HeaderOut = Out<HeaderKind>;

const tipOf = ({ durable }: HeaderNode): Header => durable.tree.entries.get(durable.tip)!.header;

function hear(node: HeaderNode, headers: readonly Header[], from: NodeRef, out: HeaderOut): void {
  const { durable: disk } = node;
  const before = disk.tip;
  for (const header of headers) {
    if (!addHeader(disk.tree, header)) {
      out.send(from, { type: 'want-headers', known: locator(disk.tree, disk.tip) });
      break;
    }
    if (header.height > heightOf(disk.tree, disk.tip)) disk.tip = header.id;
  }
  if (disk.tip !== before) show(node, out);
}

function show(node: HeaderNode, out: HeaderOut): void {
  out.gauge('height', tipOf(node).height);
  out.event('follows', { id: node.durable.tip });
}

/** A client that keeps headers only (Nakamoto 2008, section 8). It passes nothing on. */
export const headerNode: Behaviour<HeaderKind> = {
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
        if (m.type === 'have-block') hear(node, [m.header], from, out);
        else if (m.type === 'headers') hear(node, m.headers, from, out);
        else if (m.type === 'hello') hear(node, [m.tip], from, out);
      },
      timer(node, _name, _data, out) {
        const { peers, helloEvery } = node.options;
        out.send(peers[node.volatile.turn++ % peers.length], { type: 'hello', tip: tipOf(node) });
        out.after(helloEvery, 'hello');
      },
    },
  },
};
