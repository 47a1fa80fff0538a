import {
  ALONE,
  everywhere,
  isBroken,
  NO_TESTS,
  onCanary,
  onTrial,
  program,
  stateOf,
} from './story';
import { about, scenario } from './world';

/** Ways of finding out, or of telling others, before a change reaches everybody. */
export const releaseScenarios = [
  scenario('canary', 'A canary compared by response times', {
    story:
      'Answers become slower, 400 ms instead of 20: change C, for all callers and with no contract test. The canary is compared by errors and response times.',
    watch: '“C broke” under the Wallet while users 1 is the canary',
    seen: 'C is stopped while it is on the canary. A few of the Wallet’s calls have failed by then: a canary tests on real customers.',
    settings: { ...NO_TESTS, ...ALONE, shipD: 'hold', shipC: 'as-is', days: 3 },
    interventions: ['4s operate pipeline commit C'],
    captions: [
      about(onCanary, ['get', 'user']).when(onTrial)(
        'The canary, users 1, takes up to 400 ms instead of 20. It gets one request in ten.',
      ),
      about((w) => [w.at.pipeline, ...onCanary(w)], ['stats', 'install']).when(
        (w) => stateOf(w, 'C') === 'stopped',
      )(
        'The pipeline sees that the canary is slower and takes it back to the old release. A few of the Wallet’s calls had already failed.',
      ),
    ],
    shows: ['caught-by-canary'],
  }),
  scenario('incident', 'A machine fails while it is the canary', {
    story:
      'A harmless change, A, is on its canary when that machine begins to fail for reasons of its own.',
    watch: 'what the pipeline blames',
    seen: 'It blames the release. A comparison shows that the canary is worse, not why, so a harmless change is stopped.',
    settings: { ...ALONE, shipD: 'hold', shipA: 'as-is', days: 3 },
    interventions: [
      '10s operate pipeline commit A',
      '13s fail-fast users-1',
      '30s recover users-1',
    ],
    captions: [
      about(onCanary, ['get', 'page']).when(onTrial)(
        'Change A is on the canary, users 1, which gets one request in ten.',
      ),
      about((w) => [w.at.pipeline, ...onCanary(w)], ['failed', 'stats']).when(
        (w) => stateOf(w, 'A') === 'stopped',
      )(
        'Users 1 fails every request because its machine is broken. The pipeline blames the release and takes it back.',
      ),
    ],
    shows: ['caught-by-canary'],
  }),
  scenario('notice', 'A week’s notice', {
    story:
      'B sorts the list by name and D makes pages smaller, for all callers. The other teams are told seven days before; the slowest needs five.',
    watch: '“adapting” and “adapted” under Surveys and Billing',
    seen: 'Both programs are adapted in time and nothing breaks, but each change takes more than a week to ship.',
    settings: {
      ...NO_TESTS,
      ...ALONE,
      shipB: 'as-is',
      shipD: 'as-is',
      notice: 'window',
      days: 15,
    },
    captions: [
      about((w) => [w.at.pipeline, ...w.at.consumers], 'announce').when(
        (w) => stateOf(w, 'D') === 'announced',
      )('The pipeline announces change D to the other teams, and holds it back for a week.'),
      about((w) => [program(w, 'billing')]).when((w) =>
        program(w, 'billing').durable.adapted.includes('page'),
      )(
        'Billing’s team has shipped a program that follows the list over all its pages. It works with old and new.',
      ),
      about((w) => [...everywhere(w), program(w, 'billing')], 'install').when(
        (w) => stateOf(w, 'D') === 'shipped' && !isBroken(w, 'D'),
      )('D is on every instance, and Billing exports every user.'),
      about((w) => [program(w, 'surveys')]).when((w) =>
        program(w, 'surveys').durable.adapted.includes('order'),
      )('Surveys now sorts the list itself, three days before B may be released.'),
    ],
    shows: ['adapted-in-time'],
  }),
  scenario('frozen', 'A team under a release freeze', {
    story:
      'D makes pages smaller, a week after the other teams were told. Billing is closing the books: its team may not release for two weeks.',
    watch: 'Billing, whose team knows about the change but cannot ship',
    seen: 'The change ships after its week, and 12 of Billing’s exports are short until it is rolled back. An announcement adapts no program; somebody has to check.',
    settings: { ...NO_TESTS, ...ALONE, shipD: 'as-is', notice: 'window', days: 15 },
    interventions: ['1s operate billing freeze', '337s operate billing thaw'],
    captions: [
      about((w) => [program(w, 'billing')], 'announce').when(
        (w) => program(w, 'billing').durable.waiting.length > 0,
      )(
        'Billing’s team is told in time, but its release freeze keeps it from shipping what it needs.',
      ),
      about((w) => [program(w, 'billing'), w.at.customers], ['page', 'result']).when(
        (w) => w.observed.effects.billing.D.wrong > 0,
      )(
        'D is released all the same, and Billing’s exports are short. Nobody checked whether it had adapted.',
      ),
    ],
    shows: ['frozen-breaks', 'silently-wrong'],
  }),
];
