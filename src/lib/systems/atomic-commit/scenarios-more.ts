import { seconds } from '../../sim';
import { decisions, pendingUsers, usersDb, visitors, walletsDb } from './measures';
import { BLOCKED, CALM, everySecond } from './scenario-settings';
import { aboutDatabases, aboutFirst, isDown, isFirstDead } from './story';
import { about, scenario } from './world';

export const moreScenarios = [
  scenario('keyed', 'Retries with a key', {
    story: 'Two calls, two retries, and the user’s id is the wallet’s key.',
    watch: 'what a repeated request finds',
    seen: 'The wallet of the first request: 20 replies are lost, and no user has two wallets. Three losses in a row, or a process that crashes between the calls, would still leave half an account.',
    settings: { signUps: 400, mode: 'naive', retries: 2, rejectPercent: 0 },
    until: '28s',
    captions: [
      about((w) => [walletsDb(w)], 'conflict').when((w) => visitors(w).ok > 300)(
        'More than 300 sign-ups are answered. A repeated request finds the wallet in the wallets database and creates no second one.',
      ),
    ],
    shows: ['found-again'],
  }),
  scenario('from-log', 'The coordinator crashes with its decision logged', {
    story:
      'Two-phase commit, and the coordinator crashes a moment later: commit is in its log, and nobody has been told.',
    watch: 'the prepared transaction, and what the coordinator does first after its restart',
    seen: 'It reads its log and announces the decision. The transaction was committed all along, and both databases were blocked for five seconds: blocking lasts until the decision is learned.',
    settings: {
      ...CALM,
      signUps: 400,
      coordinatorDies: 'after-decision',
      diesAfterS: 5,
      outageS: 5,
    },
    until: '30s',
    captions: [
      about(aboutFirst).when(isFirstDead)(
        'The coordinator has logged its decision and crashed. The transaction is committed, and neither database knows.',
      ),
      about(aboutFirst, 'commit').when((w) => w.now > seconds(10) && !isFirstDead(w))(
        'The coordinator is back. Its log says commit, so it tells both databases, which were in doubt until now.',
      ),
    ],
    shows: ['from-the-log', 'blocked'],
  }),
  scenario('before-votes', 'The coordinator crashes before the votes', {
    story: 'The coordinator has sent “prepare” and crashes before any vote arrives.',
    watch: 'the prepared transaction, and the answer to the databases’ inquiries',
    seen: 'Both databases voted yes to a coordinator that was down. After its restart it has no record of the transaction, and that means abort.',
    settings: { ...CALM, signUps: 400, coordinatorDies: 'before-votes', diesAfterS: 5, outageS: 5 },
    until: '30s',
    captions: [
      about(aboutFirst, ['prepare', 'vote-yes']).when(isFirstDead)(
        'The coordinator has crashed before the first vote arrived.',
      ),
      about((w) => [...aboutFirst(w), ...aboutDatabases(w)], ['inquire', 'abort']).when(
        (w) => decisions(w).presumed > 0,
      )(
        'The coordinator is back and finds nothing in its log. It answers both databases’ inquiries with abort.',
      ),
    ],
    shows: ['presumed-abort', 'blocked'],
  }),
  scenario('participant-crash', 'A database crashes after voting yes', {
    story:
      'The network loses 40 % of the messages to and from the wallet service, so transactions stay prepared for a while. The wallets database crashes four times.',
    watch: 'the prepared transactions of the wallets database after its restart',
    seen: 'They are still on its disk. Their rows are locked again before anything else happens, and the database asks for the decision.',
    settings: { signUps: 400, requestLossPercent: 40, replyLossPercent: 40, rejectPercent: 0 },
    interventions: ['3s', '6s', '9s', '12s'].flatMap((at, i) => [
      `${at} crash wallets-db`,
      `${(i + 1) * 3000 + 700}ms restart wallets-db`,
    ]),
    until: '35s',
    captions: [
      about((w) => [walletsDb(w)]).when((w) => isDown(walletsDb(w)))(
        'The wallets database is down. Its locks are gone; its prepared transactions are on its disk.',
      ),
      about((w) => [walletsDb(w)], 'inquire').when((w) => walletsDb(w).durable.boots > 1)(
        'The wallets database is back: it has read its prepared transactions and locked their rows again.',
      ),
    ],
    shows: ['kept-word'],
  }),
  scenario('stateless', 'Any instance, no memory', {
    story:
      'Two-phase commit, with REST’s rule taken to the extreme: any instance may get any request, each forgets everything after an answer, and one of them is killed each second.',
    watch: 'how often the instances are wiped, and the two databases',
    seen: 'The instances remember nothing, and there are 971 users and 971 wallets. What has to be remembered is on disk, as resources: rows, votes, a decision.',
    settings: { signUps: 1000, patienceMs: 1000 },
    interventions: everySecond,
    until: '60s',
    captions: [
      about((w) => [w.at.visitors, ...w.at.instances], 'sign-up').when(
        (w) => visitors(w).repeated > 0,
      )(
        'An instance was killed. Visitors who were waiting for it retry, and another instance answers them.',
      ),
      about((w) => w.at.instances).when((w) => decisions(w).committed > 500)(
        'More than 500 transactions are committed, and no instance remembers any of them.',
      ),
    ],
    shows: ['any-instance'],
  }),
  scenario('one', 'One service, one database', {
    story:
      'If a user without a wallet makes no sense, perhaps they belong together. Both tables are in one database, and a sign-up is a local transaction.',
    watch: 'how few messages a sign-up takes',
    seen: 'One message to the database, one back, and a lock for the 2 ms that the disk takes. No other node can be in doubt.',
    settings: { signUps: 400, mode: 'one' },
    interventions: ['8s crash users-db', '10s restart users-db'],
    until: '30s',
    captions: [
      about((w) => [usersDb(w), w.at.visitors]).when((w) => isDown(usersDb(w)))(
        'The database “users and wallets” is down. Sign-ups wait; none is half done.',
      ),
      about((w) => [usersDb(w)], ['transact', 'committed']).when(
        (w) => w.now > seconds(10) && !isDown(usersDb(w)),
      )('The database is back. The visitors retry, and each sign-up is one local transaction.'),
    ],
  }),
  scenario('saga', 'A saga, and its orchestrator crashes', {
    story:
      'The user is stored as PENDING and the visitor is told so. An orchestrator then creates the wallet and makes the user ACTIVE. Ten seconds in, it crashes right after a wallet was created, and is back after thirty seconds.',
    watch: 'the PENDING users, and how few rows are locked',
    seen: 'Nobody waits and no row stays locked. Meanwhile nearly six hundred users are PENDING, the first for thirty seconds, and everybody can see it. Then the orchestrator finishes all of them from what the users table says.',
    settings: { ...BLOCKED, mode: 'saga' },
    until: '55s',
    captions: [
      about((w) => [usersDb(w), w.at.visitors], 'signed-up').when((w) => pendingUsers(w) > 0)(
        'The user exists, as PENDING, and the visitor has an answer. There is no wallet yet.',
      ),
      about((w) => [...aboutFirst(w), usersDb(w)]).when(
        (w) => isFirstDead(w) && pendingUsers(w) > 20,
      )(
        'The orchestrator is down. Sign-ups continue and no row stays locked, but users pile up as PENDING.',
      ),
      about((w) => [...aboutFirst(w), usersDb(w)], ['select', 'rows']).when(
        (w) => w.now > seconds(40) && !isFirstDead(w),
      )(
        'The orchestrator is back with an empty memory. It reads from the users database who is PENDING and continues each saga.',
      ),
    ],
    shows: ['seen-between', 'found-again'],
  }),
  scenario('thousand', 'A thousand sign-ups', {
    story: 'The long run behind the numbers of the page.',
    watch: 'users without a wallet, and wallets without a user',
    seen: 'None of either.',
    settings: { signUps: 1000, rejectPercent: 0 },
    captions: [
      about(aboutFirst, ['prepare', 'vote-yes']).when((w) => decisions(w).committed > 500)(
        'Five hundred transactions are committed. Some votes were lost and asked for again.',
      ),
      about(aboutDatabases).when((w) => visitors(w).ok >= 1000)(
        'All 1,000 visitors have an account: every user has a wallet, and every wallet has a user.',
      ),
    ],
  }),
];
