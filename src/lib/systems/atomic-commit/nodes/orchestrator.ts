import type { Behaviour, Handlers, Instant, Micros, Node, NodeRef, Out } from '../../../sim';
import { fault, leads, nodeMachine } from '../../../nodes/machine';
import { whileDown } from '../../../nodes/service/process';
import type { Nature } from '../../../nodes/service/messages';
import type { Committed, Conflict, Rows, Select } from '../../../nodes/service/transactions';
import { numberOf, type LocalTransaction, type WorkOp } from './messages';
import { dieWhenDue, type OutageOptions } from './outage';
import { emptyTally, move, saga as sagaMachine } from './transaction';
import type { DeciderTally, TransactionKind } from './transaction';
import { opsFor, type WorkOptions } from './work';

export interface OrchestratorOptions {
  readonly work: WorkOptions;
  readonly usersDb: NodeRef;
  readonly wallets: NodeRef;
  /** Looks for PENDING users so often, µs. */
  readonly pollEvery: Micros;
  /** Sends a step again that nobody has answered for so long, µs. */
  readonly patience: Micros;
  readonly outage: OutageOptions;
}

/** One user's saga, as far as this life of the orchestrator knows of it. */
interface Saga {
  readonly user: number;
  readonly nature: Nature;
  /** When the user was written. */
  readonly since: Instant;
  step: 'calling' | 'confirming' | 'cancelling';
}

interface Memory {
  sagas: Map<number, Saga>;
  byUser: Map<number, number>;
  count: number;
}

/** Users that one look brings at most. */
const BATCH = 100;

const machine = nodeMachine('orchestrator', {
  orchestrating: leads('looks for PENDING users and takes each one a step on', {
    DIE: 'off',
  }),
  off: fault('has lost its memory, and needs none of it', { UP: 'orchestrating' }),
});

interface OrchestratorKind extends Pick<TransactionKind, 'events'> {
  machine: typeof machine;
  volatile: Memory;
  /** Nothing of it is needed to go on: what there is to do stands in the users' table. */
  durable: DeciderTally;
  options: OrchestratorOptions;
  takes: Rows<Nature> | Committed | Conflict;
  sends: Select | LocalTransaction;
  timers: { look: undefined; silence: { tx: number; step: Saga['step'] }; up: undefined };
  gauges: 'sagas';
  probes: TransactionKind['probes'] | 'pending';
}
type Orchestrator = Node<OrchestratorKind>;
type OrchestratorOut = Out<OrchestratorKind>;

const show = ({ volatile: v }: Orchestrator, out: OrchestratorOut): void =>
  out.gauge('sagas', v.sagas.size);

const freshMemory = (): Memory => ({ sagas: new Map(), byUser: new Map(), count: 0 });

const dies = dieWhenDue<Orchestrator, OrchestratorOut, Memory>(
  freshMemory,
  'dies in the middle of its sagas',
  show,
);

function look(node: Orchestrator, out: OrchestratorOut): void {
  const { usersDb, pollEvery } = node.options;
  out.send(usersDb, { type: 'select', table: 'users', state: 'pending', limit: BATCH });
  out.after(pollEvery, 'look');
}

function onRows(node: Orchestrator, { rows }: Rows<Nature>, out: OrchestratorOut): void {
  const { volatile: v, durable: t } = node;
  for (const { key: user, inserted, body } of rows) {
    if (v.byUser.has(user)) continue;
    const tx = numberOf(0, t.boot, ++v.count);
    v.sagas.set(tx, { user, nature: body, since: inserted, step: 'calling' });
    v.byUser.set(user, tx);
    t.begun++;
    move(tx, user, ['absent', 'calling'], out);
    send(node, tx, out);
    if (dies(node, 'before-votes', out)) return;
  }
  show(node, out);
}

/** A step and its repetitions have one number, and the next step has another: a late answer is known as such. */
const idOf = (tx: number, step: Saga['step']): number => 2 * tx + (step === 'calling' ? 0 : 1);

/**
 * Sends the step that a saga is at, and again until there is an answer. Each may be repeated: a wallet is made under its
 * user's id, and a user is moved only from PENDING.
 */
function send(node: Orchestrator, tx: number, out: OrchestratorOut): void {
  const { volatile: v, options } = node;
  const saga = v.sagas.get(tx);
  if (!saga) return;
  const { user, nature, step } = saga;
  const isCall = step === 'calling';
  const to = step === 'confirming' ? 'active' : 'cancelled';
  const settle: WorkOp = { do: 'move', table: 'users', key: user, from: 'pending', to };
  const ops = isCall ? opsFor(options.work, 1, user, nature) : [settle];
  const database = isCall ? options.wallets : options.usersDb;
  out.send(database, { type: 'transact', id: idOf(tx, step), ops });
  out.observe('messages', 1);
  out.after(options.patience, 'silence', { tx, step });
}

function onAnswer(
  node: Orchestrator,
  id: number,
  conflict: string | null,
  out: OrchestratorOut,
): void {
  const { volatile: v } = node;
  const tx = Math.floor(id / 2);
  const saga = v.sagas.get(tx);
  if (!saga || idOf(tx, saga.step) !== id) return;
  // A conflict at the last step: it is done, by an earlier try or in an earlier life.
  if (saga.step !== 'calling') return end(node, tx, saga, out);
  if (dies(node, 'after-votes', out)) return;
  // The wallet that stands in the way is this user's own.
  saga.step = conflict === 'refused' ? 'cancelling' : 'confirming';
  move(tx, saga.user, ['calling', saga.step], out);
  send(node, tx, out);
  dies(node, 'after-decision', out);
}

function end(
  node: Orchestrator,
  tx: number,
  { user, step, since }: Saga,
  out: OrchestratorOut,
): void {
  const { volatile: v, durable: t } = node;
  v.sagas.delete(tx);
  v.byUser.delete(user);
  if (step === 'confirming') t.committed++;
  else t.aborted++;
  out.observeSince('pending', since);
  move(tx, user, [step, 'absent'], out);
  show(node, out);
}

const orchestrating: Handlers<OrchestratorKind> = {
  message(node, message, _from, out) {
    if (message.type === 'rows') onRows(node, message, out);
    else onAnswer(node, message.id, message.type === 'conflict' ? message.state : null, out);
  },
  timer(node, name, data, out) {
    if (name === 'look') look(node, out);
    else if (name === 'silence' && node.volatile.sagas.get(data.tx)?.step === data.step)
      send(node, data.tx, out);
  },
};

function start(node: Orchestrator, out: OrchestratorOut): void {
  node.durable.boot++;
  show(node, out);
  look(node, out);
}

/**
 * Takes PENDING users through the rest of a saga (Garcia-Molina & Salem 1987): a wallet, then ACTIVE; or no wallet, then
 * CANCELLED, which is the compensation. No lock is held between two steps, and everybody sees the state between them.
 */
export const orchestrator: Behaviour<OrchestratorKind> = {
  kind: 'orchestrator',
  machine,
  volatile: freshMemory,
  durable: emptyTally,
  start,
  roles: { orchestrating, off: whileDown(start) },
  parts: { title: 'Sagas in its hands', machine: sagaMachine, begin: () => ({}) },
};
