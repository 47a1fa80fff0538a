import { observer as maker, type NodeRef, type World } from '../../sim';
import type { UserDelivery, OutcomeDelivery, UserEvent } from '../../nodes/service/messages';
import { changes } from '../facts';
import { facts } from './facts';
import { beginLosses, noteCommitted, noteInsert, notePublished, noteTaken } from './losses';
import type { Observed } from './observed';
import type { settings } from './settings';
import { showStanding } from './standing';
import type { topology } from './topology';

type OutboxBase = World<typeof settings, typeof topology>;

function noteDelivery(
  seen: Observed,
  { now }: OutboxBase,
  to: NodeRef,
  delivery: UserDelivery | OutcomeDelivery,
): void {
  const { topic, brokerId, attempt, receipt, body } = delivery;
  if (topic === 'outcomes') return;
  seen.handedOut.delete(brokerId);
  if (topic === 'dead') return;
  seen.handedOut.set(brokerId, { receipt, at: now });
  seen.byReceipt.set(receipt, brokerId);
  const before = seen.lastConsumer.get(brokerId);
  if (attempt > 1 && before !== undefined && before !== to)
    seen.movedOn ??= { user: body.user, from: before, to };
  seen.lastConsumer.set(brokerId, to);
}

function noteAck(seen: Observed, receipt: number): void {
  const id = seen.byReceipt.get(receipt);
  if (id === undefined) return;
  seen.byReceipt.delete(receipt);
  if (seen.handedOut.get(id)?.receipt === receipt) seen.handedOut.delete(id);
}

function noteArrival(seen: Observed, { id, user }: UserEvent): void {
  if (seen.taken.has(id)) seen.republished++;
  seen.taken.add(id);
  noteTaken(seen.losses, user);
}

function noteSettled(seen: Observed, id: number): void {
  const move = seen.moves.get(id);
  seen.moves.delete(id);
  if (!move) return;
  seen.pending.delete(move.user);
  if (move.cancels) seen.cancelled.add(move.user);
  if (move.wrong) seen.wrongly++;
}

/** Knows what no node does: whose events died, who is cancelled in error, what the broker was given twice. */
export const observer = maker<OutboxBase>()({
  facts,
  begin: (): Observed => ({
    lastConsumer: new Map(),
    movedOn: null,
    pending: new Set(),
    moves: new Map(),
    cancelled: new Set(),
    wrongly: 0,
    losses: beginLosses(),
    taken: new Set(),
    republished: 0,
    handedOut: new Map(),
    byReceipt: new Map(),
    clocks: { pending: 0, delivery: 0 },
    shown: new Map(),
  }),
  sends: ['deliver', 'transact', 'committed', 'publish'],
  senders: ['broker', 'users', 'usersDb'],
  send(seen, world, _from, to, message, show) {
    switch (message.type) {
      case 'deliver': {
        noteDelivery(seen, world, to, message);
        if (message.topic !== 'users') return;
        const tell = changes(seen.shown, show);
        tell(to, 'attempt', message.attempt > 1 ? message.attempt : 0);
        const { nature, event } = message.body;
        return tell(to, 'poison', Number(nature === 'poison' && event === 'user-created'));
      }
      case 'transact': {
        const [op] = message.ops;
        if (op.do === 'insert') noteInsert(seen.losses, message.id, op.key);
        if (op.do !== 'move') return;
        const row = world.at.usersDb.durable.tables.users?.rows.get(op.key);
        const cancels = op.to === 'cancelled';
        const wrong = cancels && row?.body.nature === 'fine';
        seen.moves.set(message.id, { user: op.key, cancels, wrong });
        return;
      }
      case 'committed': {
        const user = noteCommitted(seen.losses, message.id);
        if (user !== undefined) seen.pending.add(user);
        return noteSettled(seen, message.id);
      }
      case 'publish':
        if (message.topic === 'users') notePublished(seen.losses, message, world.now);
    }
  },
  delivers: ['publish', 'ack', 'fetch'],
  receivers: ['broker'],
  deliver(seen, _world, from, _to, message, show) {
    if (message.type === 'publish') {
      if (message.topic === 'users') noteArrival(seen, message.body);
    } else if (message.type === 'ack' || message.type === 'fetch') {
      if (message.topic !== 'users') return;
      if (message.type === 'ack') noteAck(seen, message.receipt);
      // With no room for another message it is still at work on this one.
      if (message.want === 0) return;
      const tell = changes(seen.shown, show);
      tell(from, 'attempt', 0);
      tell(from, 'poison', 0);
    }
  },
  step(seen, world, show) {
    if (world.history !== null) showStanding(seen, world, show);
  },
});
