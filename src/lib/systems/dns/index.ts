import { defineSystem } from '../../sim';
import { gauge, message } from '../drawn';
import { planted } from '../fields';
import { challenge } from './challenge';
import { hunt } from './hunt';
import { measures, probes } from './measures';
import { observer } from './observer';
import { properties } from './properties';
import { scenarios } from './scenarios';
import { settings } from './settings';
import { topology } from './topology';

const ADDRESS = ['no such name', 'old', 'new'];
const STEPS = {
  lower: 'lowers the TTL',
  change: 'changes the record',
  restore: 'restores the TTL',
  off: 'switches the old server off',
};

export const system = defineSystem({
  id: 'dns',
  title: 'Moving a name that a thousand caches know',
  summary:
    'Root, .com, name servers and a thousand caching resolvers. A record changes, and nobody tells the caches.',
  view: 'Copies',
  settings,
  topology,
  // A lookup takes a fraction of a second and a TTL minutes; the story is told at the pace of the TTL.
  pace: ({ resolvers }) => (resolvers === 1 ? 0.5 : 10),
  messages: {
    lookup: { ...message.request('lookup', 'L'), label: ({ name }) => name },
    answer: {
      ...message.reply('answer of a resolver', 'A'),
      label: ({ record }) => (record ? (record.address ?? 'none') : 'fail'),
    },
    query: { ...message.request('query to a server', 'Q'), label: ({ name }) => name },
    referral: message.reply('referral', 'F'),
    reply: {
      ...message.reply('authoritative answer', 'R'),
      label: ({ record }) => record.address ?? 'none',
    },
    refused: message.error('refused', 'X'),
    visit: message.request('visit', 'V'),
    page: message.reply('reply of the web server', 'P'),
    update: message.event('update', 'U'),
    updated: message.ack('update received', 'K'),
    shutdown: message.event('stop', 'S'),
  },
  gauges: {
    ttl: gauge.badge('TTL', {
      unit: 's',
      durable: true,
      text: (n) => (n > 0 ? `TTL ${n} s` : ''),
      says: (n) => `its zone lets resolvers keep a copy for ${n} s`,
    }),
  },
  events: {
    cached: {
      title: 'a copy is kept',
      text: ({ name, resolver, address, from, until }) =>
        `resolver ${resolver + 1} keeps ${name} (${ADDRESS[address]}) for ${Math.round((until - from) / 1e6)} s`,
    },
    asked: { title: 'a query', text: ({ name }) => `is asked for ${name}.example.com` },
    ended: { title: 'a lookup without a page', text: ({ end }) => `a lookup ends: ${end}` },
    planned: { title: 'a step of the move', text: ({ step }) => STEPS[step] },
  },
  ...{ probes, observer, measures, properties, scenarios, challenge, hunt },
  fidelity: {
    modelled: [
      'resolvers one by one: each has copies and delegations of its own, and resolves from the root, the top-level domain or the name servers, whichever it knows',
      'TTLs that count from the question, negative answers with a TTL of their own, failures remembered for five seconds, expired copies served while nobody answers',
      'several name servers that copy the zone from the first one, retries at the next one, and lame ones that refuse',
      'forwarding resolvers that pass on what is left of a TTL',
      'lookups as a Poisson process; the followed ones are a random sample of it, played to the end',
    ],
    simplified: [
      'a lookup that is not followed exists only where it finds no fresh copy; the answers from copies in between are not played',
      'one record a name, an address in place of an address record, and names without aliases',
      'each link takes 20 ms, and one server stands for all the root servers and one for all of .com',
      'what nobody answers is tried three times, a second each',
    ],
    notModelled: [
      'copies in browsers and operating systems, which come on top of those in resolvers',
      'a delegation that changes, prefetching, DNSSEC and anycast',
      'clients that try a second address',
    ],
  },
  bugs: [
    planted('restarts-ttl', 'A forwarder keeps a copy for a whole TTL again.', {
      forwarding: true,
    }),
    planted('timeout-denies', 'A resolver takes silence for "no such name", and remembers it.'),
  ],
});
