import type { WindowSettings } from '../settings';

/** What the two ends have agreed on, as their rules need it. */
export interface Protocol extends Pick<
  WindowSettings,
  'window' | 'resend' | 'keep' | 'ack' | 'copies'
> {
  /** How many sequence numbers there are; with one of them a number says nothing. */
  readonly numbers: number;
  readonly acksDiscarded: boolean;
}

export const protocolOf = (s: WindowSettings): Protocol => ({
  window: s.window,
  numbers: s.numbers > 0 ? s.numbers : 1 << s.bits,
  resend: s.resend,
  keep: s.keep,
  ack: s.ack,
  copies: s.copies,
  acksDiscarded: s.bug === 'acks-discarded',
});

/** A packet. Its payload is the place of a message in what the sender was given; no rule looks at it. */
export interface Data {
  readonly type: 'data';
  readonly seq: number;
  readonly payload: number;
}

/** Names a packet that has come, the last one before the first gap, or both. `of` is the packet that it answers, for pictures. */
export interface Ack {
  readonly type: 'ack';
  readonly seq: number | null;
  readonly upTo: number | null;
  readonly of: number;
}

/** The sender counts packets from 0 and writes their number modulo `numbers` on them. */
export interface SenderState {
  /** The oldest packet that is not acknowledged, and the next new one. */
  base: number;
  next: number;
  /** Acknowledged ones after `base`. */
  acked: number[];
}

export interface ReceiverState {
  /** The packet that it expects, by its own count. */
  next: number;
  /** Payloads that wait for it: the first stands for packet `next + 1`. */
  held: (number | null)[];
}

export const freshSender = (): SenderState => ({ base: 0, next: 0, acked: [] });
export const freshReceiver = (): ReceiverState => ({ next: 0, held: [] });

/** The remainder that is never negative. */
export const mod = (n: number, by: number): number => ((n % by) + by) % by;

export const isOutstanding = ({ base, next, acked }: SenderState, index: number): boolean =>
  index >= base && index < next && !acked.includes(index);

/** Packets under way that are not acknowledged, the oldest first. */
export function outstanding(s: SenderState): number[] {
  const found: number[] = [];
  for (let i = s.base; i < s.next; i++) if (!s.acked.includes(i)) found.push(i);
  return found;
}
