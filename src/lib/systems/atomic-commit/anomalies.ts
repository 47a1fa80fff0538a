import type { Instance } from './nodes/instance';
import type { Inquire } from './nodes/messages';
import type { Participant } from './nodes/participant-state';
import type { Conflict, Mark } from '../../nodes/service/transactions';
import type { LooseProperty, Property, World } from '../../sim';
import { coordinatorsOf, decisions, walletsOf } from './measures';

const isInstance = (id: string): boolean => /^users-\d/.test(id);
const isDatabase = (id: string): boolean => id.endsWith('-db');

const deletedWithWallet: LooseProperty<null> = {
  id: 'deleted-with-wallet',
  kind: 'sometimes',
  title: 'A user is deleted because the call has failed, and the wallet is there.',
  begin: () => null,
  sends: ['mark'],
  sender: isInstance,
  send(_state, world, _from, _to, message, report) {
    const [user] = (message as Mark).keys;
    if (walletsOf(world, user) > 0)
      report(`no answer for user ${user}: the answer was lost, not the wallet`);
  },
};

const foundAgain: LooseProperty<null> = {
  id: 'found-again',
  kind: 'sometimes',
  title: 'A repeated request finds the wallet that the first one has made.',
  begin: () => null,
  sends: ['conflict'],
  sender: (id) => id === 'wallets-db',
  send(_state, _world, _from, _to, message, report) {
    if ((message as Conflict).state === 'open') report('the wallet is there: the answer is yes');
  },
};

/** A promise that is kept for so long is noticed, µs. */
const LONG = 1_000_000;

const isGone = (world: World): boolean =>
  coordinatorsOf(world).every((c) => c.mode.host !== 'running' || c.mode.role === 'off');

const blocked: LooseProperty<null> = {
  id: 'blocked',
  kind: 'sometimes',
  title: 'A participant is prepared, and whoever decides is gone.',
  begin: () => null,
  sends: ['inquire'],
  sender: isDatabase,
  send(_state, world, from, _to, message, report) {
    const { user, tx } = message as Inquire;
    const { id, durable } = world.nodes[from] as Participant;
    const waited = world.now - (durable.prepared.get(tx)?.voted ?? world.now);
    if (waited > LONG && isGone(world))
      report(`${id} has kept user ${user} locked for ${(waited / 1e6).toFixed(1)} s, and must`);
  },
};

/** So many behind one lock. */
const CROWD = 10;

const crowd: LooseProperty<null> = {
  id: 'stands-in-line',
  kind: 'sometimes',
  title: 'Ten and more wait for one locked row.',
  begin: () => null,
  sends: ['inquire'],
  sender: isDatabase,
  send(_state, world, from, _to, _message, report) {
    const { id, volatile: v } = world.nodes[from] as Participant;
    const n = v.locks.line.length;
    if (n >= CROWD) report(`${n} wait at ${id}, which is well and does its best`);
  },
};

const takenOver: LooseProperty<null> = {
  id: 'taken-over',
  kind: 'sometimes',
  title: 'Another coordinator finishes what the first one has begun.',
  begin: () => null,
  sends: ['commit'],
  sender: (id) => id.startsWith('coordinator-') && id !== 'coordinator-1',
  send(_state, world, from, _to, message, report) {
    const { tx } = message as never as { tx: number };
    if (Math.floor(tx / 1e9) === 1)
      report(`${world.nodes[from].id} commits a transaction of coordinator-1`);
  },
};

const recalled: LooseProperty<{ boots: Record<string, number> }> = {
  id: 'from-the-log',
  kind: 'sometimes',
  title: 'A coordinator that was dead finds a decision in its log, and tells it.',
  begin: () => ({ boots: {} }),
  sends: ['commit'],
  sender: (id) => id === 'coordinator-1',
  send(_state, world, from, _to, message, report) {
    if (world.settings.mode !== 'two-phase') return;
    const { tx } = message as never as { tx: number };
    const { boot } = world.nodes[from].durable as { boot: number };
    if (Math.floor(tx / 1e5) < boot) report(`transaction ${tx} was decided in an earlier life`);
  },
};

const presumed: LooseProperty<null> = {
  id: 'presumed-abort',
  kind: 'sometimes',
  title: 'Nothing is in the log, and that means abort.',
  begin: () => null,
  sends: ['abort'],
  sender: (id) => id === 'coordinator-1',
  send(_state, world, _from, to, _message, report) {
    if (decisions(world).presumed > 0)
      report(`${world.nodes[to].id} asks about a transaction that nobody remembers`);
  },
};

const keptWord: LooseProperty<null> = {
  id: 'kept-word',
  kind: 'sometimes',
  title: 'A participant that crashed finds its promise on disk, and asks.',
  begin: () => null,
  sends: ['inquire'],
  sender: isDatabase,
  send(_state, world, from, _to, message, report) {
    const { id, durable } = world.nodes[from] as Participant;
    const { tx, user } = message as Inquire;
    const promise = durable.prepared.get(tx);
    if (promise && promise.boot < durable.boots)
      report(`${id} was dead, and still knows that it has said yes to user ${user}`);
  },
};

const otherInstance: LooseProperty<{ last: Map<number, number> }> = {
  id: 'any-instance',
  kind: 'sometimes',
  title:
    'A sign-up is asked for at a second instance, which has never heard of it, and is answered.',
  begin: () => ({ last: new Map() }),
  sends: ['sign-up', 'signed-up'],
  send({ last }, world, from, to, message, report) {
    const { user } = message as never as { user: number };
    if (message.type === 'sign-up') {
      const before = last.get(user);
      if (before === undefined || before === to) last.set(user, to);
      else last.set(user, -to);
    } else if (last.get(user) === -from) {
      const { answered } = (world.nodes[from] as Instance).volatile;
      report(`user ${user}: ${world.nodes[from].id} answers and remembers ${answered.size} others`);
    }
  },
};

const seenBetween: LooseProperty<null> = {
  id: 'seen-between',
  kind: 'sometimes',
  title: 'A user is there for all to see and has no wallet yet.',
  begin: () => null,
  sends: ['signed-up'],
  sender: isInstance,
  send(_state, world, _from, _to, message, report) {
    const { user } = message as never as { user: number };
    if (world.settings.mode === 'saga' && walletsOf(world, user) === 0)
      report(`user ${user} has an account that says PENDING`);
  },
};

export const anomalies: readonly Property[] = [
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
] as readonly Property[];
