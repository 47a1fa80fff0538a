import { counted, listed, properties as makers, sum, type Property } from '../../sim';
import { misreadIn } from './nodes/truth';
import { oldLeft, readerAt, readersOf } from './processes';
import type { ContractWorld } from './world';

const { always, eventually, sometimes } = makers<ContractWorld>();

const READERS = ['wallet', 'surveys'] as const;

const accountedFor = always({
  id: 'accounted-for',
  title: 'Every message that reaches a reader is read or refused, and counted once.',
  sends: ['ack', 'reject'],
  senders: READERS,
  send(_state, world, _from, _to, _message, report) {
    const { answered } = world.observed;
    const tally = sum(readersOf(world).map(({ durable: t }) => t.read + t.refused));
    if (tally !== answered)
      report(`The readers sent ${counted(answered, 'answer')} and counted ${tally}`);
  },
});

const shown = (fact: number | string): string =>
  typeof fact === 'string' ? `"${fact}"` : `${fact}`;

const meansTheSame = always({
  id: 'means-the-same',
  title: 'Every field that is read means what its writer meant.',
  sends: ['ack'],
  senders: READERS,
  send(_state, world, from, _to, { id }, report) {
    const { label, volatile } = readerAt(world, from);
    const wrong = misreadIn(volatile.last?.facts ?? {}, id);
    if (wrong)
      report(
        `${label} reads ${shown(wrong.read)} as the ${wrong.meaning} of user ${id}; it is ${shown(wrong.truth)}`,
      );
  },
});

const allRead = always({
  id: 'all-read',
  title: 'No reader refuses a message.',
  sends: ['reject'],
  senders: READERS,
  send(_state, world, from, _to, { id, why, copy }, report) {
    const again = copy > 0 ? ', which the queue has delivered again' : '';
    report(`${world.nodes[from].label} refuses the message about user ${id}${again}: ${why}`);
  },
});

const oldGone = eventually({
  id: 'old-gone',
  title: 'In the end nobody writes or reads the old field.',
  end(_state, world, report) {
    const left = oldLeft(world);
    if (left > 0) report(`${left} of the 12 processes still know the old field`);
  },
});

/** So many of one kind of failure, and none of the other. */
const ENOUGH = 50;

const silent = sometimes({
  id: 'silent',
  title: 'Fifty messages are misread, and none was refused.',
  sends: ['ack'],
  senders: READERS,
  send(_state, world, _from, _to, _message, report) {
    const { misread, failed } = world.observed;
    if (misread >= ENOUGH && failed === 0)
      report('no reader has reported an error, and the data is wrong');
  },
});

const loud = sometimes({
  id: 'loud',
  title: 'Fifty messages are refused, and none was misread.',
  sends: ['reject'],
  senders: READERS,
  send(_state, world, _from, _to, _message, report) {
    const { misread, failed } = world.observed;
    if (failed >= ENOUGH && misread === 0) report('every failure is reported by a reader');
  },
});

const mixed = sometimes({
  id: 'mixed',
  title: 'Instances of one service write two versions of a message at the same time.',
  sends: ['publish'],
  send(_state, world, _from, _to, _message, report) {
    const stages = [...new Set(world.at.users.map((n) => n.durable.stage))];
    if (stages.length > 1) report(`releases “${listed(stages)}” run at once`);
  },
});

const keptUnknown = sometimes({
  id: 'kept-unknown',
  title: 'A reader ignores a field it does not know, and reads the message.',
  sends: ['ack'],
  senders: ['wallet'],
  send(_state, world, from, _to, { id }, report) {
    const { label, volatile } = readerAt(world, from);
    const [unknown] = volatile.last?.unknown ?? [];
    if (unknown !== undefined) report(`${label} ignores field ${unknown} of user ${id}`);
  },
});

const rolledBack = sometimes({
  id: 'rolled-back',
  title: 'A step is rolled back while its messages are still in the queue.',
  sends: ['release'],
  send(_state, world, _from, _to, _message, report) {
    if (world.at.deployer.durable.rollbacks > 0) report('instances run the previous release again');
  },
});

const cameBack = sometimes({
  id: 'came-back',
  title:
    'A message from before the change is delivered again, and its reader no longer knows the old field.',
  delivers: ['deliver'],
  receivers: READERS,
  deliver(_state, world, _from, to, { copy, id }, report) {
    const { label, durable } = readerAt(world, to);
    if (copy === 0 || durable.stage !== 'new') return;
    if (world.at.users.every((n) => n.durable.stage !== 'old'))
      report(`${label} gets the message about user ${id}: delivery attempt ${copy + 1}`);
  },
});

const held = sometimes({
  id: 'held',
  title: 'The plan stops, because one process has not taken its release.',
  end(_state, world, report) {
    const { durable: disk, options } = world.at.deployer;
    const stuck = world.at.users.find((n) => n.options.stuck);
    if (stuck && disk.step < options.plan.length)
      report(`${stuck.label} holds up all steps that follow`);
  },
});

export const properties: readonly Property<ContractWorld>[] = [
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
];
