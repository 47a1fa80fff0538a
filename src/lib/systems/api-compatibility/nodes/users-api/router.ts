import { chance } from '../../../../sim';
import type { Behaviour, Handlers, Node, Out } from '../../../../sim';
import type { Instant, Micros, NodeRef, NodeRefs, Stream, TimerId } from '../../../../sim';
import { nodeMachine, well } from '../../../../nodes/machine';
import { emptyCounts, totalOf } from './messages';
import type { AskStats, Canary, Count, Get, Reply, Stats, Weigh } from './messages';

export interface RouterOptions {
  readonly instances: NodeRefs;
  /** A request to an instance that has not answered after this long has failed, µs. */
  readonly patience: Micros;
}

interface Asked {
  readonly from: NodeRef;
  readonly place: number;
  /** When it was forwarded: by the router's own count of time, for its counts; and for the measures. */
  readonly at: Micros;
  readonly since: Instant;
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
  weights: { readonly epoch: number; readonly canary: Canary | null };
  by: Count[];
  before: Count;
}

const machine = nodeMachine('router', {
  serving: well('sends to every instance in turn', { CANARY: 'canary' }),
  canary: well('sends a set share to one instance', { EVEN: 'serving' }),
});

interface RouterKind {
  machine: typeof machine;
  volatile: Volatile;
  durable: Disk;
  options: RouterOptions;
  takes: Get | Reply | Weigh | AskStats;
  sends: Get | Reply | Stats;
  /** No answer came to the request with this id. */
  timers: { patience: number };
  probes: 'latency' | 'answers' | 'errors';
}
type Router = Node<RouterKind>;
type RouterOut = Out<RouterKind>;

/** Whether the draw falls within the share. Each request has its draw, so that a canary moves none of those after it. */
function falls(node: Router, share: number, out: RouterOut): boolean {
  return chance((node.volatile.random ??= out.stream(`route:${node.id}`)), share);
}

function evenly(node: Router, out: RouterOut): number {
  falls(node, 0, out);
  return node.volatile.turn++ % node.options.instances.length;
}

function byWeight(node: Router, out: RouterOut): number {
  const { canary } = node.durable.weights;
  if (!canary) return evenly(node, out);
  const { place, share } = canary;
  const n = node.options.instances.length;
  if (falls(node, share, out) || n === 1) return place;
  const other = node.volatile.turn++ % (n - 1);
  return other < place ? other : other + 1;
}

function forward(node: Router, get: Get, from: NodeRef, place: number, out: RouterOut): void {
  const { volatile: v, options, durable } = node;
  const timer = out.after(options.patience, 'patience', get.id);
  const { epoch } = durable.weights;
  const [at, since] = [out.monotonic(), out.instant()];
  v.open.set(get.id, { from, place, at, since, epoch, timer });
  out.send(options.instances[place], get);
}

function close(node: Router, reply: Reply, out: RouterOut): void {
  const { volatile: v, durable } = node;
  const asked = v.open.get(reply.id);
  if (!asked) return;
  v.open.delete(reply.id);
  out.cancel(asked.timer);
  const isError = reply.type === 'failed';
  if (asked.epoch === durable.weights.epoch) {
    const count = durable.by[asked.place];
    count.n++;
    if (isError) count.errors++;
    else count.sum += out.monotonic() - asked.at;
  }
  out.observe('answers', 1);
  if (isError) out.observe('errors', 1);
  else out.observeSince('latency', asked.since);
  out.send(asked.from, reply);
}

function weigh({ durable, options }: Router, { epoch, canary }: Weigh, out: RouterOut): void {
  if (epoch <= durable.weights.epoch) return;
  durable.weights = { epoch, canary };
  const all = totalOf(durable.by);
  if (all.n > 0) durable.before = all;
  durable.by = emptyCounts(options.instances);
  out.become(canary ? 'CANARY' : 'EVEN');
}

function tellStats({ durable }: Router, to: NodeRef, out: RouterOut): void {
  const by = durable.by.map((count) => ({ ...count }));
  out.send(to, { type: 'stats', epoch: durable.weights.epoch, by, before: durable.before });
}

/** The roles differ in which instance gets a request. */
const routing = (choose: (node: Router, out: RouterOut) => number): Handlers<RouterKind> => ({
  message(node, message, from, out) {
    switch (message.type) {
      case 'get':
        return forward(node, message, from, choose(node, out), out);
      case 'weigh':
        return weigh(node, message, out);
      case 'ask-stats':
        return tellStats(node, from, out);
      default:
        return close(node, message, out);
    }
  },
  timer(node, _name, id, out) {
    close(node, { type: 'failed', id, status: 504, version: 0 }, out);
  },
});

/** Spreads requests over the instances, a set share to the canary, and keeps the counts that the provider's dashboards show. */
export const router: Behaviour<RouterKind> = {
  kind: 'api-router',
  machine,
  volatile: () => ({ open: new Map(), turn: 0, random: null }),
  durable: ({ options }) => ({
    weights: { epoch: 0, canary: null },
    by: emptyCounts(options.instances),
    before: totalOf([]),
  }),
  start(node, out) {
    if (node.durable.weights.canary) out.become('CANARY');
  },
  roles: { serving: routing(evenly), canary: routing(byWeight) },
};
