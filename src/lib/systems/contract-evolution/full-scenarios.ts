import type { Scenario } from '../../sim';
import { delivers, readersOf, running } from './processes';
import { allArrives, bothEnds, FULL, newest, reuse, wallet } from './story';
import type { ContractWorld } from './world';

/** The deployments of the page's numbers. */
export const atFullSize: readonly Scenario<ContractWorld>[] = [
  {
    id: 'full-rename',
    title: 'The rename, at full size',
    story:
      'The rename in one step under a hundred requests a second. An instance is replaced every ten seconds.',
    watch: '“refused” under Wallet and Surveys, of 10,000 messages',
    seen: 'Each refuses 5,500: a tenth of the first ten seconds, two tenths of the next, and so on.',
    settings: { ...FULL, strategy: 'one-step', order: 'producer-first' },
    interventions: [],
    until: null,
    captions: [
      {
        text: 'One instance of ten writes the new name. Wallet and Surveys refuse its messages, a tenth of all.',
        when: (w) => w.observed.failed > 0,
        about: bothEnds,
        messages: ['reject'],
      },
      {
        text: 'Five instances write the new name, so half of the messages are refused.',
        when: (w) => running(w, 'new') === 5 && delivers(w),
        about: bothEnds,
        messages: ['reject'],
      },
      {
        text: 'All ten instances write the new name. Wallet and Surveys do not know it yet and refuse every message.',
        when: allArrives,
        about: readersOf,
        messages: ['reject'],
      },
    ],
  },
  {
    id: 'full-reuse',
    title: 'The reused number, at full size',
    story:
      'Field number 3 gets a new meaning, under a hundred requests a second. An instance is replaced every ten seconds.',
    watch: '“misread” under Wallet, and that nothing is refused',
    seen: 'Wallet misreads 5,500 messages. None is refused.',
    settings: { ...FULL, ...reuse },
    interventions: [],
    until: null,
    captions: [
      {
        text: 'One instance of ten writes points under number 3. Wallet takes them for cents: it misreads a tenth of the messages.',
        when: (w) => w.observed.misread > 0,
        about: (w) => [...newest(w), ...wallet(w)],
        messages: ['deliver', 'ack'],
      },
      {
        text: 'All ten instances write points. Wallet misreads every message, and none was ever refused.',
        when: (w) => allArrives(w) && w.observed.failed === 0,
        about: wallet,
        messages: ['ack'],
      },
    ],
    shows: ['silent'],
  },
];
