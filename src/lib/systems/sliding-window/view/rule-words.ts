import type { ReceiverRule, SenderRule } from '../protocol/rules';

/** What stands in the tables for the triggers, conditions and actions of rules. */
export const SENDER_ON: Readonly<Record<SenderRule['on'], string>> = {
  offer: 'there is a message to send',
  ack: 'an acknowledgement arrives',
  timeout: 'a timer runs out',
};

export const WHEN: Readonly<Record<SenderRule['when'] | ReceiverRule['when'], string>> = {
  'window-open': 'fewer packets than the window are outstanding',
  'names-outstanding': 'its number is that of an outstanding packet',
  outstanding: 'the packet is still outstanding',
  expected: 'its number is the one expected',
  ahead: 'its number is within a window of the one expected',
  otherwise: 'otherwise',
};

export const DOES: Readonly<
  Record<SenderRule['does'][number] | ReceiverRule['does'][number], string>
> = {
  send: 'send it, numbered',
  forget: 'count it as delivered',
  mark: 'mark what it names',
  slide: 'move the window past what is marked',
  'resend-it': 'send that packet again',
  'resend-all': 'send all outstanding packets again',
  ignore: 'do nothing',
  deliver: 'deliver it',
  'deliver-held': 'deliver what waited for it',
  keep: 'keep it',
  discard: 'throw it away',
  acknowledge: 'acknowledge',
  'repeat-ack': 'repeat the last cumulative acknowledgement',
  'acknowledge-discarded': 'acknowledge it all the same',
};

/** Settings that change a rule, by the rule’s id; each is a choice of the system. */
export const CHOICES: Readonly<Record<string, readonly string[]>> = {
  resend: ['resend', 'timer'],
  expected: ['ack'],
  ahead: ['keep'],
  copy: ['copies'],
};

/** Three protocols by name, and what they set. */
export const PRESETS = [
  {
    title: 'Stop-and-wait',
    set: {
      window: 1,
      bits: 1,
      resend: 'one',
      keep: 'buffered',
      ack: 'each',
      copies: 'acknowledged',
    },
  },
  {
    title: 'Go-back-N',
    set: {
      window: 10,
      bits: 5,
      resend: 'all',
      keep: 'discarded',
      ack: 'cumulative',
      copies: 'acknowledged',
    },
  },
  {
    title: 'Selective repeat',
    set: {
      window: 10,
      bits: 5,
      resend: 'one',
      keep: 'buffered',
      ack: 'each',
      copies: 'acknowledged',
    },
  },
] as const;
