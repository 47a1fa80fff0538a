import {
  chance,
  type LooseBehaviour,
  type Message,
  type Micros,
  type NodeState,
  type LooseOut,
  type Stream,
  type TimerId,
} from '../../../../sim';
import { nodeMachine } from '../../../../nodes/machine';
import type { Count, Failed, Get, Reply, Stats, Weigh } from './messages';

export interface RouterOptions {
  readonly instances: readonly number[];
  /** An instance that has not answered after this long is given up, µs. */
  readonly patience: Micros;
  /** Probes: the time until an answer, all answers, and those that were errors. */
  readonly probes: { readonly latency: number; readonly answers: number; readonly errors: number };
}

interface Asked {
  readonly from: number;
  readonly place: number;
  readonly at: Micros;
  /** Of the weights that sent it there: what was asked before a canary says nothing about it. */
  readonly epoch: number;
  readonly timer: TimerId;
}

interface Volatile {
  open: Map<number, Asked>;
  turn: number;
  random: Stream | null;
}

interface Disk {
  weights: { epoch: number; canary: number; share: number };
  by: Count[];
  before: Count;
}

type Router = NodeState<Volatile, Disk, RouterOptions>;

const empty = (): Count => ({ n: 0, errors: 0, sum: 0 });

/** The sum of counts. */
export function total(counts: readonly Count[]): Count {
  return counts.reduce<Count>(
    (t, c) => ({ n: t.n + c.n, errors: t.errors + c.errors, sum: t.sum + c.sum }),
    empty(),
  );
}

const machine = nodeMachine('router', {
  initial: 'serving',
  states: {
    serving: { on: { CANARY: 'canary' }, description: 'every instance in its turn' },
    canary: { on: { EVEN: 'serving' }, description: 'a set share goes to one instance' },
  },
});

function choose(node: Router, out: LooseOut): number {
  const { volatile: v, durable, options } = node;
  const { canary, share } = durable.weights;
  const n = options.instances.length;
  v.random ??= out.stream(`route:${node.id}`);
  const isCanary = chance(v.random, share);
  if (canary < 0) return v.turn++ % n;
  if (isCanary || n === 1) return canary;
  const others = v.turn++ % (n - 1);
  return others < canary ? others : others + 1;
}

function forward(node: Router, get: Get, from: number, out: LooseOut): void {
  const place = choose(node, out);
  const timer = out.after(node.options.patience, 'patience', get.id);
  const { epoch } = node.durable.weights;
  node.volatile.open.set(get.id, { from, place, at: out.now, epoch, timer });
  out.send(node.options.instances[place], get);
}

function close(node: Router, reply: Reply, out: LooseOut): void {
  const { volatile: v, durable, options } = node;
  const asked = v.open.get(reply.id);
  if (!asked) return;
  v.open.delete(reply.id);
  out.cancel(asked.timer);
  const time = out.now - asked.at;
  const isError = reply.type === 'failed';
  if (asked.epoch === durable.weights.epoch) {
    const count = durable.by[asked.place];
    count.n++;
    if (isError) count.errors++;
    else count.sum += time;
  }
  out.observe(options.probes.answers, 1);
  if (isError) out.observe(options.probes.errors, 1);
  else out.observe(options.probes.latency, time);
  out.send(asked.from, reply);
}

function weigh(node: Router, { epoch, canary, share }: Weigh, out: LooseOut): void {
  const { durable } = node;
  if (epoch <= durable.weights.epoch) return;
  durable.weights = { epoch, canary, share };
  const all = total(durable.by);
  if (all.n > 0) durable.before = all;
  durable.by = node.options.instances.map(empty);
  out.become(canary < 0 ? 'EVEN' : 'CANARY');
}

function onMessage(node: Router, message: Message, from: number, out: LooseOut): void {
  const { durable } = node;
  switch (message.type) {
    case 'get':
      return forward(node, message as Get, from, out);
    case 'weigh':
      return weigh(node, message as Weigh, out);
    case 'ask-stats': {
      const by = durable.by.map((c) => ({ ...c }));
      const { epoch } = durable.weights;
      return out.send(from, { type: 'stats', epoch, by, before: durable.before } as Stats);
    }
    case 'page':
    case 'user':
    case 'not-found':
    case 'failed':
      return close(node, message as Reply, out);
  }
}

const handlers = {
  message: onMessage,
  timer(node: Router, _name: string, data: unknown, out: LooseOut): void {
    const late: Failed = { type: 'failed', id: data as number, status: 504, version: 0 };
    close(node, late, out);
  },
};

/** Spreads requests over the instances, a set share to the canary, and keeps the counts that the provider's dashboards show. */
export const router: LooseBehaviour<Volatile, Disk, RouterOptions> = {
  kind: 'api-router',
  machine,
  volatile: () => ({ open: new Map(), turn: 0, random: null }),
  durable: ({ options }) => ({
    weights: { epoch: 0, canary: -1, share: 0 },
    by: options.instances.map(empty),
    before: empty(),
  }),
  start(node, out) {
    if (node.durable.weights.canary >= 0) out.become('CANARY');
  },
  roles: { serving: handlers, canary: handlers },
};
