import type { Behaviour, Node, NodeRef, Out } from '../../../sim';
import { nodeMachine, well } from '../../../nodes/machine';
import type { Addresses, Resolve } from './messages';

interface RegistryOptions {
  readonly backends: readonly NodeRef[];
  /** Backends that are switched on and not yet on the list. */
  readonly spares: readonly NodeRef[];
  /** Balancers, which are told of changes without asking. */
  readonly tells: readonly NodeRef[];
}

const machine = nodeMachine('registry', {
  answering: well('knows which backends there are'),
});

interface RegistryKind {
  machine: typeof machine;
  durable: { backends: NodeRef[] };
  options: RegistryOptions;
  takes: Resolve;
  sends: Addresses;
}

function add(
  { durable: list, options: o }: Node<RegistryKind>,
  count: number,
  out: Out<RegistryKind>,
) {
  const left = o.spares.filter((n) => !list.backends.includes(n));
  list.backends = [...list.backends, ...left.slice(0, count)];
  for (const to of o.tells) out.send(to, { type: 'addresses', backends: list.backends });
}

/** A registry of backends, as DNS or a service mesh's control plane is: clients ask it, balancers are told. */
export const registry: Behaviour<RegistryKind> = {
  kind: 'registry',
  machine,
  durable: ({ options }) => ({ backends: [...options.backends] }),
  roles: {
    answering: {
      message(node, message, from, out) {
        if (message.type === 'resolve')
          out.send(from, { type: 'addresses', backends: node.durable.backends });
      },
      operate(node, operation, count, out) {
        if (operation === 'add') add(node, Number(count) || 1, out);
      },
    },
  },
  operations: [{ id: 'add', title: 'Add backends', argument: 'how many' }],
};
