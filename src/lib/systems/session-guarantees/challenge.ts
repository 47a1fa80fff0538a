import type { Challenge } from '../../sim';
import { atLeast, atMost, none, seeds, trap } from '../clauses';
import type { SessionSettings } from './settings';

/** What solves it, and what each trap changes in one place. */
const WHOLE = {
  route: 'followers',
  token: 'both',
  tokenAt: 'account',
  behind: 'primary',
  apply: 'in-order',
} as const;

/** Load, lag and distances are given; the reader chooses routes, what a session keeps, and what a replica may apply. */
export const challenge: Challenge<SessionSettings> = {
  title: 'Pass the Turing test',
  goal: 'Three users read near-by followers and post to a primary 80 ms away. They change devices, and follower 1 crashes. Keep all four guarantees, and do not buy them with reads at the primary.',
  locked: {
    writes: 'primary',
    lagMs: 200,
    followers: 2,
    clients: 3,
    steps: 400,
    stepMs: 400,
    ownPercent: 10,
    gapMs: 50,
    ownReads: 1,
    primaryRttMs: 80,
    localRttMs: 5,
    shipMs: 40,
    timeoutMs: 300,
    bug: 'none',
  },
  interventions: [
    '20s crash follower-1',
    '30s restart follower-1',
    ...['ana', 'ben', 'cleo'].flatMap((user) =>
      Array.from({ length: 60 }, (_, i) => `${1230 * (i + 1)}ms operate ${user} switch`),
    ),
  ],
  until: null,
  start: {
    route: 'any',
    token: 'none',
    tokenAt: 'connection',
    behind: 'wait',
    apply: 'as-received',
  },
  clauses: [
    none('ryw', 'users see their own posts', 'readYourWrites'),
    none('mr', 'nothing that was seen vanishes', 'monotonicReads'),
    none('wfr', 'no reply without what its author had read', 'writesFollowReads'),
    none('mw', 'no post without its author’s earlier ones', 'monotonicWrites'),
    atMost('mean', 'mean read at most 15 ms', 'meanMs', 15, 'ms'),
    atMost('p99', 'p99 of reads at most 100 ms', 'p99Ms', 100, 'ms'),
    atMost('primary', 'at most 15 % of reads at the primary', 'primaryPercent', 15, '%'),
    atLeast('reads', 'at least 1,190 reads answered', 'reads', 1190),
  ],
  seeds,
  references: [
    {
      id: 'a whole token in the account, any follower, detour to the primary',
      settings: WHOLE,
    },
    {
      id: 'the same with one follower for each user',
      settings: { ...WHOLE, route: 'sticky' },
    },
  ],
  traps: [
    trap('everything at the primary', { ...WHOLE, route: 'primary' }).fails(
      'mean',
      'One copy cannot contradict itself, and every read pays for the distance.',
    ),
    trap('a token of writes', { ...WHOLE, token: 'writes' }).fails(
      'mr',
      'It finds one’s own posts. What others wrote may still be seen and vanish.',
    ),
    trap('a token of reads', { ...WHOLE, token: 'reads' }).fails(
      'ryw',
      'A post is no read: nothing tells a follower that its author is back for it.',
    ),
    trap('a token in the device', { ...WHOLE, tokenAt: 'device' }).fails(
      'ryw',
      'The user is the same on the next device, and the token is not there.',
    ),
    trap('waiting for the follower', { ...WHOLE, behind: 'wait' }).fails(
      'p99',
      'It saves the way to the primary. The slowest reads wait for the whole lag instead, or time out.',
    ),
    trap('own posts at the primary, no token', {
      ...WHOLE,
      route: 'own-primary',
      token: 'none',
    }).fails(
      'mr',
      'A user’s first look finds the post. Later ones go to followers, and it vanishes.',
    ),
    trap('posts applied as they are ready', { ...WHOLE, apply: 'as-received' }).fails(
      'ryw',
      'A position promises nothing where posts before it may be missing.',
    ),
  ],
};
