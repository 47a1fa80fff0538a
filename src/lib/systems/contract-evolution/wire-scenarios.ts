import { allArrives, bothEnds, newest, quick, reuse, wallet } from './story';
import { about, scenario } from './world';

/** Changes in one step that no reader can see on the wire. */
export const onTheWire = [
  scenario('reuse', 'Number 3 gets a new meaning', {
    story:
      'Credit is retired, and its field number is given to points. On the wire both are a varint under number 3.',
    watch: '“misread” under Wallet, and that nothing is refused',
    seen: 'Nothing is refused. Wallet takes points for cents in another tenth of the messages with each instance, and every dashboard stays green.',
    settings: { ...quick, ...reuse },
    captions: [
      about((w) => [...newest(w), ...wallet(w)], ['deliver', 'ack']).when(
        (w) => w.observed.misread > 0,
      )('Wallet has taken points for cents for the first time. No process reports an error.'),
      about(wallet, 'ack').when((w) => allArrives(w) && w.at.wallet.durable.stage === 'old')(
        'All ten instances write points, and Wallet misreads every message. Still none is refused, so no alarm goes off.',
      ),
    ],
    shows: ['silent', 'mixed'],
  }),
  scenario('rename-numbers', 'The rename in Protobuf', {
    story:
      'The field “name” becomes “full_name” in one step. In Protobuf it is number 2 before and after.',
    watch: 'the bytes before and after',
    seen: 'They are the same: the name is only in the source code. Nothing is refused.',
    settings: { ...quick, format: 'numbers', strategy: 'one-step', order: 'producer-first' },
    captions: [
      about(newest, 'publish').when((w) => newest(w).some((n) => n.durable.published > 0))(
        'The first instance runs the release with “full_name”. Its bytes do not differ from those of the others: number 2 and the text.',
      ),
      about(bothEnds, 'ack').when((w) => allArrives(w) && w.observed.failed === 0)(
        'All ten instances know the field as “full_name”, both readers as “name”, and every message was read.',
      ),
    ],
    shows: ['mixed'],
  }),
  scenario('same-wire', 'Another integer type', {
    story:
      'Credit changes from int64 to sint64. Both are varints, but the bits mean something else.',
    watch: '“misread” under Wallet',
    seen: 'Wallet reads twice the credit, without an error: sint64’s zigzag encoding writes a positive number as its double.',
    settings: { ...quick, ...reuse, change: 'retype-same-wire' },
    captions: [
      about((w) => [...newest(w), ...wallet(w)], ['deliver', 'ack']).when(
        (w) => w.observed.misread > 0,
      )('Wallet has read its first doubled credit, without an error.'),
      about(wallet, 'ack').when((w) => allArrives(w) && w.at.wallet.durable.stage === 'old')(
        'All ten instances write sint64, and Wallet doubles every credit it reads.',
      ),
    ],
    shows: ['silent'],
  }),
];
