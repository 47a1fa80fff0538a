import type { Behaviour, Handlers, Node, Out } from '../../../sim';
import type { Instant, Micros, NodeRef, NodeRefs, Stream } from '../../../sim';
import { gapOf, loadMachine, openLoop } from '../../../nodes/load/open-loop';
import type { Call, Cause, Reply } from './messages';

export interface UsersOptions {
  /** The edge of the chain, and the one process where there is one. */
  readonly shops: NodeRefs;
  readonly checkouts: number;
  /** Mean time between two, µs. */
  readonly gap: Micros;
  readonly patience: Micros;
  readonly keys: boolean;
}

const machine = loadMachine('users', {
  sending: 'click on Pay at random times, whatever comes back',
  waiting: 'the last orders are not answered yet',
  finished: 'all orders are answered or given up',
});

/** A checkout at one of the shops. */
interface Open {
  readonly checkout: number;
  readonly shop: NodeRef;
  readonly since: Instant;
}

export interface Outcomes {
  paid: number;
  failed: number;
  /** Given up without an answer. */
  unknown: number;
}

interface UsersKind {
  machine: typeof machine;
  volatile: { open: Map<number, Open>; gaps: Stream | null };
  durable: { clicks: number; sent: number; outcomes: Outcomes[] };
  options: UsersOptions;
  takes: Reply;
  sends: Call;
  timers: { next: undefined; patience: number };
  events: {
    asked: { checkout: number; no: number; attempt: number; to: NodeRef };
    ended: { checkout: number; no: number; why: Cause | null };
  };
  gauges: 'paid' | 'failed';
  probes: 'chain' | 'whole';
}
type Users = Node<UsersKind>;
type UsersOut = Out<UsersKind>;

const PROBES = ['chain', 'whole'] as const;

/** One click: the same order at each shop. */
function pay(node: Users, out: UsersOut): void {
  const { id, options, durable, volatile: v } = node;
  const checkout = ++durable.clicks;
  const now = out.clock();
  for (const shop of options.shops) {
    const no = ++durable.sent;
    v.open.set(no, { checkout, shop, since: out.instant() });
    out.event('asked', { checkout, no, attempt: 1, to: shop });
    out.after(options.patience, 'patience', no);
    out.send(shop, {
      type: 'call',
      no,
      checkout,
      key: options.keys ? `${id}-${checkout}` : null,
      deadline: now + options.patience,
      token: now,
      address: 0,
    });
  }
}

function settle(node: Users, out: UsersOut): void {
  const { options, durable, volatile: v, mode } = node;
  if (options.checkouts === 0 || durable.clicks < options.checkouts) return;
  if (mode.role === 'sending') out.become('ALL_SENT');
  if (v.open.size > 0) return;
  out.become('ALL_ANSWERED');
  out.done();
}

const { arm, next } = openLoop<Users, UsersOut>({
  send: pay,
  gap: ({ options, volatile: v }, out) => gapOf(options.gap, (v.gaps ??= out.stream('clicks'))),
  isOver: ({ options, durable }) => durable.clicks >= options.checkouts,
  conclude: settle,
});

function close(node: Users, no: number, why: Cause | 'silence' | null, out: UsersOut): void {
  const { options, durable, volatile: v } = node;
  const open = v.open.get(no);
  if (!open) return;
  v.open.delete(no);
  const place = options.shops.indexOf(open.shop);
  const of = durable.outcomes[place];
  if (why === null) of.paid++;
  else if (why === 'silence') of.unknown++;
  else of.failed++;
  if (why === null) out.observeSince(PROBES[place], open.since);
  if (place === 0) {
    out.gauge('paid', of.paid);
    out.gauge('failed', of.failed + of.unknown);
  }
  const cause = why === 'silence' ? 'timeout' : why;
  out.event('ended', { checkout: open.checkout, no, why: cause });
  settle(node, out);
}

const clicking: Handlers<UsersKind> = {
  message(node, reply, _from, out) {
    close(node, reply.no, reply.type === 'failed' ? reply.why : null, out);
  },
  timer(node, name, no, out) {
    if (name === 'patience') return close(node, no, 'silence', out);
    next(node, out);
  },
  operate(node, _operation, _argument, out) {
    pay(node, out);
  },
};

/**
 * Users who click on Pay at random times: an open load that does not slow down when answers do. Each gives up after its
 * patience, not knowing whether the order was charged. With two shops every order goes to both.
 */
export const users: Behaviour<UsersKind> = {
  kind: 'users',
  machine,
  volatile: () => ({ open: new Map(), gaps: null }),
  durable: ({ options }) => ({
    clicks: 0,
    sent: 0,
    outcomes: options.shops.map(() => ({ paid: 0, failed: 0, unknown: 0 })),
  }),
  start: arm,
  roles: {
    sending: clicking,
    waiting: clicking,
    finished: { message: 'ignores', timer: 'ignores' },
  },
  operations: [{ id: 'pay', title: 'Click on Pay' }],
};
