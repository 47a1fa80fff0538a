import { counted, grouped, properties as makers } from '../../sim';
import type { NodeRef, Property, Report } from '../../sim';
import { standingOf } from './measures';
import type { FarmWorld } from './world';

const { always, eventually, sometimes } = makers<FarmWorld>();

interface Seen {
  /** Changes of the total so far, and how many each thread had seen when it loaded. */
  changes: number;
  by: Map<NodeRef, number>;
}

/** Follows loads and stores, and reports a store that hides a change which its thread had not seen. */
const watchStores = {
  begin: (): Seen => ({ changes: 0, by: new Map() }),
  sends: ['loaded', 'stored', 'fetched'],
  senders: ['memory'],
  send(
    seen: Seen,
    world: FarmWorld,
    _from: NodeRef,
    to: NodeRef,
    { type }: { readonly type: 'loaded' | 'stored' | 'fetched' },
    report: Report,
  ): void {
    if (type === 'loaded') return void seen.by.set(to, seen.changes);
    const missed = seen.changes - (seen.by.get(to) ?? 0);
    if (type === 'stored' && missed > 0)
      report(
        `${world.nodes[to].label} overwrites ${counted(missed, 'update')} stored since it loaded`,
      );
    seen.changes++;
  },
} as const;

const nothingLost = always({
  id: 'no-lost-update',
  title: 'No update of the shared total is lost.',
  ...watchStores,
});

const countedOnce = always({
  id: 'counted-once',
  title: 'No task is counted twice.',
  delivers: ['result'],
  receivers: ['coordinator'],
  // Told before the coordinator acts on it, so what is wrong shows with the next message, or at the end.
  deliver: (_state, world, _from, _to, _message, report) => reportTwice(world, report),
  end: (_state, world, report) => reportTwice(world, report),
});

function reportTwice({ at }: FarmWorld, report: Report): void {
  const counts = at.coordinator?.durable.counts ?? [];
  const batch = counts.findIndex((n) => n > 1);
  if (batch >= 0)
    report(`batch ${batch + 1} is in the total more than once: its result arrived again`);
}

const wholeTotal = eventually({
  id: 'whole-total',
  title: 'When the job reports that it is done, its total is correct.',
  end(_state, world, report) {
    const { ended, total, tasks, counted: inTotal } = standingOf(world);
    if (ended !== 'finished') return;
    if (inTotal < tasks)
      report(
        `the job is done, but ${counted(tasks - inTotal, 'task')} of ${grouped(tasks)} are missing from its total`,
      );
    else if (total !== tasks)
      report(`the job is done, but its total is ${grouped(total)} for ${grouped(tasks)} tasks`);
  },
});

const comesToItsEnd = eventually({
  id: 'answers',
  title: 'The job finishes.',
  end(_state, world, report) {
    const { ended, total, tasks } = standingOf(world);
    if (ended === 'finished') return;
    const have = `with ${grouped(total)} of ${grouped(tasks)} results in hand`;
    report(
      ended === 'aborted'
        ? `the job is given up ${have}`
        : `the coordinator still waits ${have}, and nothing more will come`,
    );
  },
});

const lostUpdate = sometimes({
  id: 'lost-update',
  title: 'Two threads load the same total, and the update of one of them is lost.',
  ...watchStores,
});

const deadHolder = sometimes({
  id: 'lock-held-by-the-dead',
  title: 'A thread dies while it holds the lock, and the others wait for ever.',
  end(_state, world, report) {
    const lock = world.at.memory?.volatile;
    if (!lock || lock.holder === null || lock.sleepers.length === 0) return;
    const { label, mode } = world.as('threads', lock.holder);
    if (mode.host === 'crashed' || mode.role === 'gone')
      report(`${label} holds the lock and is dead; ${waiting(lock.sleepers.length)}`);
  },
});

const waiting = (n: number): string =>
  n === 1 ? '1 thread waits for it' : `${n} threads wait for it`;

const reexecuted = sometimes({
  id: 're-executed',
  title: 'A lost worker’s batch is executed again by another.',
  begin: () => new Map<number, NodeRef>(),
  sends: ['grant'],
  senders: ['coordinator'],
  send(granted, world, _from, to, { batch }, report) {
    const before = granted.get(batch);
    if (before !== undefined && before !== to)
      report(
        `batch ${batch + 1} goes to ${world.nodes[to].label}; ${world.nodes[before].label} had it before`,
      );
    granted.set(batch, to);
  },
});

const notDead = sometimes({
  id: 'false-alarm',
  title: 'A worker that was taken for dead sends its result.',
  delivers: ['result'],
  receivers: ['coordinator'],
  deliver(_state, world, from, to, { batch, lease }, report) {
    if (world.as('coordinator', to).volatile.expired.has(lease))
      report(
        `${world.nodes[from].label} was not dead: it sends the result of batch ${batch + 1} after all`,
      );
  },
});

const known = sometimes({
  id: 'known-result',
  title: 'A result arrives for a batch that is already in the total.',
  delivers: ['result'],
  receivers: ['coordinator'],
  deliver(_state, world, from, to, { batch }, report) {
    if (world.as('coordinator', to).durable.counts[batch] > 0)
      report(`batch ${batch + 1} arrives again, from ${world.nodes[from].label}`);
  },
});

const givenUp = sometimes({
  id: 'given-up',
  title: 'A job is given up with good results in hand.',
  end(_state, world, report) {
    const { ended, total } = standingOf(world);
    if (ended === 'aborted' && total > 0)
      report(`the job is given up, and ${counted(total, 'result is', 'results are')} discarded`);
  },
});

const backupWins = sometimes({
  id: 'backup-first',
  title: 'A backup copy is done before the original.',
  end(_state, { at }, report) {
    if (at.coordinator?.durable.ended !== 'finished' || at.coordinator.durable.backups === 0)
      return;
    const late = at.workers.find((n) => n.mode.role === 'working');
    if (late) report(`${late.label} is still at work although the job is done`);
  },
});

const smallest = sometimes({
  id: 'total-of-two',
  title: 'Two threads add one several times each, and the total is two.',
  end(_state, { at }, report) {
    if (at.memory === null) return;
    const { finished, total, updates, plan } = at.memory.durable;
    if (finished && total === 2 * plan.batch && updates > 3)
      report(`${updates} updates make a total of 2`);
  },
});

export const properties: readonly Property<FarmWorld>[] = [
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
];
