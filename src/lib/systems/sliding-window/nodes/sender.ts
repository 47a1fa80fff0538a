import { type Behaviour, type Handlers } from '../../../sim';
import { freshSender, outstanding } from '../protocol/protocol';
import { senderReacts, type SenderEvent } from '../protocol/sender';
import { measured, timeoutOf } from './round-trip';
import { machine, type Leaving, type Sender, type SenderKind, type SenderOut } from './sender-kind';
import { ALL, changeTimers, startTimer, tendTimers, timeSent, usesTimers } from './timers';

function leave(node: Sender, { no, index, again }: Leaving, out: SenderOut): void {
  const { channel, protocol } = node.options;
  const seq = index % protocol.numbers;
  out.send(channel, { type: 'data', seq, payload: index, no, stamp: out.monotonic() });
  out.event('sent', { no, seq, index, again });
}

/** Packets leave one after the other; each waits until the line is free. */
function transmit(node: Sender, index: number, again: boolean, out: SenderOut): void {
  const { options, durable, volatile: v } = node;
  const leaving = { no: ++durable.sends, index, again };
  if (again) out.gauge('resent', ++durable.resent);
  const wait = Math.max(0, v.freeAt - out.monotonic());
  v.freeAt = out.monotonic() + wait + options.packetTime;
  if (wait === 0) leave(node, leaving, out);
  else out.after(wait, 'leave', leaving);
  timeSent(node, index, out);
}

function react(node: Sender, event: SenderEvent, out: SenderOut): string {
  const { options, durable } = node;
  const { base, next } = durable.state;
  const rule = senderReacts(options.rules, options.protocol, durable.state, event, (index, again) =>
    transmit(node, index, again, out),
  );
  out.event('rule', { rule });
  if (durable.state.base !== base || durable.state.next !== next)
    out.event('window', { base: durable.state.base, next: durable.state.next });
  tendTimers(node, base, out);
  return rule;
}

/** A sender that hears of nothing waits until its last packets must have arrived. */
function isLingering({ options, volatile: v }: Sender, out: SenderOut): boolean {
  if (options.protocol.ack !== 'none' || v.lingers === 'over') return false;
  if (v.lingers === 'no') out.after(options.linger, 'linger');
  v.lingers = 'yes';
  return true;
}

/** Sends what the window has room for; says how full it is, and whether all is done. */
function goOn(node: Sender, out: SenderOut): void {
  const { options, durable } = node;
  const { state } = durable;
  if (!options.byHand)
    while (state.next < options.messages && react(node, { on: 'offer' }, out) === 'send');
  const isFull =
    state.next < options.messages && state.next - state.base >= options.protocol.window;
  out.become(isFull ? 'FILL' : 'OPEN');
  out.gauge('flight', outstanding(state).length);
  if (state.base < options.messages || isLingering(node, out)) return;
  out.become('FINISH');
  out.event('finished', { sends: durable.sends });
  out.done();
}

function resend(node: Sender, key: number, out: SenderOut): void {
  const { state } = node.durable;
  react(node, { on: 'timeout', index: key === ALL ? state.base : key }, out);
  if (key === ALL && usesTimers(node)) startTimer(node, ALL, out);
}

/** By hand: "send", or "timeout" with the number of a packet. */
function operate(node: Sender, operation: string, argument: string, out: SenderOut): void {
  const { options, durable } = node;
  if (operation === 'send') {
    if (durable.state.next < options.messages) react(node, { on: 'offer' }, out);
  } else {
    const index = argument === '' ? durable.state.base : Number(argument);
    react(node, { on: 'timeout', index }, out);
  }
  goOn(node, out);
}

const active: Handlers<SenderKind> = {
  message(node, ack, _from, out) {
    const { options, volatile: v } = node;
    if (options.measures) {
      v.roundTrip = measured(v.roundTrip, out.monotonic() - ack.stamp);
      out.gauge('rto', Math.round(timeoutOf(v.roundTrip) / 1000));
    }
    out.event('heard', { no: ack.no, rule: react(node, { on: 'ack', ack }, out) });
    goOn(node, out);
  },
  timer(node, name, data, out) {
    if (name === 'leave') return leave(node, data, out);
    if (name === 'linger') node.volatile.lingers = 'over';
    else {
      node.volatile.timers.delete(data);
      resend(node, data, out);
    }
    goOn(node, out);
  },
  operate,
};

/** Has messages to pass on, sends each as a numbered packet, and follows its rule table. */
export const sender: Behaviour<SenderKind> = {
  kind: 'window-sender',
  machine,
  volatile: () => ({ timers: new Map(), roundTrip: null, lingers: 'no', freeAt: 0 }),
  durable: () => ({ state: freshSender(), sends: 0, resent: 0 }),
  start(node, out, again) {
    // Its place is on disk, its timers are not: after a crash all that is outstanding goes out again.
    if (again && usesTimers(node))
      for (const index of outstanding(node.durable.state)) transmit(node, index, true, out);
    goOn(node, out);
  },
  reconfigure(node, out) {
    changeTimers(node, out);
    goOn(node, out);
  },
  roles: { sending: active, full: active, finished: 'ignores' },
  operations: [
    { id: 'send', title: 'Send the next packet' },
    { id: 'timeout', title: 'Let a timer run out', argument: 'packet' },
  ],
};
