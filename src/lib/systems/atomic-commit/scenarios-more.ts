import { seconds, type Scenario } from '../../sim';
import { decisions, pendingUsers, usersDb, visitors, walletsDb } from './measures';
import { BLOCKED, CALM, everySecond } from './scenario-settings';
import { aboutDatabases, aboutFirst, isDown, isFirstDead } from './story';
import type { CommitWorld } from './world';

export const moreScenarios: readonly Scenario<CommitWorld>[] = [
  {
    id: 'keyed',
    title: 'Retries with a key',
    story: 'Two calls, two retries, and a wallet is made under its user’s id.',
    watch: 'what a repeated request finds',
    seen: 'The wallet of the first request. What is left are three losses in a row, and a process that dies between the calls.',
    settings: { signUps: 400, mode: 'naive', retries: 2, rejectPercent: 0 },
    interventions: [],
    until: '28s',
    captions: [
      {
        text: 'More than 300 sign-ups are answered. A repeated request finds the wallet and makes no second one.',
        when: (w) => visitors(w).ok > 300,
        about: (w) => [walletsDb(w)],
        messages: ['conflict'],
      },
    ],
    shows: ['found-again'],
  },
  {
    id: 'from-log',
    title: 'The coordinator dies with its decision written',
    story:
      'Two-phase commit again, but the coordinator dies a moment later: the commit record is on disk, and nobody has been told.',
    watch: 'what the coordinator does first after its restart',
    seen: 'It reads its log and tells the decision again. The transaction was committed the whole time; nobody knew.',
    settings: {
      ...CALM,
      signUps: 400,
      coordinatorDies: 'after-decision',
      diesAfterS: 5,
      outageS: 5,
    },
    interventions: [],
    until: '30s',
    captions: [
      {
        text: 'The coordinator has decided, has written the decision down, and has died.',
        when: isFirstDead,
        about: aboutFirst,
      },
      {
        text: 'The coordinator is back. Its log says commit, so it tells the databases to commit.',
        when: (w) => w.now > seconds(10) && !isFirstDead(w),
        about: aboutFirst,
        messages: ['commit'],
      },
    ],
    shows: ['from-the-log', 'blocked'],
  },
  {
    id: 'before-votes',
    title: 'The coordinator dies before the votes',
    story: 'It has asked, and dies before anybody has answered.',
    watch: 'the two promises that come to nothing',
    seen: 'Both databases voted yes to a coordinator that was down. After its restart it has no record of the transaction, and that means abort.',
    settings: { ...CALM, signUps: 400, coordinatorDies: 'before-votes', diesAfterS: 5, outageS: 5 },
    interventions: [],
    until: '30s',
    captions: [
      {
        text: 'The coordinator has died before the first vote arrived.',
        when: isFirstDead,
        about: aboutFirst,
        messages: ['prepare', 'vote-yes'],
      },
      {
        text: 'The coordinator is back and finds nothing in its log. It answers both inquiries with abort.',
        when: (w) => decisions(w).presumed > 0,
        about: (w) => [...aboutFirst(w), ...aboutDatabases(w)],
        messages: ['inquire', 'abort'],
      },
    ],
    shows: ['presumed-abort', 'blocked'],
  },
  {
    id: 'participant-crash',
    title: 'A database crashes after its promise',
    story:
      'Answers of the wallet service get lost, so promises last for a while; and the wallets database crashes four times.',
    watch: 'the promises on its disk after the restart',
    seen: 'They are still there. Their rows are locked again before anything else happens, and the database asks for the outcome.',
    settings: { signUps: 400, requestLossPercent: 40, replyLossPercent: 40, rejectPercent: 0 },
    interventions: ['3s', '6s', '9s', '12s'].flatMap((at, i) => [
      `${at} crash wallets-db`,
      `${(i + 1) * 3000 + 700}ms restart wallets-db`,
    ]),
    until: '35s',
    captions: [
      {
        text: 'The wallets database is down. Its promises are on its disk.',
        when: (w) => isDown(walletsDb(w)),
        about: (w) => [walletsDb(w)],
      },
      {
        text: 'The wallets database is back: it has read its promises and locked their rows again.',
        when: (w) => walletsDb(w).durable.boots > 1,
        about: (w) => [walletsDb(w)],
        messages: ['inquire'],
      },
    ],
    shows: ['kept-word'],
  },
  {
    id: 'stateless',
    title: 'Any instance, no memory',
    story:
      'Two-phase commit, with REST’s rule taken to the extreme: any instance may get any request, each forgets everything after an answer, and one of them is killed each second.',
    watch: 'the instances’ memory, and the two databases',
    seen: 'Instances remember nothing, and every transaction is whole. What has to be remembered is a resource: rows, votes, a decision.',
    settings: { signUps: 1000, patienceMs: 1000 },
    interventions: everySecond,
    until: '60s',
    captions: [
      {
        text: 'An instance was killed. Visitors who were waiting for it ask another one.',
        when: (w) => visitors(w).repeated > 0,
        about: (w) => [w.at.visitors, ...w.at.instances],
        messages: ['sign-up'],
      },
      {
        text: 'More than 500 transactions are committed, and no instance remembers any of them.',
        when: (w) => decisions(w).committed > 500,
        about: (w) => w.at.instances,
      },
    ],
    shows: ['any-instance'],
  },
  {
    id: 'one',
    title: 'One service, one database',
    story:
      'If a user without a wallet makes no sense, perhaps they are one thing. Both tables are in one database, and the sign-up is a local transaction.',
    watch: 'how little happens',
    seen: 'One message there, one back, and a lock for as long as the disk takes. No other node can be in doubt.',
    settings: { signUps: 400, mode: 'one' },
    interventions: ['8s crash users-db', '10s restart users-db'],
    until: '30s',
    captions: [
      {
        text: 'The database is down. Sign-ups wait; none is half done.',
        when: (w) => isDown(usersDb(w)),
        about: (w) => [usersDb(w), w.at.visitors],
      },
      {
        text: 'The database is back. The visitors ask again, and each sign-up is one local transaction.',
        when: (w) => w.now > seconds(10) && !isDown(usersDb(w)),
        about: (w) => [usersDb(w)],
        messages: ['transact', 'committed'],
      },
    ],
  },
  {
    id: 'saga',
    title: 'A saga, and its orchestrator dies',
    story:
      'The user is written as PENDING and the visitor told so. An orchestrator then has the wallet made and makes the user ACTIVE. Ten seconds in it dies right after a wallet was made, and is back after thirty seconds.',
    watch: 'the locks, the PENDING users, and the wallet service’s own work',
    seen: 'Nobody waits and no row stays locked. Meanwhile six hundred accounts are PENDING, the first for thirty seconds, and everybody can see it. Then all are finished from what the users table says.',
    settings: { ...BLOCKED, mode: 'saga' },
    interventions: [],
    until: '55s',
    captions: [
      {
        text: 'The user exists, as PENDING, and the visitor has an answer. The wallet is still to come.',
        when: (w) => pendingUsers(w) > 0,
        about: (w) => [usersDb(w), w.at.visitors],
        messages: ['signed-up'],
      },
      {
        text: 'The orchestrator is down. Sign-ups go on and no lock is held; accounts pile up as PENDING.',
        when: (w) => isFirstDead(w) && pendingUsers(w) > 20,
        about: (w) => [...aboutFirst(w), usersDb(w)],
      },
      {
        text: 'The orchestrator is back, with no memory. It reads which users are PENDING and continues each saga from there.',
        when: (w) => w.now > seconds(40) && !isFirstDead(w),
        about: (w) => [...aboutFirst(w), usersDb(w)],
        messages: ['select', 'rows'],
      },
    ],
    shows: ['seen-between', 'found-again'],
  },
  {
    id: 'thousand',
    title: 'A thousand sign-ups',
    story: 'The long run behind the numbers of the page.',
    watch: 'users without a wallet, and wallets without a user',
    seen: 'None of either.',
    settings: { signUps: 1000, rejectPercent: 0 },
    interventions: [],
    until: null,
    captions: [
      {
        text: 'Five hundred transactions are committed. Some votes were lost and asked for again.',
        when: (w) => decisions(w).committed > 500,
        about: aboutFirst,
        messages: ['prepare', 'vote-yes'],
      },
      {
        text: 'All thousand visitors have an account: every user has a wallet, and every wallet has a user.',
        when: (w) => visitors(w).ok >= 1000,
        about: aboutDatabases,
      },
    ],
  },
];
