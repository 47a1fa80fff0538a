import { listed, properties as makers, type Property } from '../../sim';
import { judge, uses } from './nodes/consumer/programs';
import { contractTests } from './nodes/release/contract-tests';
import { reasonText } from './nodes/release/reason';
import { changeOf, TRAIT_OF, TRAIT_TITLE } from './nodes/users-api/changes';
import type { ApiWorld } from './world';

const { sometimes } = makers<ApiWorld>();

const silent = sometimes({
  id: 'silently-wrong',
  title: 'A program acts on a wrong result without an error.',
  sends: ['result'],
  send(_state, world, from, _to, result, report) {
    const finding = judge(result, world.settings.users);
    if (finding && finding.wrong > 0 && !finding.isLoud)
      report(
        `${world.nodes[from].label} finishes without an error, with ${finding.wrong} entries wrong`,
      );
  },
});

const foundByUsers = sometimes({
  id: 'found-by-users',
  title: 'Customers notice what no test, canary or dashboard noticed.',
  delivers: ['complaint'],
  receivers: ['consumers'],
  deliver(_state, world, _from, to, { trait }, report) {
    const { incidents } = world.at.pipeline.durable.tally;
    if (incidents === 0 || changeOf(trait) !== 'C')
      report(
        `a customer of ${world.nodes[to].label} is the first to report a change of ${TRAIT_TITLE[trait]}`,
      );
  },
});

const caughtByTest = sometimes({
  id: 'caught-by-test',
  title: 'A consumer’s test stops a change that the schema diff let through.',
  delivers: ['page', 'user', 'not-found'],
  receivers: ['pipeline'],
  deliver(_state, world, _from, _to, reply, report) {
    const { volatile: v, durable, options } = world.at.pipeline;
    const test = contractTests(options.tests)[v.test];
    if (durable.work?.phase !== 'testing' || reply.id !== v.testId || !test) return;
    const why = test.check(reply, world.now - v.sentAt);
    if (why === null) return;
    const reason = reasonText({ by: 'test', test: test.id, of: test.by, why });
    report(`change ${durable.work.changes.join(', ')} fails ${reason}`);
  },
});

/** What a roll-back shows when its orders are sent. */
const rollsBack = (
  id: string,
  title: string,
  look: (work: NonNullable<ApiWorld['at']['pipeline']['durable']['work']>) => string | null,
): Property<ApiWorld> =>
  sometimes({
    id,
    title,
    sends: ['install'],
    senders: ['pipeline'],
    send(_state, world, _from, _to, _message, report) {
      const { work } = world.at.pipeline.durable;
      const seen = work?.phase === 'rolling-back' ? look(work) : null;
      if (seen !== null) report(seen);
    },
  });

const caughtByCanary = rollsBack(
  'caught-by-canary',
  'A release is stopped on its canary.',
  ({ reason, version }) =>
    reason?.by === 'canary' ? `release ${version.no} is stopped by ${reasonText(reason)}` : null,
);

const takenAlong = rollsBack(
  'taken-along',
  'Harmless changes are rolled back with the faulty one.',
  ({ changes, blamed }) => {
    const along = changes.filter((c) => !blamed.includes(c));
    if (blamed.length === 0 || along.length === 0) return null;
    return `change ${listed(along)} rolled back because of ${listed(blamed)}`;
  },
);

const mixedList = sometimes({
  id: 'mixed-list',
  title: 'Two releases answer for one list, and the list is complete.',
  sends: ['result'],
  send(_state, world, from, _to, { toEnd, distinct, listed: n, versions }, report) {
    const { users } = world.settings;
    if (toEnd && versions.length > 1 && distinct === users && n === users)
      report(
        `${world.nodes[from].label} got one complete list from releases ${versions.join(' and ')}`,
      );
  },
});

const adapted = sometimes({
  id: 'adapted-in-time',
  title: 'A change reaches every instance after all programs have adapted to it.',
  sends: ['weigh'],
  senders: ['pipeline'],
  send(_state, world, _from, _to, { canary }, report) {
    if (canary !== null) return;
    for (const { id, way } of world.at.pipeline.durable.live.changes) {
      const trait = TRAIT_OF[id];
      const users = world.at.consumers.filter(
        (c) => trait !== 'fields' && uses(c.options.program, trait),
      );
      const all = users.length > 0 && users.every((c) => c.durable.adapted.includes(trait));
      if (way === 'as-is' && all)
        report(
          `change ${id} is on every instance, and ${listed(users.map((c) => c.label))} had adapted to it`,
        );
    }
  },
});

const frozen = sometimes({
  id: 'frozen-breaks',
  title: 'A team that was told but could not ship is broken by the change.',
  sends: ['result'],
  send(_state, world, from, _to, result, report) {
    const { durable, label } = world.as('consumers', from);
    const finding = judge(result, world.settings.users);
    if (durable.isFrozen && finding && finding.wrong > 0 && durable.waiting.includes(finding.trait))
      report(
        `${label} was told days ago of a change of ${TRAIT_TITLE[finding.trait]}, but is frozen`,
      );
  },
});

export const anomalies: readonly Property<ApiWorld>[] = [
  silent,
  foundByUsers,
  caughtByTest,
  caughtByCanary,
  takenAlong,
  mixedList,
  adapted,
  frozen,
];
