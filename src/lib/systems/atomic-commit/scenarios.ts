import { seconds } from '../../sim';
import { decisions, prepared, reconcile, surplus, visitors, walletsDb } from './measures';
import { BLOCKED } from './scenario-settings';
import { moreScenarios } from './scenarios-more';
import { aboutDatabases, aboutFirst, first, isFirstDead, unanswered } from './story';
import { about, scenario, type CommitWorld } from './world';

const orphans = (w: CommitWorld): number => reconcile(w).orphanWallets;

export const scenarios = [
  scenario('healthy', 'Two-phase commit, with lost messages', {
    story:
      'Twenty people a second sign up. A coordinator asks both databases to prepare, logs its decision and announces it. One message in twenty to and from the wallet service is lost.',
    watch: 'the votes, the locked rows, and the two databases',
    seen: 'Lost votes are asked for again. At the end there are 393 users and 393 wallets: every user has a wallet, and every wallet has a user.',
    settings: { signUps: 400 },
    until: '25s',
    captions: [
      about(aboutDatabases, 'vote-yes').when((w) => prepared(w) >= 2)(
        'Both databases have voted yes, on disk, and keep their rows locked. Neither may change its mind now.',
      ),
      about(aboutFirst, 'commit').when((w) => decisions(w).committed > 4)(
        'The coordinator has decided: once commit is in its log, the transaction is committed. Now it tells the databases.',
      ),
      about((w) => [walletsDb(w), first(w)], ['vote-no', 'abort']).when(
        (w) => visitors(w).failed > 0,
      )(
        'The wallets database votes no on a user who may not have a wallet. One no is enough: the transaction is aborted and leaves no row behind.',
      ),
    ],
  }),
  scenario('broken', 'Two calls, and delete on error', {
    story:
      'The users service creates the user, calls the wallet service, and deletes the user if no reply comes. One request in twenty is lost, and one reply in twenty.',
    watch: 'lost requests, lost replies, and orphaned wallets',
    seen: 'Nineteen replies are lost, and each leaves an orphaned wallet. After a time-out the caller does not know whether the call has failed.',
    settings: { signUps: 400, mode: 'naive', retries: 0 },
    until: '26s',
    captions: [
      about((w) => [...unanswered(w), walletsDb(w)]).when((w) => unanswered(w).length > 0)(
        'A call to the wallets database is unanswered. Was the request lost, or the reply? The caller cannot tell.',
      ),
      about(aboutDatabases, 'mark').when((w) => orphans(w) > 0)(
        'It was the reply that got lost. After the time-out the user is deleted, and the wallet is orphaned.',
      ),
      about((w) => [walletsDb(w)]).when((w) => orphans(w) >= 10)(
        'Ten wallets are orphaned by now, one for each lost reply.',
      ),
    ],
    shows: ['deleted-with-wallet'],
  }),
  scenario('fixed', 'The coordinator crashes, and another finishes', {
    story:
      'Three coordinators share the job, and every vote is on the disks of two of them. The leader crashes right after the votes.',
    watch: 'the locked rows, and who sends the commit',
    seen: 'After a second coordinator 2 reads the votes, finds them complete and commits. Twelve people have waited.',
    settings: { ...BLOCKED, mode: 'replicated' },
    until: '55s',
    captions: [
      about((w) => w.at.managers).when(isFirstDead)(
        'Coordinator 1, the leader, has crashed. The votes that it had collected are on disk at coordinators 1 and 2.',
      ),
      about((w) => [w.at.managers[1]], ['ask', 'promise', 'propose']).when(
        (w) => decisions(w).takenOver > 0,
      )(
        'Coordinator 2 takes over: it asks a majority for the votes, in a ballot of its own, and commits.',
      ),
      about(aboutFirst).when((w) => w.now > seconds(40) && !isFirstDead(w))(
        'Coordinator 1 is back and leads again. Nobody had to wait for it.',
      ),
    ],
    shows: ['taken-over'],
  }),
  scenario('blocked', 'The coordinator crashes between votes and decision', {
    story:
      'Two-phase commit, ten seconds in. Both databases have voted yes when the coordinator crashes, before it has decided; it is back after thirty seconds. Every sign-up also writes one row that all others write too.',
    watch: 'the prepared transaction, the locked rows, and the line behind them',
    seen: 'Both databases are up, and all they may do is ask. Nearly six hundred people wait, the first for thirty seconds, and so do the wallet service’s own writes. Once the line moves, 90 people are told no although a retry of theirs creates the account.',
    settings: BLOCKED,
    until: '55s',
    captions: [
      about(aboutFirst, 'vote-yes').when(isFirstDead)(
        'The coordinator has crashed between the last yes and the decision.',
      ),
      about(aboutDatabases, 'inquire').when(
        (w) => isFirstDead(w) && w.now > seconds(12) && prepared(w) > 0,
      )(
        'Both databases are in doubt. Commit may be wrong and abort may be wrong, so they keep their rows locked until they learn the decision.',
      ),
      about((w) => [walletsDb(w)]).when((w) => walletsDb(w).volatile.locks.line.length > 20)(
        'More than twenty transactions wait in line at the wallets database, among them the wallet service’s own writes, which need no other service.',
      ),
      about(aboutFirst, 'abort').when((w) => w.now > seconds(40) && prepared(w) === 0)(
        'The coordinator is back. Its log says nothing about the transaction, so it aborts it, and the rows are free. The line begins to move.',
      ),
      about((w) => [w.at.visitors]).when((w) => {
        const { failed, waiting } = visitors(w);
        return failed > 0 && waiting.size === 0;
      })(
        '90 visitors were told no: their transactions stood in line too long and were aborted. A retry already on its way has created each account all the same.',
      ),
    ],
    shows: ['blocked', 'stands-in-line', 'presumed-abort'],
  }),
  scenario('twice', 'Retries without a key', {
    story:
      'Two calls, now with two retries. Each request that reaches the wallet service creates a wallet.',
    watch: 'duplicate wallets',
    seen: 'Everyone who may have a wallet gets one, and 19 of the 393 users get a second one.',
    settings: { signUps: 400, mode: 'naive', retries: 2, idempotencyKey: false },
    until: '28s',
    captions: [
      about((w) => [walletsDb(w)], 'transact').when((w) => surplus(w) > 0)(
        'The reply was lost, the request was repeated, and the wallets database created a second wallet.',
      ),
      about((w) => [...w.at.instances, walletsDb(w)]).when((w) => surplus(w) >= 10)(
        'Each lost reply makes a second wallet: ten by now.',
      ),
    ],
  }),
  ...moreScenarios,
];
