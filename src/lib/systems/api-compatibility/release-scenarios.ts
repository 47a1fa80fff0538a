import type { Scenario } from '../../sim';
import { ALONE, everywhere, isIn, NO_TESTS, onCanary, program, stateOf, type W } from './story';

/** Ways of finding out, or of telling others, before a change reaches everybody. */
export const releaseScenarios: readonly Scenario<W>[] = [
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
        text: 'A is on the canary, which gets one request in ten.',
        when: (w) => stateOf(w, 'A') === 'releasing',
        about: onCanary,
        messages: ['get', 'page'],
      },
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
