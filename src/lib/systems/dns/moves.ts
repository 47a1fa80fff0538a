import { SECOND, sum, type NodeState } from '../../sim';
import { about, at, scenario, type DnsWorld as W } from './world';

const crowds = (w: W): NodeState[] => [...w.at.resolvers];
const sinceChange = ({ observed: { changedAt }, now }: W): number =>
  changedAt === null ? -1 : (now - changedAt) / SECOND;
const oldNow = (w: W): number => sum(w.observed.old);
const isOff = (w: W): boolean => w.at.sites[0].mode.role === 'off';
const ttlS = (w: W): number => w.at.nameServers[0].durable.zone.ttl / SECOND;
const allDown = (w: W): boolean => w.at.nameServers.every((n) => n.mode.host === 'crashed');

const warm = about(crowds, ['lookup', 'answer']).when((w) => w.at.client.durable.served > 3)(
  'A thousand resolvers hold copies of the old address, each for up to 300 s.',
);
const changes = about((w) => [...w.at.nameServers, ...w.at.resolvers]).when((w) => oldNow(w) > 0)(
  'The record changes at the name servers. Nobody tells the resolvers, and all copies stay as they are.',
);

export const moves = [
  scenario('healthy', 'A thousand caches', {
    story:
      'Two thousand lookups a second ask a thousand resolvers for one name. Each copy may be kept for 300 s.',
    watch: 'how few queries reach the name servers',
    seen: 'One lookup in six hundred reaches a name server; the others are answered from copies.',
    settings: { changeAtS: 0 },
    until: '100s',
    captions: [
      about((w) => [w.at.client, ...w.at.resolvers], ['lookup', 'answer']).when(
        (w) => w.at.client.durable.served > 3,
      )('A client looks the name up. Its resolver has a copy and asks nobody.'),
      about((w) => [...w.at.nameServers], ['query', 'reply']).when((w) => w.observed.queries > 20)(
        'One copy has expired: this resolver asks a name server again.',
      ),
      about((w) => [...w.at.nameServers]).when((w) => w.observed.stretches.length >= 6)(
        'Two thousand lookups a second, and the name servers see three or four queries a second.',
      ),
    ],
  }),
  scenario('broken', 'Moving without a plan', {
    story:
      'The record changes while its TTL is 300 s, and the old server is switched off a minute later.',
    watch: 'the old copies under the resolvers',
    seen: 'After a minute four in five lookups still lead to the old server, which is gone.',
    settings: { changeAtS: 30, oldOffAfterS: 60 },
    until: '350s',
    captions: [
      warm,
      changes,
      about(crowds, ['query', 'reply']).when((w) => sinceChange(w) > 20)(
        'Some copies expire, and those resolvers fetch the new address. The others wait out their 300 s.',
      ),
      about(at('old-site', 'clients'), 'visit').when(
        (w) => isOff(w) && w.at.client.durable.dead > 3,
      )('The old server is switched off. Four in five lookups still lead to it.'),
      about(crowds).when((w) => sinceChange(w) > 200 && oldNow(w) === 0)(
        'The last old copy has expired. It took the whole TTL of 300 s.',
      ),
    ],
    shows: ['stale', 'gone'],
  }),
  scenario('fixed', 'Lower the TTL one TTL early', {
    story:
      'The owner lowers the TTL to 30 s, waits for one old TTL, changes the record, and switches the old server off a minute after that.',
    watch: 'the old copies, and queries to the name servers',
    seen: 'Within 30 s everyone has moved and no lookup fails. For a few minutes the name servers get ten times the queries.',
    settings: {
      changeAtS: 320,
      lowerBeforeS: 300,
      lowTtlS: 30,
      restoreAfterS: 60,
      oldOffAfterS: 60,
    },
    until: '440s',
    captions: [
      about((w) => [w.at.owner, ...w.at.nameServers]).when((w) => ttlS(w) === 30)(
        'The TTL is lowered to 30 s. Only copies fetched from now on expire that soon.',
      ),
      about((w) => [...w.at.nameServers], ['query', 'reply']).when((w) => w.now > 310 * SECOND)(
        'One old TTL later every copy is short-lived. The price is ten times the queries.',
      ),
      about(crowds).when((w) => oldNow(w) > 0)(
        'Cut-over: the record changes. These copies have at most 30 s to live.',
      ),
      about(crowds, 'visit').when((w) => sinceChange(w) > 20 && oldNow(w) === 0)(
        'Within 30 s everyone has moved.',
      ),
      about(at('old-site', 'new-site', 'clients')).when((w) => isOff(w) && ttlS(w) === 300)(
        'The TTL is restored and the old server is off. No lookup failed.',
      ),
    ],
    shows: ['stale'],
  }),
  scenario('lowered-late', 'Lowered a minute before', {
    story: 'The TTL goes down to 30 s, but only a minute before the record changes.',
    watch: 'old copies a minute after the change',
    seen: 'Three in five resolvers still have a copy with the old TTL.',
    settings: {
      changeAtS: 70,
      lowerBeforeS: 60,
      lowTtlS: 30,
      restoreAfterS: 0,
      oldOffAfterS: 60,
    },
    until: '330s',
    captions: [
      about((w) => [w.at.owner, ...w.at.nameServers]).when((w) => ttlS(w) === 30)(
        'The TTL is lowered. A copy that was fetched before keeps the TTL that it came with.',
      ),
      changes,
      about(at('old-site', 'clients'), 'visit').when(
        (w) => isOff(w) && w.at.client.durable.dead > 3,
      )('The old server goes off, and three in five resolvers still point at it.'),
    ],
    shows: ['stale', 'gone'],
  }),
];
export { allDown, crowds, oldNow, sinceChange };
