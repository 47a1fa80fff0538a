import type {
  LooseBehaviour,
  LooseHandlers,
  Message,
  Micros,
  NodeState,
  LooseOut,
} from '../../../sim';
import { nodeMachine } from '../../../nodes/machine';
import {
  COMMIT_PROBES,
  numberOf,
  type Acknowledge,
  type Begin,
  type Decision,
  type Finished,
  type Inquire,
  type Prepare,
  type Vote,
} from './messages';
import { decision, partName } from './transaction';
import { opsFor, type OutageOptions, type WorkOptions } from './work';

export interface CoordinatorOptions {
  readonly work: WorkOptions;
  /** Node numbers, in the order of their places. */
  readonly participants: readonly number[];
  /** Time that it takes to force a record to disk, µs. */
  readonly fsync: Micros;
  /** Asks a silent participant again after so long, µs, and gives up after so many tries. */
  readonly patience: Micros;
  readonly tries: number;
  readonly outage: OutageOptions;
  readonly here: readonly number[];
  /** A planted design bug, for hunts. */
  readonly bug: 'none' | 'early-commit' | 'forgets-decision';
}

interface Open {
  readonly begin: Begin;
  /** Instances that want to hear how it ends. */
  readonly asked: Set<number>;
  readonly yes: Set<number>;
  tries: number;
  /** The decision is being written. */
  isLogging: boolean;
}

/** A commit record. It stays until every participant has confirmed. */
interface Logged {
  readonly user: number;
  /** Participants that have not confirmed, as node numbers. */
  readonly left: Set<number>;
}

export interface CoordinatorDisk {
  boot: number;
  log: Map<number, Logged>;
  died: number;
  /** Measures. */
  begun: number;
  committed: number;
  aborted: number;
  /** Inquiries that found a commit record, and that found nothing and therefore meant abort. */
  recalled: number;
  presumed: number;
}

interface Memory {
  open: Map<number, Open>;
  byUser: Map<number, number>;
  count: number;
}

export type Coordinator = NodeState<Memory, CoordinatorDisk, CoordinatorOptions>;

const machine = nodeMachine('coordinator', {
  initial: 'coordinating',
  states: {
    coordinating: {
      on: { DIE: 'off' },
      description: 'collects votes, writes the decision down, tells it',
    },
    off: { on: { UP: 'coordinating' }, description: 'has lost its memory; its log is on disk' },
  },
});

function tell(node: Coordinator, to: number, message: Message, out: LooseOut): void {
  out.send(to, message);
  if (!node.options.here.includes(to)) out.observe(COMMIT_PROBES.messages, 1);
}

function show({ durable: disk, volatile: v }: Coordinator, out: LooseOut): void {
  out.gauge('open', v.open.size);
  out.gauge('decisions', disk.log.size);
}

function die(node: Coordinator, out: LooseOut): void {
  node.durable.died++;
  node.volatile = freshMemory();
  out.note('dies, and forgets all that is not in its log');
  out.become('DIE');
  show(node, out);
  out.after(node.options.outage.length, 'up');
}

/** True when this is the point and the time to die. Once in a run. */
function dies(node: Coordinator, point: OutageOptions['point'], out: LooseOut): boolean {
  const { outage } = node.options;
  if (outage.point !== point || node.durable.died > 0 || out.now < outage.after) return false;
  die(node, out);
  return true;
}

function answer(begin: Begin, asked: Iterable<number>, ok: boolean, out: LooseOut): void {
  const { user, client } = begin;
  for (const to of asked) out.send(to, { type: 'finished', user, ok, client } as Finished);
}

function prepareFor(node: Coordinator, tx: number, place: number, { begin }: Open): Prepare {
  const { user, nature, client } = begin;
  const ops = opsFor(node.options.work, place, user, nature);
  const { index } = node;
  return { type: 'prepare', tx, user, ops, votesTo: [index], leader: index, client };
}

function onBegin(node: Coordinator, begin: Begin, from: number, out: LooseOut): void {
  const { durable: disk, volatile: v, options } = node;
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
  out.part(partName(tx, begin.user), 'absent', 'collecting');
  options.participants.forEach((to, place) =>
    tell(node, to, prepareFor(node, tx, place, open), out),
  );
  out.after(options.patience, 'silence', tx);
  show(node, out);
  dies(node, 'before-votes', out);
}

/** No answer is no answer: ask again, and give up before anybody has been promised anything. */
function onSilence(node: Coordinator, tx: number, out: LooseOut): void {
  const { volatile: v, options } = node;
  const open = v.open.get(tx);
  if (!open || open.isLogging) return;
  if (open.tries >= options.tries) return abort(node, tx, open, false, out);
  open.tries++;
  options.participants.forEach((to, place) => {
    if (!open.yes.has(place)) tell(node, to, prepareFor(node, tx, place, open), out);
  });
  out.after(options.patience, 'silence', tx);
}

function forget({ volatile: v }: Coordinator, tx: number, open: Open): void {
  v.open.delete(tx);
  v.byUser.delete(open.begin.user);
}

/** Presumed abort: nothing is written, since nothing written means abort (Mohan, Lindsay & Obermarck 1986). */
function abort(node: Coordinator, tx: number, open: Open, isThere: boolean, out: LooseOut): void {
  forget(node, tx, open);
  node.durable.aborted++;
  out.part(partName(tx, open.begin.user), 'collecting', 'aborted');
  for (const to of node.options.participants)
    tell(node, to, { type: 'abort', tx } as Decision, out);
  answer(open.begin, open.asked, isThere, out);
  show(node, out);
}

function onVote(node: Coordinator, vote: Vote, out: LooseOut): void {
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
function decide(node: Coordinator, tx: number, out: LooseOut): void {
  const { durable: disk, volatile: v, options } = node;
  const open = v.open.get(tx);
  if (!open?.isLogging) return;
  const { user } = open.begin;
  disk.log.set(tx, { user, left: new Set(options.participants) });
  disk.committed++;
  out.part(partName(tx, user), 'collecting', 'committed');
  if (dies(node, 'after-decision', out)) return;
  forget(node, tx, open);
  tellCommit(node, tx, out);
  answer(open.begin, open.asked, true, out);
}

function tellCommit(node: Coordinator, tx: number, out: LooseOut): void {
  const logged = node.durable.log.get(tx);
  if (!logged) return;
  for (const to of logged.left) tell(node, to, { type: 'commit', tx } as Decision, out);
  out.after(node.options.patience, 'tell', tx);
  show(node, out);
}

function onAcknowledge(node: Coordinator, { tx, place }: Acknowledge, out: LooseOut): void {
  const { durable: disk, options } = node;
  const logged = disk.log.get(tx);
  if (!logged) return;
  logged.left.delete(options.participants[place]);
  if (logged.left.size > 0) return;
  disk.log.delete(tx);
  out.part(partName(tx, logged.user), 'committed', 'over');
  show(node, out);
}

function onInquire(node: Coordinator, { tx }: Inquire, from: number, out: LooseOut): void {
  const { durable: disk, volatile: v } = node;
  if (v.open.has(tx)) return;
  const isCommitted = disk.log.has(tx);
  if (isCommitted) disk.recalled++;
  else disk.presumed++;
  tell(node, from, { type: isCommitted ? 'commit' : 'abort', tx } as Decision, out);
}

const coordinating: LooseHandlers<Memory, CoordinatorDisk, CoordinatorOptions> = {
  message(node, message, from, out) {
    switch (message.type) {
      case 'begin':
        return onBegin(node, message as Begin, from, out);
      case 'vote-yes':
      case 'vote-no':
        return onVote(node, message as Vote, out);
      case 'acknowledge':
        return onAcknowledge(node, message as Acknowledge, out);
      case 'inquire':
        return onInquire(node, message as Inquire, from, out);
    }
  },
  timer(node, name, data, out) {
    const tx = data as number;
    if (name === 'silence') onSilence(node, tx, out);
    else if (name === 'decide') decide(node, tx, out);
    else if (name === 'tell') tellCommit(node, tx, out);
  },
};

const off: LooseHandlers<Memory, CoordinatorDisk, CoordinatorOptions> = {
  timer(node, name, _data, out) {
    if (name !== 'up') return;
    out.become('UP');
    recover(node, out);
  },
};

/** What is in the log was decided and is told again. All else is as if it had never been. */
function recover(node: Coordinator, out: LooseOut): void {
  const { durable: disk, options } = node;
  disk.boot++;
  if (options.bug === 'forgets-decision') disk.log.clear();
  for (const [tx, { user }] of disk.log) {
    out.part(partName(tx, user), 'absent', 'committed');
    tellCommit(node, tx, out);
  }
  show(node, out);
}

const freshMemory = (): Memory => ({ open: new Map(), byUser: new Map(), count: 0 });

/** Coordinator of two-phase commit with presumed abort: Lampson & Sturgis 1976; Gray 1978. */
export const coordinator: LooseBehaviour<Memory, CoordinatorDisk, CoordinatorOptions> = {
  kind: 'coordinator',
  machine,
  volatile: freshMemory,
  durable: () => ({
    boot: 0,
    log: new Map(),
    died: 0,
    begun: 0,
    committed: 0,
    aborted: 0,
    recalled: 0,
    presumed: 0,
  }),
  start: recover,
  roles: { coordinating, off },
  parts: { title: 'Transactions it decides', machine: decision, begin: () => ({}) },
};
