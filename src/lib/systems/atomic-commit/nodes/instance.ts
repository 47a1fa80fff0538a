import type { Behaviour, Handlers, Micros, Node, NodeRef, NodeRefs, Out } from '../../../sim';
import { byType } from '../../../nodes/by-type';
import { oneRole } from '../../../nodes/machine';
import type { SignedUp, SignUp, TurnedDown } from '../../../nodes/service/messages';
import type { Committed, Conflict, Mark } from '../../../nodes/service/transactions';
import type { Begin, Finished, LocalTransaction, WorkOp } from './messages';
import { call as callMachine, move, type TransactionKind } from './transaction';
import { opsFor, rowFor, type WorkOptions } from './work';

export interface InstanceOptions {
  readonly mode: 'naive' | 'coordinated' | 'one' | 'saga';
  readonly work: WorkOptions;
  readonly usersDb: NodeRef;
  readonly wallets: NodeRef;
  readonly coordinators: NodeRefs;
  /** Naive only: how long one call may take, µs, and how many there may be. */
  readonly timeout: Micros;
  readonly tries: number;
  /** The wallet is made under the user's id, so that a second call finds the first one's. */
  readonly keyed: boolean;
  /** Forgets everything after each answer. */
  readonly wipes: boolean;
}

/** A sign-up that a request handler of the naive design is in the middle of. */
interface Call {
  readonly signUp: SignUp;
  readonly client: NodeRef;
  step: 'user' | 'wallet';
  tries: number;
}

interface Memory {
  calls: Map<number, Call>;
  /** Answers that it has given: nothing depends on them, and a repetition is quicker. */
  answered: Map<number, boolean>;
}

export interface InstanceTally {
  /** Ids of calls: never the same twice. */
  ids: number;
  answers: number;
  wiped: number;
  timeouts: number;
}

const machine = oneRole('instance', { serving: 'one of several that any request may go to' });

interface InstanceKind extends TransactionKind {
  machine: typeof machine;
  volatile: Memory;
  durable: InstanceTally;
  options: InstanceOptions;
  takes: SignUp | Committed | Conflict | Finished;
  sends: SignedUp | TurnedDown | Begin | LocalTransaction | Mark;
  timers: { timeout: { id: number; tries: number } };
  gauges: 'memory';
}
export type Instance = Node<InstanceKind>;
type InstanceOut = Out<InstanceKind>;

/** Calls of one instance and their tries have numbers that no other has. */
const TRIES = 16;
const idOf = (node: Instance): number => node.index * 1e9 + ++node.durable.ids * TRIES;

const show = ({ volatile: v }: Instance, out: InstanceOut): void =>
  out.gauge('memory', v.calls.size + v.answered.size);

function answer(
  node: Instance,
  { client, user, ok }: Omit<Finished, 'type'>,
  out: InstanceOut,
): void {
  const { durable: t, volatile: v, options } = node;
  t.answers++;
  out.send(client, { type: ok ? 'signed-up' : 'turned-down', user });
  if (!options.wipes) v.answered.set(user, ok);
  else t.wiped++;
  show(node, out);
}

/** What is written before anybody else is asked: the user, with the wallet in the same database, or PENDING, or as it is. */
function firstOps({ options: { mode, work } }: Instance, { user, nature }: SignUp): WorkOp[] {
  if (mode === 'saga') return [rowFor(work, 0, user, nature, { state: 'pending' })];
  const row = rowFor(work, 0, user, nature);
  return mode === 'one' ? [row, ...opsFor(work, 1, user, nature)] : [row];
}

function onSignUp(node: Instance, signUp: SignUp, client: NodeRef, out: InstanceOut): void {
  const { volatile: v, options } = node;
  const { user, nature } = signUp;
  const known = v.answered.get(user);
  if (known !== undefined) return answer(node, { client, user, ok: known }, out);
  if (options.mode === 'coordinated') {
    // Nothing is kept here: the answer will say whom it is for.
    const begin: Begin = { type: 'begin', user, nature, client };
    for (const to of options.coordinators) out.send(to, begin);
    return;
  }
  const id = idOf(node);
  v.calls.set(id, { signUp, client, step: 'user', tries: 1 });
  move(id, user, ['absent', 'creating'], out);
  out.send(options.usersDb, { type: 'transact', id, ops: firstOps(node, signUp) });
  show(node, out);
}

function end(node: Instance, id: number, call: Call, ok: boolean, out: InstanceOut): void {
  node.volatile.calls.delete(id);
  const { client, step, signUp } = call;
  move(id, signUp.user, [step === 'user' ? 'creating' : 'calling', 'absent'], out);
  answer(node, { client, user: signUp.user, ok }, out);
}

/** The second of two writes, to another service, over a network that loses requests and answers alike. */
function post(node: Instance, id: number, call: Call, out: InstanceOut): void {
  const { options } = node;
  const { user, nature } = call.signUp;
  const key = options.keyed ? user : -(id + call.tries);
  const ops = opsFor(options.work, 1, user, nature, { key });
  out.send(options.wallets, { type: 'transact', id, ops });
  out.observe('messages', 1);
  out.after(options.timeout, 'timeout', { id, tries: call.tries });
}

/** Undoing by hand: a new request, which knows nothing of what became of the other one. */
function undo(node: Instance, id: number, call: Call, out: InstanceOut): void {
  const { user } = call.signUp;
  out.send(node.options.usersDb, { type: 'mark', table: 'users', keys: [user] });
  end(node, id, call, false, out);
}

function onTimeout(
  node: Instance,
  { id, tries }: { id: number; tries: number },
  out: InstanceOut,
): void {
  const { volatile: v, options, durable: t } = node;
  const call = v.calls.get(id);
  if (call?.step !== 'wallet' || call.tries !== tries) return;
  t.timeouts++;
  if (call.tries >= options.tries) return undo(node, id, call, out);
  call.tries++;
  post(node, id, call, out);
}

function onAnswer(
  node: Instance,
  answered: Committed | Conflict,
  _from: NodeRef,
  out: InstanceOut,
): void {
  const { volatile: v, options } = node;
  const { id } = answered;
  const conflict = answered.type === 'conflict' ? answered : null;
  const call = v.calls.get(id);
  if (!call) return;
  if (options.mode === 'one') return end(node, id, call, conflict?.state !== 'refused', out);
  // The row is there, now or from an earlier try; how the saga ends is not waited for.
  if (options.mode === 'saga') return end(node, id, call, conflict?.state !== 'cancelled', out);
  if (call.step === 'wallet') {
    if (conflict?.state === 'refused') return undo(node, id, call, out);
    return end(node, id, call, true, out);
  }
  // The user is there already, so the naive answer is yes.
  if (conflict) return end(node, id, call, true, out);
  call.step = 'wallet';
  move(id, call.signUp.user, ['creating', 'calling'], out);
  post(node, id, call, out);
}

const serving: Handlers<InstanceKind> = {
  message: byType<Instance, InstanceKind['takes'], InstanceOut>({
    'sign-up': onSignUp,
    committed: onAnswer,
    conflict: onAnswer,
    finished: (node, message, _from, out) => answer(node, message, out),
  }),
  timer: (node, _name, data, out) => onTimeout(node, data, out),
};

/**
 * An instance of the users service behind its REST interface. Stateless in Fielding's sense: every request brings what is
 * needed to understand it, and which instance gets it does not matter. What there is to remember is a resource, elsewhere.
 */
export const instance: Behaviour<InstanceKind> = {
  kind: 'instance',
  machine,
  volatile: () => ({ calls: new Map(), answered: new Map() }),
  durable: () => ({ ids: 0, answers: 0, wiped: 0, timeouts: 0 }),
  start: show,
  roles: { serving },
  parts: { title: 'Sign-ups in its hands', machine: callMachine, begin: () => ({}) },
};
