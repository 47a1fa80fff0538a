import type { Behaviour, Handlers, Node, NodeRef, Out } from '../../../sim';
import { fault, leads, nodeMachine } from '../../../nodes/machine';
import { byType } from '../../../nodes/by-type';
import { whileDown } from '../../../nodes/service/process';
import { numberOf } from './messages';
import type { Acknowledge, Begin, Decision, Finished, Inquire, Prepare, Vote } from './messages';
import { dieWhenDue } from './outage';
import { confirmed, countMessage, decision, emptyTally, move } from './transaction';
import type { DeciderTally, Telling, TransactionKind } from './transaction';
import { opsFor, type DecidingOptions } from './work';

export interface CoordinatorOptions extends DecidingOptions {
  /** A planted design bug, for hunts. */
  readonly bug: 'none' | 'early-commit' | 'forgets-decision';
}

interface Open {
  readonly begin: Begin;
  /** Instances that want to hear how it ends. */
  readonly asked: Set<NodeRef>;
  readonly yes: Set<number>;
  tries: number;
  /** The decision is being written. */
  isLogging: boolean;
}

export interface CoordinatorDisk extends DeciderTally {
  /** Commit records. Each stays until every participant has confirmed. */
  log: Telling;
  /** Inquiries that found a commit record, and that found nothing and therefore meant abort. */
  recalled: number;
  presumed: number;
}

interface Memory {
  open: Map<number, Open>;
  byUser: Map<number, number>;
  count: number;
}

const machine = nodeMachine('coordinator', {
  coordinating: leads('collects votes, writes the decision down, tells it', { DIE: 'off' }),
  off: fault('has lost its memory; its log is on disk', { UP: 'coordinating' }),
});

interface CoordinatorKind extends TransactionKind {
  machine: typeof machine;
  volatile: Memory;
  durable: CoordinatorDisk;
  options: CoordinatorOptions;
  takes: Begin | Vote | Acknowledge | Inquire;
  sends: Prepare | Decision | Finished;
  timers: { silence: number; decide: number; tell: number; up: undefined };
  gauges: 'open' | 'decisions';
}
type Coordinator = Node<CoordinatorKind>;
type CoordinatorOut = Out<CoordinatorKind>;
type Told = Prepare | Decision;

function tell(node: Coordinator, to: NodeRef, message: Told, out: CoordinatorOut): void {
  out.send(to, message);
  countMessage(node.options.here, to, out);
}

function show({ durable: disk, volatile: v }: Coordinator, out: CoordinatorOut): void {
  out.gauge('open', v.open.size);
  out.gauge('decisions', disk.log.size);
}

const freshMemory = (): Memory => ({ open: new Map(), byUser: new Map(), count: 0 });

const dies = dieWhenDue<Coordinator, CoordinatorOut, Memory>(
  freshMemory,
  'dies, and forgets everything that is not in its log',
  show,
);

function answer(begin: Begin, asked: Iterable<NodeRef>, ok: boolean, out: CoordinatorOut): void {
  const { user, client } = begin;
  for (const to of asked) out.send(to, { type: 'finished', user, ok, client });
}

/** Asks all that have not said yes. */
function ask(node: Coordinator, tx: number, { begin, yes }: Open, out: CoordinatorOut): void {
  const { options, index } = node;
  const { user, nature, client } = begin;
  options.participants.forEach((to, place) => {
    if (yes.has(place)) return;
    const ops = opsFor(options.work, place, user, nature);
    const votes = { votesTo: [index], leader: index, client };
    tell(node, to, { type: 'prepare', tx, user, ops, ...votes }, out);
  });
  out.after(options.patience, 'silence', tx);
}

function onBegin(node: Coordinator, begin: Begin, from: NodeRef, out: CoordinatorOut): void {
  const { durable: disk, volatile: v } = node;
  const known = v.byUser.get(begin.user);
  if (known !== undefined) {
    v.open.get(known)!.asked.add(from);
    return;
  }
  for (const { user } of disk.log.values())
    if (user === begin.user) return answer(begin, [from], true, out);
  const tx = numberOf(0, disk.boot, ++v.count);
  const open: Open = { begin, asked: new Set([from]), yes: new Set(), tries: 1, isLogging: false };
  v.open.set(tx, open);
  v.byUser.set(begin.user, tx);
  disk.begun++;
  move(tx, begin.user, ['absent', 'collecting'], out);
  ask(node, tx, open, out);
  show(node, out);
  dies(node, 'before-votes', out);
}

/** No answer is no answer: ask again, and give up before anybody has been promised anything. */
function onSilence(node: Coordinator, tx: number, out: CoordinatorOut): void {
  const { volatile: v, options } = node;
  const open = v.open.get(tx);
  if (!open || open.isLogging) return;
  if (open.tries >= options.tries) return abort(node, tx, open, false, out);
  open.tries++;
  ask(node, tx, open, out);
}

function forget({ volatile: v }: Coordinator, tx: number, open: Open): void {
  v.open.delete(tx);
  v.byUser.delete(open.begin.user);
}

/** Presumed abort: nothing is written, since nothing written means abort (Mohan, Lindsay & Obermarck 1986). */
function abort(node: Coordinator, tx: number, open: Open, ok: boolean, out: CoordinatorOut): void {
  forget(node, tx, open);
  node.durable.aborted++;
  move(tx, open.begin.user, ['collecting', 'aborted'], out);
  for (const to of node.options.participants) tell(node, to, { type: 'abort', tx }, out);
  answer(open.begin, open.asked, ok, out);
  show(node, out);
}

function onVote(node: Coordinator, vote: Vote, _from: NodeRef, out: CoordinatorOut): void {
  const { volatile: v, options } = node;
  const open = v.open.get(vote.tx);
  if (!open || open.isLogging) return;
  // The row was there before: an earlier transaction has made it, so the visitor may be told yes.
  if (vote.type === 'vote-no') return abort(node, vote.tx, open, vote.reason === 'there', out);
  open.yes.add(vote.place);
  const wanted = options.bug === 'early-commit' ? 1 : options.participants.length;
  if (open.yes.size < wanted || dies(node, 'after-votes', out)) return;
  open.isLogging = true;
  if (options.bug === 'forgets-decision') return decide(node, vote.tx, out);
  out.work(options.fsync, 'decide', vote.tx);
}

/** The commit point: from here on the transaction has happened, whoever dies. */
function decide(node: Coordinator, tx: number, out: CoordinatorOut): void {
  const { durable: disk, volatile: v, options } = node;
  const open = v.open.get(tx);
  if (!open?.isLogging) return;
  const { user } = open.begin;
  disk.log.set(tx, { user, left: new Set(options.participants) });
  disk.committed++;
  move(tx, user, ['collecting', 'committed'], out);
  if (dies(node, 'after-decision', out)) return;
  forget(node, tx, open);
  tellCommit(node, tx, out);
  answer(open.begin, open.asked, true, out);
}

function tellCommit(node: Coordinator, tx: number, out: CoordinatorOut): void {
  const logged = node.durable.log.get(tx);
  if (!logged) return;
  for (const to of logged.left) tell(node, to, { type: 'commit', tx }, out);
  out.after(node.options.patience, 'tell', tx);
  show(node, out);
}

function onAcknowledge(
  node: Coordinator,
  { tx, place }: Acknowledge,
  _from: NodeRef,
  out: CoordinatorOut,
): void {
  const { durable: disk, options } = node;
  if (confirmed(disk.log, tx, options.participants[place], out)) show(node, out);
}

function onInquire(node: Coordinator, { tx }: Inquire, from: NodeRef, out: CoordinatorOut): void {
  const { durable: disk, volatile: v } = node;
  if (v.open.has(tx)) return;
  const isCommitted = disk.log.has(tx);
  if (isCommitted) disk.recalled++;
  else disk.presumed++;
  tell(node, from, { type: isCommitted ? 'commit' : 'abort', tx }, out);
}

const coordinating: Handlers<CoordinatorKind> = {
  message: byType<Coordinator, CoordinatorKind['takes'], CoordinatorOut>({
    begin: onBegin,
    'vote-yes': onVote,
    'vote-no': onVote,
    acknowledge: onAcknowledge,
    inquire: onInquire,
  }),
  timer(node, name, tx, out) {
    if (name === 'silence') onSilence(node, tx, out);
    else if (name === 'decide') decide(node, tx, out);
    else if (name === 'tell') tellCommit(node, tx, out);
  },
};

/** What is in the log was decided and is told again. All else is as if it had never been. */
function recover(node: Coordinator, out: CoordinatorOut): void {
  const { durable: disk, options } = node;
  disk.boot++;
  if (options.bug === 'forgets-decision') disk.log.clear();
  for (const [tx, { user }] of disk.log) {
    move(tx, user, ['absent', 'committed'], out);
    tellCommit(node, tx, out);
  }
  show(node, out);
}

/**
 * Coordinator of two-phase commit with presumed abort: Lampson & Sturgis 1976; Gray 1978. Takes a sign-up (`begin`), votes,
 * confirmations and inquiries; sends `prepare`, decisions and the answer. Bugs: `early-commit` needs one yes alone,
 * `forgets-decision` tells a decision that is not on its disk.
 */
export const coordinator: Behaviour<CoordinatorKind> = {
  kind: 'coordinator',
  machine,
  volatile: freshMemory,
  durable: () => ({ ...emptyTally(), log: new Map(), recalled: 0, presumed: 0 }),
  start: recover,
  roles: { coordinating, off: whileDown(recover) },
  parts: { title: 'Transactions it decides', machine: decision, begin: () => ({}) },
};
