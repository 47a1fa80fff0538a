import type { Scenario, World } from '../../sim';
import { booksOf, effectOf } from './books';
import { commitsIn, pipelineOf } from './measures';

const stateOf = (w: World, id: 'A' | 'B' | 'C' | 'D' | 'E' | 'F'): string =>
  pipelineOf(w).durable.commits[id].state;
const isIn = (w: World, ...states: string[]): boolean => commitsIn(w, ...states).length > 0;
const broken = (w: World, change: string): boolean =>
  Object.entries(booksOf(w).effects).some(([pair, e]) => pair.endsWith(change) && e.wrong > 0);

const NO_TESTS = {
  testOrder: false,
  testDeadline: false,
  testPagination: false,
  testUnknown: false,
} as const;
const FOR_ALL = { shipB: 'as-is', shipD: 'as-is', shipE: 'as-is' } as const;
const ALONE = {
  shipA: 'hold',
  shipB: 'hold',
  shipC: 'hold',
  shipE: 'hold',
  shipF: 'hold',
} as const;

export const scenarios: readonly Scenario[] = [
  {
    id: 'healthy',
    title: 'Five changes, nobody woken',
    story:
      'Six changes in a week. What would alter something for everybody is built so that callers have to ask for it, and four tests of consumers stand in the pipeline.',
    watch: 'each change on its way from the pipeline to the instances',
    seen: 'Five are everywhere within a third of a day each. C takes longer than the Wallet can wait, and its test stops it.',
    settings: {},
    interventions: [],
    until: null,
    captions: [
      {
        text: 'A change is on staging. Tests that other teams wrote ask it what they always ask.',
        when: (w) => isIn(w, 'testing'),
      },
      {
        text: 'One instance of four has the release, and one request in ten.',
        when: (w) => isIn(w, 'releasing'),
      },
      {
        text: 'C is stopped: the answer comes, and comes too late for the Wallet.',
        when: (w) => stateOf(w, 'C') === 'blocked',
      },
    ],
    shows: ['caught-by-test', 'mixed-list'],
  },
  {
    id: 'broken',
    title: 'The schema did not change',
    story:
      'The same six changes, for everybody at once. The pipeline compares schemas, tests three fields and watches its canary for errors.',
    watch: 'the errors on the dashboard beside the wrong results that customers get',
    seen: 'The schema diff stops E alone. B, C and D pass every check. Errors stay at 0 % while Surveys takes hundreds of members for deleted and Billing exports a tenth of the users.',
    settings: { ...NO_TESTS, ...FOR_ALL, fieldTests: 3, canaryCompares: 'errors' },
    interventions: [],
    until: null,
    captions: [
      {
        text: 'E changes what the schema says, so the schema diff stops it.',
        when: (w) => stateOf(w, 'E') === 'refused',
      },
      {
        text: 'B: the list is in order of name now. Nobody ever promised an order, and Surveys has counted on it.',
        when: (w) => broken(w, 'B'),
      },
      {
        text: 'C: every answer is right, and the Wallet has given up before it comes.',
        when: (w) => broken(w, 'C'),
      },
      {
        text: 'D: Billing takes the first page for the whole. No error, no alarm; 900 users are not billed.',
        when: (w) => broken(w, 'D'),
      },
    ],
    shows: ['silently-wrong', 'found-by-users'],
  },
  {
    id: 'fixed',
    title: 'The same changes, asked by their consumers',
    story:
      'The same six commits, still for everybody. Now the pipeline runs four tests that the consumers’ teams have written.',
    watch: 'how far B, C, D and E get',
    seen: 'They get to staging and no further. Nobody is broken, and four teams know that they have something to talk about.',
    settings: { ...FOR_ALL, fieldTests: 0, canaryCompares: 'errors' },
    interventions: [],
    until: null,
    captions: [
      {
        text: 'Surveys’ test wants an ascending list, and B fails it.',
        when: (w) => stateOf(w, 'B') === 'blocked',
      },
      {
        text: 'D fails the test of Billing, before any export has gone wrong.',
        when: (w) => stateOf(w, 'D') === 'blocked',
      },
      {
        text: 'A and F need no word with anybody: they are everywhere.',
        when: (w) => stateOf(w, 'A') === 'shipped' && stateOf(w, 'F') === 'shipped',
      },
    ],
    shows: ['caught-by-test'],
  },
  {
    id: 'one-change',
    title: 'Nine hundred users',
    story: 'D alone, for everybody, and complaints lead to nothing.',
    watch: 'errors, times and the exports of Billing',
    seen: 'Each answer is a 200, and a quick one. Each export holds 100 of 1,000 users.',
    settings: {
      ...NO_TESTS,
      ...ALONE,
      shipD: 'as-is',
      complaints: 'ignored',
    },
    interventions: ['10s operate pipeline commit D'],
    until: null,
    captions: [
      {
        text: 'The canary gives every tenth caller the small page. It looks perfectly healthy.',
        when: (w) => stateOf(w, 'D') === 'releasing',
      },
      {
        text: 'An export with 100 users in it. The program has not failed, it has finished.',
        when: (w) => effectOf(w, 'billing', 'D').wrong > 0,
      },
    ],
    shows: ['silently-wrong', 'found-by-users'],
  },
  {
    id: 'train',
    title: 'A weekly train',
    story:
      'The six changes again, for everybody and without the consumers’ tests. They wait for the train of day seven and leave together.',
    watch: 'how long changes wait, and what a single complaint takes back',
    seen: 'The dashboards are as green as ever. One complaint, and the whole train goes back: A and F had done nothing wrong.',
    settings: {
      ...NO_TESTS,
      ...FOR_ALL,
      fieldTests: 3,
      canaryCompares: 'errors',
      cadence: 'train',
      days: 11,
    },
    interventions: [],
    until: null,
    captions: [
      {
        text: 'Tested, and waiting for the train. The first one will have waited for most of a week.',
        when: (w) => commitsIn(w, 'passed').length >= 3,
      },
      {
        text: 'The train leaves with all of them.',
        when: (w) => isIn(w, 'releasing') && w.now > 100e6,
      },
      {
        text: 'Who was it? One release, five changes: all of it goes back.',
        when: (w) => pipelineOf(w).durable.tally.takenAlong > 0,
      },
    ],
    shows: ['taken-along'],
  },
  {
    id: 'canary',
    title: 'A canary that looks at the clock',
    story:
      'C alone, for everybody and without a test. The canary is compared by errors and by times.',
    watch: 'the canary, and the Wallet’s calls that meet it',
    seen: 'Stopped within the hours of the canary. A few payments have failed on the way: a canary finds out by trying.',
    settings: { ...NO_TESTS, ...ALONE, shipD: 'hold', shipC: 'as-is', days: 3 },
    interventions: ['10s operate pipeline commit C'],
    until: null,
    captions: [
      {
        text: 'One request in ten takes twenty times as long.',
        when: (w) => stateOf(w, 'C') === 'releasing',
      },
      {
        text: 'Enough seen: back to the old release.',
        when: (w) => stateOf(w, 'C') === 'stopped',
      },
    ],
    shows: ['caught-by-canary'],
  },
  {
    id: 'incident',
    title: 'A machine fails in the canary’s hours',
    story:
      'A, which harms nobody. While it is on its canary, that very instance begins to fail, for reasons of its own.',
    watch: 'whom the pipeline blames',
    seen: 'The release. A comparison tells that something is worse, and not why; the change has to try again.',
    settings: { ...ALONE, shipD: 'hold', shipA: 'as-is', days: 3 },
    interventions: [
      '10s operate pipeline commit A',
      '13s fail-fast users-1',
      '30s recover users-1',
    ],
    until: null,
    captions: [
      {
        text: 'The canary answers with errors, and the release is taken for the cause.',
        when: (w) => stateOf(w, 'A') === 'stopped',
      },
    ],
    shows: ['caught-by-canary'],
  },
  {
    id: 'notice',
    title: 'A week’s notice',
    story:
      'B and D for everybody, seven days after the other teams were told. The slowest team needs five.',
    watch: 'Surveys and Billing learning to bear the change before it comes',
    seen: 'Nothing breaks, and each change takes more than a week: notice is bought with lead time.',
    settings: {
      ...NO_TESTS,
      ...ALONE,
      shipB: 'as-is',
      shipD: 'as-is',
      notice: 'window',
      days: 15,
    },
    interventions: [],
    until: null,
    captions: [
      {
        text: 'Announced. The change waits, and so does its team.',
        when: (w) => isIn(w, 'announced'),
      },
      {
        text: 'Surveys sorts for itself now.',
        when: (w) => (w.node('surveys').durable as { adapted: string[] }).adapted.includes('order'),
      },
      { text: 'Everywhere, and nobody has noticed.', when: (w) => isIn(w, 'shipped') },
    ],
    shows: ['adapted-in-time'],
  },
  {
    id: 'frozen',
    title: 'A team that may not release',
    story: 'The same notice, and Billing is frozen for two weeks: it is closing the books.',
    watch: 'Billing, which knows what will come and can do nothing about it',
    seen: 'The week is over and the change comes. An announcement is not an adaptation; somebody has to look.',
    settings: { ...NO_TESTS, ...ALONE, shipD: 'as-is', notice: 'window', days: 15 },
    interventions: ['1s operate billing freeze', '337s operate billing thaw'],
    until: null,
    captions: [
      {
        text: 'Told in time, and frozen.',
        when: (w) => (w.node('billing').durable as { waiting: string[] }).waiting.length > 0,
      },
      {
        text: 'The change is there, and the exports are short.',
        when: (w) => effectOf(w, 'billing', 'D').wrong > 0,
      },
    ],
    shows: ['frozen-breaks', 'silently-wrong'],
  },
];
