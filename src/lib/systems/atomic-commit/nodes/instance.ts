import type { LooseBehaviour, LooseHandlers, Micros, NodeState, LooseOut } from '../../../sim';
import { nodeMachine } from '../../../nodes/machine';
import type { SignedUp, SignUp } from '../../../nodes/service/messages';
import type { Conflict, Mark, Op, Transact } from '../../../nodes/service/transactions';
import { COMMIT_PROBES, type Begin, type Finished, type TurnedDown } from './messages';
import { call as callMachine, partName } from './transaction';
import { opsFor, type WorkOptions } from './work';

export interface InstanceOptions {
  readonly mode: 'naive' | 'coordinated' | 'one' | 'saga';
  readonly work: WorkOptions;
  readonly usersDb: number;
  readonly wallets: number;
  readonly coordinators: readonly number[];
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
  readonly client: number;
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

export type Instance = NodeState<Memory, InstanceTally, InstanceOptions>;

const machine = nodeMachine('instance', {
  initial: 'serving',
  states: { serving: { description: 'one of several that any request may go to' } },
});

/** Calls of one instance and their tries have numbers that no other has. */
const TRIES = 16;
const idOf = (node: Instance): number => node.index * 1e9 + ++node.durable.ids * TRIES;

const show = ({ volatile: v }: Instance, out: LooseOut): void =>
  out.gauge('memory', v.calls.size + v.answered.size);

function answer(node: Instance, client: number, user: number, ok: boolean, out: LooseOut): void {
  const { durable: t, volatile: v, options } = node;
  t.answers++;
  const message = { type: ok ? 'signed-up' : 'turned-down', user } as SignedUp | TurnedDown;
  out.send(client, message);
  if (!options.wipes) v.answered.set(user, ok);
  else t.wiped++;
  show(node, out);
}

/** What is written before anybody else is asked: the user, with the wallet in the same database, or PENDING, or as it is. */
function firstOps({ options }: Instance, { user, nature }: SignUp): Op[] {
  const [insert] = opsFor(options.work, 0, user, nature);
  if (options.mode === 'saga') return [{ ...insert, state: 'pending' } as Op];
  return options.mode === 'one' ? [insert, ...opsFor(options.work, 1, user, nature)] : [insert];
}

function onSignUp(node: Instance, signUp: SignUp, client: number, out: LooseOut): void {
  const { volatile: v, options } = node;
  const { user, nature } = signUp;
  const known = v.answered.get(user);
  if (known !== undefined) return answer(node, client, user, known, out);
  if (options.mode === 'coordinated') {
    // Nothing is kept here: the answer will say whom it is for.
    const begin: Begin = { type: 'begin', user, nature, client };
    for (const to of options.coordinators) out.send(to, begin);
    return;
  }
  const id = idOf(node);
  v.calls.set(id, { signUp, client, step: 'user', tries: 1 });
  out.part(partName(id, user), 'absent', 'creating');
  const ops = firstOps(node, signUp);
  out.send(options.usersDb, { type: 'transact', id, ops } as Transact);
  show(node, out);
}

function end(node: Instance, id: number, call: Call, ok: boolean, out: LooseOut): void {
  node.volatile.calls.delete(id);
  const { user } = call.signUp;
  out.part(partName(id, user), call.step === 'user' ? 'creating' : 'calling', 'absent');
  answer(node, call.client, user, ok, out);
}

/** The second of two writes, to another service, over a network that loses requests and answers alike. */
function post(node: Instance, id: number, call: Call, out: LooseOut): void {
  const { options } = node;
  const { user, nature } = call.signUp;
  const [insert, ...rest] = opsFor(options.work, 1, user, nature);
  const key = options.keyed ? user : -(id + call.tries);
  const ops: Op[] = [{ ...insert, key } as Op, ...rest];
  out.send(options.wallets, { type: 'transact', id, ops } as Transact);
  out.observe(COMMIT_PROBES.messages, 1);
  out.after(options.timeout, 'timeout', { id, tries: call.tries });
}

/** Undoing by hand: a new request, which knows nothing of what became of the other one. */
function undo(node: Instance, id: number, call: Call, out: LooseOut): void {
  const { user } = call.signUp;
  out.send(node.options.usersDb, { type: 'mark', table: 'users', keys: [user] } as Mark);
  end(node, id, call, false, out);
}

function onTimeout(node: Instance, id: number, tries: number, out: LooseOut): void {
  const { volatile: v, options, durable: t } = node;
  const call = v.calls.get(id);
  if (call?.step !== 'wallet' || call.tries !== tries) return;
  t.timeouts++;
  if (call.tries >= options.tries) return undo(node, id, call, out);
  call.tries++;
  post(node, id, call, out);
}

function onAnswer(node: Instance, id: number, conflict: Conflict | null, out: LooseOut): void {
  const { volatile: v, options } = node;
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
  out.part(partName(id, call.signUp.user), 'creating', 'calling');
  post(node, id, call, out);
}

const serving: LooseHandlers<Memory, InstanceTally, InstanceOptions> = {
  message(node, message, from, out) {
    switch (message.type) {
      case 'sign-up':
        return onSignUp(node, message as SignUp, from, out);
      case 'committed':
        return onAnswer(node, (message as Conflict).id, null, out);
      case 'conflict':
        return onAnswer(node, (message as Conflict).id, message as Conflict, out);
      case 'finished': {
        const { client, user, ok } = message as Finished;
        return answer(node, client, user, ok, out);
      }
    }
  },
  timer(node, _name, data, out) {
    const { id, tries } = data as { id: number; tries: number };
    onTimeout(node, id, tries, out);
  },
};

/**
 * An instance of the users service behind its REST interface. Stateless in Fielding's sense: every request brings what is
 * needed to understand it, and which instance gets it does not matter. What there is to remember is a resource, elsewhere.
 */
export const instance: LooseBehaviour<Memory, InstanceTally, InstanceOptions> = {
  kind: 'instance',
  machine,
  volatile: () => ({ calls: new Map(), answered: new Map() }),
  durable: () => ({ ids: 0, answers: 0, wiped: 0, timeouts: 0 }),
  start: show,
  roles: { serving },
  parts: { title: 'Sign-ups in its hands', machine: callMachine, begin: () => ({}) },
};
