import { TOPICS } from '../../nodes/service/messages';
import { heldBy, inState, usersTable, walletsTable } from './measures';
import { about, type OutboxWorld } from './world';

type W = OutboxWorld;

/** What captions ask of a run. */
export const isDown = (node: { mode: { host: string } }): boolean => node.mode.host === 'crashed';
export const active = (w: W): number => inState(usersTable(w), 'active');
export const cancelled = (w: W): number => inState(usersTable(w), 'cancelled');
export const wallets = (w: W): number => inState(walletsTable(w), 'open');
export const deadLetters = (w: W): number => heldBy(w, TOPICS.dead);

export const relayOf = (w: W) => (w.at.relay ? [w.at.relay] : []);
export const relayDied = (w: W): boolean => relayOf(w).some((relay) => relay.durable.died > 0);

/** Captions with which several scenarios begin. */
export const begun = about((w) => [w.at.usersDb]).when((w) => usersTable(w).rows.size > 0)(
  'A user is committed as PENDING. The same transaction writes the event to the outbox table.',
);
export const settling = about((w) => [w.at.users, w.at.usersDb]).when((w) => active(w) > 0)(
  'The wallet exists and the reply has reached the users service: PENDING becomes ACTIVE.',
);
