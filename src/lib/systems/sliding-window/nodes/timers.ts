import type { Micros } from '../../../sim';
import { isOutstanding, outstanding } from '../protocol/protocol';
import { timeoutOf } from './round-trip';
import type { Sender, SenderOut } from './sender-kind';

/** The key of the timer where there is one for all packets. */
export const ALL = -1;

const timeoutNow = ({ options, volatile: v }: Sender): Micros =>
  options.measures && v.roundTrip ? timeoutOf(v.roundTrip) : options.timeout;

/** Whether time-outs come by the clock: not by hand, and not where no acknowledgement is waited for. */
export const usesTimers = ({ options }: Sender): boolean =>
  !options.byHand && options.protocol.ack !== 'none';

export function startTimer(node: Sender, key: number, out: SenderOut): void {
  stopTimer(node, key, out);
  node.volatile.timers.set(key, out.after(timeoutNow(node), 'silence', key));
}

function stopTimer({ volatile: v }: Sender, key: number, out: SenderOut): void {
  const timer = v.timers.get(key);
  if (timer === undefined) return;
  out.cancel(timer);
  v.timers.delete(key);
}

/** After a packet was sent: its own timer begins, or the one for all where it does not run yet. */
export function timeSent(node: Sender, index: number, out: SenderOut): void {
  if (!usesTimers(node)) return;
  if (node.options.protocol.resend === 'one') startTimer(node, index, out);
  else if (!node.volatile.timers.has(ALL)) startTimer(node, ALL, out);
}

/**
 * Timers of packets that no longer wait are stopped; the one for all begins anew when the oldest packet is another.
 * @param before the oldest outstanding packet before what has just happened
 */
export function tendTimers(node: Sender, before: number, out: SenderOut): void {
  const { volatile: v, durable } = node;
  const { state } = durable;
  for (const key of [...v.timers.keys()])
    if (key !== ALL && !isOutstanding(state, key)) stopTimer(node, key, out);
  if (!v.timers.has(ALL) || state.base === before) return;
  if (state.base < state.next) startTimer(node, ALL, out);
  else stopTimer(node, ALL, out);
}

/** After a setting has changed: the timers that the rules now want run on or begin, the others are stopped. */
export function changeTimers(node: Sender, out: SenderOut): void {
  const { options, durable, volatile: v } = node;
  const waiting = outstanding(durable.state);
  const one = options.protocol.resend === 'one';
  const wanted = !usesTimers(node) || waiting.length === 0 ? [] : one ? waiting : [ALL];
  for (const key of [...v.timers.keys()]) if (!wanted.includes(key)) stopTimer(node, key, out);
  for (const key of wanted) if (!v.timers.has(key)) startTimer(node, key, out);
}
