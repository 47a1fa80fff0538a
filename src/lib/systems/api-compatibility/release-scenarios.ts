import type { Scenario } from '../../sim';
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
import type { W } from './story';

/** Ways of finding out, or of telling others, before a change reaches everybody. */
export const releaseScenarios: readonly Scenario<W>[] = [
  {
    id: 'canary',
    title: 'A canary compared by response times',
    story:
      'Answers become slower, 400 ms instead of 20: change C, for all callers and with no contract test. The canary is compared by errors and response times.',
    watch: '“C broke” under the Wallet while users 1 is the canary',
    seen: 'C is stopped while it is on the canary. A few of the Wallet’s calls have failed by then: a canary tests on real customers.',
    settings: { ...NO_TESTS, ...ALONE, shipD: 'hold', shipC: 'as-is', days: 3 },
    interventions: ['4s operate pipeline commit C'],
    until: null,
    captions: [
      {
        text: 'The canary, users 1, takes up to 400 ms instead of 20. It gets one request in ten.',
        when: onTrial,
        about: onCanary,
        messages: ['get', 'user'],
      },
      {
        text: 'The pipeline sees that the canary is slower and takes it back to the old release. A few of the Wallet’s calls had already failed.',
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
      'A harmless change, A, is on its canary when that machine begins to fail for reasons of its own.',
    watch: 'what the pipeline blames',
    seen: 'It blames the release. A comparison shows that the canary is worse, not why, so a harmless change is stopped.',
    settings: { ...ALONE, shipD: 'hold', shipA: 'as-is', days: 3 },
    interventions: [
      '10s operate pipeline commit A',
      '13s fail-fast users-1',
      '30s recover users-1',
    ],
    until: null,
    captions: [
      {
        text: 'Change A is on the canary, users 1, which gets one request in ten.',
        when: onTrial,
        about: onCanary,
        messages: ['get', 'page'],
      },
      {
        text: 'Users 1 fails every request because its machine is broken. The pipeline blames the release and takes it back.',
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
    interventions: [],
    until: null,
    captions: [
      {
        text: 'The pipeline announces change D to the other teams, and holds it back for a week.',
        when: (w) => stateOf(w, 'D') === 'announced',
        about: (w) => [w.at.pipeline, ...w.at.consumers],
        messages: ['announce'],
      },
      {
        text: 'Billing’s team has shipped a program that follows the list over all its pages. It works with old and new.',
        when: (w) => program(w, 'billing').durable.adapted.includes('page'),
        about: (w) => [program(w, 'billing')],
      },
      {
        text: 'D is on every instance, and Billing exports every user.',
        when: (w) => stateOf(w, 'D') === 'shipped' && !isBroken(w, 'D'),
        about: (w) => [...everywhere(w), program(w, 'billing')],
        messages: ['install'],
      },
      {
        text: 'Surveys now sorts the list itself, three days before B may be released.',
        when: (w) => program(w, 'surveys').durable.adapted.includes('order'),
        about: (w) => [program(w, 'surveys')],
      },
    ],
    shows: ['adapted-in-time'],
  },
  {
    id: 'frozen',
    title: 'A team under a release freeze',
    story:
      'D makes pages smaller, a week after the other teams were told. Billing is closing the books: its team may not release for two weeks.',
    watch: 'Billing, whose team knows about the change but cannot ship',
    seen: 'The change ships after its week, and 12 of Billing’s exports are short until it is rolled back. An announcement adapts no program; somebody has to check.',
    settings: { ...NO_TESTS, ...ALONE, shipD: 'as-is', notice: 'window', days: 15 },
    interventions: ['1s operate billing freeze', '337s operate billing thaw'],
    until: null,
    captions: [
      {
        text: 'Billing’s team is told in time, but its release freeze keeps it from shipping what it needs.',
        when: (w) => program(w, 'billing').durable.waiting.length > 0,
        about: (w) => [program(w, 'billing')],
        messages: ['announce'],
      },
      {
        text: 'D is released all the same, and Billing’s exports are short. Nobody checked whether it had adapted.',
        when: (w) => w.observed.effects.billing.D.wrong > 0,
        about: (w) => [program(w, 'billing'), w.at.customers],
        messages: ['page', 'result'],
      },
    ],
    shows: ['frozen-breaks', 'silently-wrong'],
  },
];
