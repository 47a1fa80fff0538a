import type { Coordinator } from './nodes/coordinator';
import type { Grant, Result } from './nodes/messages';
import type { SharedMemory } from './nodes/shared-memory';
import type { LooseProperty, Property, World } from '../../sim';
import { isThreads, ledgerOf, memoryOf, standingOf } from './measures';

const nameOf = (world: World, i: number): string =>
  world.nodes[i].id.replace('worker-', isThreads(world) ? 'thread ' : 'worker ');
const s = (n: number): string => (n === 1 ? '' : 's');

interface Sight {
  /** Changes of the total so far, and how many each thread had seen when it loaded. */
  changes: number;
  seen: Map<number, number>;
}

/** Follows loads and stores, and says when a store hides a change that its thread had not seen. */
const watchesStores: Pick<LooseProperty<Sight>, 'begin' | 'sends' | 'sender' | 'send'> = {
  begin: () => ({ changes: 0, seen: new Map() }),
  sends: ['loaded', 'stored', 'fetched'],
  sender: (id) => id === 'memory',
  send(state, world, _from, to, message, report) {
    if (message.type === 'loaded') return void state.seen.set(to, state.changes);
    const missed = state.changes - (state.seen.get(to) ?? 0);
    if (message.type === 'stored' && missed > 0)
      report(
        `${nameOf(world, to)} stores over ${missed} update${s(missed)} that came after it had loaded`,
      );
    state.changes++;
  },
};

const nothingLost: LooseProperty<Sight> = {
  id: 'no-lost-update',
  kind: 'always',
  title: 'No update of the shared total is lost.',
  ...watchesStores,
};

const countedOnce: LooseProperty<null> = {
  id: 'counted-once',
  kind: 'always',
  title: 'No task is counted twice.',
  begin: () => null,
  delivers: ['result'],
  receiver: (id) => id === 'coordinator',
  // Told before the coordinator acts on it, so what is wrong shows with the next message, or at the end.
  deliver: (_state, world, _from, _to, _message, report) => tellTwice(world, report),
  end: (_state, world, report) => tellTwice(world, report),
};

function tellTwice(world: World, report: (why: string) => void): void {
  if (isThreads(world)) return;
  const { counts } = ledgerOf(world);
  const batch = counts.findIndex((n) => n > 1);
  if (batch >= 0)
    report(`batch ${batch + 1} is in the total ${counts[batch]} times: its result came again`);
}

const wholeTotal: LooseProperty<null> = {
  id: 'whole-total',
  kind: 'eventually',
  title: 'When the job says that it is done, its total is right.',
  begin: () => null,
  end(_state, world, report) {
    const { ended, total, tasks, counted } = standingOf(world);
    if (ended !== 'finished') return;
    if (counted < tasks) report(`done, with ${tasks - counted} of ${tasks} tasks missing`);
    else if (total !== tasks) report(`done, with a total of ${total} for ${tasks} tasks`);
  },
};

const comesToItsEnd: LooseProperty<null> = {
  id: 'answers',
  kind: 'eventually',
  title: 'The job comes to its total.',
  begin: () => null,
  end(_state, world, report) {
    const { ended, total, tasks } = standingOf(world);
    if (ended === 'finished') return;
    const have = `with ${total} of ${tasks} results in hand`;
    report(ended === 'aborted' ? `given up ${have}` : `it waits, ${have}, and nothing comes`);
  },
};

const lostUpdate: LooseProperty<Sight> = {
  id: 'lost-update',
  kind: 'sometimes',
  title: 'Two threads load the same total, and the update of one of them vanishes.',
  ...watchesStores,
};

const deadHolder: LooseProperty<null> = {
  id: 'lock-held-by-the-dead',
  kind: 'sometimes',
  title: 'A thread dies with the lock, and the others sleep for ever.',
  begin: () => null,
  end(_state, world, report) {
    if (!isThreads(world)) return;
    const { holder, sleepers } = (world.nodes[0] as SharedMemory).volatile;
    if (holder < 0 || sleepers.length === 0) return;
    const { host, role } = world.nodes[holder].mode;
    if (host === 'crashed' || role === 'gone')
      report(`${nameOf(world, holder)} has the lock, and ${sleepers.length} wait for it`);
  },
};

const reexecuted: LooseProperty<{ granted: Map<number, number> }> = {
  id: 're-executed',
  kind: 'sometimes',
  title: 'What a lost worker had in hand is given to another one.',
  begin: () => ({ granted: new Map() }),
  sends: ['grant'],
  sender: (id) => id === 'coordinator',
  send({ granted }, world, _from, to, message, report) {
    const { batch } = message as Grant;
    const before = granted.get(batch);
    if (before !== undefined && before !== to)
      report(`batch ${batch + 1}, once ${nameOf(world, before)}'s, goes to ${nameOf(world, to)}`);
    granted.set(batch, to);
  },
};

const notDead: LooseProperty<null> = {
  id: 'false-alarm',
  kind: 'sometimes',
  title: 'A worker that was taken for dead sends its result.',
  begin: () => null,
  delivers: ['result'],
  receiver: (id) => id === 'coordinator',
  deliver(_state, world, from, _to, message, report) {
    const { batch, lease } = message as Result;
    if ((world.nodes[0] as Coordinator).volatile.expired.has(lease))
      report(`${nameOf(world, from)} was given up, and here is its batch ${batch + 1}`);
  },
};

const known: LooseProperty<null> = {
  id: 'known-result',
  kind: 'sometimes',
  title: 'The result of a batch that is in the total already comes again.',
  begin: () => null,
  delivers: ['result'],
  receiver: (id) => id === 'coordinator',
  deliver(_state, world, from, _to, message, report) {
    const { batch } = message as Result;
    if (ledgerOf(world).counts[batch] > 0)
      report(`batch ${batch + 1} comes again, from ${nameOf(world, from)}`);
  },
};

const givenUp: LooseProperty<null> = {
  id: 'given-up',
  kind: 'sometimes',
  title: 'A job is given up with good results in hand.',
  begin: () => null,
  end(_state, world, report) {
    const { ended, total } = standingOf(world);
    if (ended === 'aborted' && total > 0) report(`${total} results are thrown away`);
  },
};

const backupWins: LooseProperty<null> = {
  id: 'backup-first',
  kind: 'sometimes',
  title: 'A backup copy is done before the original.',
  begin: () => null,
  end(_state, world, report) {
    if (isThreads(world)) return;
    const { backups, ended } = ledgerOf(world);
    if (backups === 0 || ended !== 'finished') return;
    const late = world.nodes.slice(1).find((n) => n.mode.role === 'working');
    if (late) report(`${late.id} is still at it, and the job is done`);
  },
};

const smallest: LooseProperty<null> = {
  id: 'total-of-two',
  kind: 'sometimes',
  title: 'Two threads add one several times each, and the total is two.',
  begin: () => null,
  end(_state, world, report) {
    if (!isThreads(world)) return;
    const { finished, total, updates, plan } = memoryOf(world);
    if (finished && total === 2 * plan.batch && updates > 3) report(`${updates} updates, total 2`);
  },
};

export const properties: readonly Property[] = [
  nothingLost,
  countedOnce,
  wholeTotal,
  comesToItsEnd,
  lostUpdate,
  deadHolder,
  reexecuted,
  notDead,
  known,
  givenUp,
  backupWins,
  smallest,
] as readonly Property[];
