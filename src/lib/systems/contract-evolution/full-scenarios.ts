import { delivers, readersOf, running } from './processes';
import { allArrives, bothEnds, FULL, newest, reuse, wallet } from './story';
import { about, scenario } from './world';

/** The deployments of the page's numbers. */
export const atFullSize = [
  scenario('full-rename', 'The rename, at full size', {
    story:
      'The rename in one step under a hundred requests a second. An instance is replaced every ten seconds.',
    watch: '“refused” under Wallet and Surveys, of 10,000 messages',
    seen: 'Each refuses 5,500: a tenth of the first ten seconds, two tenths of the next, and so on.',
    settings: { ...FULL, strategy: 'one-step', order: 'producer-first' },
    captions: [
      about(bothEnds, 'reject').when((w) => w.observed.failed > 0)(
        'One instance of ten writes the new name. Wallet and Surveys refuse its messages, a tenth of all.',
      ),
      about(bothEnds, 'reject').when((w) => running(w, 'new') === 5 && delivers(w))(
        'Five instances write the new name, so half of the messages are refused.',
      ),
      about(readersOf, 'reject').when(allArrives)(
        'All ten instances write the new name. Wallet and Surveys do not know it yet and refuse every message.',
      ),
    ],
  }),
  scenario('full-reuse', 'The reused number, at full size', {
    story:
      'Field number 3 gets a new meaning, under a hundred requests a second. An instance is replaced every ten seconds.',
    watch: '“misread” under Wallet, and that nothing is refused',
    seen: 'Wallet misreads 5,500 messages. None is refused.',
    settings: { ...FULL, ...reuse },
    captions: [
      about((w) => [...newest(w), ...wallet(w)], ['deliver', 'ack']).when(
        (w) => w.observed.misread > 0,
      )(
        'One instance of ten writes points under number 3. Wallet takes them for cents: it misreads a tenth of the messages.',
      ),
      about(wallet, 'ack').when((w) => allArrives(w) && w.observed.failed === 0)(
        'All ten instances write points. Wallet misreads every message, and none was ever refused.',
      ),
    ],
    shows: ['silent'],
  }),
];
