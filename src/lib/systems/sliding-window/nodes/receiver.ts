import type { Behaviour, Node, NodeRef, Out } from '../../../sim';
import { nodeMachine, waiting, well } from '../../../nodes/machine';
import { freshReceiver, mod, type Protocol, type ReceiverState } from '../protocol/protocol';
import { receiverReacts } from '../protocol/receiver';
import type { ReceiverRule } from '../protocol/rules';
import type { AckPacket, DataPacket } from './messages';

interface ReceiverOptions {
  readonly channel: NodeRef;
  readonly protocol: Protocol;
  readonly rules: readonly ReceiverRule[];
  /** Its place is in memory alone: a crash takes it back to packet 0. */
  readonly forgets: boolean;
}

const machine = nodeMachine('window-receiver', {
  complete: well('has handed on everything it received', { GAP: 'gap' }),
  gap: waiting('keeps packets that wait for a missing one before them', {
    FILLED: 'complete',
  }),
});

interface ReceiverKind {
  machine: typeof machine;
  durable: {
    state: ReceiverState;
    /** What it handed to the application, in that order. */
    delivered: number[];
    /** Packets that it threw away, and those among them that it recognised as copies. */
    discarded: number;
    copies: number;
    mostHeld: number;
  };
  options: ReceiverOptions;
  takes: DataPacket;
  sends: AckPacket;
  events: {
    /** `place` is the packet that the receiver takes it for; −1: an old one. */
    took: { no: number; seq: number; payload: number; rule: string; place: number };
    rule: { rule: string };
    answered: { no: number; seq: number | null; upTo: number | null };
    /** The packet that it expects. */
    expects: { next: number };
  };
  gauges: 'delivered' | 'held';
}
type Receiver = Node<ReceiverKind>;

const heldBy = ({ durable }: Receiver): number =>
  durable.state.held.filter((payload) => payload !== null).length;

function show(node: Receiver, out: Out<ReceiverKind>): void {
  const held = heldBy(node);
  node.durable.mostHeld = Math.max(node.durable.mostHeld, held);
  out.gauge('held', held);
  out.become(held > 0 ? 'GAP' : 'FILLED');
}

function take(node: Receiver, data: DataPacket, out: Out<ReceiverKind>): void {
  const { options, durable } = node;
  const { no, stamp, seq, payload } = data;
  const before = durable.state.next;
  const heldBefore = heldBy(node);
  const ahead = before + mod(seq - before, options.protocol.numbers);
  const rule = receiverReacts(options.rules, options.protocol, durable.state, data, {
    deliver: (given) => durable.delivered.push(given),
    send(ack) {
      out.send(options.channel, { ...ack, no, stamp });
      out.event('answered', { no, seq: ack.seq, upTo: ack.upTo });
    },
  });
  if (rule === 'expected') out.gauge('delivered', durable.delivered.length);
  else if (heldBy(node) === heldBefore) {
    durable.discarded++;
    // Ahead of a gap, a packet that is not kept is no copy.
    if (rule === 'copy' || options.protocol.keep === 'buffered') durable.copies++;
  }
  out.event('took', { no, seq, payload, rule, place: rule === 'copy' ? -1 : ahead });
  out.event('rule', { rule });
  if (durable.state.next !== before) out.event('expects', { next: durable.state.next });
  show(node, out);
}

const takes = {
  message: (node: Receiver, data: DataPacket, _from: NodeRef, out: Out<ReceiverKind>) =>
    take(node, data, out),
};

/** Follows its rule table: hands payloads on in what it takes for their order, and acknowledges. */
export const receiver: Behaviour<ReceiverKind> = {
  kind: 'window-receiver',
  machine,
  durable: () => ({ state: freshReceiver(), delivered: [], discarded: 0, copies: 0, mostHeld: 0 }),
  start(node, out, again) {
    if (!again) return;
    if (node.options.forgets) node.durable.state = freshReceiver();
    out.event('expects', { next: node.durable.state.next });
    show(node, out);
  },
  roles: { complete: takes, gap: takes },
};
