import { SECOND, sum, type Caption, type NodeState, type Scenario } from '../../sim';
import type { DnsWorld as W } from './world';

type C = Caption<W>;

const at =
  (...ids: string[]) =>
  (w: W): NodeState[] =>
    ids.map((id) => w.node(id));
const crowds = (w: W): NodeState[] => [...w.at.resolvers];
const sinceChange = ({ observed: { changedAt }, now }: W): number =>
  changedAt === null ? -1 : (now - changedAt) / SECOND;
const oldNow = (w: W): number => sum(w.observed.old);
const isOff = (w: W): boolean => w.at.sites[0].mode.role === 'off';
const ttlS = (w: W): number => w.at.nameServers[0].durable.zone.ttl / SECOND;
const allDown = (w: W): boolean => w.at.nameServers.every((n) => n.mode.host === 'crashed');

const warm: C = {
  text: 'A thousand resolvers hold copies of the old address, each for up to 300 s.',
  when: (w) => w.at.client.durable.served > 3,
  about: crowds,
  messages: ['lookup', 'answer'],
};
const changes: C = {
  text: 'The record changes at the name servers. Nobody tells the resolvers, and all copies stay as they are.',
  when: (w) => oldNow(w) > 0,
  about: (w) => [...w.at.nameServers, ...w.at.resolvers],
};

const healthy: Scenario<W> = {
  id: 'healthy',
  title: 'A thousand caches',
  story:
    'Two thousand lookups a second ask a thousand resolvers for one name. Each copy may be kept for 300 s.',
  watch: 'how few queries reach the name servers',
  seen: 'One lookup in six hundred reaches a name server; the others are answered from copies.',
  settings: { changeAtS: 0 },
  interventions: [],
  until: '100s',
  captions: [
    {
      text: 'A client looks the name up. Its resolver has a copy and asks nobody.',
      when: (w) => w.at.client.durable.served > 3,
      about: (w) => [w.at.client, ...w.at.resolvers],
      messages: ['lookup', 'answer'],
    },
    {
      text: 'One copy has expired: this resolver asks a name server again.',
      when: (w) => w.observed.queries > 20,
      about: (w) => [...w.at.nameServers],
      messages: ['query', 'reply'],
    },
    {
      text: 'Two thousand lookups a second, and the name servers see three or four queries a second.',
      when: (w) => w.observed.stretches.length >= 6,
      about: (w) => [...w.at.nameServers],
    },
  ],
};

const broken: Scenario<W> = {
  id: 'broken',
  title: 'Moving without a plan',
  story:
    'The record changes while its TTL is 300 s, and the old server is switched off a minute later.',
  watch: 'the old copies under the resolvers',
  seen: 'After a minute four in five lookups still lead to the old server, which is gone.',
  settings: { changeAtS: 30, oldOffAfterS: 60 },
  interventions: [],
  until: '350s',
  captions: [
    warm,
    changes,
    {
      text: 'Some copies expire, and those resolvers fetch the new address. The others wait out their 300 s.',
      when: (w) => sinceChange(w) > 20,
      about: crowds,
      messages: ['query', 'reply'],
    },
    {
      text: 'The old server is switched off. Four in five lookups still lead to it.',
      when: (w) => isOff(w) && w.at.client.durable.dead > 3,
      about: at('old-site', 'clients'),
      messages: ['visit'],
    },
    {
      text: 'The last old copy has expired. It took the whole TTL of 300 s.',
      when: (w) => sinceChange(w) > 200 && oldNow(w) === 0,
      about: crowds,
    },
  ],
  shows: ['stale', 'gone'],
};

const fixed: Scenario<W> = {
  id: 'fixed',
  title: 'Lower the TTL one TTL early',
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
  interventions: [],
  until: '440s',
  captions: [
    {
      text: 'The TTL is lowered to 30 s. Only copies fetched from now on expire that soon.',
      when: (w) => ttlS(w) === 30,
      about: (w) => [w.at.owner, ...w.at.nameServers],
    },
    {
      text: 'One old TTL later every copy is short-lived. The price is ten times the queries.',
      when: (w) => w.now > 310 * SECOND,
      about: (w) => [...w.at.nameServers],
      messages: ['query', 'reply'],
    },
    {
      text: 'Cut-over: the record changes. These copies have at most 30 s to live.',
      when: (w) => oldNow(w) > 0,
      about: crowds,
    },
    {
      text: 'Within 30 s everyone has moved.',
      when: (w) => sinceChange(w) > 20 && oldNow(w) === 0,
      about: crowds,
      messages: ['visit'],
    },
    {
      text: 'The TTL is restored and the old server is off. No lookup failed.',
      when: (w) => isOff(w) && ttlS(w) === 300,
      about: at('old-site', 'new-site', 'clients'),
    },
  ],
  shows: ['stale'],
};

const late: Scenario<W> = {
  id: 'lowered-late',
  title: 'Lowered a minute before',
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
  interventions: [],
  until: '330s',
  captions: [
    {
      text: 'The TTL is lowered. A copy that was fetched before keeps the TTL that it came with.',
      when: (w) => ttlS(w) === 30,
      about: (w) => [w.at.owner, ...w.at.nameServers],
    },
    changes,
    {
      text: 'The old server goes off, and three in five resolvers still point at it.',
      when: (w) => isOff(w) && w.at.client.durable.dead > 3,
      about: at('old-site', 'clients'),
      messages: ['visit'],
    },
  ],
  shows: ['stale', 'gone'],
};

export const moves: readonly Scenario<W>[] = [healthy, broken, fixed, late];
export { allDown, at, crowds, oldNow, sinceChange };
