import { commitsIn } from './measures';
import { releaseScenarios } from './release-scenarios';
import {
  ALONE,
  everywhere,
  FOR_ALL,
  isBroken,
  isIn,
  NO_TESTS,
  onCanary,
  onStaging,
  onTrial,
  program,
  stateOf,
} from './story';
import { about, scenario } from './world';

export const scenarios = [
  scenario('healthy', 'Five changes, no incident', {
    story:
      'The provider’s team commits six changes in a week, A to F. B, D and E are opt-in, and the pipeline runs four contract tests written by the consumers’ teams.',
    watch: '“shipped” and “stopped” under the pipeline, and the release of each instance',
    seen: 'Five changes are on every instance, each about nine hours after its commit. C is slower than the Wallet can wait, and the Wallet’s test stops it.',
    settings: {},
    captions: [
      about(onStaging, ['get', 'page']).when((w) => isIn(w, 'testing'))(
        'A change is on staging. The contract tests send it the requests that the other teams’ programs send.',
      ),
      about(onCanary, 'get').when(onTrial)(
        'The canary, users 1, has the new release and gets one request in ten. The other three instances follow after six hours.',
      ),
      about((w) => [w.at.pipeline, w.at.staging, program(w, 'wallet')], ['get', 'user']).when(
        (w) => stateOf(w, 'C') === 'blocked',
      )(
        'C fails the Wallet’s test on staging: its answers would come too late. It is stopped before any customer notices.',
      ),
    ],
    shows: ['caught-by-test', 'mixed-list'],
  }),
  scenario('broken', 'The schema did not change', {
    story:
      'The provider’s team commits six changes in a week, A to F, for all callers at once. The pipeline diffs the schemas, tests three fields and watches its canary for errors.',
    watch:
      'the errors that the provider sees, beside what each change broke at Surveys, Wallet and Billing',
    seen: 'The schema diff stops only E. B, C and D pass every check and are rolled back after complaints. Errors stay at 0 % while Surveys treats 332 members as deleted and Billing exports a tenth of the users.',
    settings: { ...NO_TESTS, ...FOR_ALL, fieldTests: 3, canaryCompares: 'errors' },
    captions: [
      about((w) => [w.at.pipeline]).when((w) => stateOf(w, 'E') === 'refused')(
        'E changes the schema, so the schema diff stops it. It is the only one of the six that does.',
      ),
      about((w) => [program(w, 'surveys'), w.at.customers], ['page', 'result']).when((w) =>
        isBroken(w, 'B'),
      )(
        'B sorts the list by name instead of id. No order was ever promised, but Surveys relies on it and now treats 332 members as deleted.',
      ),
      about((w) => [program(w, 'wallet'), w.at.router], ['get', 'user']).when((w) =>
        isBroken(w, 'C'),
      )(
        'C makes answers slower. They are all correct, but the Wallet has given up before they come.',
      ),
      about((w) => [program(w, 'billing'), w.at.customers], ['page', 'result']).when((w) =>
        isBroken(w, 'D'),
      )(
        'D makes pages smaller, and Billing takes the first page for the whole list. There is no error and no alarm; 900 users are missing from the export.',
      ),
    ],
    shows: ['silently-wrong', 'found-by-users'],
  }),
  scenario('fixed', 'Four tests written by consumers', {
    story:
      'The provider’s team commits six changes in a week, A to F, for all callers at once. The pipeline runs four contract tests written by the consumers’ teams.',
    watch: '“stopped” under the pipeline, and that no program is broken',
    seen: 'B, C, D and E get no further than staging, so no program is broken and the teams know what they have to talk about. A and F ship.',
    settings: { ...FOR_ALL, fieldTests: 0, canaryCompares: 'errors' },
    captions: [
      about((w) => [...onStaging(w), program(w, 'surveys')], ['get', 'page']).when(
        (w) => stateOf(w, 'B') === 'blocked',
      )(
        'B fails the test of Surveys, which expects a list in order of id. The teams find out before their customers do.',
      ),
      about((w) => [...onStaging(w), program(w, 'billing')], ['get', 'page']).when(
        (w) => stateOf(w, 'D') === 'blocked',
      )('D fails the test of Billing on staging. No export has gone wrong.'),
      about(everywhere, 'install').when(
        (w) => stateOf(w, 'A') === 'shipped' && stateOf(w, 'F') === 'shipped',
      )('A and F change nothing that a program relies on, so they are on every instance.'),
    ],
    shows: ['caught-by-test'],
  }),
  scenario('one-change', 'Nine hundred users', {
    story:
      'The default page shrinks from 1,000 users to 100: change D, for all callers. The provider ignores complaints.',
    watch: 'errors and response times, beside “D broke” under Billing',
    seen: 'Every answer is a quick 200, and every one of 111 exports holds 100 of 1,000 users.',
    settings: {
      ...NO_TESTS,
      ...ALONE,
      shipD: 'as-is',
      complaints: 'ignored',
    },
    interventions: ['10s operate pipeline commit D'],
    captions: [
      about(onCanary, 'page').when(onTrial)(
        'The canary, users 1, answers one request in ten with the small page. Its errors and times look perfectly healthy.',
      ),
      about((w) => [program(w, 'billing'), w.at.customers], 'result').when(
        (w) => w.observed.effects.billing.D.wrong > 0,
      )(
        'Billing has exported 100 of 1,000 users. To the program this is no failure: it reached the end of its page.',
      ),
    ],
    shows: ['silently-wrong', 'found-by-users'],
  }),
  scenario('train', 'A weekly train', {
    story:
      'The provider’s team commits six changes in a week, A to F, for all callers at once and without the consumers’ tests. Changes wait for a weekly release train and leave together.',
    watch: 'how long the changes wait, and what a single complaint rolls back',
    seen: 'The changes wait four days on average. A single complaint about C rolls back all five, although A and F are harmless.',
    settings: {
      ...NO_TESTS,
      ...FOR_ALL,
      fieldTests: 3,
      canaryCompares: 'errors',
      cadence: 'train',
      days: 11,
    },
    captions: [
      about((w) => [w.at.pipeline]).when((w) => commitsIn(w, 'passed').length >= 3)(
        'Three changes have passed their tests and wait for the train. The first will have waited for most of a week.',
      ),
      about((w) => [w.at.pipeline, w.at.instances[0]], 'install').when(
        (w) => isIn(w, 'releasing') && w.now > 100e6,
      )('Day 7: the train leaves with all five changes in one release.'),
      about(everywhere, ['ticket', 'install']).when(
        (w) => w.at.pipeline.durable.tally.takenAlong > 0,
      )(
        'The Wallet’s team complains about C. All five changes are in one release, so all five are rolled back.',
      ),
    ],
    shows: ['taken-along'],
  }),
  ...releaseScenarios,
];
