import type { LooseBehaviour, LooseHandlers, NodeState, LooseOut } from '../../../sim';
import { nodeMachine } from '../../../nodes/machine';
import { isOfConnection, type Hello, type Notice, type OfConnection } from './messages';

export interface Layer4Options {
  readonly backends: readonly number[];
  readonly policy: 'round-robin' | 'least-connections';
  /** Connections that were open before the run began, and where each was pinned. */
  readonly warm: readonly Pin[];
}

/** A connection and the backend that all its packets go to. */
export interface Pin {
  readonly connection: number;
  readonly client: number;
  readonly backend: number;
}

export interface Layer4Memory {
  pins: Map<number, Pin>;
  backends: number[];
  turn: number;
}

type Layer4 = NodeState<Layer4Memory, null, Layer4Options>;

const machine = nodeMachine('layer-4', {
  initial: 'forwarding',
  states: {
    forwarding: { description: 'passes packets on; which calls are in them it cannot see' },
  },
});

const pinsOf = ({ pins }: Layer4Memory, backend: number): number =>
  [...pins.values()].filter((p) => p.backend === backend).length;

function choose(node: Layer4): number {
  const { volatile: v, options: o } = node;
  if (o.policy === 'round-robin') return v.backends[v.turn++ % v.backends.length];
  const counts = v.backends.map((b) => pinsOf(v, b));
  return v.backends[counts.indexOf(Math.min(...counts))];
}

function pinned(node: Layer4, message: OfConnection, from: number): Pin | undefined {
  const { pins } = node.volatile;
  const { connection } = message;
  const pin = pins.get(connection);
  if (message.type !== 'hello' || from === pin?.backend) return pin;
  // A client that greets again has heard nothing: another backend may answer.
  if (pin && (message as Hello).attempt === 0) return pin;
  pins.delete(connection);
  const chosen: Pin = { connection, client: from, backend: choose(node) };
  pins.set(connection, chosen);
  return chosen;
}

function forward(node: Layer4, message: OfConnection, from: number, out: LooseOut): void {
  const pin = pinned(node, message, from);
  const { connection } = message;
  if (!pin) {
    if (message.type !== 'reset') out.send(from, { type: 'reset', connection } as Notice);
    return;
  }
  if (message.type === 'goodbye' || message.type === 'reset') node.volatile.pins.delete(connection);
  out.send(from === pin.backend ? pin.client : pin.backend, message);
}

const forwarding: LooseHandlers<Layer4Memory, null, Layer4Options> = {
  message(node, message, from, out) {
    if (isOfConnection(message)) forward(node, message, from, out);
    else if (message.type === 'addresses')
      node.volatile.backends = [...(message as unknown as { backends: number[] }).backends];
  },
};

/** A balancer at layer 4: it chooses a backend for each connection, once, and knows nothing of calls. */
export const layer4: LooseBehaviour<Layer4Memory, null, Layer4Options> = {
  kind: 'layer-4',
  diskless: true,
  machine,
  volatile: ({ options }) => ({ pins: new Map(), backends: [...options.backends], turn: 0 }),
  durable: () => null,
  start(node, out) {
    if (out.now > 0) return;
    for (const pin of node.options.warm) node.volatile.pins.set(pin.connection, pin);
    node.volatile.turn = node.options.warm.length;
  },
  roles: { forwarding },
};
