import { below, type Behaviour, type Handlers, type NodeRef } from '../../../../sim';
import { CHANGES, FIRST } from '../users-api/changes';
import type { ConsumerReport, Installed, Reply, Stats } from '../users-api/messages';
import { machine } from './kind';
import type { Commit, Pipeline, PipelineKind, PipelineOut, Step } from './kind';
import { commit, depart, enqueue, next, onTicket } from './agenda';
import { look, onReport, onStats, revert } from './releasing';
import { rollBack, rolledBack, rollOn, watchCanary } from './releasing';
import { nextTest, onBuilt, onTestReply, sendTest } from './testing';
import { changeMachine, finish, order, tellChanges } from './work';

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

/** What a role does beyond commits, trains and tickets, which come at any time. What it leaves out it ignores. */
interface Phase {
  /** It has no piece of work. */
  readonly isIdle?: true;
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

/** False when the disk was wiped under the pipeline, and its work with it: then it is idle. */
function keepsWork(node: Pipeline, out: PipelineOut): boolean {
  if (node.durable.work) return true;
  finish(node, out);
  return false;
}

const during = (phase: Phase): Handlers<PipelineKind> => ({
  message(node, message, from, out) {
    const isOn = phase.isIdle ?? keepsWork(node, out);
    if (message.type === 'ticket') return onTicket(node, message.trait, out);
    if (!isOn) return;
    switch (message.type) {
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
    const isOn = phase.isIdle ?? keepsWork(node, out);
    switch (name) {
      case 'commit':
        return commit(node, data, out);
      case 'due':
        return enqueue(node, data, out);
      case 'train':
        return depart(node, out);
      default:
        if (isOn && data === node.volatile.serial) phase.timers[name]?.(node, out);
    }
  },
  operate(node, operation, argument, out) {
    const isOn = phase.isIdle ?? keepsWork(node, out);
    const id = CHANGES.find((c) => c === argument);
    if (operation === 'commit' && id) commit(node, id, out);
    if (operation === 'roll-back' && isOn) phase.rollBack?.(node, out);
    if (operation !== 'depart') return;
    node.durable.departing = true;
    next(node, out);
  },
});

const BY_HAND = { by: 'hand' } as const;

const idle = during({
  isIdle: true,
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
