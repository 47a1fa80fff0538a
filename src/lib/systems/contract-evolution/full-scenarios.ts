import type { Scenario } from '../../sim';
import { readersOf, running } from './processes';
import { allWrite, bothEnds, FULL, newest, reuse, wallet } from './story';
import type { ContractWorld } from './world';

/** The deployments of the page's numbers. */
export const atFullSize: readonly Scenario<ContractWorld>[] = [
  {
    id: 'full-rename',
    title: 'The rename, at full size',
    story: 'A hundred requests a second, an instance every ten seconds.',
    watch: 'requests whose message is refused, of 10,000',
    seen: '5,500: a tenth of the first ten seconds, two tenths of the next, and so on.',
    settings: { ...FULL, strategy: 'one-step', order: 'producer-first' },
    interventions: [],
    until: null,
    captions: [
      {
        text: 'One instance of ten writes the new name: a tenth of the messages is refused.',
        when: (w) => w.observed.failed > 0,
        about: bothEnds,
        messages: ['reject'],
      },
      {
        text: 'Five instances are replaced, and half of the messages are refused.',
        when: (w) => running(w, 'new') === 5,
        about: bothEnds,
        messages: ['reject'],
      },
      {
        text: 'All ten are replaced. The readers do not know the new name yet and refuse every message.',
        when: allWrite,
        about: readersOf,
        messages: ['reject'],
      },
    ],
  },
  {
    id: 'full-reuse',
    title: 'The reuse, at full size',
    story: 'The same deployment; number 3 gets a new meaning.',
    watch: 'refused messages, and misread ones',
    seen: 'None, and 5,500.',
    settings: { ...FULL, ...reuse },
    interventions: [],
    until: null,
    captions: [
      {
        text: 'One instance of ten writes points under number 3: Wallet misreads a tenth of the messages.',
        when: (w) => w.observed.misread > 0,
        about: (w) => [...newest(w), ...wallet(w)],
        messages: ['deliver', 'ack'],
      },
      {
        text: 'All ten are replaced. Wallet misreads every message, and nothing was ever refused.',
        when: (w) => allWrite(w) && w.observed.failed === 0,
        about: wallet,
        messages: ['ack'],
      },
    ],
    shows: ['silent'],
  },
];
