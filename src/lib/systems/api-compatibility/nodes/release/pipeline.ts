import {
  below,
  type LooseBehaviour,
  type LooseHandlers,
  type Message,
  type LooseOut,
} from '../../../../sim';
import { nodeMachine } from '../../../../nodes/machine';
import { CHANGES, changeOf, FIRST, type ChangeId, type Trait } from '../users-api/changes';
import type {
  Announce,
  ConsumerReport,
  Installed,
  Reply,
  Stats,
  Ticket,
} from '../users-api/messages';
import type { Pipeline, PipelineDisk, PipelineOptions, PipelineVolatile } from './options';
import {
  beginRelease,
  look,
  onAllInstalled,
  onReport,
  onStats,
  revert,
  rollBack,
} from './releasing';
import { beginTests, nextTest, onBuilt, onTestReply, sendTest } from './testing';
import { changeMachine, order, tellChanges, withChanges } from './work';

const machine = nodeMachine('pipeline', {
  initial: 'idle',
  states: {
    idle: {
      on: { TEST: 'testing', RELEASE: 'canary', ROLL_BACK: 'rolling-back' },
      description: 'waits for a commit, a train or a ticket',
    },
    testing: {
      on: { DONE: 'idle', RELEASE: 'canary' },
      description: 'schema diff, then contract tests on staging',
    },
    canary: {
      on: { PROMOTE: 'rolling-out', ROLL_BACK: 'rolling-back' },
      description: 'one instance has it, and is compared with the others',
    },
    'rolling-out': {
      on: { DONE: 'idle', ROLL_BACK: 'rolling-back' },
      description: 'one instance after the other',
    },
    'rolling-back': { on: { DONE: 'idle' }, description: 'back to what was there before' },
  },
});

/** A commit comes from its calendar or by hand. Each comes once. */
function commit(node: Pipeline, id: ChangeId, out: LooseOut): void {
  const { durable, options } = node;
  const it = durable.commits[id];
  const way = options.ways[id];
  if (it.state !== 'planned' || way === 'hold') return;
  it.way = way;
  it.at = out.now;
  // Whoever builds a change so that callers have to ask for it has nothing to warn of.
  if (options.announces && way === 'as-is') {
    tellChanges(node, [id], 'ANNOUNCE', out);
    for (const c of options.consumers) out.send(c, { type: 'announce', change: id } as Announce);
    if (options.notice > 0) return void out.after(options.notice, 'due', id);
  }
  enqueue(node, id, out);
}

function enqueue(node: Pipeline, id: ChangeId, out: LooseOut): void {
  tellChanges(node, [id], 'COMMIT', out);
  node.durable.queue.push(id);
  next(node, out);
}

/** The most pressing thing: complaints before trains, trains before tests. */
function next(node: Pipeline, out: LooseOut): void {
  const { durable, options } = node;
  if (durable.work) return;
  while (durable.tickets.length > 0) {
    const trait = durable.tickets.shift()!;
    const guilty = changeOf(trait);
    const isThere = durable.releases.some((r) => r.changes.includes(guilty));
    if (isThere) return revert(node, guilty, `a ticket: ${trait}`, out);
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

/** Somebody says that something has changed which they rely on. Believed where a change was made to it for everybody. */
function onTicket(node: Pipeline, trait: Trait, out: LooseOut): void {
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
    return rollBack(node, [guilty], 'REVERT', `a ticket: ${trait}`, out);
  if (!isLive) return;
  durable.tickets.push(trait);
  next(node, out);
}

function onInstalled(node: Pipeline, { epoch }: Installed, from: number, out: LooseOut): void {
  const { volatile: v, durable } = node;
  if (!durable.work || epoch < durable.epoch || v.acked.includes(from)) return;
  if (!v.targets.includes(from)) return;
  v.acked.push(from);
  if (v.targets.some((t) => !v.acked.includes(t))) return;
  if (durable.work.phase === 'testing') nextTest(node, out);
  else onAllInstalled(node, out);
}

function onMessage(node: Pipeline, message: Message, from: number, out: LooseOut): void {
  switch (message.type) {
    case 'installed':
      return onInstalled(node, message as Installed, from, out);
    case 'stats':
      return onStats(node, message as Stats, out);
    case 'report':
      return onReport(node, message as ConsumerReport, from);
    case 'ticket':
      return onTicket(node, (message as Ticket).trait, out);
    case 'page':
    case 'user':
    case 'not-found':
    case 'failed':
      return onTestReply(node, message as Reply, out);
  }
}

function onTimer(node: Pipeline, name: string, data: unknown, out: LooseOut): void {
  switch (name) {
    case 'commit':
      return commit(node, data as ChangeId, out);
    case 'due':
      return enqueue(node, data as ChangeId, out);
    case 'train':
      return depart(node, out);
  }
  if (data !== node.volatile.serial) return;
  switch (name) {
    case 'next':
      return next(node, out);
    case 'built':
      return onBuilt(node, out);
    case 'again':
      return order(node, out);
    case 'lost':
      return sendTest(node, out);
    case 'look':
      return look(node, out);
  }
}

function depart(node: Pipeline, out: LooseOut): void {
  const { options, durable } = node;
  if (options.trainEvery === 0) return;
  out.after(options.trainEvery, 'train');
  durable.departing = true;
  next(node, out);
}

const handlers: LooseHandlers<PipelineVolatile, PipelineDisk, PipelineOptions> = {
  message: onMessage,
  timer: onTimer,
  operate(node, operation, argument, out) {
    const { durable } = node;
    const id = CHANGES.find((c) => c === argument);
    if (operation === 'commit' && id) return commit(node, id, out);
    if (operation === 'depart') {
      durable.departing = true;
      return next(node, out);
    }
    if (operation !== 'roll-back') return;
    const { work } = durable;
    if (work?.kind === 'release' && work.phase !== 'rolling-back')
      return rollBack(node, work.changes, 'REVERT', 'an order by hand', out);
    const last = durable.releases.at(-1);
    if (!work && last) revert(node, last.changes[0], 'an order by hand', out);
  },
};

/** What was begun before a crash: a test begins again, and a release goes back, since nobody has watched it meanwhile. */
function pickUp(node: Pipeline, out: LooseOut): void {
  const { durable } = node;
  const { work } = durable;
  if (!work) return next(node, out);
  if (work.kind === 'test') {
    tellChanges(node, work.changes, 'BACK', out);
    durable.queue.unshift(...work.changes);
    durable.work = null;
    return next(node, out);
  }
  if (work.phase !== 'rolling-back')
    return rollBack(node, [], 'STOP', 'a crash of the pipeline', out);
  node.volatile.targets = [...node.options.instances];
  out.become('ROLL_BACK');
  order(node, out);
}

/** Tests, releases and takes back what the provider's team commits. */
export const pipeline: LooseBehaviour<PipelineVolatile, PipelineDisk, PipelineOptions> = {
  kind: 'release-pipeline',
  machine,
  volatile: () => ({
    serial: 0,
    targets: [],
    acked: [],
    bakeUntil: Infinity,
    reports: {},
    test: -1,
    sentAt: 0,
    testId: -1,
    timer: -1,
    again: -1,
  }),
  durable: () => ({
    commits: Object.fromEntries(
      CHANGES.map((id) => [
        id,
        {
          state: changeMachine.initial,
          way: 'as-is',
          plannedAt: -1,
          at: -1,
          leftAt: -1,
          shippedAt: -1,
        },
      ]),
    ) as PipelineDisk['commits'],
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
    // Held changes draw a time as well, so that holding one moves no other.
    const random = out.stream('commits');
    for (const id of CHANGES) {
      const it = durable.commits[id];
      if (it.state !== changeMachine.initial)
        out.part(`change ${id}`, changeMachine.initial, it.state);
      if (it.plannedAt < 0)
        it.plannedAt = below(random, 1_000_000) * Math.ceil(options.commitsWithin / 1_000_000);
      if (it.state === 'planned') out.after(Math.max(0, it.plannedAt - out.now), 'commit', id);
      if (it.state === 'announced')
        out.after(Math.max(0, it.at + options.notice - out.now), 'due', id);
    }
    if (options.trainEvery > 0)
      out.after(options.trainEvery - (out.now % options.trainEvery), 'train');
    pickUp(node, out);
  },
  roles: {
    idle: handlers,
    testing: handlers,
    canary: handlers,
    'rolling-out': handlers,
    'rolling-back': handlers,
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
