import { counted, properties as makers, type Property } from '../../sim';
import { NAMES } from './nodes/messages';
import { outdated } from './observer';
import type { DnsWorld } from './world';

const { eventually, never, seenOnce } = makers<DnsWorld>();

const notTooOld = never(
  'within-ttl',
  'No resolver that obeys the TTL gives out a copy that is older, counted from the name server.',
  ({ tooOld }) => tooOld,
);
const published = never(
  'published',
  'Every answer is some published version of the zone.',
  ({ unpublished }) => unpublished,
);
const neverDenied = never(
  'never-denied',
  'A name that was always published is never denied.',
  ({ wronglyDenied }) => wronglyDenied,
);
const nobodyLost = never(
  'nobody-lost',
  'No client is sent to a server that is switched off.',
  (_seen, { at: { client, sites } }) =>
    client.durable.dead > 0 && sites[0].mode.role === 'off'
      ? 'a copy outlived the server that it points at'
      : null,
);

const settles = eventually({
  id: 'settles',
  title: 'In the end every resolver answers as the zone says.',
  end(_state, world, report) {
    const { published: zones, serial } = world.observed;
    for (const name of NAMES) {
      const found = outdated(world, name, zones[serial]);
      const place = found.findIndex((n) => n > 0);
      if (place >= 0)
        report(
          `${world.at.resolvers[place].label} still hold ${counted(found[place], 'copy', 'copies')} of ${name} that the zone has replaced`,
        );
    }
  },
});

const stale = seenOnce(
  'stale',
  'After the change a client is sent to the old address.',
  ({ staleAnswers: n }) => (n > 0 ? 'a copy from before the change is still alive' : null),
);
const gone = seenOnce(
  'gone',
  'A client is sent to a server that is switched off.',
  (_seen, { at: { client } }) =>
    client.durable.dead > 0 ? 'the copy outlived the server that it points at' : null,
);
const denied = seenOnce(
  'denied',
  'A name that exists is denied from a negative cache.',
  ({ denied: n }) => (n > 0 ? 'the resolver remembers that the name did not exist' : null),
);
const hidden = seenOnce(
  'outage-hidden',
  'All name servers are down, and a client is served from a cache.',
  ({ queries }, { at }) =>
    queries >= 0 &&
    at.nameServers.every(({ mode }) => mode.host === 'crashed') &&
    at.resolvers.some(({ mode }) => mode.role === 'alone') &&
    at.client.durable.served > 0
      ? 'copies that have not expired need no name server'
      : null,
);
const servedStale = seenOnce(
  'served-stale',
  'An expired copy is served while no name server answers.',
  ({ servedStale: n }) => (n > 0 ? 'the copy has expired, and nothing better can be had' : null),
);
const lame = seenOnce(
  'lame',
  'A server that the delegation names does not have the zone.',
  ({ refused: n }) => (n > 0 ? 'the resolver is refused and tries the next one' : null),
);
const walked = seenOnce('walked', 'A resolver walks down from the root.', (_seen, { at }) =>
  at.root.durable.queries > 0 && at.tld.durable.queries > 0 ? 'root, .com, example.com' : null,
);

export const properties: readonly Property<DnsWorld>[] = [
  notTooOld,
  published,
  neverDenied,
  nobodyLost,
  settles,
  stale,
  gone,
  denied,
  hidden,
  servedStale,
  lame,
  walked,
];
