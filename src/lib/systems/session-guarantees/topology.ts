import { bothWays, layOut, many, ms, one, range, type Placing, type Refs } from '../../sim';
import { client } from './nodes/client';
import { replica } from './nodes/replica';
import type { SessionSettings } from './settings';

type Settings = SessionSettings;
type At = Refs<ReturnType<typeof parts>>;
type Place<N extends keyof At> = Placing<ReturnType<typeof parts>>[N];

const parts = ({ clients, followers }: Settings) => ({
  clients: many(clients, client),
  followers: many(followers, replica),
  primary: one(replica),
});

const NAMES = ['Ana', 'Ben', 'Cleo', 'Dan', 'Eva'];

/** The primary first: the others' place among the replicas is that among the followers, from 1. */
const replicasOf = ({ primary, followers }: At) => [primary, ...followers];

const clients =
  (s: Settings, at: At): Place<'clients'> =>
  (place) => ({
    id: NAMES[place].toLowerCase(),
    label: NAMES[place],
    shape: 'client',
    layer: 0,
    source: true,
    options: {
      replicas: replicasOf(at),
      place,
      route: s.route,
      token: s.token,
      tokenAt: s.tokenAt,
      behind: s.behind,
      writesAnywhere: s.writes === 'any',
      steps: s.steps,
      step: ms(s.stepMs),
      offset: Math.round((place * ms(s.stepMs)) / s.clients),
      gap: ms(s.gapMs),
      ownShare: s.ownPercent / 100,
      ownReads: s.ownReads,
      timeout: ms(s.timeoutMs),
      dropsToken: s.bug === 'drops-token',
    },
  });

const replicaOptions = (s: Settings, at: At, place: number) => ({
  place,
  replicas: replicasOf(at),
  inOrder: s.apply === 'in-order',
  lag: ms(s.lagMs),
  patience: ms(500 + 10 * s.lagMs + 4 * s.shipMs),
  countsReceived: s.bug === 'counts-received',
});

export const topology = (s: Settings) =>
  layOut(parts(s), (at) => {
    const near = ms(s.localRttMs / 2);
    const far = ms(s.primaryRttMs / 2);
    const { followers } = at;
    const between = range(followers.length).flatMap((i) =>
      followers.slice(i + 1).flatMap((peer) => bothWays(followers[i], peer, near)),
    );
    return {
      nodes: {
        clients: clients(s, at),
        followers: (place) => ({
          id: `follower-${place + 1}`,
          label: s.followers > 1 ? `follower ${place + 1}` : 'follower',
          shape: 'replica',
          layer: 1,
          options: replicaOptions(s, at, place + 1),
        }),
        primary: () => ({
          id: 'primary',
          label: 'primary',
          shape: 'coordinator',
          layer: 2,
          options: replicaOptions(s, at, 0),
        }),
      },
      links: [
        ...at.clients.flatMap((c) => [
          ...bothWays(c, at.primary, far),
          ...followers.flatMap((f) => bothWays(c, f, near)),
        ]),
        ...followers.flatMap((f) => bothWays(at.primary, f, ms(s.shipMs))),
        // Only where followers accept posts themselves do they have anything to tell each other.
        ...(s.writes === 'any' ? between : []),
      ],
    };
  });
