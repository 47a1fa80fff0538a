import type { Result } from './nodes/consumer/messages';
import { judge, PROGRAMS } from './nodes/consumer/programs';
import { contractTests } from './nodes/release/contract-tests';
import { changeOf, HOUR, type ChangeId, type Version } from './nodes/users-api/changes';
import type { Instance } from './nodes/users-api/instance';
import type { Complaint, Install, Installed, Weigh } from './nodes/users-api/messages';
import type { Micros, LooseProperty, Property, World } from '../../sim';
import { nothingBreaks } from './books';
import { isSlower } from './canary-clock';
import { pipelineOf } from './measures';
import { anomalies } from './anomalies';
import { AT } from './topology';

const isInstance = (node: number): boolean => node >= AT.instances;

const completeWalk: LooseProperty<null> = {
  id: 'complete-walk',
  kind: 'always',
  title: 'A list that is followed to its end has every user once.',
  begin: () => null,
  delivers: ['result'],
  receiver: (id) => id === 'customers',
  deliver(_state, world, from, _to, message, report) {
    const { user, outcome, toEnd, listed, distinct, versions } = message as Result;
    const users = Number(world.settings.users);
    if (user !== 0 || outcome !== 'done' || !toEnd) return;
    if (listed !== users || distinct !== users)
      report(
        `${world.nodes[from].id} has followed the list to its end and got ${distinct} of ${users} users, ${listed - distinct} of them again; releases ${versions.join(', ')} answered`,
      );
  },
};

/** Changes of a version that are not everywhere yet. */
function newIn(world: World, version: Version): ChangeId[] {
  const { live } = pipelineOf(world).durable;
  return version.changes.filter((c) => !live.changes.some((l) => l.id === c.id)).map((c) => c.id);
}

interface Watched {
  /** When the canary said that it had a version, by epoch. */
  at: Record<number, Micros>;
}

const canaryFirst: LooseProperty<Watched> = {
  id: 'canary-first',
  kind: 'always',
  title: 'No release goes on before its canary was watched for its time.',
  begin: () => ({ at: {} }),
  delivers: ['installed', 'install'],
  receiver: (id) => id === 'pipeline' || id.startsWith('users-'),
  deliver(state, world, from, to, message, report) {
    if (message.type === 'installed') {
      const { epoch } = message as Installed;
      if (from === AT.instances) state.at[epoch] ??= world.now;
      return;
    }
    const { epoch, version } = message as Install;
    if (to === AT.instances || newIn(world, version).length === 0) return;
    const watched = (world.now - (state.at[epoch] ?? world.now)) / HOUR;
    if (watched < Number(world.settings.canaryHours))
      report(
        `release ${version.no} goes to ${world.nodes[to].id} after the canary was watched for ${watched.toFixed(1)} h`,
      );
  },
};

const testedFirst: LooseProperty<Record<string, true>> = {
  id: 'tested-first',
  kind: 'always',
  title: 'What ships is what the tests ran against.',
  begin: () => ({}),
  sends: ['page', 'user', 'not-found', 'install'],
  sender: (id) => id === 'staging' || id === 'pipeline',
  send(tested, world, _from, to, message, report) {
    if (message.type !== 'install') {
      for (const { id } of (world.node('staging') as Instance).durable.version.changes)
        tested[id] = true;
      return;
    }
    const { version } = message as Install;
    if (!isInstance(to) || contractTests(pipelineOf(world).options.tests).length === 0) return;
    const untested = newIn(world, version).filter((id) => !tested[id]);
    if (untested.length > 0)
      report(
        `release ${version.no} brings change ${untested.join(', ')}, which no contract test has seen`,
      );
  },
};

function differing(world: World): string {
  const { live } = pipelineOf(world).durable;
  return world.nodes
    .filter((n) => isInstance(n.index) && (n as Instance).durable.version.no !== live.no)
    .map((n) => `${n.id} has release ${(n as Instance).durable.version.no}`)
    .join(', ');
}

const oneVersion: LooseProperty<null> = {
  id: 'one-version',
  kind: 'always',
  title: '“Done” means that every instance has the release.',
  begin: () => null,
  sends: ['weigh'],
  sender: (id) => id === 'pipeline',
  send(_state, world, _from, _to, message, report) {
    if ((message as Weigh).canary >= 0) return;
    const others = differing(world);
    if (others)
      report(`${others}, and the pipeline believes in ${pipelineOf(world).durable.live.no}`);
  },
  end(_state, world, report) {
    const { work, live } = pipelineOf(world).durable;
    const others = work ? '' : differing(world);
    if (others) report(`in the end ${others}, and the pipeline believes in ${live.no}`);
  },
};

/** No piece of work takes longer than its own times and a day. */
const notStuck: LooseProperty<null> = {
  id: 'not-stuck',
  kind: 'eventually',
  title: 'What the pipeline begins comes to an end.',
  begin: () => null,
  end(_state, world, report) {
    const { durable, options, mode } = pipelineOf(world);
    const { work, queue } = durable;
    if (mode.host !== 'running') return;
    const { ciTime, bake, instances } = options;
    const own = ciTime + 2 * bake + instances.length * Number(world.settings.installHours) * HOUR;
    if (work && world.now - work.since > own + 24 * HOUR)
      report(
        `${work.kind} of ${work.changes.join('')} was begun ${Math.round((world.now - work.since) / HOUR)} h ago`,
      );
    if (!work && queue.length > 0) report(`${queue.join(', ')} waits, and nothing is under way`);
  },
};

const foundByUsers: LooseProperty<Record<string, true>> = {
  id: 'found-by-users',
  kind: 'sometimes',
  title: 'Customers see what no test, canary or dashboard has.',
  begin: () => ({}),
  delivers: ['complaint'],
  receiver: (id) => PROGRAMS.includes(id as never),
  deliver(_state, world, _from, to, message, report) {
    const { trait } = message as Complaint;
    const { incidents } = pipelineOf(world).durable.tally;
    if (incidents === 0 || changeOf(trait) !== 'C')
      report(`a customer of ${world.nodes[to].id} is the first to say that ${trait} has changed`);
  },
};

const silent: LooseProperty<null> = {
  id: 'silently-wrong',
  kind: 'sometimes',
  title: 'A program acts on a wrong result, and nothing has failed.',
  begin: () => null,
  delivers: ['result'],
  receiver: (id) => id === 'customers',
  deliver(_state, world, from, _to, message, report) {
    const finding = judge(message as Result, Number(world.settings.users));
    if (finding && finding.wrong > 0 && !finding.isLoud)
      report(`${world.nodes[from].id} is done, without an error, and has ${finding.wrong} wrong`);
  },
};

export const properties: readonly Property[] = [
  nothingBreaks,
  completeWalk,
  canaryFirst,
  isSlower,
  testedFirst,
  oneVersion,
  notStuck,
  silent,
  foundByUsers,
  ...anomalies,
] as readonly Property[];
