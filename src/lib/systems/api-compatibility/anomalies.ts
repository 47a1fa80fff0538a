import type { Consumer } from './nodes/consumer/consumer';
import type { Result } from './nodes/consumer/messages';
import { judge, uses } from './nodes/consumer/programs';
import { contractTests } from './nodes/release/contract-tests';
import { TRAIT_OF } from './nodes/users-api/changes';
import type { Reply, Weigh } from './nodes/users-api/messages';
import type { LooseProperty, Property, World } from '../../sim';
import { pipelineOf } from './measures';
import { consumerNodes } from './topology';

const toCustomers = {
  delivers: ['result'],
  receiver: (id: string) => id === 'customers',
} as const;

const caughtByTest: LooseProperty<null> = {
  id: 'caught-by-test',
  kind: 'sometimes',
  title: 'A consumer’s test stops a change in which the schema diff has seen nothing.',
  begin: () => null,
  delivers: ['page', 'user', 'not-found'],
  receiver: (id) => id === 'pipeline',
  deliver(_state, world, _from, _to, message, report) {
    const { volatile: v, durable, options } = pipelineOf(world);
    const reply = message as Reply;
    const test = contractTests(options.tests)[v.test];
    if (durable.work?.phase !== 'testing' || reply.id !== v.testId || !test) return;
    const why = test.check(reply, world.now - v.sentAt);
    if (why !== null)
      report(
        `change ${durable.work.changes.join('')} fails the ${test.id} test of ${test.by}: ${why}`,
      );
  },
};

const rollsBack = (
  id: string,
  title: string,
  look: (world: World) => string | null,
): LooseProperty<null> => ({
  id,
  kind: 'sometimes',
  title,
  begin: () => null,
  sends: ['install'],
  sender: (node) => node === 'pipeline',
  send(_state, world, _from, _to, _message, report) {
    const seen = pipelineOf(world).durable.work?.phase === 'rolling-back' && look(world);
    if (seen) report(seen);
  },
});

const caughtByCanary = rollsBack(
  'caught-by-canary',
  'A release is stopped on its canary.',
  (world) => {
    const { work } = pipelineOf(world).durable;
    return work!.why.startsWith('the canary') ? `release ${work!.version.no}: ${work!.why}` : null;
  },
);

const takenAlong = rollsBack(
  'taken-along',
  'Changes that did nothing wrong go back with the one that did.',
  (world) => {
    const { changes, blamed } = pipelineOf(world).durable.work!;
    const along = changes.filter((c) => !blamed.includes(c));
    if (blamed.length === 0 || along.length === 0) return null;
    return `change ${along.join(', ')} goes back because of ${blamed.join(', ')}`;
  },
);

const mixedList: LooseProperty<null> = {
  id: 'mixed-list',
  kind: 'sometimes',
  title: 'Two releases answer for one list, and it is complete all the same.',
  begin: () => null,
  ...toCustomers,
  deliver(_state, world, from, _to, message, report) {
    const { toEnd, distinct, listed, versions } = message as Result;
    const users = Number(world.settings.users);
    if (toEnd && versions.length > 1 && distinct === users && listed === users)
      report(`releases ${versions.join(' and ')} gave ${world.nodes[from].id} one list`);
  },
};

const adapted: LooseProperty<null> = {
  id: 'adapted-in-time',
  kind: 'sometimes',
  title: 'A change reaches everybody after all programs have learnt to bear it.',
  begin: () => null,
  sends: ['weigh'],
  sender: (id) => id === 'pipeline',
  send(_state, world, _from, _to, message, report) {
    if ((message as Weigh).canary >= 0) return;
    const { live } = pipelineOf(world).durable;
    const programs = consumerNodes.map((n) => world.nodes[n] as Consumer);
    for (const { id, way } of live.changes) {
      const trait = TRAIT_OF[id];
      const users = programs.filter((c) => trait !== 'fields' && uses(c.options.program, trait));
      if (
        way === 'as-is' &&
        users.length > 0 &&
        users.every((c) => c.durable.adapted.includes(trait))
      )
        report(
          `change ${id} is everywhere, and ${users.map((c) => c.id).join(' and ')} can bear it`,
        );
    }
  },
};

const frozen: LooseProperty<null> = {
  id: 'frozen-breaks',
  kind: 'sometimes',
  title: 'A team that was told and could not ship is broken by the change.',
  begin: () => null,
  ...toCustomers,
  deliver(_state, world, from, _to, message, report) {
    const { durable, id } = world.nodes[from] as Consumer;
    const finding = judge(message as Result, Number(world.settings.users));
    if (durable.isFrozen && finding && finding.wrong > 0 && durable.waiting.includes(finding.trait))
      report(`${id} has known for days that ${finding.trait} would change, and was frozen`);
  },
};

export const anomalies: readonly Property[] = [
  caughtByTest,
  caughtByCanary,
  takenAlong,
  mixedList,
  adapted,
  frozen,
] as readonly Property[];
