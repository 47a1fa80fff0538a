import type { Micros, NodeRefs } from '../../../../sim';
import { fault, off, partMachine, waiting, well } from '../../../../nodes/machine';
import type { ChangeId, Version } from '../users-api/changes';
import type { Canary, Install } from '../users-api/messages';
import type { Pipeline, PipelineOut, Step, Work } from './kind';

/** A change on its way from a plan to every instance. */
export const changeMachine = partMachine('change', {
  planned: { tags: 'off', on: { COMMIT: 'committed', ANNOUNCE: 'announced' } },
  announced: waiting('consumers have been told', { COMMIT: 'committed' }),
  committed: waiting('waits for the pipeline', { TEST: 'testing' }),
  testing: {
    tags: 'waiting',
    on: { REFUSE: 'refused', BLOCK: 'blocked', PASS: 'passed', BACK: 'committed' },
  },
  refused: off('stopped by the schema diff'),
  blocked: off('stopped by a contract test'),
  passed: waiting('waits for a release', { RELEASE: 'releasing' }),
  releasing: waiting('on the canary, then on one instance after the other', {
    SHIP: 'shipped',
    STOP: 'stopped',
    REVERT: 'reverted',
    BACK: 'committed',
  }),
  shipped: well('every instance has it', { REVERT: 'reverted', BACK: 'committed' }),
  stopped: fault('stopped on the canary'),
  reverted: fault('rolled back after a complaint'),
});

/** How a change ends, by gauge. */
const ENDS = [
  ['shipped', ['shipped']],
  ['stopped', ['refused', 'blocked', 'stopped']],
  ['reverted', ['reverted']],
] satisfies [string, string[]][] as ['shipped' | 'stopped' | 'reverted', string[]][];

export function tellChanges(
  node: Pipeline,
  ids: readonly ChangeId[],
  event: string,
  out: PipelineOut,
): void {
  const earlier = Object.values(node.durable.commits).map((c) => c.state);
  for (const id of ids) {
    const commit = node.durable.commits[id];
    const before = commit.state;
    commit.state = changeMachine.next(before, event);
    if (commit.state !== before) out.part(`change ${id}`, before, commit.state);
  }
  const all = Object.values(node.durable.commits);
  for (const [gauge, states] of ENDS) {
    const count = (was: boolean) =>
      all.filter(({ state }, i) => states.includes(was ? earlier[i] : state)).length;
    if (count(true) !== count(false)) out.gauge(gauge, count(false));
  }
}

/** Unanswered orders are repeated after this long, µs. */
const AGAIN: Micros = 1_000_000;

/** Begins a phase: timers of the last one find another serial number. */
export function enter(
  node: Pipeline,
  work: Omit<Work, 'since'>,
  targets: NodeRefs,
  out: PipelineOut,
): void {
  const { volatile: v, durable } = node;
  durable.work = { ...work, since: out.monotonic() };
  v.serial++;
  v.targets = [...targets];
  v.acked = [];
}

export const later = (node: Pipeline, delay: Micros, name: Step, out: PipelineOut): void => {
  out.after(delay, name, node.volatile.serial);
};

/** What the instances are to have at the end of the work. */
export const wanted = ({ durable }: Pipeline): Version =>
  durable.work!.phase === 'rolling-back' && durable.work!.kind === 'release'
    ? durable.live
    : durable.work!.version;

/** Orders the instances that have not confirmed to install, and repeats it until they have. */
export function order(node: Pipeline, out: PipelineOut): void {
  const { volatile: v, durable } = node;
  const missing = v.targets.filter((t) => !v.acked.includes(t));
  if (missing.length === 0) return;
  const install: Install = { type: 'install', epoch: durable.epoch, version: wanted(node) };
  for (const target of missing) out.send(target, install);
  if (v.again !== null) out.cancel(v.again);
  v.again = out.after(AGAIN, 'again', v.serial);
}

/** The place of the instance that gets a release first. */
export const CANARY = 0;

/** Has the router spread requests evenly, or give the canary its share. */
export function spread(node: Pipeline, how: 'evenly' | 'canary', out: PipelineOut): void {
  const { options, durable } = node;
  const canary: Canary | null =
    how === 'canary' ? { place: CANARY, share: options.canaryShare } : null;
  out.send(options.router, { type: 'weigh', epoch: durable.epoch, canary });
}

/** The live version with more changes, built the way they were committed. */
export function withChanges(node: Pipeline, ids: readonly ChangeId[]): Version {
  const { live, commits } = node.durable;
  const added = ids.map((id) => ({ id, way: commits[id].way }));
  return { no: node.durable.nextNo++, changes: [...live.changes, ...added] };
}

export function withoutChanges(node: Pipeline, ids: readonly ChangeId[]): Version {
  const { live } = node.durable;
  return {
    no: node.durable.nextNo++,
    changes: live.changes.filter((c) => !ids.includes(c.id)),
  };
}

/** The work at hand is done; what comes next is looked for at once, but as an event of its own. */
export function finish(node: Pipeline, out: PipelineOut): void {
  node.durable.work = null;
  node.volatile.serial++;
  out.become('DONE');
  out.after(0, 'next', node.volatile.serial);
}
