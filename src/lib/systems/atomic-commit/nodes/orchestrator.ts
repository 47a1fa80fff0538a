import type { LooseBehaviour, LooseHandlers, Micros, NodeState, LooseOut } from '../../../sim';
import { nodeMachine } from '../../../nodes/machine';
import type { Nature } from '../../../nodes/service/messages';
import type { Conflict, Op, Rows, Select, Transact } from '../../../nodes/service/transactions';
import { COMMIT_PROBES, numberOf } from './messages';
import { partName, saga as sagaMachine } from './transaction';
import { opsFor, type OutageOptions, type WorkOptions } from './work';

export interface OrchestratorOptions {
  readonly work: WorkOptions;
  readonly usersDb: number;
  readonly wallets: number;
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
  readonly since: Micros;
  step: 'calling' | 'confirming' | 'cancelling';
}

interface Memory {
  sagas: Map<number, Saga>;
  byUser: Map<number, number>;
  count: number;
}

/** Nothing here is needed to go on: what there is to do stands in the users' table. */
export interface OrchestratorTally {
  boot: number;
  died: number;
  begun: number;
  committed: number;
  aborted: number;
  /** The longest time that a user was PENDING, µs. */
  longestPending: Micros;
}

type Orchestrator = NodeState<Memory, OrchestratorTally, OrchestratorOptions>;

/** Users that one look brings at most. */
const BATCH = 100;

const machine = nodeMachine('orchestrator', {
  initial: 'orchestrating',
  states: {
    orchestrating: {
      on: { DIE: 'off' },
      description: 'looks for PENDING users and takes each one a step on',
    },
    off: { on: { UP: 'orchestrating' }, description: 'has lost its memory, and needs none of it' },
  },
});

const show = ({ volatile: v }: Orchestrator, out: LooseOut): void =>
  out.gauge('sagas', v.sagas.size);

function dies(node: Orchestrator, point: OutageOptions['point'], out: LooseOut): boolean {
  const { durable: t, options } = node;
  if (options.outage.point !== point || t.died > 0 || out.now < options.outage.after) return false;
  t.died++;
  node.volatile = freshMemory();
  out.note('dies, with sagas in its hands');
  out.become('DIE');
  show(node, out);
  out.after(options.outage.length, 'up');
  return true;
}

function look(node: Orchestrator, out: LooseOut): void {
  const { usersDb, pollEvery } = node.options;
  out.send(usersDb, { type: 'select', table: 'users', state: 'pending', limit: BATCH } as Select);
  out.after(pollEvery, 'look');
}

function onRows(node: Orchestrator, { rows }: Rows, out: LooseOut): void {
  const { volatile: v, durable: t } = node;
  for (const { key: user, at, body } of rows) {
    if (v.byUser.has(user)) continue;
    const tx = numberOf(0, t.boot, ++v.count);
    v.sagas.set(tx, { user, nature: body as Nature, since: at, step: 'calling' });
    v.byUser.set(user, tx);
    t.begun++;
    out.part(partName(tx, user), 'absent', 'calling');
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
function send(node: Orchestrator, tx: number, out: LooseOut): void {
  const { volatile: v, options } = node;
  const saga = v.sagas.get(tx);
  if (!saga) return;
  const { user, nature, step } = saga;
  const isCall = step === 'calling';
  const to = step === 'confirming' ? 'active' : 'cancelled';
  const move: Op = { do: 'move', table: 'users', key: user, from: 'pending', to };
  const ops = isCall ? opsFor(options.work, 1, user, nature) : [move];
  const message: Transact = { type: 'transact', id: idOf(tx, step), ops };
  out.send(isCall ? options.wallets : options.usersDb, message);
  out.observe(COMMIT_PROBES.messages, 1);
  out.after(options.patience, 'silence', { tx, step });
}

function onAnswer(node: Orchestrator, id: number, conflict: string | null, out: LooseOut): void {
  const { volatile: v } = node;
  const tx = Math.floor(id / 2);
  const saga = v.sagas.get(tx);
  if (!saga || idOf(tx, saga.step) !== id) return;
  // A conflict at the last step: it is done, by an earlier try or in an earlier life.
  if (saga.step !== 'calling') return end(node, tx, saga, out);
  if (dies(node, 'after-votes', out)) return;
  // The wallet that stands in the way is this user's own.
  saga.step = conflict === 'refused' ? 'cancelling' : 'confirming';
  out.part(partName(tx, saga.user), 'calling', saga.step);
  send(node, tx, out);
  dies(node, 'after-decision', out);
}

function end(node: Orchestrator, tx: number, { user, step, since }: Saga, out: LooseOut): void {
  const { volatile: v, durable: t } = node;
  v.sagas.delete(tx);
  v.byUser.delete(user);
  if (step === 'confirming') t.committed++;
  else t.aborted++;
  t.longestPending = Math.max(t.longestPending, out.now - since);
  out.part(partName(tx, user), step, 'absent');
  show(node, out);
}

const orchestrating: LooseHandlers<Memory, OrchestratorTally, OrchestratorOptions> = {
  message(node, message, _from, out) {
    if (message.type === 'rows') onRows(node, message as Rows, out);
    if (message.type === 'committed') onAnswer(node, (message as Conflict).id, null, out);
    if (message.type === 'conflict') {
      const { id, state } = message as Conflict;
      onAnswer(node, id, state, out);
    }
  },
  timer(node, name, data, out) {
    if (name === 'look') return look(node, out);
    if (name !== 'silence') return;
    const { tx, step } = data as { tx: number; step: Saga['step'] };
    if (node.volatile.sagas.get(tx)?.step === step) send(node, tx, out);
  },
};

const off: LooseHandlers<Memory, OrchestratorTally, OrchestratorOptions> = {
  timer(node, name, _data, out) {
    if (name !== 'up') return;
    out.become('UP');
    start(node, out);
  },
};

function start(node: Orchestrator, out: LooseOut): void {
  node.durable.boot++;
  show(node, out);
  look(node, out);
}

const freshMemory = (): Memory => ({ sagas: new Map(), byUser: new Map(), count: 0 });

/**
 * Takes PENDING users through the rest of a saga (Garcia-Molina & Salem 1987): a wallet, then ACTIVE; or no wallet, then
 * CANCELLED, which is the compensation. No lock is held between two steps, and everybody sees the state between them.
 */
export const orchestrator: LooseBehaviour<Memory, OrchestratorTally, OrchestratorOptions> = {
  kind: 'orchestrator',
  machine,
  volatile: freshMemory,
  durable: () => ({ boot: 0, died: 0, begun: 0, committed: 0, aborted: 0, longestPending: 0 }),
  start,
  roles: { orchestrating, off },
  parts: { title: 'Sagas in its hands', machine: sagaMachine, begin: () => ({}) },
};
