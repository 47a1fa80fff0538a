import { below, type Behaviour, type Handlers, type NodeRef } from '../../../../sim';
import { CHANGES, changeOf, FIRST, type ChangeId, type Trait } from '../users-api/changes';
import type { ConsumerReport, Installed, Reply, Stats } from '../users-api/messages';
import {
  machine,
  type Commit,
  type Pipeline,
  type PipelineKind,
  type PipelineOut,
  type Step,
} from './kind';
import {
  beginRelease,
  look,
  onReport,
  onStats,
  revert,
  rollBack,
  rolledBack,
  rollOn,
  watchCanary,
} from './releasing';
import { beginTests, nextTest, onBuilt, onTestReply, sendTest } from './testing';
import { changeMachine, order, tellChanges, withChanges } from './work';

/** A commit comes at its planned time or by hand. Each comes once. */
function commit(node: Pipeline, id: ChangeId, out: PipelineOut): void {
  const { durable, options } = node;
  const it = durable.commits[id];
  const way = options.ways[id];
  if (it.state !== 'planned' || way === 'hold') return;
  it.way = way;
  it.at = out.monotonic();
  // A change that callers have to ask for needs no warning.
  if (options.announces && way === 'as-is') {
    tellChanges(node, [id], 'ANNOUNCE', out);
    for (const c of options.consumers) out.send(c, { type: 'announce', change: id });
    if (options.notice > 0) return void out.after(options.notice, 'due', id);
  }
  enqueue(node, id, out);
}

function enqueue(node: Pipeline, id: ChangeId, out: PipelineOut): void {
  tellChanges(node, [id], 'COMMIT', out);
  node.durable.queue.push(id);
  next(node, out);
}

/** The most urgent thing: complaints before trains, trains before tests. */
function next(node: Pipeline, out: PipelineOut): void {
  const { durable, options } = node;
  if (durable.work) return;
  while (durable.tickets.length > 0) {
    const trait = durable.tickets.shift()!;
    const guilty = changeOf(trait);
    const isThere = durable.releases.some((r) => r.changes.includes(guilty));
    if (isThere) return revert(node, guilty, { by: 'ticket', trait }, out);
  }
  if (durable.departing && durable.queue.length === 0) {
    durable.departing = false;
    const changes = durable.boarded.splice(0);
    if (changes.length > 0) return beginRelease(node, changes, withChanges(node, changes), out);
  }
  const id = durable.queue.shift();
  if (id !== undefined) return beginTests(node, id, out);
  if (options.trainEvery === 0 && durable.boarded.length > 0) {
    const changes = durable.boarded.splice(0);
    beginRelease(node, changes, withChanges(node, changes), out);
  }
}

/** A consumer's team reports a change that it cannot bear. Believed where such a change was made for all callers. */
function onTicket(node: Pipeline, trait: Trait, out: PipelineOut): void {
  const { durable, options } = node;
  const guilty = changeOf(trait);
  const { work, releases, commits } = durable;
  const isUnderWay = work?.kind === 'release' && work.changes.includes(guilty);
  const isLive = releases.some((r) => r.changes.includes(guilty));
  if ((!isUnderWay && !isLive) || commits[guilty].way !== 'as-is') return;
  const isKnown = work?.blamed.includes(guilty) || durable.tickets.includes(trait);
  if (isKnown) return;
  durable.tally.incidents++;
  if (!options.listens) return;
  if (isUnderWay && work.phase !== 'rolling-back')
    return rollBack(node, [guilty], 'REVERT', { by: 'ticket', trait }, out);
  if (!isLive) return;
  durable.tickets.push(trait);
  next(node, out);
}

function onInstalled(
  node: Pipeline,
  { epoch }: Installed,
  from: NodeRef,
  out: PipelineOut,
  then: Phase['installed'],
): void {
  const { volatile: v, durable } = node;
  if (!durable.work || epoch < durable.epoch || v.acked.includes(from)) return;
  if (!v.targets.includes(from)) return;
  v.acked.push(from);
  if (v.targets.every((t) => v.acked.includes(t))) then?.(node, out);
}

function depart(node: Pipeline, out: PipelineOut): void {
  const { options, durable } = node;
  if (options.trainEvery === 0) return;
  out.after(options.trainEvery, 'train');
  durable.departing = true;
  next(node, out);
}

/** What a role does beyond commits, trains and tickets, which come at any time. What it leaves out it ignores. */
interface Phase {
  /** Every instance that had to install the version has confirmed it. */
  installed?(node: Pipeline, out: PipelineOut): void;
  /** A contract test has its answer. */
  reply?(node: Pipeline, reply: Reply, out: PipelineOut): void;
  stats?(node: Pipeline, stats: Stats, out: PipelineOut): void;
  report?(node: Pipeline, report: ConsumerReport, from: NodeRef): void;
  /** A roll-back is ordered by hand. */
  rollBack?(node: Pipeline, out: PipelineOut): void;
  readonly timers: Partial<Record<Step, (node: Pipeline, out: PipelineOut) => void>>;
}

const during = (phase: Phase): Handlers<PipelineKind> => ({
  message(node, message, from, out) {
    switch (message.type) {
      case 'ticket':
        return onTicket(node, message.trait, out);
      case 'installed':
        return onInstalled(node, message, from, out, phase.installed);
      case 'stats':
        return phase.stats?.(node, message, out);
      case 'report':
        return phase.report?.(node, message, from);
      default:
        return phase.reply?.(node, message, out);
    }
  },
  timer(node, name, data, out) {
    switch (name) {
      case 'commit':
        return commit(node, data, out);
      case 'due':
        return enqueue(node, data, out);
      case 'train':
        return depart(node, out);
      default:
        if (data === node.volatile.serial) phase.timers[name]?.(node, out);
    }
  },
  operate(node, operation, argument, out) {
    const id = CHANGES.find((c) => c === argument);
    if (operation === 'commit' && id) commit(node, id, out);
    if (operation === 'roll-back') phase.rollBack?.(node, out);
    if (operation !== 'depart') return;
    node.durable.departing = true;
    next(node, out);
  },
});

const BY_HAND = { by: 'hand' } as const;

const idle = during({
  rollBack(node, out) {
    const last = node.durable.releases.at(-1);
    if (last) revert(node, last.changes[0], BY_HAND, out);
  },
  timers: { next },
});

const testing = during({
  installed: nextTest,
  reply: onTestReply,
  timers: { built: onBuilt, again: order, lost: sendTest },
});

/** Watched on the canary and while it goes on to the others. */
const releasing: Omit<Phase, 'installed'> = {
  stats: onStats,
  report: onReport,
  rollBack: (node, out) => rollBack(node, node.durable.work!.changes, 'REVERT', BY_HAND, out),
  timers: { again: order, look },
};

/** What was begun before a crash: a test is repeated, and a release rolled back, since nobody has watched it meanwhile. */
function pickUp(node: Pipeline, out: PipelineOut): void {
  const { durable } = node;
  const { work } = durable;
  if (!work) return next(node, out);
  if (work.kind === 'test') {
    tellChanges(node, work.changes, 'BACK', out);
    durable.queue.unshift(...work.changes);
    durable.work = null;
    return next(node, out);
  }
  if (work.phase !== 'rolling-back') return rollBack(node, [], 'STOP', { by: 'crash' }, out);
  node.volatile.targets = [...node.options.instances];
  out.become('ROLL_BACK');
  order(node, out);
}

const planned = (): Commit => ({
  state: changeMachine.initial,
  way: 'as-is',
  plannedAt: null,
  at: null,
  leftAt: null,
  shippedAt: null,
});

/** Tests, releases and rolls back what the provider's team commits. */
export const pipeline: Behaviour<PipelineKind> = {
  kind: 'release-pipeline',
  machine,
  volatile: () => ({
    serial: 0,
    targets: [],
    acked: [],
    bakeUntil: Infinity,
    reports: new Map(),
    test: -1,
    sentAt: 0,
    testId: null,
    lost: null,
    again: null,
  }),
  durable: () => ({
    commits: {
      A: planned(),
      B: planned(),
      C: planned(),
      D: planned(),
      E: planned(),
      F: planned(),
    },
    live: FIRST,
    releases: [],
    queue: [],
    boarded: [],
    departing: false,
    tickets: [],
    work: null,
    epoch: 0,
    nextNo: 2,
    nextTest: 0,
    tally: {
      releases: 0,
      rollBacks: 0,
      incidents: 0,
      schemaBreaking: 0,
      bySchema: 0,
      byTest: 0,
      byCanary: 0,
      takenAlong: 0,
    },
  }),
  start(node, out) {
    const { durable, options } = node;
    const now = out.monotonic();
    // Held changes draw a time as well, so that holding one moves no other.
    const random = out.stream('commits');
    for (const id of CHANGES) {
      const it = durable.commits[id];
      if (it.state !== changeMachine.initial)
        out.part(`change ${id}`, changeMachine.initial, it.state);
      it.plannedAt ??= below(random, 1_000_000) * Math.ceil(options.commitsWithin / 1_000_000);
      if (it.state === 'planned') out.after(Math.max(0, it.plannedAt - now), 'commit', id);
      if (it.state === 'announced')
        out.after(Math.max(0, (it.at ?? now) + options.notice - now), 'due', id);
    }
    if (options.trainEvery > 0) out.after(options.trainEvery - (now % options.trainEvery), 'train');
    pickUp(node, out);
  },
  roles: {
    idle,
    testing,
    canary: during({ ...releasing, installed: watchCanary }),
    'rolling-out': during({ ...releasing, installed: rollOn }),
    'rolling-back': during({ installed: rolledBack, timers: { again: order } }),
  },
  operations: [
    { id: 'commit', title: 'Commit a change now', argument: 'change A to F' },
    { id: 'depart', title: 'Let the train leave now' },
    { id: 'roll-back', title: 'Roll the last release back' },
  ],
  parts: {
    title: 'the six changes',
    machine: changeMachine,
    begin: () => Object.fromEntries(CHANGES.map((id) => [`change ${id}`, changeMachine.initial])),
  },
};
