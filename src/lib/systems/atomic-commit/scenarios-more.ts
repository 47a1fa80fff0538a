import type { Scenario, World } from '../../sim';
import { coordinatorsOf, database, decisions, pendingUsers, visitors } from './measures';

const crashed = (w: World, id: string): boolean => w.node(id).mode.host === 'crashed';
const dead = (w: World): boolean => coordinatorsOf(w)[0].mode.role === 'off';

const CALM = { requestLossPercent: 0, replyLossPercent: 0, rejectPercent: 0 } as const;

/** The coordinator is away for half a minute, and everybody writes one row. */
export const BLOCKED = {
  signUps: 900,
  requestLossPercent: 0,
  replyLossPercent: 0,
  rejectPercent: 0,
  hotPercent: 100,
  ownPerSecond: 5,
  coordinatorDies: 'after-votes',
  diesAfterS: 10,
  outageS: 30,
  patienceMs: 1000,
} as const;

/** Each second another instance dies and is back a moment later, with nothing in its memory. */
function wipes(seconds: number): string[] {
  return Array.from({ length: seconds }, (_, i) => {
    const id = `users-${(i % 3) + 1}`;
    return [`${i + 1}s crash ${id}`, `${(i + 1) * 1000 + 20}ms restart ${id}`];
  }).flat();
}

export const WIPED_FOR = 50;
export const everySecond = wipes(WIPED_FOR);

export const moreScenarios: readonly Scenario[] = [
  {
    id: 'keyed',
    title: 'Retries with a key',
    story: 'Two calls, two retries, and a wallet is made under its user’s id.',
    watch: 'what a repeated request finds',
    seen: 'The wallet of the first one. Three losses in a row are left, and a process that dies between the calls.',
    settings: { signUps: 400, mode: 'naive', retries: 2, rejectPercent: 0 },
    interventions: [],
    until: '28s',
    captions: [
      {
        text: 'Twenty seconds and hardly a trace of the losses.',
        when: (w) => visitors(w).ok > 300,
      },
    ],
    shows: ['found-again'],
  },
  {
    id: 'from-log',
    title: 'The coordinator dies with its decision written',
    story:
      'As before, but it dies a moment later: the commit record is on disk, and nobody has been told.',
    watch: 'what the coordinator does first when it is back',
    seen: 'It reads its log and tells the decision again. The transaction was committed the whole time; nobody knew.',
    settings: {
      signUps: 400,
      ...CALM,
      coordinatorDies: 'after-decision',
      diesAfterS: 5,
      outageS: 5,
    },
    interventions: [],
    until: '30s',
    captions: [
      { text: 'Decided, written down, and dead.', when: dead },
      {
        text: 'The log says commit. So does the coordinator.',
        when: (w) => w.now > 10e6 && !dead(w),
      },
    ],
    shows: ['from-the-log', 'blocked'],
  },
  {
    id: 'before-votes',
    title: 'The coordinator dies before the votes',
    story: 'It has asked, and dies before anybody has answered.',
    watch: 'the two promises that come to nothing',
    seen: 'Both said yes to a coordinator that was gone. When it is back it knows nothing of them, and that means abort.',
    settings: { signUps: 400, ...CALM, coordinatorDies: 'before-votes', diesAfterS: 5, outageS: 5 },
    interventions: [],
    until: '30s',
    captions: [{ text: 'Gone before the first vote.', when: dead }],
    shows: ['presumed-abort', 'blocked'],
  },
  {
    id: 'participant-crash',
    title: 'A database dies with its promise given',
    story:
      'Answers of the wallet service get lost, so promises last for a while; and the wallets’ database is crashed four times.',
    watch: 'the promises on its disk when it is back',
    seen: 'They are there, their rows are locked again before anything else happens, and it asks what became of them.',
    settings: { signUps: 400, requestLossPercent: 40, replyLossPercent: 40, rejectPercent: 0 },
    interventions: ['3s', '6s', '9s', '12s'].flatMap((at, i) => [
      `${at} crash wallets-db`,
      `${(i + 1) * 3000 + 700}ms restart wallets-db`,
    ]),
    until: '35s',
    captions: [
      {
        text: 'Down. What it promised is on its disk.',
        when: (w) => crashed(w, 'wallets-db'),
      },
      {
        text: 'Back: the promises are read and the rows locked again.',
        when: (w) => database(w, 'wallets-db').durable.boots > 1,
      },
    ],
    shows: ['kept-word'],
  },
  {
    id: 'stateless',
    title: 'Any instance, no memory',
    story:
      'Two-phase commit, and everything is done to make REST’s rule hold: any instance may get any request, each forgets everything after an answer, and one of them is killed each second.',
    watch: 'the instances’ memory, and the two databases',
    seen: 'Nothing is remembered, and every transaction is whole. What has to be remembered is a resource: rows, votes, a decision.',
    settings: { signUps: 1000, patienceMs: 1000 },
    interventions: everySecond,
    until: '60s',
    captions: [
      {
        text: 'An instance is killed. Whoever was waiting for it asks another one.',
        when: (w) => visitors(w).repeated > 0,
      },
      {
        text: 'Hundreds of transactions, and not one of them in an instance’s memory.',
        when: (w) => decisions(w).committed > 500,
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
    seen: 'One message there, one back, a lock for as long as the disk takes. There is nobody to be in doubt about.',
    settings: { signUps: 400, mode: 'one' },
    interventions: ['8s crash users-db', '10s restart users-db'],
    until: '30s',
    captions: [
      {
        text: 'The database is away. Sign-ups wait; none is half done.',
        when: (w) => crashed(w, 'users-db'),
      },
    ],
  },
  {
    id: 'saga',
    title: 'A saga, and its orchestrator dies',
    story:
      'The user is written as PENDING and the visitor told so. An orchestrator then has the wallet made and makes the user ACTIVE. Ten seconds in it dies with a wallet just made, and is back after thirty seconds.',
    watch: 'the locks, the PENDING users, and the wallet service’s own work',
    seen: 'Nobody waits and no row stays locked. Six hundred accounts are PENDING meanwhile, the first for thirty seconds, and everybody can see it. Then all are finished from what the users’ table says.',
    settings: { ...BLOCKED, mode: 'saga' },
    interventions: [],
    until: '55s',
    captions: [
      {
        text: 'The user is there, PENDING, and the visitor has an answer. The wallet is still to come.',
        when: (w) => pendingUsers(w) > 0,
      },
      {
        text: 'The orchestrator is dead. Sign-ups go on, no lock is held; accounts pile up as PENDING.',
        when: (w) => dead(w) && pendingUsers(w) > 20,
      },
      {
        text: 'Back, with no memory. It asks who is PENDING, and takes each one on from there.',
        when: (w) => w.now > 40e6 && !dead(w),
      },
    ],
    shows: ['seen-between', 'found-again'],
  },
  {
    id: 'thousand',
    title: 'A thousand sign-ups',
    story: 'The long run behind the numbers of the page.',
    watch: 'users without a wallet, and wallets without a user',
    seen: 'None and none.',
    settings: { signUps: 1000, rejectPercent: 0 },
    interventions: [],
    until: null,
    captions: [],
  },
];
