import type { Scenario } from '../../sim';
import { allWrite, bothEnds, newest, quick, reuse, wallet } from './story';
import type { ContractWorld } from './world';

/** Changes in one step that no reader can see on the wire. */
export const onTheWire: readonly Scenario<ContractWorld>[] = [
  {
    id: 'reuse',
    title: 'Number 3 gets a new meaning',
    story:
      'Credit is no longer needed, so its number is free, and points take it. On the wire both are a varint under number 3.',
    watch: 'the refused messages, and the misread ones',
    seen: 'Nothing is refused. Wallet takes points for cents, in a tenth more of the messages with each instance, and every dashboard is green.',
    settings: { ...quick, ...reuse },
    interventions: [],
    until: null,
    captions: [
      {
        text: 'Wallet takes points for money for the first time. No error anywhere.',
        when: (w) => w.observed.misread > 0,
        about: (w) => [...newest(w), ...wallet(w)],
        messages: ['deliver', 'ack'],
      },
      {
        text: 'All ten instances write points, and Wallet misreads every message. Still none is refused.',
        when: (w) => allWrite(w) && w.at.wallet.durable.stage === 'old',
        about: wallet,
        messages: ['ack'],
      },
    ],
    shows: ['silent', 'mixed'],
  },
  {
    id: 'rename-numbers',
    title: 'A rename where names are not on the wire',
    story: 'The same rename in one step, in Protobuf: number 2 stays number 2.',
    watch: 'the bytes before and after',
    seen: 'They are the same. The name is only in the source code, and nothing is refused.',
    settings: { ...quick, format: 'numbers', strategy: 'one-step', order: 'producer-first' },
    interventions: [],
    until: null,
    captions: [
      {
        text: 'The first instance writes full_name. Its bytes are those of the other instances: number 2 and the text.',
        when: (w) => newest(w).some((n) => n.durable.published > 0),
        about: newest,
        messages: ['publish'],
      },
      {
        text: 'All ten instances have the new name, both readers the old one, and every message was read.',
        when: (w) => allWrite(w) && w.observed.failed === 0,
        about: bothEnds,
        messages: ['ack'],
      },
    ],
    shows: ['mixed'],
  },
  {
    id: 'same-wire',
    title: 'Another integer',
    story:
      'Credit becomes sint64 instead of int64. Both are varints; the bits mean something else.',
    watch: 'what Wallet reads',
    seen: 'Twice the credit, without an error: zigzag encodes a positive number as its double.',
    settings: { ...quick, ...reuse, change: 'retype-same-wire' },
    interventions: [],
    until: null,
    captions: [
      {
        text: 'Wallet reads the first doubled credit, without an error.',
        when: (w) => w.observed.misread > 0,
        about: (w) => [...newest(w), ...wallet(w)],
        messages: ['deliver', 'ack'],
      },
      {
        text: 'All ten instances write sint64: Wallet doubles every credit that it reads.',
        when: (w) => allWrite(w) && w.at.wallet.durable.stage === 'old',
        about: wallet,
        messages: ['ack'],
      },
    ],
    shows: ['silent'],
  },
];
