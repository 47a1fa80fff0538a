import type { LooseBehaviour, LooseHandlers, NodeState, LooseOut } from '../../../sim';
import { nodeMachine } from '../../../nodes/machine';
import type { Addresses } from './messages';

export interface RegistryOptions {
  readonly backends: readonly number[];
  /** Backends that are switched on and not yet on the list. */
  readonly spares: readonly number[];
  /** Balancers, which are told of changes without asking. */
  readonly tells: readonly number[];
}

interface List {
  backends: number[];
}

export type Registry = NodeState<null, List, RegistryOptions>;

const machine = nodeMachine('registry', {
  initial: 'answering',
  states: { answering: { description: 'knows which backends there are' } },
});

function add(node: Registry, count: number, out: LooseOut): void {
  const { durable: list, options: o } = node;
  const left = o.spares.filter((n) => !list.backends.includes(n));
  list.backends = [...list.backends, ...left.slice(0, count)];
  for (const to of o.tells)
    out.send(to, { type: 'addresses', backends: list.backends } as Addresses);
}

const answering: LooseHandlers<null, List, RegistryOptions> = {
  message(node, message, from, out) {
    if (message.type === 'resolve')
      out.send(from, { type: 'addresses', backends: node.durable.backends } as Addresses);
  },
  operate(node, operation, count, out) {
    if (operation === 'add') add(node, Number(count) || 1, out);
  },
};

/** A registry of backends, as DNS or a service mesh's control plane is: clients ask it, balancers are told. */
export const registry: LooseBehaviour<null, List, RegistryOptions> = {
  kind: 'registry',
  machine,
  volatile: () => null,
  durable: ({ options }) => ({ backends: [...options.backends] }),
  roles: { answering },
  operations: [{ id: 'add', title: 'Add backends', argument: 'how many' }],
};
