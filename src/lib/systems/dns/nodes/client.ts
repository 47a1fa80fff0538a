import { below, chance, exponential, seconds } from '../../../sim';
import type { Behaviour, Instant, Node, NodeRef, Out, Stream } from '../../../sim';
import { openLoop } from '../../../nodes/load/open-loop';
import { oneRole } from '../../../nodes/machine';
import type { Address, Answer, Lookup, Page, Visit } from './messages';

export interface ClientOptions {
  readonly crowds: readonly { readonly crowd: NodeRef; readonly count: number }[];
  readonly resolvers: number;
  readonly sites: Readonly<Record<Address, NodeRef>>;
  /** Followed lookups a second. */
  readonly rate: number;
  /** The share that asks for the new name, 0 … 1. */
  readonly newName: number;
}

/** Until a resolver, and then a web server, is given up. */
const PATIENCE = seconds(10);
const CONNECT = seconds(1);

const machine = oneRole('dns-client', { browsing: 'looks names up and goes where they lead' });

/** How a lookup and what follows it end. */
export type End = 'served' | 'dead' | 'servfail' | 'silent' | 'denied';

interface ClientKind {
  machine: typeof machine;
  volatile: {
    draws: Stream | null;
    open: Map<number, { address: Address | null; since: Instant }>;
  };
  durable: { asked: number; old: number } & Record<End, number>;
  options: ClientOptions;
  takes: Answer | Page;
  sends: Lookup | Visit;
  timers: { next: undefined; patience: number; connect: number };
  events: { ended: { end: End } };
  probes: 'lookup';
}
type Client = Node<ClientKind>;
type ClientOut = Out<ClientKind>;

function ask(node: Client, out: ClientOut): void {
  const { options, volatile: v, durable } = node;
  const no = ++durable.asked;
  const name = chance(v.draws!, options.newName) ? 'shop' : 'www';
  let resolver = below(v.draws!, options.resolvers);
  const to = options.crowds.find(({ count }) => (resolver -= count) < 0)!;
  v.open.set(no, { address: null, since: out.instant() });
  out.send(to.crowd, { type: 'lookup', name, resolver: resolver + to.count, asker: 0, no });
  out.after(PATIENCE, 'patience', no);
}

const { arm, next } = openLoop<Client, ClientOut>({
  send: ask,
  gap: ({ options, volatile: v }) => seconds(exponential(v.draws!) / options.rate),
  isOver: ({ options }) => options.rate <= 0,
});

function end({ volatile: v, durable }: Client, no: number, how: End, out: ClientOut): void {
  v.open.delete(no);
  durable[how]++;
  if (how !== 'served') out.event('ended', { end: how });
}

/** Looks names up at resolvers and goes to the address that it is given, as each of their clients does. */
export const client: Behaviour<ClientKind> = {
  kind: 'dns-client',
  diskless: true,
  machine,
  volatile: () => ({ draws: null, open: new Map() }),
  durable: () => ({ asked: 0, old: 0, served: 0, dead: 0, servfail: 0, silent: 0, denied: 0 }),
  start(node, out) {
    node.volatile.draws = out.stream('followed');
    arm(node, out);
  },
  roles: {
    browsing: {
      message(node, message, _from, out) {
        const { options, volatile: v, durable } = node;
        const open = v.open.get(message.no);
        if (!open || (message.type === 'answer' && open.address)) return;
        if (message.type === 'page') return end(node, message.no, 'served', out);
        const { record, no } = message;
        out.observeSince('lookup', open.since);
        if (record === null) return end(node, no, 'servfail', out);
        if (record.address === null) return end(node, no, 'denied', out);
        open.address = record.address;
        if (record.address === 'old') durable.old++;
        out.send(options.sites[record.address], { type: 'visit', no });
        out.after(CONNECT, 'connect', no);
      },
      timer(node, name, no, out) {
        if (name === 'next') return next(node, out);
        const open = node.volatile.open.get(no);
        if (name === 'connect' && open) end(node, no, 'dead', out);
        if (name === 'patience' && open?.address === null) end(node, no, 'silent', out);
      },
    },
  },
};
