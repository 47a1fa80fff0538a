import { counted, properties as makers, type Micros, type Property, type Report } from '../../sim';
import { anomalies } from './anomalies';
import { isSlower } from './canary-clock';
import { titleOf } from './nodes/consumer/programs';
import { contractTests } from './nodes/release/contract-tests';
import { HOUR, type ChangeId } from './nodes/users-api/changes';
import { differing, newIn } from './releases';
import type { ApiWorld } from './world';

const { always, eventually } = makers<ApiWorld>();

const HOW: Readonly<Record<ChangeId, (n: number) => string>> = {
  A: () => 'cannot read the new field',
  B: (n) => `treats ${counted(n, 'member')} as deleted, because the list is in another order`,
  C: () => 'has given up before the answer comes',
  D: (n) => `exports only the first page and misses ${counted(n, 'user')}`,
  E: () => 'treats an answer of null as a user',
  F: () => 'notices a change of the internals',
};

function reportFirst({ observed }: ApiWorld, report: Report): void {
  if (!observed.first) return;
  const { change, program, finding } = observed.first;
  report(`change ${change} breaks ${titleOf(program)}: it ${HOW[change](finding.wrong)}`);
}

const nothingBreaks = always({
  id: 'nothing-breaks',
  title: 'No change breaks another team’s program.',
  sends: ['result'],
  send: (_state, world, _from, _to, _message, report) => reportFirst(world, report),
  delivers: ['user', 'not-found'],
  receivers: ['consumers'],
  deliver: (_state, world, _from, _to, _message, report) => reportFirst(world, report),
});

const completeWalk = always({
  id: 'complete-walk',
  title: 'A list that is followed to its end has every user exactly once.',
  sends: ['result'],
  send(_state, world, from, _to, result, report) {
    const { user, outcome, toEnd, listed, distinct, versions } = result;
    const { users } = world.settings;
    if (user !== 0 || outcome !== 'done' || !toEnd) return;
    const again = listed > distinct ? `, and ${counted(listed - distinct, 'user')} twice` : '';
    if (listed !== users || distinct !== users)
      report(
        `${world.nodes[from].label} has followed the list to its end and got ${distinct} of ${users} users${again}; releases ${versions.join(', ')} answered`,
      );
  },
});

const canaryFirst = always({
  id: 'canary-first',
  title: 'No release goes on before its canary has been watched for the full time.',
  /** When the canary confirmed a version, by epoch. */
  begin: () => new Map<number, Micros>(),
  delivers: ['installed', 'install'],
  receivers: ['pipeline', 'instances'],
  deliver(confirmed, world, from, to, message, report) {
    const { epoch } = message;
    const canary = world.at.instances[0].index;
    const at = confirmed.get(epoch);
    if (message.type === 'installed') {
      if (from === canary && at === undefined) confirmed.set(epoch, world.now);
      return;
    }
    const { version } = message;
    if (to === canary || newIn(world, version).length === 0) return;
    const watched = (world.now - (at ?? world.now)) / HOUR;
    if (watched < world.settings.canaryHours)
      report(
        `release ${version.no} goes to ${world.nodes[to].label} after the canary was watched for ${watched.toFixed(1)} h`,
      );
  },
});

const testedFirst = always({
  id: 'tested-first',
  title: 'What ships is what the tests ran against.',
  begin: () => new Set<ChangeId>(),
  sends: ['page', 'user', 'not-found', 'install'],
  senders: ['staging', 'pipeline'],
  send(tested, world, _from, to, message, report) {
    const { staging, pipeline } = world.at;
    if (message.type !== 'install') {
      for (const { id } of staging.durable.version.changes) tested.add(id);
      return;
    }
    if (to === staging.index || contractTests(pipeline.options.tests).length === 0) return;
    const untested = newIn(world, message.version).filter((id) => !tested.has(id));
    if (untested.length > 0)
      report(
        `release ${message.version.no} brings change ${untested.join(', ')}, which no contract test has run against`,
      );
  },
});

const oneVersion = always({
  id: 'one-version',
  title: '“Done” means that every instance has the release.',
  sends: ['weigh'],
  senders: ['pipeline'],
  send(_state, world, _from, _to, { canary }, report) {
    if (canary === null) reportDiffering(world, report);
  },
  end(_state, world, report) {
    if (!world.at.pipeline.durable.work) reportDiffering(world, report);
  },
});

function reportDiffering(world: ApiWorld, report: Report): void {
  const others = differing(world);
  const { live } = world.at.pipeline.durable;
  if (others) report(`${others}, and the pipeline believes that all have release ${live.no}`);
}

/** No piece of work takes longer than its own times and a day. */
const notStuck = eventually({
  id: 'not-stuck',
  title: 'The pipeline finishes what it begins.',
  end(_state, world, report) {
    const { durable, options, mode } = world.at.pipeline;
    const { work, queue } = durable;
    if (mode.host !== 'running') return;
    const { ciTime, bake, instances } = options;
    const own = ciTime + 2 * bake + instances.length * world.settings.installHours * HOUR;
    const age = work ? world.now - work.since : 0;
    if (work && age > own + 24 * HOUR)
      report(`${work.kind} of ${work.changes.join(', ')} began ${Math.round(age / HOUR)} h ago`);
    if (!work && queue.length > 0)
      report(`the queue holds ${queue.join(', ')}, and nothing is under way`);
  },
});

export const properties: readonly Property<ApiWorld>[] = [
  nothingBreaks,
  completeWalk,
  canaryFirst,
  isSlower,
  testedFirst,
  oneVersion,
  notStuck,
  ...anomalies,
];
