import type { Micros, LooseOut } from '../../../../sim';
import { createMachine } from 'xstate';
import { compile } from '../../../../nodes/machine';
import type { ChangeId, Version } from '../users-api/changes';
import type { Install, Weigh } from '../users-api/messages';
import type { Pipeline, Work } from './options';

/** A change on its way from a calendar to everybody. */
export const changeMachine = compile(
  createMachine({
    id: 'change',
    initial: 'planned',
    states: {
      planned: { on: { COMMIT: 'committed', ANNOUNCE: 'announced' } },
      announced: { on: { COMMIT: 'committed' }, description: 'consumers have been told' },
      committed: { on: { TEST: 'testing' }, description: 'waits for the pipeline' },
      testing: {
        on: { REFUSE: 'refused', BLOCK: 'blocked', PASS: 'passed', BACK: 'committed' },
      },
      refused: { description: 'the schema diff has stopped it' },
      blocked: { description: 'a contract test has stopped it' },
      passed: { on: { RELEASE: 'releasing' }, description: 'waits for a release' },
      releasing: {
        on: { SHIP: 'shipped', STOP: 'stopped', REVERT: 'reverted', BACK: 'committed' },
        description: 'on the canary, then on one instance after the other',
      },
      shipped: { on: { REVERT: 'reverted', BACK: 'committed' }, description: 'everybody has it' },
      stopped: { description: 'the canary looked bad' },
      reverted: { description: 'taken back after a complaint' },
    },
  }),
);

export function tellChanges(
  node: Pipeline,
  ids: readonly ChangeId[],
  event: string,
  out: LooseOut,
): void {
  for (const id of ids) {
    const commit = node.durable.commits[id];
    const before = commit.state;
    commit.state = changeMachine.next(before, event);
    if (commit.state !== before) out.part(`change ${id}`, before, commit.state);
  }
}

/** Unanswered orders are repeated after this long, µs. */
const AGAIN: Micros = 1_000_000;

/** Begins a phase: timers of the last one find another serial. */
export function enter(
  node: Pipeline,
  work: Omit<Work, 'since'>,
  targets: readonly number[],
  out: LooseOut,
): void {
  const { volatile: v, durable } = node;
  durable.work = { ...work, since: out.now };
  v.serial++;
  v.targets = [...targets];
  v.acked = [];
}

export const later = (node: Pipeline, delay: Micros, name: string, out: LooseOut): void => {
  out.after(delay, name, node.volatile.serial);
};

/** What the instances are to have at the end of the work. */
export const wanted = ({ durable }: Pipeline): Version =>
  durable.work!.phase === 'rolling-back' && durable.work!.kind === 'release'
    ? durable.live
    : durable.work!.version;

/** Orders those who have not confirmed to install, and does so again until they have. */
export function order(node: Pipeline, out: LooseOut): void {
  const { volatile: v, durable } = node;
  const missing = v.targets.filter((t) => !v.acked.includes(t));
  if (missing.length === 0) return;
  const install: Install = { type: 'install', epoch: durable.epoch, version: wanted(node) };
  for (const target of missing) out.send(target, install);
  out.cancel(v.again);
  v.again = out.after(AGAIN, 'again', v.serial);
}

export function spread(node: Pipeline, canary: number, out: LooseOut): void {
  const { options, durable } = node;
  const share = canary < 0 ? 0 : options.canaryShare;
  out.send(options.router, { type: 'weigh', epoch: durable.epoch, canary, share } as Weigh);
}

/** A version with some changes more, built the way they were committed. */
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
export function finish(node: Pipeline, out: LooseOut): void {
  node.durable.work = null;
  node.volatile.serial++;
  out.become('DONE');
  out.after(0, 'next', node.volatile.serial);
}
