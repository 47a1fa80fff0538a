import type { Message, LooseOut } from '../../../sim';
import { nothingAnswered, placeOf, remember, type Answered } from '../../../nodes/store/answered';
import { addAt, updatesIn, valueOf } from '../../../nodes/store/counter';
import { updatesOf, wins, written } from '../../../nodes/store/lww';
import { changeAt, changesIn } from '../../../nodes/store/or-set';
import { propose } from './consensus';
import { coordinator } from './gossip';
import { answerAt, answerTo, readFrom } from './machine';
import type { Answer, Forward, Relay, Request } from './messages';
import { applied, shownOf } from './operations';
import type { Replica } from './options';

/** An operation of the local client. What becomes of it depends on how its object is kept. */
export function onRequest(node: Replica, request: Request, out: LooseOut): void {
  const keeping = node.options.keeping[request.object];
  if (keeping === 'quorum') return onQuorum(node, request, out);
  if (keeping === 'crdt') return out.send(node.options.client, merge(node, request, out));
  const to = request.verb === 'read' ? node.options.place : coordinator(node);
  if (to === node.options.place)
    return out.send(node.options.client, overwrite(node, request, to, out));
  node.volatile.sentOn.push({ request, to });
  out.send(node.options.peers[to], { type: 'forward', request } as Forward);
}

function onQuorum(node: Replica, request: Request, out: LooseOut): void {
  const { durable: disk, volatile: v, options, mode } = node;
  if (request.verb === 'read' && options.readLevel === 'one')
    return out.send(options.client, readFrom(disk.machine.cells[request.object], request.seq));
  if (mode.role === 'leader' || v.leader >= 0) return submit(node, request, out);
  if (mode.role === 'follower' || mode.role === 'learner' || isNew(node)) v.held.push(request);
  else refuse(node, request, out);
}

/** Watches in which a replica that has just started waits for its first leader before it refuses anything. */
const FIRST_WATCHES = 5;
const isNew = ({ volatile: v }: Replica): boolean => !v.hasHeard && v.silence < FIRST_WATCHES;

function submit(node: Replica, request: Request, out: LooseOut): void {
  const { volatile: v, options, mode } = node;
  v.touched[request.seq % v.touched.length] = request.seq;
  if (mode.role === 'leader') propose(node, { origin: options.place, request }, out);
  else out.send(options.peers[v.leader], { type: 'forward', request } as Forward);
}

/** A refusal promises that nothing happened: it is given only for what was never sent on. */
function refuse(node: Replica, request: Request, out: LooseOut): void {
  const { touched } = node.volatile;
  if (touched[request.seq % touched.length] === request.seq) return;
  const { seq } = request;
  out.send(node.options.client, { type: 'refused', seq, value: 0, version: 0 } as Answer);
}

/** What waited for a leader goes on as soon as there is one, and is refused when a watch brought none. */
export function settleHeld(node: Replica, out: LooseOut): void {
  const { volatile: v, mode } = node;
  if (v.leader < 0 && (mode.role !== 'asking' || isNew(node))) return;
  const held = v.held;
  v.held = [];
  for (const request of held) {
    if (v.leader >= 0) submit(node, request, out);
    else refuse(node, request, out);
  }
}

export function onForward(node: Replica, { request }: Forward, from: number, out: LooseOut): void {
  const origin = node.options.peers.indexOf(from);
  if (node.options.keeping[request.object] === 'quorum') {
    // Whoever is not the leader any more stays silent: the client cannot know, and must not be told that nothing happened.
    if (node.mode.role === 'leader') propose(node, { origin, request }, out);
    return;
  }
  out.send(from, { type: 'relay', answer: overwrite(node, request, origin, out) } as Relay);
}

export function onRelay(node: Replica, { answer }: Relay, out: LooseOut): void {
  const { volatile: v, options } = node;
  if (v.sentOn.length > 0) v.sentOn = v.sentOn.filter((s) => s.request.seq !== answer.seq);
  out.send(options.client, answer as Message);
}

/** Answers given before, so that what comes twice is done once. */
function answersTo(node: Replica, origin: number): Answered {
  return (node.durable.answered[origin] ??= nothingAnswered());
}

/** Decides on an object that is kept by last writer wins: reads its copy, changes it, stamps it with its own clock. */
function overwrite(node: Replica, request: Request, origin: number, out: LooseOut): Answer {
  const { durable: disk, volatile: v, options } = node;
  const now = disk.versions[request.object]!;
  if (request.verb === 'read') return answerTo(request, false, shownOf(now.value), updatesOf(now));
  const kept = answersTo(node, origin);
  const place = placeOf(kept, request.seq);
  if (place >= 0) return answerAt(kept, place);
  const value = applied(now.value, request.verb, request.amount);
  let after = now;
  if (value !== null) {
    after = written(now, value, out.clock() + v.clockOffset, options.place);
    // A clock that is behind stamps a version that has lost before it is stored. The client hears that it was done.
    if (wins(after, now)) disk.versions[request.object] = after;
    else disk.dropped++;
    out.gauge('value', shownOf(disk.versions[request.object]!.value));
  }
  remember(kept, request.seq, shownOf(after.value), updatesOf(after), value === null);
  return answerTo(request, value === null, shownOf(after.value), updatesOf(after));
}

/** Decides, at once and alone, on an object whose copies merge. */
function merge(node: Replica, request: Request, out: LooseOut): Answer {
  const { options } = node;
  if (request.verb === 'read') return viewOf(node, request, false);
  const kept = answersTo(node, options.place);
  const place = placeOf(kept, request.seq);
  if (place >= 0) return answerAt(kept, place);
  const declined = !change(node, request);
  const answer = viewOf(node, request, declined);
  if (!declined) out.gauge('value', answer.value);
  remember(kept, request.seq, answer.value, answer.version, declined);
  return answer;
}

function change(node: Replica, { object, verb, amount }: Request): boolean {
  const { durable: disk, options } = node;
  const { place, walletStart } = options;
  if (object === 'cart') changeAt(disk.cart, place, amount, verb === 'remove');
  else {
    const counter = disk.counters[object]!;
    if (verb === 'withdraw' && walletStart + valueOf(counter) < amount) return false;
    addAt(counter, place, verb === 'increment' ? 1 : verb === 'withdraw' ? -amount : amount);
  }
  return true;
}

function viewOf(node: Replica, request: Request, declined: boolean): Answer {
  const { durable: disk, options } = node;
  if (request.object === 'cart')
    return answerTo(request, declined, disk.cart.live.size, changesIn(disk.cart));
  const counter = disk.counters[request.object]!;
  const start = request.object === 'wallet' ? options.walletStart : 0;
  return answerTo(request, declined, start + valueOf(counter), updatesIn(counter));
}
