import type { Process, ProcessOut } from './kind';
import type { Content, Traffic } from './messages';
import { post } from './post';
import { coordinatorOf } from './votes';

/** Even and odd places are told different values. All liars tell the same ones, so that they support each other. */
const lieFor = (place: number): number => (place % 2) + 1;

/** Sends to every other node what `make` says for it. */
function tell(node: Process, make: (value: number) => Content, out: ProcessOut, by?: number): void {
  const { nodes, place } = node.options;
  for (let i = 0; i < nodes.length; i++) if (i !== place) post(node, i, make(lieFor(i)), out, by);
}

/** Votes for both values at once, each where it is believed; proposes them, where it is its turn. */
export function lieIn(node: Process, slot: number, round: number, out: ProcessOut): void {
  const { options, volatile: v } = node;
  v.repeated = `${slot} ${round}`;
  const turn = { slot, round };
  if (coordinatorOf(round, options.nodes.length) === options.place)
    tell(node, (value) => ({ type: 'proposal', ...turn, value, lock: null }), out);
  tell(node, (value) => ({ type: 'echo', ...turn, value }), out);
  tell(node, (value) => ({ type: 'accept', ...turn, value }), out);
}

/** In other nodes' names: a decision that nobody has taken, and signs of life of whoever is dead. */
export function forge(node: Process, slot: number, out: ProcessOut): void {
  const { nodes, place } = node.options;
  for (let by = 0; by < nodes.length; by++)
    if (by !== place)
      tell(node, (value) => ({ type: 'decision', slot, value, known: slot + 1 }), out, by);
}

export function forgeBeats(node: Process, out: ProcessOut): void {
  const { nodes, place } = node.options;
  const beat: Content = { type: 'heartbeat', sentAt: out.clock(), after: null };
  for (let by = 0; by < nodes.length; by++) if (by !== place) tell(node, () => beat, out, by);
}

/** Lies in each round that it hears of, once. */
export function lieTo(node: Process, message: Traffic, out: ProcessOut): void {
  const { durable: d, volatile: v, options } = node;
  if (message.type === 'heartbeat') return;
  if (message.type === 'decision') {
    if (message.slot < d.log.length) return;
    // It goes along: its own log is of no interest to anyone.
    while (d.log.length <= message.slot) d.log.push(message.value);
    if (v.next !== null) out.cancel(v.next);
    if (d.log.length < options.decisions) v.next = out.after(options.gap, 'next');
    else out.done();
    return;
  }
  const { slot, round } = message;
  if (slot < d.log.length || v.repeated === `${slot} ${round}`) return;
  lieIn(node, slot, round, out);
}
