import type { Micros, LooseOut } from '../../../../sim';
import type { ChangeId, Version } from '../users-api/changes';
import type { AskReport, AskStats, ConsumerReport, Stats } from '../users-api/messages';
import { againstCanary, againstVersion, ENOUGH } from './judge';
import type { Pipeline, Work } from './options';
import { enter, finish, later, order, spread, tellChanges, withoutChanges } from './work';

/** Time between two looks at the canary, µs. */
const LOOK: Micros = 500_000;
/** The place of the instance that gets a release first. */
export const CANARY = 0;

/** Installs a version on the canary, and gives that its share of the requests. */
export function beginRelease(
  node: Pipeline,
  changes: readonly ChangeId[],
  version: Version,
  out: LooseOut,
): void {
  const { durable, options } = node;
  const work = { changes, version, blamed: [], verdict: 'STOP' as const, why: '' };
  const first = options.instances[CANARY];
  enter(node, { ...work, kind: 'release', phase: 'canary' }, [first], out);
  durable.epoch++;
  node.volatile.bakeUntil = Infinity;
  node.volatile.reports = {};
  for (const id of changes)
    if (durable.commits[id].leftAt < 0) durable.commits[id].leftAt = out.now;
  out.become('RELEASE');
  tellChanges(node, changes, 'RELEASE', out);
  out.note(`release ${version.no} with ${changes.join(', ')}: first to the canary`);
  order(node, out);
}

/** The canary has the version: its share of the requests is counted from now on. */
function onCanary(node: Pipeline, out: LooseOut): void {
  const { options, volatile: v } = node;
  spread(node, CANARY, out);
  if (options.bug === 'no-wait') return promote(node, out);
  v.bakeUntil = out.now + options.bake;
  look(node, out);
}

/** Asks for the counts, again and again while a release is under way. */
export function look(node: Pipeline, out: LooseOut): void {
  const { options, durable } = node;
  spread(node, CANARY, out);
  const ask: AskStats = { type: 'ask-stats', epoch: durable.epoch };
  out.send(options.router, ask);
  if (options.comparison === 'consumers')
    for (const c of options.consumers) out.send(c, { type: 'ask-report' } as AskReport);
  later(node, LOOK, 'look', out);
}

export function onStats(node: Pipeline, stats: Stats, out: LooseOut): void {
  const { durable, options, volatile: v } = node;
  const { work } = durable;
  const isWatched = work?.phase === 'canary' || work?.phase === 'rolling-out';
  if (!isWatched || stats.epoch !== durable.epoch) return;
  const why =
    againstCanary(stats, CANARY, options.comparison) ??
    againstVersion(Object.values(v.reports), work.version.no);
  if (why !== null) {
    durable.tally.byCanary += work.changes.length;
    return rollBack(node, work.changes, 'STOP', `the canary: ${why}`, out);
  }
  if (work.phase !== 'canary' || out.now < v.bakeUntil) return;
  // With hardly any requests there is nothing to wait for.
  const isEnough = stats.by[CANARY].n >= ENOUGH || out.now >= v.bakeUntil + options.bake;
  if (isEnough) promote(node, out);
}

export function onReport(node: Pipeline, report: ConsumerReport, from: number): void {
  node.volatile.reports[from] = report;
}

/** On to the other instances, one after the other. */
function promote(node: Pipeline, out: LooseOut): void {
  const { durable, options, volatile: v } = node;
  const { work } = durable;
  work!.phase = 'rolling-out';
  out.become('PROMOTE');
  v.targets = options.instances.slice(0, 2);
  if (options.instances.length === 1) complete(node, out);
  else order(node, out);
}

/** What happens when everybody who was to install a version has done so. */
export function onAllInstalled(node: Pipeline, out: LooseOut): void {
  const { durable, options, volatile: v } = node;
  switch (durable.work!.phase) {
    case 'canary':
      return onCanary(node, out);
    case 'rolling-out':
      if (v.targets.length === options.instances.length) return complete(node, out);
      v.targets = options.instances.slice(0, v.targets.length + 1);
      return order(node, out);
    case 'rolling-back':
      return rolledBack(node, out);
  }
}

function complete(node: Pipeline, out: LooseOut): void {
  const { durable } = node;
  const { changes, version } = durable.work!;
  durable.live = version;
  durable.releases.push({ no: version.no, changes });
  durable.tally.releases++;
  for (const id of changes) durable.commits[id].shippedAt = out.now;
  tellChanges(node, changes, 'SHIP', out);
  out.note(`release ${version.no} is everywhere`);
  settle(node, out);
}

/** Requests are spread evenly again; the counts begin anew. */
function settle(node: Pipeline, out: LooseOut): void {
  node.durable.epoch++;
  spread(node, -1, out);
  finish(node, out);
}

/** Back to what was live before the release that is under way. */
export function rollBack(
  node: Pipeline,
  blamed: readonly ChangeId[],
  verdict: Work['verdict'],
  why: string,
  out: LooseOut,
): void {
  const { durable, options } = node;
  const work = { ...durable.work!, phase: 'rolling-back' as const, blamed, verdict, why };
  const all = options.bug === 'forgets-canary' ? options.instances.slice(1) : options.instances;
  enter(node, work, all, out);
  durable.epoch++;
  durable.tally.rollBacks++;
  out.become('ROLL_BACK');
  out.note(`rolls release ${work.version.no} back because of ${why}`);
  order(node, out);
}

/** Takes a release out that has been everywhere for a while. */
export function revert(node: Pipeline, guilty: ChangeId, why: string, out: LooseOut): void {
  const { durable, options } = node;
  const release = durable.releases.find((r) => r.changes.includes(guilty))!;
  const version = withoutChanges(node, release.changes);
  const work = {
    kind: 'revert' as const,
    changes: release.changes,
    version,
    blamed: [guilty],
    verdict: 'REVERT' as const,
    why,
  };
  enter(node, { ...work, phase: 'rolling-back' }, options.instances, out);
  durable.epoch++;
  durable.tally.rollBacks++;
  out.become('ROLL_BACK');
  out.note(`takes release ${release.no} out because of ${why}`);
  order(node, out);
}

/** The blamed ones are out for good; whatever went back with them has to be released again. */
function rolledBack(node: Pipeline, out: LooseOut): void {
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
