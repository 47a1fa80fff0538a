import { seconds } from '../../../sim';
import type { Behaviour, Handlers, Node, NodeRef, NodeRefs, Out } from '../../../sim';
import { fault, nodeMachine, well } from '../../../nodes/machine';
import type { DnsRecord, Query, Refused, Reply, Update, Updated, Zone } from './messages';

export interface AuthorityOptions {
  readonly place: number;
  /** The zone at the beginning. */
  readonly zone: Zone;
  /** The name servers that copy from this one. */
  readonly secondaries: NodeRefs;
  readonly lame: boolean;
}

/** Until an update that was not acknowledged is sent again, µs. */
const AGAIN = seconds(2);
/** Answers are numbered apart by name server, of which there are fewer than this. */
const PLACES = 8;

const machine = nodeMachine('dns-authority', {
  authoritative: well('answers from its copy of the zone', { DROP: 'lame' }),
  lame: fault('is listed for the zone, but does not have it and refuses', {
    LOAD: 'authoritative',
  }),
});

interface AuthorityKind {
  machine: typeof machine;
  volatile: { lame: boolean; behind: NodeRef[] };
  durable: { zone: Zone; queries: number; answers: number };
  options: AuthorityOptions;
  takes: Query | Update | Updated;
  sends: Reply | Refused | Update | Updated;
  timers: { again: undefined };
  events: { asked: { name: Query['name'] } };
}
type Authority = Node<AuthorityKind>;
type AuthorityOut = Out<AuthorityKind>;

function spread({ volatile: v, durable }: Authority, out: AuthorityOut): void {
  for (const to of v.behind) out.send(to, { type: 'update', zone: durable.zone });
  if (v.behind.length > 0) out.after(AGAIN, 'again');
}

function take(node: Authority, zone: Zone, from: NodeRef, out: AuthorityOut): void {
  const { volatile: v, durable, options } = node;
  if (zone.serial > durable.zone.serial) {
    const idle = v.behind.length === 0;
    durable.zone = zone;
    v.behind = [...options.secondaries];
    if (idle) spread(node, out);
  }
  out.send(from, { type: 'updated', serial: zone.serial });
}

/** What the zone says of a name. A name that it does not have may be remembered as missing for the negative TTL. */
export function recordOf(zone: Zone, name: DnsRecord['name'], origin: number): DnsRecord {
  const address = zone.addresses[name];
  const ttl = address === null ? zone.negativeTtl : zone.ttl;
  return { name, address, ttl, serial: zone.serial, origin };
}

const serving = (hasZone: boolean): Handlers<AuthorityKind> => ({
  message(node, message, from, out) {
    const { volatile: v, durable, options } = node;
    if (message.type === 'update') return take(node, message.zone, from, out);
    if (message.type === 'updated') {
      if (message.serial === durable.zone.serial) v.behind = v.behind.filter((n) => n !== from);
      return;
    }
    const { name, resolver, no } = message;
    durable.queries++;
    out.event('asked', { name });
    if (!hasZone) return out.send(from, { type: 'refused', name, resolver, no });
    const origin = ++durable.answers * PLACES + options.place;
    out.send(from, {
      type: 'reply',
      name,
      resolver,
      no,
      record: recordOf(durable.zone, name, origin),
    });
  },
  timer(node, _name, _data, out) {
    spread(node, out);
  },
  operate(_node, operation, _argument, out) {
    out.become(operation === 'drop-zone' ? 'DROP' : 'LOAD');
  },
});

/** A name server of the zone. The first one has the master copy; nothing tells caches that it has changed. */
export const authority: Behaviour<AuthorityKind> = {
  kind: 'dns-authority',
  machine,
  volatile: ({ options }) => ({ lame: options.lame, behind: [] }),
  durable: ({ options }) => ({ zone: options.zone, queries: 0, answers: 0 }),
  start(node, out, again) {
    if (node.options.lame) out.become('DROP');
    // After a crash it does not remember who has the newest zone, so it sends it to all.
    if (!again) return;
    node.volatile.behind = [...node.options.secondaries];
    spread(node, out);
  },
  reconfigure({ options, volatile: v }, out) {
    if (options.lame !== v.lame) out.become(options.lame ? 'DROP' : 'LOAD');
    v.lame = options.lame;
  },
  roles: { authoritative: serving(true), lame: serving(false) },
  operations: [
    { id: 'drop-zone', title: 'Lose the zone (lame)' },
    { id: 'load-zone', title: 'Load the zone again' },
  ],
};
