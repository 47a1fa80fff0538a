import type { Scenario } from '../../sim';
import { allArrives, bothEnds, newest, quick, reuse, wallet } from './story';
import type { ContractWorld } from './world';

/** Changes in one step that no reader can see on the wire. */
export const onTheWire: readonly Scenario<ContractWorld>[] = [
  {
    id: 'reuse',
    title: 'Number 3 gets a new meaning',
    story:
      'Credit is retired, and its field number is given to points. On the wire both are a varint under number 3.',
    watch: '“misread” under Wallet, and that nothing is refused',
    seen: 'Nothing is refused. Wallet takes points for cents in another tenth of the messages with each instance, and every dashboard stays green.',
    settings: { ...quick, ...reuse },
    interventions: [],
    until: null,
    captions: [
      {
        text: 'Wallet has taken points for cents for the first time. No process reports an error.',
        when: (w) => w.observed.misread > 0,
        about: (w) => [...newest(w), ...wallet(w)],
        messages: ['deliver', 'ack'],
      },
      {
        text: 'All ten instances write points, and Wallet misreads every message. Still none is refused, so no alarm goes off.',
        when: (w) => allArrives(w) && w.at.wallet.durable.stage === 'old',
        about: wallet,
        messages: ['ack'],
      },
    ],
    shows: ['silent', 'mixed'],
  },
  {
    id: 'rename-numbers',
    title: 'The rename in Protobuf',
    story:
      'The field “name” becomes “full_name” in one step. In Protobuf it is number 2 before and after.',
    watch: 'the bytes before and after',
    seen: 'They are the same: the name is only in the source code. Nothing is refused.',
    settings: { ...quick, format: 'numbers', strategy: 'one-step', order: 'producer-first' },
    interventions: [],
    until: null,
    captions: [
      {
        text: 'The first instance runs the release with “full_name”. Its bytes do not differ from those of the others: number 2 and the text.',
        when: (w) => newest(w).some((n) => n.durable.published > 0),
        about: newest,
        messages: ['publish'],
      },
      {
        text: 'All ten instances know the field as “full_name”, both readers as “name”, and every message was read.',
        when: (w) => allArrives(w) && w.observed.failed === 0,
        about: bothEnds,
        messages: ['ack'],
      },
    ],
    shows: ['mixed'],
  },
  {
    id: 'same-wire',
    title: 'Another integer type',
    story:
      'Credit changes from int64 to sint64. Both are varints, but the bits mean something else.',
    watch: '“misread” under Wallet',
    seen: 'Wallet reads twice the credit, without an error: sint64’s zigzag encoding writes a positive number as its double.',
    settings: { ...quick, ...reuse, change: 'retype-same-wire' },
    interventions: [],
    until: null,
    captions: [
      {
        text: 'Wallet has read its first doubled credit, without an error.',
        when: (w) => w.observed.misread > 0,
        about: (w) => [...newest(w), ...wallet(w)],
        messages: ['deliver', 'ack'],
      },
      {
        text: 'All ten instances write sint64, and Wallet doubles every credit it reads.',
        when: (w) => allArrives(w) && w.at.wallet.durable.stage === 'old',
        about: wallet,
        messages: ['ack'],
      },
    ],
    shows: ['silent'],
  },
];
