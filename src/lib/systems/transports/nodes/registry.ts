import type { Behaviour, Node, NodeRef, NodeRefs, Out } from '../../../sim';
import { oneRole } from '../../../nodes/machine';
import type { Addresses, Resolve } from './messages';

interface RegistryOptions {
  readonly backends: NodeRefs;
  /** Backends that are switched on and not yet on the list. */
  readonly spares: NodeRefs;
  /** Balancers, which are told of changes without asking. */
  readonly tells: NodeRefs;
}

const machine = oneRole('registry', { answering: 'knows which backends there are' });

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
