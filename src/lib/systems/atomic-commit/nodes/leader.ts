import type { Message, LooseOut } from '../../../sim';
import { choose, outcomeOf } from './acceptor';
import { closeBallot, freshMemory, majorityOf, send, show } from './manager-state';
import type { Case, Manager } from './manager-state';
import { numberOf, type Accepted, type Acknowledge, type Ask, type Begin } from './messages';
import type { Decision, Finished, Prepare, Promised, Propose, Value } from './messages';
import { partName } from './transaction';
import { opsFor, type OutageOptions } from './work';

function die(node: Manager, out: LooseOut): void {
  node.durable.died++;
  node.volatile = freshMemory();
  out.note('dies, and forgets what it has not accepted');
  out.become('DIE');
  show(node, out);
  out.after(node.options.outage.length, 'up');
}

function dies(node: Manager, point: OutageOptions['point'], out: LooseOut): boolean {
  const { outage } = node.options;
  if (outage.point !== point || node.durable.died > 0 || out.now < outage.after) return false;
  die(node, out);
  return true;
}

/** The acceptors that the votes go to at first: as many as must agree, of those that are there, itself before all. */
function nearest(node: Manager, now: number): number[] {
  const { options, volatile: v } = node;
  const isHere = (place: number): boolean =>
    now - (v.heard.get(place) ?? -Infinity) < options.takeover;
  const others = options.managers.filter((to) => to !== node.index);
  const there = others.filter((to) => isHere(options.managers.indexOf(to)));
  const rest = others.filter((to) => !there.includes(to));
  return [node.index, ...there, ...rest].slice(0, majorityOf(node));
}

export function begin(node: Manager, message: Begin, from: number, out: LooseOut): void {
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
  out.part(partName(tx, user), 'absent', 'collecting');
  prepare(node, open, nearest(node, out.clock()), out);
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

function prepare(node: Manager, open: Case, votesTo: readonly number[], out: LooseOut): void {
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
  { tx, user, client }: { tx: number; user: number; client: number },
  out: LooseOut,
): void {
  const open = openCase({ tx, user, client, begun: null, asked: new Set() });
  node.volatile.open.set(tx, open);
  out.part(partName(tx, user), 'absent', 'collecting');
  ask(node, open, out);
}

function toAcceptors(node: Manager, message: Ask | Propose, out: LooseOut): void {
  const { options, index } = node;
  for (const to of options.managers) {
    if (to !== index) send(node, to, message, out);
    else out.work(options.fsync, 'written', { message, from: index });
  }
}

/** Rounds that one boot has to itself: no number is used by two lives of a manager. */
const ROUNDS = 1000;

/** A ballot of its own, above all that it knows of. */
function ask(node: Manager, open: Case, out: LooseOut): void {
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
  out: LooseOut,
): void {
  const { volatile: v, options } = node;
  const open = v.open.get(tx);
  if (open?.ballot !== ballot) return;
  if (open.begun && ballot === 0 && open.tries < options.tries) {
    open.tries++;
    prepare(node, open, options.managers, out);
  } else ask(node, open, out);
}

export function onPromise(node: Manager, message: Promised, from: number, out: LooseOut): void {
  const { tx, ballot, values } = message;
  const open = node.volatile.open.get(tx);
  if (open?.ballot !== ballot || open.promises.size >= majorityOf(node)) return;
  open.promises.set(from, values);
  if (open.promises.size < majorityOf(node)) return;
  const chosen = choose(open.promises.values(), node.options.participants.length, ballot);
  toAcceptors(node, { type: 'propose', tx, ballot, values: chosen }, out);
}

export function onAccepted(node: Manager, message: Accepted, from: number, out: LooseOut): void {
  const { options, volatile: v } = node;
  const open = v.open.get(message.tx);
  if (open?.ballot !== message.ballot) return;
  open.accepted.set(from, message.values);
  const reports = [...open.accepted.values()];
  const outcome = outcomeOf(reports, options.participants.length, majorityOf(node));
  if (outcome === null) return;
  if (outcome === 'commit' && dies(node, 'after-votes', out)) return;
  const isThere = reports.some((values: readonly Value[]) =>
    values.some((value) => value.reason === 'there'),
  );
  decide(node, open, outcome === 'commit', isThere, out);
}

function decide(
  node: Manager,
  open: Case,
  isCommit: boolean,
  isThere: boolean,
  out: LooseOut,
): void {
  const { volatile: v, durable: disk, options } = node;
  const { tx, user } = open;
  v.open.delete(tx);
  v.decided.set(tx, isCommit);
  v.over.push(tx);
  closeBallot(disk, tx);
  if (isCommit) disk.committed++;
  else disk.aborted++;
  out.part(partName(tx, user), 'collecting', isCommit ? 'committed' : 'aborted');
  if (isCommit && dies(node, 'after-decision', out)) return;
  if (isCommit) {
    v.telling.set(tx, { user, left: new Set(options.participants) });
    // In the faster variant the participants have it from the acceptors; whoever has not is told again later.
    if (options.faster && open.ballot === 0) tellNear(node, tx, out);
    else tellDecision(node, tx, out);
  } else
    for (const to of options.participants) send(node, to, { type: 'abort', tx } as Decision, out);
  settle(node, open, isCommit || isThere, out);
  show(node, out);
}

/** Answers whoever asked. What another leader began and did not get through is begun again. */
function settle(node: Manager, open: Case, ok: boolean, out: LooseOut): void {
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

export function tellDecision(node: Manager, tx: number, out: LooseOut): void {
  const told = node.volatile.telling.get(tx);
  if (!told) return;
  for (const to of told.left) send(node, to, { type: 'commit', tx } as Message, out);
  out.after(node.options.patience, 'tell', tx);
}

function tellNear(node: Manager, tx: number, out: LooseOut): void {
  const { participants, here, patience } = node.options;
  for (const to of participants)
    if (here.includes(to)) send(node, to, { type: 'commit', tx } as Message, out);
  out.after(patience, 'tell', tx);
}

export function onAcknowledge(node: Manager, { tx, place }: Acknowledge, out: LooseOut): void {
  const { volatile: v, options } = node;
  const told = v.telling.get(tx);
  if (!told) return;
  told.left.delete(options.participants[place]);
  if (told.left.size > 0) return;
  v.telling.delete(tx);
  out.part(partName(tx, told.user), 'committed', 'over');
  show(node, out);
}
