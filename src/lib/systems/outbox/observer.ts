import { observer as maker } from '../../sim';
import type { Observed, OutboxWorld } from './world';

/** Knows when each user came to be, and which consumer has which message. */
export const observer = maker<OutboxWorld>()({
  begin: (): Observed => ({
    inserting: new Map(),
    committedAt: new Map(),
    lastConsumer: new Map(),
    movedOn: null,
  }),
  sends: ['transact', 'committed', 'conflict', 'deliver'],
  senders: ['users', 'usersDb', 'broker'],
  send(observed, world, from, to, message) {
    if (message.type === 'transact') {
      const [op] = message.ops;
      if (op.do === 'insert') observed.inserting.set(message.id, op.key);
    } else if (message.type !== 'deliver') {
      const user = observed.inserting.get(message.id);
      observed.inserting.delete(message.id);
      if (user !== undefined && message.type === 'committed')
        observed.committedAt.set(user, world.now);
    } else if (message.topic === 'users') {
      const { id, attempt, body } = message;
      const before = observed.lastConsumer.get(id);
      if (attempt > 1 && before !== undefined && before !== to)
        observed.movedOn ??= { user: body.user, from: before, to };
      observed.lastConsumer.set(id, to);
    }
  },
});
