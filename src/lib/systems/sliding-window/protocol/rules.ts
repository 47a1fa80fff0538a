import type { Protocol } from './protocol';

/**
 * A protocol as data: for each thing that can happen to an end, what has to be the case and what is then done. Of the
 * rules for one trigger the first whose condition holds is the one that applies. Nodes and model checker read the same
 * table.
 */
interface Rule<On extends string, When extends string, Does extends string> {
  readonly id: string;
  readonly on: On;
  readonly when: When;
  readonly does: readonly Does[];
}

export type SenderRule = Rule<
  'offer' | 'ack' | 'timeout',
  'window-open' | 'names-outstanding' | 'outstanding' | 'otherwise',
  'send' | 'forget' | 'mark' | 'slide' | 'resend-it' | 'resend-all' | 'ignore'
>;

export type ReceiverRule = Rule<
  'data',
  'expected' | 'ahead' | 'otherwise',
  | 'deliver'
  | 'deliver-held'
  | 'keep'
  | 'discard'
  | 'acknowledge'
  | 'repeat-ack'
  | 'acknowledge-discarded'
>;

export interface Rules {
  readonly sender: readonly SenderRule[];
  readonly receiver: readonly ReceiverRule[];
}

const senderRules = (p: Protocol): SenderRule[] => [
  {
    id: 'send',
    on: 'offer',
    when: 'window-open',
    does: p.ack === 'none' ? ['send', 'forget'] : ['send'],
  },
  { id: 'window-full', on: 'offer', when: 'otherwise', does: ['ignore'] },
  { id: 'acknowledged', on: 'ack', when: 'names-outstanding', does: ['mark', 'slide'] },
  { id: 'old-ack', on: 'ack', when: 'otherwise', does: ['ignore'] },
  {
    id: 'resend',
    on: 'timeout',
    when: 'outstanding',
    does: [p.resend === 'one' ? 'resend-it' : 'resend-all'],
  },
  { id: 'late-timer', on: 'timeout', when: 'otherwise', does: ['ignore'] },
];

function aheadDoes(p: Protocol): ReceiverRule['does'] {
  if (p.keep === 'buffered') return ['keep', 'acknowledge'];
  return ['discard', p.acksDiscarded ? 'acknowledge-discarded' : 'repeat-ack'];
}

const receiverRules = (p: Protocol): ReceiverRule[] => [
  {
    id: 'expected',
    on: 'data',
    when: 'expected',
    does: ['deliver', 'deliver-held', 'acknowledge'],
  },
  { id: 'ahead', on: 'data', when: 'ahead', does: aheadDoes(p) },
  {
    id: 'copy',
    on: 'data',
    when: 'otherwise',
    does: p.copies === 'acknowledged' ? ['discard', 'acknowledge'] : ['discard'],
  },
];

/** The two rule tables of a protocol. */
export const rulesOf = (p: Protocol): Rules => ({
  sender: senderRules(p),
  receiver: receiverRules(p),
});
