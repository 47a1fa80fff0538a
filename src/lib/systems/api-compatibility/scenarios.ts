import type { Scenario } from '../../sim';
import { commitsIn } from './measures';
import { PROGRAMS } from './nodes/consumer/programs';
import type { ChangeId } from './nodes/users-api/changes';
import type { ApiWorld } from './world';

type W = ApiWorld;

const stateOf = (w: W, id: ChangeId): string => w.at.pipeline.durable.commits[id].state;
const isIn = (w: W, ...states: string[]): boolean => commitsIn(w, ...states).length > 0;
const isBroken = (w: W, change: ChangeId): boolean =>
  PROGRAMS.some((program) => w.observed.effects[program][change].wrong > 0);

/** Nodes that captions are about. */
const program = (w: W, id: (typeof PROGRAMS)[number]) => w.at.consumers[PROGRAMS.indexOf(id)];
const onStaging = (w: W) => [w.at.pipeline, w.at.staging];
const onCanary = (w: W) => [w.at.router, w.at.instances[0]];
const everywhere = (w: W) => [w.at.pipeline, ...w.at.instances];

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

export const scenarios: readonly Scenario<W>[] = [
  {
    id: 'healthy',
    title: 'Five changes, no incident',
    story:
      'Six changes in a week. Changes that callers could notice are opt-in, and the pipeline runs four tests that consumers have written.',
    watch: 'each change on its way from the pipeline to the instances',
    seen: 'Five are on every instance within a third of a day each. C is slower than the Wallet can wait, and the Wallet’s test stops it.',
    settings: {},
    interventions: [],
    until: null,
    captions: [
      {
        text: 'A change is on staging. The tests of other teams send it the requests that their programs send.',
        when: (w) => isIn(w, 'testing'),
        about: onStaging,
        messages: ['get', 'page'],
      },
      {
        text: 'The canary, one instance of four, has the release and gets one request in ten.',
        when: (w) => isIn(w, 'releasing'),
        about: onCanary,
        messages: ['get'],
      },
      {
        text: 'C is stopped: with it, answers come too late for the Wallet.',
        when: (w) => stateOf(w, 'C') === 'blocked',
        about: (w) => [w.at.pipeline, w.at.staging, program(w, 'wallet')],
        messages: ['get', 'user'],
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
    seen: 'The schema diff stops only E. B, C and D pass every check. Errors stay at 0 % while Surveys treats hundreds of members as deleted and Billing exports a tenth of the users.',
    settings: { ...NO_TESTS, ...FOR_ALL, fieldTests: 3, canaryCompares: 'errors' },
    interventions: [],
    until: null,
    captions: [
      {
        text: 'E changes the schema, so the schema diff stops it.',
        when: (w) => stateOf(w, 'E') === 'refused',
        about: (w) => [w.at.pipeline],
      },
      {
        text: 'B: the list is in order of name now. No order was ever promised, but Surveys has relied on it.',
        when: (w) => isBroken(w, 'B'),
        about: (w) => [program(w, 'surveys'), w.at.customers],
        messages: ['page', 'result'],
      },
      {
        text: 'C: every answer is right, but the Wallet has given up before it comes.',
        when: (w) => isBroken(w, 'C'),
        about: (w) => [program(w, 'wallet'), w.at.router],
        messages: ['get', 'user'],
      },
      {
        text: 'D: Billing takes the first page for the whole list. There is no error and no alarm; 900 users are not billed.',
        when: (w) => isBroken(w, 'D'),
        about: (w) => [program(w, 'billing'), w.at.customers],
        messages: ['page', 'result'],
      },
    ],
    shows: ['silently-wrong', 'found-by-users'],
  },
  {
    id: 'fixed',
    title: 'The same changes, tested by their consumers',
    story:
      'The same six commits, still for everybody. Now the pipeline runs four tests that the consumers’ teams have written.',
    watch: 'how far B, C, D and E get',
    seen: 'They get to staging and no further. No program is broken, and the teams know that they have something to discuss.',
    settings: { ...FOR_ALL, fieldTests: 0, canaryCompares: 'errors' },
    interventions: [],
    until: null,
    captions: [
      {
        text: 'The test of Surveys expects an ascending list, and B fails it.',
        when: (w) => stateOf(w, 'B') === 'blocked',
        about: (w) => [...onStaging(w), program(w, 'surveys')],
        messages: ['get', 'page'],
      },
      {
        text: 'D fails the test of Billing before any export has gone wrong.',
        when: (w) => stateOf(w, 'D') === 'blocked',
        about: (w) => [...onStaging(w), program(w, 'billing')],
        messages: ['get', 'page'],
      },
      {
        text: 'A and F alter nothing that a program relies on: they are on every instance.',
        when: (w) => stateOf(w, 'A') === 'shipped' && stateOf(w, 'F') === 'shipped',
        about: everywhere,
        messages: ['install'],
      },
    ],
    shows: ['caught-by-test'],
  },
  {
    id: 'one-change',
    title: 'Nine hundred users',
    story: 'D alone, for everybody, and complaints are ignored.',
    watch: 'errors, response times and the exports of Billing',
    seen: 'Each answer is a quick 200. Each export holds 100 of 1,000 users.',
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
        text: 'The canary gives every tenth request the small page. It looks perfectly healthy.',
        when: (w) => stateOf(w, 'D') === 'releasing',
        about: onCanary,
        messages: ['page'],
      },
      {
        text: 'An export holds 100 users. The program has not failed: it has finished.',
        when: (w) => w.observed.effects.billing.D.wrong > 0,
        about: (w) => [program(w, 'billing'), w.at.customers],
        messages: ['result'],
      },
    ],
    shows: ['silently-wrong', 'found-by-users'],
  },
  {
    id: 'train',
    title: 'A weekly train',
    story:
      'The six changes again, for everybody and without the consumers’ tests. They wait for the train of day seven and leave together.',
    watch: 'how long changes wait, and what a single complaint rolls back',
    seen: 'The dashboards stay green. A single complaint rolls back the whole train, although A and F are harmless.',
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
        text: 'Three changes are tested and wait for the train. The first will have waited for most of a week.',
        when: (w) => commitsIn(w, 'passed').length >= 3,
        about: (w) => [w.at.pipeline],
      },
      {
        text: 'The train leaves with all of them.',
        when: (w) => isIn(w, 'releasing') && w.now > 100e6,
        about: (w) => [w.at.pipeline, w.at.instances[0]],
        messages: ['install'],
      },
      {
        text: 'One release holds five changes, and one of them is to blame: all five are rolled back.',
        when: (w) => w.at.pipeline.durable.tally.takenAlong > 0,
        about: everywhere,
        messages: ['ticket', 'install'],
      },
    ],
    shows: ['taken-along'],
  },
  {
    id: 'canary',
    title: 'A canary compared by response times',
    story:
      'C alone, for everybody and without a test. The canary is compared by errors and by response times.',
    watch: 'the canary, and the Wallet’s calls that it answers',
    seen: 'C is stopped while it is on the canary. A few payments have failed by then: a canary tests on real customers.',
    settings: { ...NO_TESTS, ...ALONE, shipD: 'hold', shipC: 'as-is', days: 3 },
    interventions: ['10s operate pipeline commit C'],
    until: null,
    captions: [
      {
        text: 'One request in ten takes twenty times as long.',
        when: (w) => stateOf(w, 'C') === 'releasing',
        about: onCanary,
        messages: ['get', 'user'],
      },
      {
        text: 'The canary is clearly slower: it goes back to the old release.',
        when: (w) => stateOf(w, 'C') === 'stopped',
        about: (w) => [w.at.pipeline, ...onCanary(w)],
        messages: ['stats', 'install'],
      },
    ],
    shows: ['caught-by-canary'],
  },
  {
    id: 'incident',
    title: 'A machine fails while it is the canary',
    story:
      'A, which is harmless. While it is on its canary, that instance begins to fail for reasons of its own.',
    watch: 'what the pipeline blames',
    seen: 'It blames the release. A comparison shows that the canary is worse, not why, and a harmless change is stopped.',
    settings: { ...ALONE, shipD: 'hold', shipA: 'as-is', days: 3 },
    interventions: [
      '10s operate pipeline commit A',
      '13s fail-fast users-1',
      '30s recover users-1',
    ],
    until: null,
    captions: [
      {
        text: 'The canary answers with errors, and the pipeline blames the release.',
        when: (w) => stateOf(w, 'A') === 'stopped',
        about: (w) => [w.at.pipeline, ...onCanary(w)],
        messages: ['failed', 'stats'],
      },
    ],
    shows: ['caught-by-canary'],
  },
  {
    id: 'notice',
    title: 'A week’s notice',
    story:
      'B and D for everybody, seven days after the other teams were told. The slowest team needs five.',
    watch: 'Surveys and Billing adapting before the change comes',
    seen: 'Nothing breaks, but each change takes more than a week: notice costs lead time.',
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
        text: 'A change is announced to the consumers. It waits for a week.',
        when: (w) => isIn(w, 'announced'),
        about: (w) => [w.at.pipeline, ...w.at.consumers],
        messages: ['announce'],
      },
      {
        text: 'Surveys now sorts the list itself.',
        when: (w) => program(w, 'surveys').durable.adapted.includes('order'),
        about: (w) => [program(w, 'surveys')],
      },
      {
        text: 'The change is on every instance, and no program is broken.',
        when: (w) => isIn(w, 'shipped'),
        about: (w) => [...everywhere(w), ...w.at.consumers],
        messages: ['install'],
      },
    ],
    shows: ['adapted-in-time'],
  },
  {
    id: 'frozen',
    title: 'A team under a release freeze',
    story: 'The same notice, and Billing is frozen for two weeks: it is closing the books.',
    watch: 'Billing, which knows what will change but cannot ship',
    seen: 'The week is over and the change comes. An announcement alone adapts no program; somebody has to check.',
    settings: { ...NO_TESTS, ...ALONE, shipD: 'as-is', notice: 'window', days: 15 },
    interventions: ['1s operate billing freeze', '337s operate billing thaw'],
    until: null,
    captions: [
      {
        text: 'Billing was told in time but is frozen: it cannot ship the code that it needs.',
        when: (w) => program(w, 'billing').durable.waiting.length > 0,
        about: (w) => [program(w, 'billing')],
        messages: ['announce'],
      },
      {
        text: 'The change is released, and the exports of Billing are short.',
        when: (w) => w.observed.effects.billing.D.wrong > 0,
        about: (w) => [program(w, 'billing'), w.at.customers],
        messages: ['page', 'result'],
      },
    ],
    shows: ['frozen-breaks', 'silently-wrong'],
  },
];
