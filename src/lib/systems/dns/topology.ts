import { bothWays, layOut, many, ms, one, range, seconds } from '../../sim';
import type { LinkSpec, NodeRef, Placing, Refs } from '../../sim';
import { numbered } from '../places';
import { authority } from './nodes/authority';
import { client } from './nodes/client';
import { crowd } from './nodes/crowd';
import type { Zone } from './nodes/messages';
import { owner, type Step } from './nodes/owner';
import { referrer } from './nodes/referrer';
import { site } from './nodes/site';
import type { DnsSettings } from './settings';

type Settings = DnsSettings;
type At = Refs<ReturnType<typeof parts>>;
type Place<N extends keyof At> = Placing<ReturnType<typeof parts>>[N];

/** Marks on the stage that the resolvers are divided among. */
const CROWDS = 4;
const crowdsOf = (s: Settings): number => Math.min(CROWDS, s.resolvers);

const parts = (s: Settings) => ({
  sites: many(2, site),
  client: one(client),
  resolvers: many(crowdsOf(s), crowd),
  root: one(referrer),
  tld: one(referrer),
  nameServers: many(s.nameServers, authority),
  owner: one(owner),
});

const hop = ms(20);

/** How many resolvers each crowd has. */
function countsOf(s: Settings): number[] {
  const crowds = crowdsOf(s);
  return range(crowds).map((i) => Math.floor((s.resolvers + crowds - 1 - i) / crowds));
}

const zoneOf = (s: Settings): Zone => ({
  serial: 1,
  ttl: seconds(s.ttlS),
  negativeTtl: seconds(s.negativeTtlS),
  addresses: { www: 'old', shop: null },
});

function stepsOf(s: Settings): Step[] {
  if (s.changeAtS === 0) return [];
  const change = seconds(s.changeAtS);
  const lower: Step[] =
    s.lowerBeforeS > 0 ? [{ at: Math.max(0, change - seconds(s.lowerBeforeS)), do: 'lower' }] : [];
  const restore: Step[] =
    s.lowerBeforeS > 0 && s.restoreAfterS > 0
      ? [{ at: change + seconds(s.restoreAfterS), do: 'restore' }]
      : [];
  const off: Step = { at: change + seconds(s.oldOffAfterS), do: 'off' };
  return [...lower, { at: change, do: 'change' } as const, ...restore, off].sort(
    (a, b) => a.at - b.at,
  );
}

const crowds =
  (s: Settings, at: At): Place<'resolvers'> =>
  (place) => {
    const counts = countsOf(s);
    const count = counts[place];
    const forwards = s.forwarding && place > 0 && place === counts.length - 1;
    return {
      id: `resolvers-${place + 1}`,
      label: count > 1 || counts.length > 1 ? `resolvers ${'ABCD'[place]}` : 'resolver',
      shape: 'replica',
      layer: 2,
      options: {
        count,
        root: at.root,
        tld: at.tld,
        nameServers: at.nameServers,
        upstream: forwards ? { crowd: at.resolvers[0], count: counts[0] } : null,
        rates: {
          www: s.rate * (1 - s.newNamePercent / 100),
          shop: (s.rate * s.newNamePercent) / 100,
        },
        unfollowed: Math.max(0, 1 - s.followed / (s.resolvers * s.rate)),
        warm: s.warm ? zoneOf(s) : null,
        delegationTtl: seconds(s.delegationTtlS),
        serveStale: s.serveStale,
        ignoring: Math.round((count * s.ignoring) / 100),
        negativeTtl: seconds(s.negativeTtlS),
        bug: s.bug,
      },
    };
  };

function wiring(s: Settings, at: At): LinkSpec<NodeRef>[] {
  const [primary, ...secondaries] = at.nameServers;
  const last = at.resolvers.at(-1)!;
  return [
    ...at.sites.flatMap((to) => bothWays(at.client, to, hop)),
    ...at.resolvers.flatMap((from) => [
      ...bothWays(at.client, from, hop),
      ...[at.root, at.tld, ...at.nameServers].flatMap((to) => bothWays(from, to, hop)),
    ]),
    ...(s.forwarding && at.resolvers.length > 1 ? bothWays(last, at.resolvers[0], hop) : []),
    ...secondaries.flatMap((to) => bothWays(primary, to, hop)),
    ...bothWays(at.owner, primary, hop),
    ...bothWays(at.owner, at.sites[0], hop),
  ];
}

const sites: Place<'sites'> = (place) => ({
  id: place === 0 ? 'old-site' : 'new-site',
  label: place === 0 ? 'old server' : 'new server',
  shape: 'server',
  layer: 0,
  options: null,
});

export const topology = (s: Settings) =>
  layOut(parts(s), (at) => {
    const [primary, ...secondaries] = at.nameServers;
    const delegationTtl = seconds(s.delegationTtlS);
    const counts = countsOf(s);
    return {
      nodes: {
        sites,
        client: () => ({
          id: 'clients',
          label: 'clients',
          shape: 'client',
          layer: 1,
          options: {
            crowds: at.resolvers.map((crowd, i) => ({ crowd, count: counts[i] })),
            resolvers: s.resolvers,
            sites: { old: at.sites[0], new: at.sites[1] },
            rate: Math.min(s.followed, s.resolvers * s.rate),
            newName: s.newNamePercent / 100,
          },
        }),
        resolvers: crowds(s, at),
        root: () => ({
          id: 'root',
          label: 'root',
          shape: 'server',
          layer: 3,
          options: { to: [at.tld], ttl: delegationTtl },
        }),
        tld: () => ({
          id: 'com',
          label: '.com',
          shape: 'server',
          layer: 3,
          options: { to: at.nameServers, ttl: delegationTtl },
        }),
        nameServers: (place) => ({
          ...numbered('ns', place, 'name server'),
          shape: 'server',
          layer: 3,
          options: {
            place,
            zone: zoneOf(s),
            secondaries: place === 0 ? secondaries : [],
            lame: place >= s.nameServers - s.lame,
          },
        }),
        owner: () => ({
          id: 'owner',
          label: 'zone owner',
          shape: 'observer',
          layer: 4,
          options: {
            primary,
            oldSite: at.sites[0],
            zone: zoneOf(s),
            lowTtl: seconds(s.lowTtlS),
            steps: stepsOf(s),
          },
        }),
      },
      links: wiring(s, at),
    };
  });
