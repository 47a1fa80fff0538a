import { seconds, type Scenario } from '../../sim';
import { decisions, prepared, reconcile, surplus, visitors, walletsDb } from './measures';
import { BLOCKED } from './scenario-settings';
import { moreScenarios } from './scenarios-more';
import { aboutDatabases, aboutFirst, first, isFirstDead } from './story';
import type { CommitWorld } from './world';

const orphans = (w: CommitWorld): number => reconcile(w).orphanWallets;

export const scenarios: readonly Scenario<CommitWorld>[] = [
  {
    id: 'healthy',
    title: 'Two-phase commit, with lost messages',
    story:
      'Twenty people a second sign up. A coordinator asks both databases, writes its decision down and tells them. One message in twenty to and from the wallet service is lost.',
    watch: 'the votes, the locks, and the two databases',
    seen: 'Lost votes are asked for again. No user is without a wallet, and no wallet is without a user.',
    settings: { signUps: 400 },
    interventions: [],
    until: '25s',
    captions: [
      {
        text: 'Both databases have voted yes and keep their rows locked. From here on neither can change its mind.',
        when: (w) => prepared(w) >= 2,
        about: aboutDatabases,
        messages: ['vote-yes'],
      },
      {
        text: 'Decided: the coordinator’s log says commit. That record is the commit point of the transaction.',
        when: (w) => decisions(w).committed > 0,
        about: aboutFirst,
        messages: ['commit'],
      },
      {
        text: 'This user may not have a wallet. One no is enough: the transaction is aborted and leaves nothing behind.',
        when: (w) => visitors(w).failed > 0,
        about: (w) => [walletsDb(w), first(w)],
        messages: ['vote-no', 'abort'],
      },
    ],
  },
  {
    id: 'broken',
    title: 'Two calls, and delete on error',
    story:
      'The users service creates the user, calls the wallet service, and deletes the user if no answer comes. One request in twenty is lost, and one answer in twenty.',
    watch: 'wallets without a user',
    seen: 'Every lost answer leaves a wallet that belongs to nobody. After a time-out the caller does not know whether the call has failed.',
    settings: { signUps: 400, mode: 'naive', retries: 0 },
    interventions: [],
    until: '26s',
    captions: [
      {
        text: 'No answer for half a second. Was the request lost, or the answer? The caller cannot tell.',
        when: (w) => visitors(w).waiting.size > 0 && w.now > seconds(1),
        about: (w) => [...w.at.instances, walletsDb(w)],
      },
      {
        text: 'It was the answer that got lost. The user is deleted, and the wallet exists.',
        when: (w) => orphans(w) > 0,
        about: aboutDatabases,
        messages: ['mark'],
      },
      {
        text: 'Ten wallets belong to nobody by now.',
        when: (w) => orphans(w) >= 10,
        about: (w) => [walletsDb(w)],
      },
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
        text: 'Coordinator 1, the leader, is down. The votes that it knew are on the disks of the acceptors.',
        when: isFirstDead,
        about: (w) => w.at.managers,
      },
      {
        text: 'Coordinator 2 takes over, asks a majority in a ballot of its own, and commits.',
        when: (w) => decisions(w).takenOver > 0,
        about: (w) => [w.at.managers[1]],
        messages: ['ask', 'promise', 'propose'],
      },
      {
        text: 'Coordinator 1 is back and leads again. Nobody had to wait for it.',
        when: (w) => w.now > seconds(40) && !isFirstDead(w),
        about: aboutFirst,
      },
    ],
    shows: ['taken-over'],
  },
  {
    id: 'blocked',
    title: 'The coordinator dies between votes and decision',
    story:
      'Two-phase commit, ten seconds in. Both databases have voted yes; the coordinator dies before it has decided, and is back after thirty seconds. Every wallet also writes one row that others write too.',
    watch: 'the promise in doubt, the locks, and the wallet service’s own work',
    seen: 'The databases are up and may do nothing but ask. Six hundred people wait, the first of them thirty seconds, and so does work that has nothing to do with sign-ups.',
    settings: BLOCKED,
    interventions: [],
    until: '55s',
    captions: [
      {
        text: 'The coordinator has died between the last yes and the decision.',
        when: isFirstDead,
        about: aboutFirst,
        messages: ['vote-yes'],
      },
      {
        text: 'In doubt. Commit might be wrong, abort might be wrong; so both databases keep the rows locked.',
        when: (w) => isFirstDead(w) && w.now > seconds(12) && prepared(w) > 0,
        about: aboutDatabases,
        messages: ['inquire'],
      },
      {
        text: 'The wallet service’s own writes wait for the same lock, although they need no other service.',
        when: (w) => walletsDb(w).volatile.locks.line.length > 20,
        about: (w) => [walletsDb(w)],
      },
      {
        text: 'The coordinator is back. Its log has nothing about the transaction, so it aborts. The visitors ask again and get through.',
        when: (w) => w.now > seconds(40) && prepared(w) === 0,
        about: aboutFirst,
        messages: ['abort'],
      },
    ],
    shows: ['blocked', 'stands-in-line', 'presumed-abort'],
  },
  {
    id: 'twice',
    title: 'Retries without a key',
    story:
      'The two calls again, now with two retries. Each request that reaches the wallet service makes a wallet.',
    watch: 'users with more than one wallet',
    seen: 'Nearly everybody gets through, and one user in twenty has two wallets.',
    settings: { signUps: 400, mode: 'naive', retries: 2, idempotencyKey: false },
    interventions: [],
    until: '28s',
    captions: [
      {
        text: 'The answer was lost, the request was repeated, and a second wallet was made.',
        when: (w) => surplus(w) > 0,
        about: (w) => [walletsDb(w)],
        messages: ['transact'],
      },
    ],
  },
  ...moreScenarios,
];
