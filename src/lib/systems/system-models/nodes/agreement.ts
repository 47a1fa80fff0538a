import { suspects, trusted } from './detector';
import type { Process, ProcessOut } from './kind';
import type { Content, Decision, Lock, Vote } from './messages';
import { broadcast, post } from './post';
import { ballotsOf, bears, coordinatorOf, mostVotes, votersFor, winnerOf } from './votes';

/**
 * Agreement on one value a slot, in rounds with a rotating coordinator: it proposes, everybody echoes what it was told,
 * and whoever counts a quorum of echoes locks that value and accepts it; a quorum of accepts decides. A node goes on to
 * the next round when it suspects the coordinator or runs out of patience. Timing decides when, never what.
 */

/** Ids of messages and events all carry both. */
const here = ({ durable: { log, round } }: Process) => ({ slot: log.length, round });

function quorumOf(node: Process): number {
  const { bug, quorum } = node.options;
  return bug === 'trusted-majority' ? Math.floor(trusted(node) / 2) + 1 : quorum;
}

function showVotes(node: Process, out: ProcessOut): void {
  const { durable, volatile: v, options } = node;
  const leads = v.open && coordinatorOf(durable.round, options.nodes.length) === options.place;
  out.gauge('votes', leads ? mostVotes(ballotsOf(node, durable.round).echoes) : 0);
}

/** Begins the present slot. */
export function begin(node: Process, out: ProcessOut): void {
  const { volatile: v } = node;
  if (v.next !== null) out.cancel(v.next);
  v.next = null;
  v.open = true;
  v.began = out.instant();
  if (v.known > node.durable.log.length) ask(node, out);
  enter(node, 0, out);
}

/** Others answer a message about a slot that is decided with what was decided. */
function ask(node: Process, out: ProcessOut): void {
  broadcast(node, { type: 'skip', ...here(node), lock: node.durable.lock }, out);
}

/** Goes on where it was before a crash: what it has echoed and accepted is on its disk. */
export function resume(node: Process, out: ProcessOut): void {
  const { durable: d, volatile: v, options } = node;
  v.open = true;
  v.began = out.instant();
  const ballots = ballotsOf(node, d.round);
  ballots.echoes[options.place] = d.echoed;
  ballots.accepts[options.place] = d.accepted;
  waitFor(node, out);
  ask(node, out);
}

function waitFor(node: Process, out: ProcessOut): void {
  const { volatile: v, options } = node;
  if (v.patience !== null) out.cancel(v.patience);
  v.patience = out.after(options.patience * (v.waits + 1), 'patience', here(node));
}

/** Enters a round, or the first one after it whose coordinator it trusts. */
function enter(node: Process, round: number, out: ProcessOut): void {
  const { durable: d, volatile: v, options } = node;
  const { nodes, place } = options;
  while (suspects(node, coordinatorOf(round, nodes.length))) round++;
  Object.assign(d, { round, proposed: null, echoed: null, accepted: null });
  d.changes++;
  for (const old of Object.keys(v.votes)) if (Number(old) < round) delete v.votes[Number(old)];
  out.gauge('round', round);
  out.event('round', here(node));
  waitFor(node, out);
  if (round > 0) broadcast(node, { type: 'skip', ...here(node), lock: d.lock }, out);
  if (coordinatorOf(round, nodes.length) === place) propose(node, out);
  else considerProposal(node, out);
  count(node, round, out);
}

function propose(node: Process, out: ProcessOut): void {
  const { durable: d, options } = node;
  d.proposed = d.lock?.value ?? options.place + 1;
  broadcast(node, { type: 'proposal', ...here(node), value: d.proposed, lock: d.lock }, out);
  ballotsOf(node, d.round).proposal = d.proposed;
  considerProposal(node, out);
}

/** Echoes this round's proposal, once, unless another value is locked. */
function considerProposal(node: Process, out: ProcessOut): void {
  const { durable: d, options } = node;
  const ballots = ballotsOf(node, d.round);
  const value = ballots.proposal;
  if (value === null || d.echoed !== null) return;
  const isFree = d.lock === null || d.lock.value === value;
  if (!isFree) return;
  d.echoed = value;
  ballots.echoes[options.place] = value;
  broadcast(node, { type: 'echo', ...here(node), value }, out);
}

/** Takes over a lock of a later round than its own: enough nodes have echoed that value since. */
function adopt(node: Process, lock: Lock | null): void {
  const { durable: d } = node;
  if (lock === null || lock.by.length < quorumOf(node)) return;
  if (d.lock === null || lock.round > d.lock.round) d.lock = lock;
}

function count(node: Process, round: number, out: ProcessOut): void {
  const { durable: d, options } = node;
  const ballots = ballotsOf(node, round);
  const quorum = quorumOf(node);
  const echoed = round === d.round && d.accepted === null ? winnerOf(ballots.echoes, quorum) : null;
  if (echoed !== null) {
    d.lock = { round, value: echoed, by: votersFor(ballots.echoes, echoed) };
    d.accepted = echoed;
    ballots.accepts[options.place] = echoed;
    broadcast(node, { type: 'accept', ...here(node), value: echoed }, out);
  }
  showVotes(node, out);
  const accepted = winnerOf(ballots.accepts, quorum);
  if (accepted !== null) decide(node, accepted, true, out);
}

function decide(node: Process, value: number, tells: boolean, out: ProcessOut): void {
  const { durable: d, volatile: v, options } = node;
  const slot = d.log.length;
  d.log.push(value);
  Object.assign(d, { round: 0, proposed: null, echoed: null, accepted: null, lock: null });
  d.changes++;
  if (v.began !== null) out.observeSince('decision', v.began);
  if (v.patience !== null) out.cancel(v.patience);
  Object.assign(v, { open: false, began: null, votes: {}, patience: null, waits: 0 });
  v.beyond.fill(0);
  v.decisions.fill(null);
  out.event('decides', { slot, value });
  out.gauge('round', 0);
  out.gauge('votes', 0);
  out.gauge('chosen', value);
  if (tells) broadcast(node, { type: 'decision', slot, value, known: slot + 1 }, out);
  if (d.log.length >= options.decisions) return out.done();
  // What the others have decided already is asked for at once.
  v.next = out.after(v.known > d.log.length ? 0 : options.gap, 'next');
}

/** Once so many are beyond its round that the others are no quorum, it follows them. */
function followOthers(node: Process, out: ProcessOut): void {
  const { durable: d, volatile: v, options } = node;
  const ahead = v.beyond.filter((_, place) => place !== options.place).sort((a, b) => b - a);
  const round = ahead[options.nodes.length - options.quorum];
  if (round !== undefined && round > d.round) enter(node, round, out);
}

function hear(node: Process, decision: Decision, out: ProcessOut): void {
  const { volatile: v, options } = node;
  v.decisions[decision.by] ??= decision.value;
  const needed = bears(options.quorum, options.nodes.length) + 1;
  const value = winnerOf(v.decisions, needed);
  if (value !== null) decide(node, value, needed > 1, out);
}

function note(node: Process, vote: Vote, out: ProcessOut): void {
  const { durable: d, options } = node;
  const { by, round } = vote;
  if ('lock' in vote) adopt(node, vote.lock);
  if (round < d.round || vote.type === 'skip') return;
  const ballots = ballotsOf(node, round);
  if (vote.type === 'proposal') {
    if (by !== coordinatorOf(round, options.nodes.length)) return;
    ballots.proposal ??= vote.value;
    if (round === d.round) considerProposal(node, out);
  } else (vote.type === 'echo' ? ballots.echoes : ballots.accepts)[by] ??= vote.value;
  count(node, round, out);
}

/** Whatever concerns a slot. Whoever still works on a decided one is told what was decided. */
export function receive(node: Process, message: Vote | Decision, out: ProcessOut): void {
  const { durable: d, volatile: v } = node;
  const { slot, by } = message;
  if (slot < d.log.length && message.type !== 'decision')
    post(node, by, { type: 'decision', slot, value: d.log[slot], known: d.log.length }, out);
  v.known = Math.max(v.known, message.type === 'decision' ? message.known : slot);
  if (slot < d.log.length) return;
  if (!v.open) begin(node, out);
  if (slot !== d.log.length) return;
  if (message.type === 'decision') return hear(node, message, out);
  v.beyond[by] = Math.max(v.beyond[by], message.round);
  note(node, message, out);
  if (slot === d.log.length) followOthers(node, out);
}

/** The coordinator may be one that is suspected from now on. */
export function onSuspicion(node: Process, place: number, out: ProcessOut): void {
  const { durable: d, volatile: v, options } = node;
  if (v.open && coordinatorOf(d.round, options.nodes.length) === place)
    enter(node, d.round + 1, out);
}

export function onPatience(node: Process, slot: number, round: number, out: ProcessOut): void {
  const { durable: d, volatile: v } = node;
  if (!v.open || slot !== d.log.length || round !== d.round) return;
  // It may have been too little: that patience grows is what ends the vote once delays have a bound.
  v.waits++;
  enter(node, round + 1, out);
}

/** Says again what it has said in this round, where that seems to have been lost. */
export function repeat(node: Process, out: ProcessOut): void {
  const { durable: d, volatile: v, options } = node;
  const turn = here(node);
  const key = `${turn.slot} ${turn.round}`;
  const isStuck = v.open && v.repeated === key;
  v.repeated = key;
  if (!isStuck) return;
  const said: Content[] = [];
  if (d.round > 0) said.push({ type: 'skip', ...turn, lock: d.lock });
  if (d.proposed !== null)
    said.push({ type: 'proposal', ...turn, value: d.proposed, lock: d.lock });
  if (d.echoed !== null) said.push({ type: 'echo', ...turn, value: d.echoed });
  if (d.accepted !== null) said.push({ type: 'accept', ...turn, value: d.accepted });
  // A node that has nothing to say asks: others answer with what was decided.
  if (said.length === 0) said.push({ type: 'skip', ...turn, lock: d.lock });
  for (const content of said) broadcast(node, content, out);
  if (d.proposed === null && coordinatorOf(d.round, options.nodes.length) === options.place)
    propose(node, out);
}
