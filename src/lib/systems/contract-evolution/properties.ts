import type { Hand, Read, Reject } from './nodes/messages';
import type { Reader } from './nodes/reader';
import type { LooseProperty, Property } from '../../sim';
import { accountedFor, booksOf, deployerOf, instancesOf, meansTheSame, oldLeft } from './books';

const isReader = (id: string): boolean => id === 'wallet' || id === 'surveys';

const allRead: LooseProperty<null> = {
  id: 'all-read',
  kind: 'always',
  title: 'No reader refuses a message.',
  begin: () => null,
  sends: ['reject'],
  sender: isReader,
  send(_state, world, from, _to, message, report) {
    const { id, why, copy } = message as Reject;
    const again = copy > 0 ? ', which has come back from the queue' : '';
    report(`${world.nodes[from].id} refuses the message about user ${id}${again}: ${why}`);
  },
};

const oldGone: LooseProperty<null> = {
  id: 'old-gone',
  kind: 'eventually',
  title: 'In the end nobody writes or reads the old field.',
  begin: () => null,
  end(_state, world, report) {
    const left = oldLeft(world);
    if (left > 0) report(`${left} of the 12 processes still know it`);
  },
};

const silent: LooseProperty<null> = {
  id: 'silent',
  kind: 'sometimes',
  title: 'Fifty messages are misread, and not one was refused.',
  begin: () => null,
  sends: ['ack'],
  sender: isReader,
  send(_state, world, _from, _to, _message, report) {
    const { misread, failed } = booksOf(world);
    if (misread >= 50 && failed === 0) report('the dashboards are green, and the data is wrong');
  },
};

const loud: LooseProperty<null> = {
  id: 'loud',
  kind: 'sometimes',
  title: 'Fifty messages are refused, and not one was misread.',
  begin: () => null,
  sends: ['reject'],
  sender: isReader,
  send(_state, world, _from, _to, _message, report) {
    const { misread, failed } = booksOf(world);
    if (failed >= 50 && misread === 0) report('whoever looks at the dashboards knows');
  },
};

const mixed: LooseProperty<null> = {
  id: 'mixed',
  kind: 'sometimes',
  title: 'Instances of one service write two versions of a message at the same time.',
  begin: () => null,
  sends: ['publish'],
  send(_state, world, _from, _to, _message, report) {
    const stages = new Set(instancesOf(world).map((n) => n.durable.stage));
    if (stages.size > 1) report(`${[...stages].join(' and ')} at once`);
  },
};

const keptUnknown: LooseProperty<null> = {
  id: 'kept-unknown',
  kind: 'sometimes',
  title: 'A reader does not know a field, and reads the message all the same.',
  begin: () => null,
  sends: ['ack'],
  sender: isReader,
  send(_state, world, from, _to, message, report) {
    const node = world.nodes[from] as Reader;
    const unknown = node.options.part === 'wallet' ? (node.volatile.last?.unknown ?? []) : [];
    if (unknown.length > 0)
      report(`${node.id} leaves field ${unknown[0]} alone, of user ${(message as Read).id}`);
  },
};

const rolledBack: LooseProperty<null> = {
  id: 'rolled-back',
  kind: 'sometimes',
  title: 'A step is rolled back, and its messages stay in the queue.',
  begin: () => null,
  sends: ['release'],
  send(_state, world, _from, _to, _message, report) {
    if (deployerOf(world).durable.rollbacks > 0) report('instances run the old release again');
  },
};

const cameBack: LooseProperty<null> = {
  id: 'came-back',
  kind: 'sometimes',
  title:
    'A message comes back that was written before the change, and its reader no longer knows the old field.',
  begin: () => null,
  delivers: ['deliver'],
  receiver: isReader,
  deliver(_state, world, _from, to, message, report) {
    const { copy, id } = message as Hand;
    const reader = world.nodes[to] as Reader;
    if (copy === 0 || reader.durable.stage !== 'new') return;
    if (instancesOf(world).every((n) => n.durable.stage !== 'old'))
      report(`the message about user ${id} is handed to ${reader.id} for the ${copy + 1}. time`);
  },
};

const held: LooseProperty<null> = {
  id: 'held',
  kind: 'sometimes',
  title: 'A plan does not go on, since one process has not taken its release.',
  begin: () => null,
  end(_state, world, report) {
    const { durable: disk, options } = deployerOf(world);
    const stuck = instancesOf(world).find((n) => n.options.stuck);
    if (stuck && disk.step < options.plan.length) report(`${stuck.id} holds up all that follows`);
  },
};

export const properties: readonly Property[] = [
  accountedFor,
  meansTheSame,
  allRead,
  oldGone,
  silent,
  loud,
  mixed,
  keptUnknown,
  rolledBack,
  cameBack,
  held,
] as readonly Property[];
