import { observer as maker, type NodeRef, type World } from '../../sim';
import type { settings } from './settings';
import type { topology } from './topology';

export interface Observed {
  /** Which consumer had each message last, and the first message that then went to another one. */
  lastConsumer: Map<number, NodeRef>;
  movedOn: { readonly user: number; readonly from: NodeRef; readonly to: NodeRef } | null;
}

/** Knows which consumer has which message. */
export const observer = maker<World<typeof settings, typeof topology>>()({
  begin: (): Observed => ({ lastConsumer: new Map(), movedOn: null }),
  sends: ['deliver'],
  senders: ['broker'],
  send(observed, _world, _from, to, { topic, id, attempt, body }) {
    if (topic !== 'users') return;
    const before = observed.lastConsumer.get(id);
    if (attempt > 1 && before !== undefined && before !== to)
      observed.movedOn ??= { user: body.user, from: before, to };
    observed.lastConsumer.set(id, to);
  },
});
