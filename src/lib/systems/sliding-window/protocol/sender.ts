import {
  isOutstanding,
  mod,
  outstanding,
  type Ack,
  type Protocol,
  type SenderState,
} from './protocol';
import type { SenderRule } from './rules';

export type SenderEvent =
  | { readonly on: 'offer' }
  | { readonly on: 'ack'; readonly ack: Ack }
  | { readonly on: 'timeout'; readonly index: number };

/** What a rule asks for: send a packet, which it names by its place. */
export type Send = (index: number, again: boolean) => void;

/** Packets that an acknowledgement stands for, as far as the sender can tell from a number. */
function named(p: Protocol, s: SenderState, { seq, upTo }: Ack): number[] {
  const size = s.next - s.base;
  const found: number[] = [];
  const last = upTo === null ? size : mod(upTo - s.base, p.numbers);
  if (last < size) for (let i = 0; i <= last; i++) found.push(s.base + i);
  const one = seq === null ? size : mod(seq - s.base, p.numbers);
  if (one < size) found.push(s.base + one);
  return found.filter((i) => isOutstanding(s, i));
}

type Holds = (p: Protocol, s: SenderState, event: SenderEvent) => boolean;

const CONDITIONS: Readonly<Record<SenderRule['when'], Holds>> = {
  'window-open': (p, s) => s.next - s.base < p.window,
  'names-outstanding': (p, s, event) => event.on === 'ack' && named(p, s, event.ack).length > 0,
  outstanding: (_p, s, event) => event.on === 'timeout' && isOutstanding(s, event.index),
  otherwise: () => true,
};

type Does = (p: Protocol, s: SenderState, event: SenderEvent, send: Send) => void;

const ACTIONS: Readonly<Record<SenderRule['does'][number], Does>> = {
  send: (_p, s, _event, send) => send(s.next++, false),
  forget: (_p, s) => void (s.base = s.next),
  mark(p, s, event) {
    if (event.on !== 'ack') return;
    for (const i of named(p, s, event.ack)) if (!s.acked.includes(i)) s.acked.push(i);
    s.acked.sort((a, b) => a - b);
  },
  slide(_p, s) {
    while (s.acked[0] === s.base) {
      s.acked.shift();
      s.base++;
    }
  },
  'resend-it': (_p, _s, event, send) => event.on === 'timeout' && send(event.index, true),
  'resend-all': (_p, s, _event, send) => outstanding(s).forEach((i) => send(i, true)),
  ignore: () => undefined,
};

/** Applies the rule that fits; returns its id. Changes `s`. */
export function senderReacts(
  rules: readonly SenderRule[],
  p: Protocol,
  s: SenderState,
  event: SenderEvent,
  send: Send,
): string {
  const rule = rules.find(({ on, when }) => on === event.on && CONDITIONS[when](p, s, event))!;
  for (const does of rule.does) ACTIONS[does](p, s, event, send);
  return rule.id;
}
