import type { LooseBehaviour, NodeState } from '../../../sim';
import { nodeMachine } from '../../../nodes/machine';
import type { Read } from './messages';

export interface StoreOptions {
  /** Nobody owns anything here: no store is needed. */
  readonly idle: boolean;
}

export interface StoreTally {
  reads: number;
}

export type Store = NodeState<null, StoreTally, StoreOptions>;

const machine = nodeMachine('store', {
  initial: 'serving',
  states: {
    serving: { on: { IDLE: 'off' }, description: 'answers reads at once, whoever asks' },
    off: { on: { NEEDED: 'serving' }, description: 'no service keeps data here' },
  },
});

/**
 * The data of one service, on a machine of its own: a crash of the service leaves it readable, which is what tempts
 * others to read it. Reads take no time but the way.
 */
export const store: LooseBehaviour<null, StoreTally, StoreOptions> = {
  kind: 'store',
  machine,
  volatile: () => null,
  durable: () => ({ reads: 0 }),
  start: (node, out) => out.become(node.options.idle ? 'IDLE' : 'NEEDED'),
  reconfigure: (node, out) => out.become(node.options.idle ? 'IDLE' : 'NEEDED'),
  roles: {
    serving: {
      message(node, message, from, out) {
        if (message.type !== 'read') return;
        node.durable.reads++;
        out.send(from, { ...message, type: 'rows' } as Read);
      },
    },
    off: {},
  },
};
