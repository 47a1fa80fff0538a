import type { LooseProperty, Property, World } from '../../sim';
import { anomalies } from './anomalies';
import {
  audit,
  hasUser,
  participantsOf,
  pendingUsers,
  prepared,
  surplus,
  visitors,
  walletsOf,
  wasCancelled,
} from './measures';

const s = (n: number): string => (n === 1 ? '' : 's');

interface Ends {
  /** How many ends of each participant were looked at. */
  seen: number[];
  /** By transaction: who has committed it, or aborted it, first. */
  committed: Map<number, string>;
  aborted: Map<number, string>;
}

const atomic: LooseProperty<Ends> = {
  id: 'all-or-nothing',
  kind: 'always',
  title: 'No participant commits what another one aborts.',
  begin: () => ({ seen: [], committed: new Map(), aborted: new Map() }),
  step(state, world, report) {
    participantsOf(world).forEach(({ id, durable }, p) => {
      for (let i = state.seen[p] ?? 0; i < durable.closed.length; i++) {
        const { tx, user, commit } = durable.closed[i];
        const [mine, other] = commit
          ? [state.committed, state.aborted]
          : [state.aborted, state.committed];
        const against = other.get(tx);
        if (against)
          report(
            `user ${user}: ${commit ? id : against} has committed, ${commit ? against : id} has not`,
          );
        if (!mine.has(tx)) mine.set(tx, id);
      }
      state.seen[p] = durable.closed.length;
    });
  },
};

const neverAlone: LooseProperty<number[]> = {
  id: 'keeps-its-word',
  kind: 'always',
  title: 'A participant that has said yes does not decide by itself.',
  begin: () => [],
  step(seen, world, report) {
    participantsOf(world).forEach(({ id, durable }, p) => {
      for (let i = seen[p] ?? 0; i < durable.closed.length; i++)
        if (durable.closed[i].alone)
          report(`${id} had said yes to user ${durable.closed[i].user}, and aborts unasked`);
      seen[p] = durable.closed.length;
    });
  },
};

const oneWallet: LooseProperty<null> = {
  id: 'one-wallet',
  kind: 'always',
  title: 'No user has two wallets.',
  begin: () => null,
  sends: ['committed', 'acknowledge'],
  sender: (id) => id.endsWith('-db'),
  send(_state, world, _from, _to, _message, report) {
    if (surplus(world) === 0) return;
    const twice = participantsOf(world)
      .flatMap((p) => [...p.durable.owned])
      .find(([, n]) => n > 1);
    report(`user ${twice?.[0]} has ${twice?.[1]} wallets: one request was carried out twice`);
  },
};

const booksAgree: LooseProperty<null> = {
  id: 'books-agree',
  kind: 'eventually',
  title: 'In the end every user has a wallet, every wallet a user.',
  begin: () => null,
  end(_state, world, report) {
    const { orphanWallets: a, usersWithoutWallet: b } = audit(world);
    if (a + b > 0) report(`${a} wallet${s(a)} without a user, ${b} user${s(b)} without a wallet`);
  },
};

const toldTrue: LooseProperty<{ told: Set<number> }> = {
  id: 'yes-means-yes',
  kind: 'eventually',
  title: 'Whoever was told yes has a user and a wallet.',
  begin: () => ({ told: new Set() }),
  sends: ['signed-up'],
  send({ told }, _world, _from, _to, message) {
    told.add((message as never as { user: number }).user);
  },
  end({ told }, world, report) {
    // Of a saga the yes is to a PENDING account, which may come to nothing.
    const cheated = [...told].filter(
      (u) => !wasCancelled(world, u) && (!hasUser(world, u) || walletsOf(world, u) === 0),
    );
    if (cheated.length > 0)
      report(`user ${cheated[0]} was told yes, and ${describe(world, cheated[0])}`);
  },
};

function describe(world: World, user: number): string {
  if (!hasUser(world, user)) return 'is not there';
  return 'has no wallet';
}

const terminates: LooseProperty<null> = {
  id: 'nobody-waits',
  kind: 'eventually',
  title: 'In the end nobody is in doubt and everybody has an answer.',
  begin: () => null,
  end(_state, world, report) {
    const { waiting, sent } = visitors(world);
    const isOver = sent >= Number(world.settings.signUps);
    const doubts = prepared(world);
    const pending = pendingUsers(world);
    if (!isOver || waiting.size + doubts + pending === 0) return;
    const parts = [`${waiting.size} without an answer`, `${doubts} promise${s(doubts)} in doubt`];
    if (pending > 0) parts.push(`${pending} user${s(pending)} PENDING`);
    report(parts.join(', '));
  },
};

export const properties: readonly Property[] = [
  atomic,
  neverAlone,
  oneWallet,
  booksAgree,
  toldTrue,
  terminates,
  ...anomalies,
] as readonly Property[];
