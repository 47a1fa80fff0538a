import { counted, properties as makers, seconds, type NodeRef, type Property } from '../../sim';
import { decidersOf, decisions, walletsOf } from './measures';
import { originOf } from './nodes/messages';
import type { CommitWorld } from './world';

const { sometimes } = makers<CommitWorld>();

const deletedWithWallet = sometimes({
  id: 'deleted-with-wallet',
  title: 'A user is deleted after a time-out although the wallet exists.',
  sends: ['mark'],
  senders: ['instances'],
  send(_state, world, _from, _to, { keys: [user] }, report) {
    if (walletsOf(world, user) > 0)
      report(
        `user ${user} is deleted after a time-out, but only the reply was lost: the wallet exists`,
      );
  },
});

const foundAgain = sometimes({
  id: 'found-again',
  title: 'A repeated request finds the wallet that the first one created.',
  sends: ['conflict'],
  senders: ['participants'],
  send(_state, { at }, from, _to, { state }, report) {
    if (from === at.participants[1].index && state === 'open')
      report('the wallet already exists, so the answer is yes');
  },
});

/** A transaction that is prepared for so long is noticed. */
const LONG = seconds(1);

const isGone = (world: CommitWorld): boolean =>
  decidersOf(world).every((c) => c.mode.host !== 'running' || c.mode.role === 'off');

const blocked = sometimes({
  id: 'blocked',
  title: 'A database is prepared, and every node that could decide is down.',
  sends: ['inquire'],
  senders: ['participants'],
  send(_state, world, from, _to, { user, tx }, report) {
    const { label, durable } = world.as('participants', from);
    const promise = durable.prepared.get(tx);
    const waited = promise ? world.since(promise.voted) : 0;
    if (waited > LONG && isGone(world))
      report(
        `the ${label} has kept the rows of user ${user} locked for ${(waited / 1e6).toFixed(1)} s and may not release them`,
      );
  },
});

/** So many behind one lock. */
const CROWD = 10;

const crowd = sometimes({
  id: 'stands-in-line',
  title: 'Ten or more transactions wait for a locked row.',
  sends: ['inquire'],
  senders: ['participants'],
  send(_state, world, from, _to, _message, report) {
    const { label, volatile: v } = world.as('participants', from);
    const n = v.locks.line.length;
    if (n >= CROWD)
      report(`${counted(n, 'transaction')} waiting for locks at the ${label}, which is up`);
  },
});

const takenOver = sometimes({
  id: 'taken-over',
  title: 'Another coordinator finishes what the first one began.',
  sends: ['commit'],
  senders: ['managers'],
  send(_state, { at, nodes }, from, _to, { tx }, report) {
    const [first] = at.managers;
    if (from !== first.index && originOf(tx).place === 1)
      report(`${nodes[from].label} commits a transaction that ${first.label} began`);
  },
});

const recalled = sometimes({
  id: 'from-the-log',
  title: 'A restarted coordinator finds a decision in its log and announces it.',
  sends: ['commit'],
  senders: ['coordinators'],
  send(_state, world, from, _to, { tx }, report) {
    if (originOf(tx).boot < world.as('coordinators', from).durable.boot)
      report(`transaction ${tx} was decided before the restart`);
  },
});

const presumed = sometimes({
  id: 'presumed-abort',
  title: 'A coordinator finds nothing in its log and answers abort.',
  sends: ['abort'],
  senders: ['coordinators'],
  send(_state, world, _from, to, _message, report) {
    if (decisions(world).presumed > 0)
      report(`the ${world.nodes[to].label} asks about a transaction that is in no log`);
  },
});

const keptWord = sometimes({
  id: 'kept-word',
  title:
    'A database that crashed finds a prepared transaction on its disk and asks for the decision.',
  sends: ['inquire'],
  senders: ['participants'],
  send(_state, world, from, _to, { tx, user }, report) {
    const { label, durable } = world.as('participants', from);
    const promise = durable.prepared.get(tx);
    if (promise && promise.boot < durable.boots)
      report(`the ${label} was down and still knows that it voted yes on user ${user}`);
  },
});

/** Where a sign-up was asked for last, and whether that was another instance than before. */
interface Asked {
  readonly at: NodeRef;
  readonly moved: boolean;
}

const otherInstance = sometimes({
  id: 'any-instance',
  title: 'A visitor retries at an instance that has never heard of the sign-up, and is answered.',
  begin: () => new Map<number, Asked>(),
  sends: ['sign-up', 'signed-up'],
  send(asked, world, from, to, { type, user }, report) {
    const before = asked.get(user);
    if (type === 'sign-up') {
      const moved = before !== undefined && (before.moved || before.at !== to);
      asked.set(user, { at: to, moved });
    } else if (before?.moved && before.at === from) {
      const { label } = world.as('instances', from);
      report(`${label} answers user ${user}, whose earlier request went to another instance`);
    }
  },
});

const seenBetween = sometimes({
  id: 'seen-between',
  title: 'A user is visible to everyone before there is a wallet.',
  sends: ['signed-up'],
  senders: ['instances'],
  send(_state, world, _from, _to, { user }, report) {
    if (world.settings.mode === 'saga' && walletsOf(world, user) === 0)
      report(`user ${user} has an account that says PENDING`);
  },
});

export const anomalies: readonly Property<CommitWorld>[] = [
  deletedWithWallet,
  foundAgain,
  blocked,
  crowd,
  takenOver,
  recalled,
  presumed,
  keptWord,
  otherInstance,
  seenBetween,
];
