import type { Behaviour, Node, NodeRef, NodeRefs, Out } from '../../../sim';
import { oneRole } from '../../../nodes/machine';
import { isOfConnection, type Addresses, type OfConnection } from './messages';

interface Layer4Options {
  readonly backends: NodeRefs;
  readonly policy: 'round-robin' | 'least-connections';
  /** Connections that were open before the run began, and where each was pinned. */
  readonly warm: readonly Pin[];
}

/** A connection and the backend that all its packets go to. */
interface Pin {
  readonly connection: number;
  readonly client: NodeRef;
  readonly backend: NodeRef;
}

interface Memory {
  pins: Map<number, Pin>;
  backends: NodeRef[];
  turn: number;
}

const machine = oneRole('layer-4', {
  forwarding: 'forwards packets and cannot see the calls in them',
});

interface Layer4Kind {
  machine: typeof machine;
  volatile: Memory;
  options: Layer4Options;
  takes: OfConnection | Addresses;
  sends: OfConnection;
  gauges: 'connections';
}
type Layer4 = Node<Layer4Kind>;

const pinsOf = ({ pins }: Memory, backend: NodeRef): number =>
  [...pins.values()].filter((p) => p.backend === backend).length;

function choose({ volatile: v, options: o }: Layer4): NodeRef {
  if (o.policy === 'round-robin') return v.backends[v.turn++ % v.backends.length];
  const counts = v.backends.map((b) => pinsOf(v, b));
  return v.backends[counts.indexOf(Math.min(...counts))];
}

function pinned(
  node: Layer4,
  message: OfConnection,
  from: NodeRef,
  out: Out<Layer4Kind>,
): Pin | undefined {
  const { pins } = node.volatile;
  const { connection } = message;
  const pin = pins.get(connection);
  if (message.type !== 'hello' || from === pin?.backend) return pin;
  // A client that greets again has heard nothing: another backend may answer.
  if (pin && message.attempt === 0) return pin;
  pins.delete(connection);
  const chosen: Pin = { connection, client: from, backend: choose(node) };
  pins.set(connection, chosen);
  out.gauge('connections', pins.size);
  return chosen;
}

function forward(node: Layer4, message: OfConnection, from: NodeRef, out: Out<Layer4Kind>): void {
  const pin = pinned(node, message, from, out);
  const { connection } = message;
  if (!pin) {
    if (message.type !== 'reset') out.send(from, { type: 'reset', connection });
    return;
  }
  if (message.type === 'goodbye' || message.type === 'reset') {
    node.volatile.pins.delete(connection);
    out.gauge('connections', node.volatile.pins.size);
  }
  out.send(from === pin.backend ? pin.client : pin.backend, message);
}

/** A balancer at layer 4: it chooses a backend for each connection, once, and knows nothing of calls. */
export const layer4: Behaviour<Layer4Kind> = {
  kind: 'layer-4',
  diskless: true,
  machine,
  volatile: ({ options }) => ({ pins: new Map(), backends: [...options.backends], turn: 0 }),
  durable: () => null,
  start(node, out, again) {
    if (again) return;
    for (const pin of node.options.warm) node.volatile.pins.set(pin.connection, pin);
    node.volatile.turn = node.options.warm.length;
    out.gauge('connections', node.volatile.pins.size);
  },
  roles: {
    forwarding: {
      message(node, message, from, out) {
        if (isOfConnection(message)) forward(node, message, from, out);
        else if (message.type === 'addresses') node.volatile.backends = [...message.backends];
      },
    },
  },
};
