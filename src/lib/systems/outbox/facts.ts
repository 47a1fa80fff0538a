import { counted, type FactKind } from '../../sim';
import { fact } from '../drawn';

/** The broker draws a lane for each partition, where there are no more of them. */
export const LANES = ['p1', 'p2', 'p3', 'p4', 'p5', 'p6', 'p7', 'p8'] as const;
const lane = { title: 'waiting in each partition', mark: 'lane' } as const;

/** What the stage says of nodes beyond what they write themselves; the most important of a node first. */
export const facts = {
  p1: lane,
  p2: lane,
  p3: lane,
  p4: lane,
  p5: lane,
  p6: lane,
  p7: lane,
  p8: lane,
  lost: fact.count('events lost', {
    tag: 'fault',
    text: (n) => (n > 0 ? `${counted(n, 'event')} lost` : ''),
    says: (n) =>
      `${counted(n, 'user')} committed as PENDING whose event no process has any more: nobody will ever publish it.`,
  }),
  wrongly: fact.count('wrongly', {
    tag: 'fault',
    text: (n) => (n > 0 ? `${n} in error` : ''),
    says: (n) => `${counted(n, 'user')} CANCELLED although nothing is wrong with their data.`,
  }),
  cancelled: fact.count('CANCELLED', {
    says: (n) => `${counted(n, 'user')} have been CANCELLED and have no wallet.`,
  }),
  cancelIn: fact.countdown('cancels in', {
    tag: 'waiting',
    says: () => 'Time until the user who has been PENDING longest is cancelled.',
  }),
  longest: fact.count('longest wait', {
    tag: 'waiting',
    text: (s) => (s > 0 ? `PENDING for ${s} s` : ''),
    says: (s) => `The user who has been PENDING longest signed up ${s} s ago.`,
  }),
  outbox: fact.count('outbox rows', {
    tag: 'waiting',
    text: (n) => (n > 0 ? `outbox: ${counted(n, 'row')}` : ''),
    says: (n) => `${counted(n, 'event')} in the outbox table, on disk and not yet published.`,
  }),
  pending: fact.count('PENDING', {
    tag: 'waiting',
    says: (n) => `${counted(n, 'user')} PENDING: committed, and without an outcome so far.`,
  }),
  active: fact.count('ACTIVE', {
    tag: 'well',
    says: (n) => `${counted(n, 'user')} ACTIVE.`,
  }),
  republished: fact.count('sent twice', {
    tag: 'waiting',
    says: (n) =>
      `${counted(n, 'event')} reached the broker more than once, because the sender could not know that the broker had them.`,
  }),
  heldUp: fact.count('held up', {
    tag: 'fault',
    says: (n) =>
      `${counted(n, 'message')} waiting in a partition behind one that has failed before.`,
  }),
  redelivery: fact.countdown('resends in', {
    tag: 'waiting',
    says: () => 'Time until the oldest delivery without an acknowledgement is repeated.',
  }),
  surplus: fact.count('too many', {
    tag: 'fault',
    says: (n) => `${counted(n, 'wallet')} beyond one for each user.`,
  }),
  orphaned: fact.count('orphaned', {
    tag: 'fault',
    says: (n) => `${counted(n, 'wallet')} whose user is CANCELLED.`,
  }),
  wallets: fact.count('wallets', {
    tag: 'well',
    text: (n) => (n > 0 ? counted(n, 'wallet') : ''),
    says: (n) => `${counted(n, 'open wallet')}.`,
  }),
  poison: fact.badge('poison', {
    tag: 'fault',
    says: () => 'The message it was given last crashes whoever reads it.',
  }),
  attempt: fact.count('attempt', {
    tag: 'waiting',
    text: (n) => (n > 0 ? `attempt ${n}` : ''),
    says: (n) => `It works on delivery attempt ${n} of a message.`,
  }),
  abandoned: fact.badge('nobody here', {
    tag: 'off',
    says: () => 'Nobody reads the dead letters.',
  }),
  handled: fact.count('settled', {
    tag: 'well',
    says: (n) => `${counted(n, 'dead letter')} dealt with: the user is ACTIVE or CANCELLED.`,
  }),
} as const satisfies Record<string, FactKind>;

export type Fact = keyof typeof facts;
