import type { Behaviour, Node, NodeRefs, Out } from '../../../sim';
import { nodeMachine, off, well } from '../../../nodes/machine';
import type { Read, Rows } from './messages';

interface StoreOptions {
  /** Processes that have a link to it; none where no service keeps data here. */
  readonly readers: NodeRefs;
}

const machine = nodeMachine('store', {
  serving: well('answers reads at once, whoever asks', { IDLE: 'off' }),
  off: off('no service keeps data here', { NEEDED: 'serving' }),
});

interface StoreKind {
  machine: typeof machine;
  durable: { reads: number };
  options: StoreOptions;
  takes: Read;
  sends: Rows;
}

const settle = (node: Node<StoreKind>, out: Out<StoreKind>): void =>
  out.become(node.options.readers.length === 0 ? 'IDLE' : 'NEEDED');

/**
 * The data of one service, on a machine of its own: a crash of the service leaves it readable, which is what tempts
 * others to read it. Takes reads and answers each with its rows; only the network takes time.
 */
export const store: Behaviour<StoreKind> = {
  kind: 'store',
  machine,
  durable: () => ({ reads: 0 }),
  start: settle,
  reconfigure: settle,
  roles: {
    serving: {
      message(node, message, from, out) {
        node.durable.reads++;
        // A setting may have taken the link away while the read was under way.
        if (node.options.readers.includes(from)) out.send(from, { ...message, type: 'rows' });
      },
    },
    off: 'ignores',
  },
};
