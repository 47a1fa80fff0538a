import type { NodeRef, NodeRefs } from '../../../sim';
import { choose, outcomeOf } from './acceptor';
import { closeBallot, freshMemory, majorityOf, send, show } from './manager-state';
import type { Case, Manager, ManagerMemory, ManagerOut } from './manager-state';
import { numberOf, type AcceptedVotes, type Acknowledge, type Ask, type Begin } from './messages';
import type { Finished, Prepare, Promised, Propose } from './messages';
import { dieWhenDue } from './outage';
import { confirmed, move } from './transaction';
import { opsFor } from './work';

const dies = dieWhenDue<Manager, ManagerOut, ManagerMemory>(
  freshMemory,
  'dies, and forgets everything that it has not accepted',
  show,
);

/** The acceptors that the votes go to at first: as many as must agree, of those that are there, itself before all. */
function nearest(node: Manager, now: number): NodeRef[] {
  const { options, volatile: v } = node;
  const isHere = (place: number): boolean =>
    now - (v.heard.get(place) ?? -Infinity) < options.takeover;
  const others = options.managers.filter((to) => to !== node.index);
  const there = others.filter((to) => isHere(options.managers.indexOf(to)));
  const rest = others.filter((to) => !there.includes(to));
  return [node.index, ...there, ...rest].slice(0, majorityOf(node));
}

export function begin(node: Manager, message: Begin, from: NodeRef, out: ManagerOut): void {
  const { volatile: v, durable: disk, options } = node;
  for (const open of v.open.values())
    if (open.user === message.user) {
      open.asked.add(from);
      return;
    }
  const tx = numberOf(options.place + 1, disk.boot, ++v.count);
  const { user, client } = message;
  const open = openCase({ tx, user, client, begun: message, asked: new Set([from]) });
  v.open.set(tx, open);
  disk.begun++;
  move(tx, user, ['absent', 'collecting'], out);
  prepare(node, open, nearest(node, out.monotonic()), out);
  show(node, out);
  dies(node, 'before-votes', out);
}

const openCase = (of: Pick<Case, 'tx' | 'user' | 'client' | 'begun' | 'asked'>): Case => ({
  ...of,
  ballot: 0,
  tries: 1,
  promises: new Map(),
  accepted: new Map(),
});

function prepare(node: Manager, open: Case, votesTo: NodeRefs, out: ManagerOut): void {
  const { options, index } = node;
  const { tx, user, client, begun } = open;
  if (!begun) return;
  options.participants.forEach((to, place) => {
    const ops = opsFor(options.work, place, user, begun.nature);
    const message: Prepare = { type: 'prepare', tx, user, ops, votesTo, leader: index, client };
    send(node, to, message, out);
  });
  out.after(options.patience, 'silence', { tx, ballot: open.ballot });
}

/** Takes up a transaction of which it does not know how far it got. */
export function recoverCase(
  node: Manager,
  { tx, user, client }: { tx: number; user: number; client: NodeRef },
  out: ManagerOut,
): void {
  const open = openCase({ tx, user, client, begun: null, asked: new Set() });
  node.volatile.open.set(tx, open);
  move(tx, user, ['absent', 'collecting'], out);
  ask(node, open, out);
}

function toAcceptors(node: Manager, message: Ask | Propose, out: ManagerOut): void {
  const { options, index } = node;
  for (const to of options.managers) {
    if (to !== index) send(node, to, message, out);
    else out.work(options.fsync, 'written', { message, from: index });
  }
}

/** Rounds that one boot has to itself: no number is used by two lives of a manager. */
const ROUNDS = 1000;

/** A ballot of its own, above all that it knows of. */
function ask(node: Manager, open: Case, out: ManagerOut): void {
  const { options } = node;
  const { tx, user, client } = open;
  const n = options.managers.length;
  const round = Math.max(Math.floor(open.ballot / n) + 1, node.durable.boot * ROUNDS);
  open.ballot = round * n + options.place;
  open.promises = new Map();
  open.accepted = new Map();
  toAcceptors(node, { type: 'ask', tx, user, client, ballot: open.ballot }, out);
  out.after(options.patience, 'silence', { tx, ballot: open.ballot });
}

export function onSilence(
  node: Manager,
  { tx, ballot }: { tx: number; ballot: number },
  out: ManagerOut,
): void {
  const { volatile: v, options } = node;
  const open = v.open.get(tx);
  if (open?.ballot !== ballot) return;
  if (open.begun && ballot === 0 && open.tries < options.tries) {
    open.tries++;
    prepare(node, open, options.managers, out);
  } else ask(node, open, out);
}

export function onPromise(node: Manager, message: Promised, from: NodeRef, out: ManagerOut): void {
  const { tx, ballot, values } = message;
  const open = node.volatile.open.get(tx);
  if (open?.ballot !== ballot || open.promises.size >= majorityOf(node)) return;
  open.promises.set(from, values);
  if (open.promises.size < majorityOf(node)) return;
  const chosen = choose(open.promises.values(), node.options.participants.length, ballot);
  toAcceptors(node, { type: 'propose', tx, ballot, values: chosen }, out);
}

export function onAccepted(
  node: Manager,
  message: AcceptedVotes,
  from: NodeRef,
  out: ManagerOut,
): void {
  const { options, volatile: v } = node;
  const open = v.open.get(message.tx);
  if (open?.ballot !== message.ballot) return;
  open.accepted.set(from, message.values);
  const reports = [...open.accepted.values()];
  const outcome = outcomeOf(reports, options.participants.length, majorityOf(node));
  if (outcome === null) return;
  if (outcome === 'commit' && dies(node, 'after-votes', out)) return;
  const isThere = reports.some((values) => values.some((value) => value.reason === 'there'));
  decide(node, open, outcome === 'commit', isThere, out);
}

function decide(
  node: Manager,
  open: Case,
  isCommit: boolean,
  isThere: boolean,
  out: ManagerOut,
): void {
  const { volatile: v, durable: disk, options } = node;
  const { tx, user } = open;
  v.open.delete(tx);
  v.decided.set(tx, isCommit);
  v.over.push(tx);
  closeBallot(disk, tx);
  if (isCommit) disk.committed++;
  else disk.aborted++;
  move(tx, user, ['collecting', isCommit ? 'committed' : 'aborted'], out);
  if (isCommit && dies(node, 'after-decision', out)) return;
  if (isCommit) {
    v.telling.set(tx, { user, left: new Set(options.participants) });
    // In the faster variant the participants have it from the acceptors; whoever has not is told again later.
    if (options.faster && open.ballot === 0) tellNear(node, tx, out);
    else tellDecision(node, tx, out);
  } else for (const to of options.participants) send(node, to, { type: 'abort', tx }, out);
  settle(node, open, isCommit || isThere, out);
  show(node, out);
}

/** Answers whoever asked. What another leader began and did not get through is begun again. */
function settle(node: Manager, open: Case, ok: boolean, out: ManagerOut): void {
  const { volatile: v } = node;
  const { user, client, begun } = open;
  const pending = v.pending.get(user);
  if (!begun && !ok) {
    if (pending) for (const from of pending.asked) begin(node, pending.message, from, out);
    return;
  }
  const finished: Finished = { type: 'finished', user, ok, client };
  for (const to of new Set([...open.asked, ...(pending?.asked ?? [])])) out.send(to, finished);
  v.pending.delete(user);
  v.answered.push(user);
}

export function tellDecision(node: Manager, tx: number, out: ManagerOut): void {
  const told = node.volatile.telling.get(tx);
  if (!told) return;
  for (const to of told.left) send(node, to, { type: 'commit', tx }, out);
  out.after(node.options.patience, 'tell', tx);
}

function tellNear(node: Manager, tx: number, out: ManagerOut): void {
  const { participants, here, patience } = node.options;
  for (const to of participants) if (here.includes(to)) send(node, to, { type: 'commit', tx }, out);
  out.after(patience, 'tell', tx);
}

export function onAcknowledge(node: Manager, { tx, place }: Acknowledge, out: ManagerOut): void {
  const { volatile: v, options } = node;
  if (confirmed(v.telling, tx, options.participants[place], out)) show(node, out);
}
