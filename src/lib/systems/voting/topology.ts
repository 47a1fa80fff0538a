import { bothWays, layOut, many, ms, perhaps, type Placing, type Refs } from '../../sim';
import { numbered } from '../places';
import { client } from './nodes/client';
import { server, type Honesty } from './nodes/server';
import { voter } from './nodes/voter';
import type { VotingSettings } from './settings';

type Settings = VotingSettings;
type At = Refs<ReturnType<typeof parts>>;
type Place<N extends keyof At> = Placing<ReturnType<typeof parts>>[N];

const parts = ({ clients, judge, servers }: Settings) => ({
  clients: many(clients, client),
  voter: perhaps(judge === 'voter', voter),
  servers: many(servers, server),
});

/** A client gives the voter its deadline, two round trips and this much more, µs. */
const SLACK = ms(1);

const judging = (s: Settings, { servers }: At) => ({
  servers,
  needed: s.needed,
  deadline: ms(s.deadlineMs),
  bug: s.bug,
});

const clients =
  (s: Settings, at: At): Place<'clients'> =>
  (place) => ({
    id: `client-${place + 1}`,
    label: s.clients > 1 ? `client ${place + 1}` : 'client',
    shape: 'client',
    layer: 0,
    source: true,
    options: {
      ...judging(s, at),
      voter: at.voter,
      gap: ms(s.gapMs),
      offset: Math.round((place * ms(s.gapMs)) / s.clients),
      questions: s.questions,
      patience: ms(s.deadlineMs + 4 * s.hopMs) + SLACK,
    },
  });

function honestyOf(s: Settings, place: number): Honesty {
  if (place < s.servers - s.liars) return 'honest';
  return s.collude ? 'colludes' : 'lies';
}

const servers =
  (s: Settings): Place<'servers'> =>
  (place) => ({
    ...numbered('server', place),
    shape: 'server',
    layer: s.judge === 'voter' ? 2 : 1,
    options: {
      meanWork: ms(s.meanMs),
      version: place % s.versions,
      versions: s.versions,
      bugs: {
        share: s.bugPercent / 100,
        shared: s.sharedPercent / 100,
        everywhere: s.bugIn === 'every',
      },
      honesty: honestyOf(s, place),
    },
  });

export const topology = (s: Settings) =>
  layOut(parts(s), (at) => {
    const hop = ms(s.hopMs);
    const judges = at.voter === null ? at.clients : [at.voter];
    const asked = at.voter === null ? [] : at.clients.flatMap((c) => bothWays(c, at.voter!, hop));
    return {
      nodes: {
        clients: clients(s, at),
        voter: () => ({
          id: 'voter',
          label: 'voter',
          shape: 'balancer',
          layer: 1,
          options: judging(s, at),
        }),
        servers: servers(s),
      },
      links: [
        ...asked,
        ...judges.flatMap((j) => at.servers.flatMap((server) => bothWays(j, server, hop))),
      ],
    };
  });
