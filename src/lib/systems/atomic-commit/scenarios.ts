import type { Scenario, World } from '../../sim';
import {
  audit,
  coordinatorsOf,
  database,
  decisions,
  prepared,
  surplus,
  visitors,
} from './measures';
import { BLOCKED, moreScenarios } from './scenarios-more';

const coordinatorDead = (w: World): boolean => coordinatorsOf(w)[0].mode.role === 'off';
const orphans = (w: World): number => audit(w).orphanWallets;

export const scenarios: readonly Scenario[] = [
  {
    id: 'healthy',
    title: 'Two-phase commit, losses and all',
    story:
      'Twenty people a second sign up. A coordinator asks both databases, writes its decision down and tells them. One message in twenty to and from the wallet service is lost.',
    watch: 'the votes, the locks, and the two databases',
    seen: 'Lost votes are asked for again. Nobody has a user without a wallet, or a wallet without a user.',
    settings: { signUps: 400 },
    interventions: [],
    until: '25s',
    captions: [
      {
        text: 'Both have said yes and keep their rows locked. From here on neither can change its mind.',
        when: (w) => prepared(w) >= 2,
      },
      {
        text: 'Decided: the coordinator’s log says commit. That line is the transaction.',
        when: (w) => decisions(w).committed > 0,
      },
      {
        text: 'A user who may not have a wallet: one no is enough, and nothing is left of it.',
        when: (w) => visitors(w).failed > 0,
      },
    ],
  },
  {
    id: 'broken',
    title: 'Two calls, and delete on error',
    story:
      'The users service creates the user, calls the wallet service, and deletes the user if no answer comes. One request in twenty is lost, and one answer in twenty.',
    watch: 'wallets without a user',
    seen: 'Every lost answer leaves a wallet that belongs to nobody. A time-out is not a failure: it is not knowing.',
    settings: { signUps: 400, mode: 'naive', retries: 0 },
    interventions: [],
    until: '26s',
    captions: [
      {
        text: 'No answer for half a second. Was the request lost, or the answer? The caller cannot tell.',
        when: (w) => visitors(w).waiting.size > 0 && w.now > 1e6,
      },
      {
        text: 'It was the answer. The user is deleted, and the wallet is there.',
        when: (w) => orphans(w) > 0,
      },
      { text: 'Ten of them by now.', when: (w) => orphans(w) >= 10 },
    ],
    shows: ['deleted-with-wallet'],
  },
  {
    id: 'fixed',
    title: 'The coordinator dies, and another finishes',
    story:
      'Three managers are the coordinator together, and votes are on the disks of two of them. The first dies right after the votes, as in “The coordinator dies between votes and decision”.',
    watch: 'the locks, and who sends the commit',
    seen: 'After a second the next manager reads the votes, finds them complete and commits. About twenty people have waited.',
    settings: { ...BLOCKED, mode: 'replicated' },
    interventions: [],
    until: '55s',
    captions: [
      {
        text: 'The leader is dead. What it knew stands on the disks of the acceptors.',
        when: coordinatorDead,
      },
      {
        text: 'The next one takes over, asks a majority in a ballot of its own, and commits.',
        when: (w) => decisions(w).takenOver > 0,
      },
      {
        text: 'The first is back and leads again. Nobody had to wait for it.',
        when: (w) => w.now > 40e6 && !coordinatorDead(w),
      },
    ],
    shows: ['taken-over'],
  },
  {
    id: 'blocked',
    title: 'The coordinator dies between votes and decision',
    story:
      'Two-phase commit, ten seconds in. Both databases have said yes; the coordinator dies before it has decided, and is back after thirty seconds. Every wallet also writes one row that others write too.',
    watch: 'the promise in doubt, the locks, and the wallet service’s own work',
    seen: 'The databases are well and may do nothing but ask. Six hundred people wait, the first of them thirty seconds, and so does work that has nothing to do with sign-ups.',
    settings: BLOCKED,
    interventions: [],
    until: '55s',
    captions: [
      {
        text: 'Dead, between the last yes and the decision.',
        when: coordinatorDead,
      },
      {
        text: 'In doubt. Commit might be wrong, abort might be wrong; so the rows stay locked.',
        when: (w) => coordinatorDead(w) && w.now > 12e6 && prepared(w) > 0,
      },
      {
        text: 'The wallet service’s own writes stand in line, behind somebody else’s protocol.',
        when: (w) => database(w, 'wallets-db').volatile.locks.line.length > 20,
      },
      {
        text: 'Back. Nothing in the log about it, so: abort. The visitors, asking again, get through.',
        when: (w) => w.now > 40e6 && prepared(w) === 0,
      },
    ],
    shows: ['blocked', 'stands-in-line', 'presumed-abort'],
  },
  {
    id: 'twice',
    title: 'Retries without a key',
    story:
      'The two calls again, now with two retries. Each request that reaches the wallet service makes a wallet.',
    watch: 'wallets beyond one a user',
    seen: 'Nearly everybody gets through, and one in twenty has two wallets.',
    settings: { signUps: 400, mode: 'naive', retries: 2, idempotencyKey: false },
    interventions: [],
    until: '28s',
    captions: [
      {
        text: 'The answer was lost, the request is repeated, and a second wallet is made.',
        when: (w) => surplus(w) > 0,
      },
    ],
  },
  ...moreScenarios,
];
