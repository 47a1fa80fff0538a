import { sum } from '../../sim';
import { allDown, crowds, moves, oldNow, sinceChange } from './moves';
import { about, at, scenario } from './world';

const downAt = ['20s crash ns-1', '20s crash ns-2'];

const outage = scenario('outage', 'All name servers down', {
  story: 'Both name servers crash and are restarted a minute later.',
  watch: 'how many lookups fail, and when',
  seen: 'At first almost none; after a minute one in five. The cache hides short outages.',
  settings: { changeAtS: 0, followed: 6 },
  interventions: [...downAt, '80s restart ns-1', '80s restart ns-2'],
  until: '120s',
  captions: [
    about((w) => [...w.at.nameServers, ...w.at.resolvers]).when(allDown)(
      'Both name servers are down. Resolvers go on answering from copies that have not expired.',
    ),
    about((w) => [w.at.client, ...w.at.resolvers], 'answer').when(
      (w) => w.at.client.durable.servfail >= 1,
    )('A copy expires, and its resolver reaches no name server: it answers SERVFAIL.'),
    about((w) => [...w.at.nameServers], ['query', 'reply']).when(
      (w) => w.now > 85e6 && !allDown(w),
    )('The name servers are back. The resolvers that failed ask again within seconds.'),
  ],
  shows: ['outage-hidden'],
});

export const scenarios = [
  ...moves,
  scenario('first-lookup', 'The very first lookup', {
    story: 'One resolver with an empty cache is asked for www.example.com, again and again.',
    watch: 'whom it asks the first time, and whom the second time',
    seen: 'The first lookup walks down the tree; the next one is answered from the cache in a sixth of the time.',
    settings: { resolvers: 1, rate: 1, followed: 1, warm: false, changeAtS: 0, ttlS: 10 },
    until: '20s',
    captions: [
      about(at('resolvers-1', 'root'), ['query', 'referral']).when(
        (w) => w.observed.referrals >= 1,
      )(
        'The resolver knows only the root, which does not know the address. It knows who runs .com.',
      ),
      about(at('resolvers-1', 'com'), ['query', 'referral']).when((w) => w.observed.referrals >= 2)(
        '.com does not know it either, and names the servers of example.com.',
      ),
      about((w) => [...w.at.resolvers, ...w.at.nameServers], ['reply', 'answer']).when(
        (w) => w.at.client.durable.served >= 1,
      )(
        'A name server of the zone answers. The resolver caches the address and the names of the servers, each for its own TTL.',
      ),
      about((w) => [...w.at.resolvers, ...w.at.nameServers], ['query', 'reply']).when(
        (w) => w.observed.queries >= 2,
      )(
        'The address has expired. The resolver still knows the zone’s name servers, so it asks one of them directly.',
      ),
    ],
    shows: ['walked'],
  }),
  scenario('negative', 'A name that was asked for too early', {
    story:
      'A tenth of the lookups ask for shop.example.com before it exists. Then it is published.',
    watch: 'the resolvers that answer “no such name”',
    seen: 'Resolvers have cached that it does not exist, and say so for up to 300 s after it does.',
    settings: { newNamePercent: 10, changeAtS: 30, followed: 6 },
    until: '350s',
    captions: [
      about((w) => [w.at.client, ...w.at.resolvers], 'answer').when(
        (w) => w.at.client.durable.denied >= 1,
      )('“No such name” is an answer too, and resolvers cache it for the negative TTL, 300 s.'),
      about((w) => [...w.at.nameServers, ...w.at.resolvers]).when(
        (w) => sum(w.observed.denying) > 0,
      )(
        'shop.example.com is published. Most resolvers will not ask again for minutes: “no such name” is in their caches.',
      ),
      about(at('clients'), ['lookup', 'answer']).when((w) => w.observed.denied >= 5)(
        'Clients are still told that the name does not exist, although it now does.',
      ),
    ],
    shows: ['denied', 'stale'],
  }),
  outage,
  scenario('serve-stale', 'All name servers down, and stale copies served', {
    ...outage,
    story:
      'The same outage, with resolvers that would rather give out an expired copy than no address.',
    watch: 'failed lookups',
    seen: 'No lookup fails. The answers may be out of date, and nobody can tell.',
    settings: { ...outage.settings, serveStale: true },
    captions: [
      outage.captions[0],
      about((w) => [w.at.client, ...w.at.resolvers], 'answer').when(
        (w) => w.observed.servedStale >= 1,
      )('A copy has expired and no name server answers. The resolver gives out the old copy.'),
      about((w) => [w.at.client, ...w.at.nameServers]).when((w) => w.now > 85e6 && !allDown(w))(
        'The name servers are back, and no client noticed that they were gone.',
      ),
    ],
    shows: ['outage-hidden', 'served-stale'],
  }),
  scenario('lame', 'A lame delegation', {
    story: '.com lists two name servers, and the second one does not have the zone.',
    watch: 'what name server 2 answers',
    seen: 'It refuses, and the resolver tries the other one. Lookups are slower, and the zone depends on a single server.',
    settings: { lame: 1, changeAtS: 0, ttlS: 60 },
    interventions: ['20s crash ns-1', '40s restart ns-1'],
    until: '60s',
    captions: [
      about(at('ns-2'), ['query', 'refused']).when((w) => w.observed.refused >= 1)(
        'Name server 2 is listed for the zone but does not have it. It refuses, and the resolver tries the other.',
      ),
      about(at('ns-1', 'ns-2', 'clients'), 'refused').when(
        (w) => w.at.client.durable.servfail >= 1,
      )(
        'Name server 1 crashes. Name server 2 still refuses, because it never had the zone, so lookups fail.',
      ),
    ],
    shows: ['lame'],
  }),
  scenario('herd', 'All caches empty at once', {
    story: 'A thousand resolvers start with nothing in their caches.',
    watch: 'queries to the name servers, at once and one TTL later',
    seen: 'Within seconds all thousand resolvers query the name servers, and again one TTL later: copies that were fetched together expire together.',
    settings: { warm: false, changeAtS: 0, ttlS: 60 },
    until: '150s',
    captions: [
      about(at('root', 'com', 'ns-1', 'ns-2'), ['query', 'referral']).when(
        (w) => w.observed.queries > 500,
      )('Every cache is empty, so within a second every resolver asks its way down from the root.'),
      about(crowds, 'answer').when((w) => w.now > 30e6)(
        'Every resolver has a copy now and answers from it. The name servers have nothing to do.',
      ),
      about((w) => [...w.at.nameServers], ['query', 'reply']).when(
        (w) => w.observed.queries > 1500,
      )(
        'The copies were fetched together, so one TTL later they expire together, and every resolver asks again at once.',
      ),
    ],
    shows: ['walked'],
  }),
  scenario('ignoring', 'Resolvers that ignore the TTL', {
    story:
      'One resolver in twenty keeps every copy for an hour. The owner moves the site with a short TTL, and all the others respect it.',
    watch: 'the old copies that remain',
    seen: 'Nineteen in twenty have moved within the TTL. The rest stay, and the owner can do nothing about it.',
    settings: { ttlS: 30, ignoring: 5, changeAtS: 60 },
    until: '150s',
    captions: [
      about((w) => [...w.at.nameServers, ...w.at.resolvers]).when((w) => oldNow(w) > 0)(
        'The record changes. With a TTL of 30 s, everybody should have moved 30 s later.',
      ),
      about(crowds).when((w) => sinceChange(w) > 40 && oldNow(w) > 0)(
        'The TTL has passed, and one resolver in twenty still gives out the old address. The TTL is a request, and these do not honour it.',
      ),
    ],
    shows: ['stale'],
  }),
];
