import { counted, properties as makers, someOf, type Property } from '../../sim';
import { anomalies } from './anomalies';
import {
  hasUser,
  pendingUsers,
  prepared,
  reconcile,
  surplus,
  visitors,
  walletsOf,
  wasCancelled,
} from './measures';
import type { Closed } from './nodes/participant-state';
import type { CommitWorld } from './world';

const { always, eventually } = makers<CommitWorld>();

/** Shows each end of a transaction at a participant once; `seen` counts those of each that were shown before. */
function newEnds(
  seen: number[],
  world: CommitWorld,
  visit: (end: Closed, label: string) => void,
): void {
  world.at.participants.forEach(({ label, durable }, p) => {
    for (let i = seen[p] ?? 0; i < durable.closed.length; i++) visit(durable.closed[i], label);
    seen[p] = durable.closed.length;
  });
}

interface Ends {
  seen: number[];
  /** By transaction: who has committed it, or aborted it, first. */
  committed: Map<number, string>;
  aborted: Map<number, string>;
}

const atomic = always({
  id: 'all-or-nothing',
  title: 'No database commits what another one aborts.',
  begin: (): Ends => ({ seen: [], committed: new Map(), aborted: new Map() }),
  step({ seen, committed, aborted }, world, report) {
    newEnds(seen, world, ({ tx, user, commit }, label) => {
      const [mine, others] = commit ? [committed, aborted] : [aborted, committed];
      const other = others.get(tx);
      if (other) {
        const [yes, no] = commit ? [label, other] : [other, label];
        report(`user ${user}: the ${yes} has committed, the ${no} has not`);
      }
      if (!mine.has(tx)) mine.set(tx, label);
    });
  },
});

const neverAlone = always({
  id: 'keeps-its-word',
  title: 'A database that has voted yes does not decide on its own.',
  begin: (): number[] => [],
  step(seen, world, report) {
    newEnds(seen, world, ({ user, alone }, label) => {
      if (alone) report(`the ${label} had voted yes on user ${user} and aborts on its own`);
    });
  },
});

const oneWallet = always({
  id: 'one-wallet',
  title: 'No user has two wallets.',
  sends: ['committed', 'acknowledge'],
  senders: ['participants'],
  send(_state, world, _from, _to, _message, report) {
    if (surplus(world) === 0) return;
    for (const { durable } of world.at.participants)
      for (const [user, wallets] of durable.owned)
        if (wallets > 1)
          return report(`user ${user} has ${wallets} wallets: a request was carried out twice`);
  },
});

const databasesAgree = eventually({
  id: 'books-agree',
  title: 'In the end, every user has a wallet and every wallet has a user.',
  end(_state, world, report) {
    const { orphanWallets: orphans, usersWithoutWallet: bare } = reconcile(world);
    if (orphans + bare > 0)
      report(
        someOf(
          [orphans, 'wallet has no user', 'wallets have no user'],
          [bare, 'user has no wallet', 'users have no wallet'],
        ),
      );
  },
});

const toldTrue = eventually({
  id: 'yes-means-yes',
  title: 'Every visitor who was told yes has a user and a wallet.',
  begin: () => new Set<number>(),
  sends: ['signed-up'],
  send(told, _world, _from, _to, { user }) {
    told.add(user);
  },
  end(told, world, report) {
    for (const user of told) {
      // In a saga the yes is for a PENDING account, which may be cancelled.
      if (wasCancelled(world, user)) continue;
      if (!hasUser(world, user)) return report(`user ${user} was told yes and does not exist`);
      if (walletsOf(world, user) === 0)
        return report(`user ${user} was told yes and has no wallet`);
    }
  },
});

const terminates = eventually({
  id: 'nobody-waits',
  title: 'In the end, no database is in doubt and every visitor has an answer.',
  end(_state, world, report) {
    const { waiting, sent } = visitors(world);
    const [doubts, pending] = [prepared(world), pendingUsers(world)];
    if (sent < world.settings.signUps || waiting.size + doubts + pending === 0) return;
    report(
      someOf(
        [waiting.size, 'visitor has no answer', 'visitors have no answer'],
        [doubts, 'prepared transaction is in doubt', 'prepared transactions are in doubt'],
        [pending, 'user is PENDING', 'users are PENDING'],
      ),
    );
  },
});

export const properties: readonly Property<CommitWorld>[] = [
  atomic,
  neverAlone,
  oneWallet,
  databasesAgree,
  toldTrue,
  terminates,
  ...anomalies,
];
