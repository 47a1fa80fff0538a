import type { Micros, NodeRef } from '../../../../sim';
import type { ChangeId, Version } from '../users-api/changes';
import type { ConsumerReport, Stats } from '../users-api/messages';
import { againstCanary, againstVersion, ENOUGH } from './judge';
import type { Pipeline, PipelineOut, Work } from './kind';
import type { Reason } from './reason';
import { CANARY, enter, finish, later, order, spread, tellChanges, withoutChanges } from './work';

/** Time between two looks at the canary, µs. */
const LOOK: Micros = 500_000;

/** Installs a version on the canary, and gives that its share of the requests. */
export function beginRelease(
  node: Pipeline,
  changes: readonly ChangeId[],
  version: Version,
  out: PipelineOut,
): void {
  const { durable, options } = node;
  const work = { changes, version, blamed: [], verdict: 'STOP', reason: null } as const;
  const first = options.instances[CANARY];
  enter(node, { ...work, kind: 'release', phase: 'canary' }, [first], out);
  durable.epoch++;
  node.volatile.bakeUntil = Infinity;
  node.volatile.reports.clear();
  for (const id of changes) durable.commits[id].leftAt ??= out.monotonic();
  out.become('RELEASE');
  tellChanges(node, changes, 'RELEASE', out);
  out.note(`release ${version.no} with ${changes.join(', ')}: first to the canary`);
  order(node, out);
}

/** The canary has the version: its share of the requests is counted from now on. */
export function watchCanary(node: Pipeline, out: PipelineOut): void {
  const { options, volatile: v } = node;
  spread(node, 'canary', out);
  if (options.bug === 'no-wait') return promote(node, out);
  v.bakeUntil = out.monotonic() + options.bake;
  look(node, out);
}

/** Asks for the counts, again and again while a release is under way. */
export function look(node: Pipeline, out: PipelineOut): void {
  const { options, durable } = node;
  spread(node, 'canary', out);
  out.send(options.router, { type: 'ask-stats', epoch: durable.epoch });
  if (options.comparison === 'consumers')
    for (const c of options.consumers) out.send(c, { type: 'ask-report' });
  later(node, LOOK, 'look', out);
}

export function onStats(node: Pipeline, stats: Stats, out: PipelineOut): void {
  const { durable, options, volatile: v } = node;
  const { work } = durable;
  if (!work || stats.epoch !== durable.epoch) return;
  const why =
    againstCanary(stats, CANARY, options.comparison) ??
    againstVersion([...v.reports.values()], work.version.no);
  if (why !== null) {
    durable.tally.byCanary += work.changes.length;
    return rollBack(node, work.changes, 'STOP', { by: 'canary', why }, out);
  }
  const now = out.monotonic();
  if (work.phase !== 'canary' || now < v.bakeUntil) return;
  // With hardly any requests there is nothing to wait for.
  const isEnough = stats.by[CANARY].n >= ENOUGH || now >= v.bakeUntil + options.bake;
  if (isEnough) promote(node, out);
}

export function onReport(node: Pipeline, report: ConsumerReport, from: NodeRef): void {
  node.volatile.reports.set(from, report);
}

/** On to the other instances, one after the other. */
function promote(node: Pipeline, out: PipelineOut): void {
  const { durable, options, volatile: v } = node;
  const { work } = durable;
  work!.phase = 'rolling-out';
  out.become('PROMOTE');
  v.targets = options.instances.slice(0, 2);
  if (options.instances.length === 1) complete(node, out);
  else order(node, out);
}

/** On to the next instance, or to the end. */
export function rollOn(node: Pipeline, out: PipelineOut): void {
  const { options, volatile: v } = node;
  if (v.targets.length === options.instances.length) return complete(node, out);
  v.targets = options.instances.slice(0, v.targets.length + 1);
  order(node, out);
}

function complete(node: Pipeline, out: PipelineOut): void {
  const { durable } = node;
  const { changes, version } = durable.work!;
  durable.live = version;
  durable.releases.push({ no: version.no, changes });
  durable.tally.releases++;
  for (const id of changes) durable.commits[id].shippedAt = out.monotonic();
  tellChanges(node, changes, 'SHIP', out);
  out.note(`release ${version.no} is on every instance`);
  settle(node, out);
}

/** Requests are spread evenly again, and the counts start again from zero. */
function settle(node: Pipeline, out: PipelineOut): void {
  node.durable.epoch++;
  spread(node, 'evenly', out);
  finish(node, out);
}

/** Back to what was live before the release that is under way. */
export function rollBack(
  node: Pipeline,
  blamed: readonly ChangeId[],
  verdict: Work['verdict'],
  reason: Reason,
  out: PipelineOut,
): void {
  const { durable, options } = node;
  const work: Work = { ...durable.work!, phase: 'rolling-back', blamed, verdict, reason };
  const all = options.bug === 'forgets-canary' ? options.instances.slice(1) : options.instances;
  enter(node, work, all, out);
  durable.epoch++;
  durable.tally.rollBacks++;
  out.become('ROLL_BACK');
  out.event('halted', { changes: work.changes, release: work.version.no, reason });
  order(node, out);
}

/** Rolls back a release that has been on every instance for a while. */
export function revert(node: Pipeline, guilty: ChangeId, reason: Reason, out: PipelineOut): void {
  const { durable, options } = node;
  const release = durable.releases.find((r) => r.changes.includes(guilty))!;
  const version = withoutChanges(node, release.changes);
  const { changes } = release;
  const work = { changes, version, blamed: [guilty], verdict: 'REVERT', reason } as const;
  enter(node, { ...work, kind: 'revert', phase: 'rolling-back' }, options.instances, out);
  durable.epoch++;
  durable.tally.rollBacks++;
  out.become('ROLL_BACK');
  out.event('halted', { changes, release: release.no, reason });
  order(node, out);
}

/** The blamed changes are out for good; the others of their release have to be released again. */
export function rolledBack(node: Pipeline, out: PipelineOut): void {
  const { durable } = node;
  const { changes, blamed, verdict, version, kind } = durable.work!;
  if (kind === 'revert') {
    durable.live = version;
    durable.releases = durable.releases.filter((r) => !r.changes.includes(blamed[0]));
  }
  const along = changes.filter((id) => !blamed.includes(id));
  tellChanges(node, blamed, verdict, out);
  tellChanges(node, along, 'BACK', out);
  if (blamed.length > 0) durable.tally.takenAlong += along.length;
  durable.queue.unshift(...along);
  settle(node, out);
}
