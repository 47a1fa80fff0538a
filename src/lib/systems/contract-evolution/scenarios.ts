import { seconds } from '../../sim';
import { atFullSize } from './full-scenarios';
import { delivers, oldLeft, readersOf, running } from './processes';
import { allArrives, bothEnds, newest, quick, wallet } from './story';
import { onTheWire } from './wire-scenarios';
import { about, scenario, type ContractWorld } from './world';

type W = ContractWorld;

const widened = { ...quick, loadS: 90 };
const deployer = ({ at }: W) => [at.deployer];

export const scenarios = [
  scenario('broken', 'A rename in one step', {
    story:
      'The field “name” becomes “full_name”. The ten instances of Users are replaced one by one; Wallet and Surveys follow once all ten are done.',
    watch: 'what share of messages is refused while both versions run',
    seen: 'It grows by a tenth with each instance until every message is refused, and stays there until the readers know the new name.',
    settings: { ...quick, strategy: 'one-step', order: 'producer-first' },
    captions: [
      about(bothEnds, ['deliver', 'reject']).when((w) => w.observed.failed > 0)(
        'The first instance writes only “full_name”. Wallet and Surveys look for “name” and refuse its message.',
      ),
      about(readersOf, 'reject').when((w) => allArrives(w) && w.at.wallet.durable.stage === 'old')(
        'All ten instances write the new name. Wallet and Surveys refuse every message until they are replaced.',
      ),
      about(wallet, 'ack').when((w) => w.at.wallet.durable.stage === 'new' && delivers(w))(
        'Wallet runs its new release and reads the new name. Surveys, not yet replaced, still refuses every message.',
      ),
    ],
    shows: ['mixed', 'loud'],
  }),
  scenario('fixed', 'The same rename in five steps', {
    story:
      'First the readers accept either name. Then the writers write both, the deployer waits out the queue’s retention, the writers stop writing the old name, and the readers drop it. Meanwhile the queue redelivers old messages, and one step is rolled back.',
    watch: 'what each process reads or writes, and that nothing is refused',
    seen: 'No reader ever gets a message it cannot read, and in the end the old name is gone.',
    settings: {
      ...widened,
      loadS: 125,
      strategy: 'expand-contract',
      replayEveryS: 1,
      rollback: '4',
    },
    captions: [
      about(readersOf).when((w) => w.at.deployer.durable.step === 1)(
        'Wallet and Surveys accept either name before any instance writes the new one. Now the writers can follow.',
      ),
      about(({ at }) => [at.deployer, at.queue]).when((w) => w.at.deployer.mode.role === 'waiting')(
        'All ten instances write both names. The queue still holds messages with the old name alone, so the deployer waits out the retention.',
      ),
      about(newest, 'release').when((w) => running(w, 'new') > 0 && delivers(w))(
        'The first instance stops writing the old name. Wallet and Surveys accept either, so nothing is refused.',
      ),
      about((w) => [...deployer(w), ...readersOf(w)], 'release').when(
        (w) => w.at.deployer.durable.rollbacks > 0,
      )(
        'The step is rolled back: the instances go back to writing both names. The readers accept that too.',
      ),
      about(readersOf).when((w) => oldLeft(w) === 0)(
        'Nobody writes or reads the old name any more. It is reserved, so that nobody gives it another meaning.',
      ),
    ],
    shows: ['mixed', 'rolled-back'],
  }),
  scenario('healthy', 'A new optional field', {
    story:
      'Users adds a locale to its messages. Both readers are tolerant, and neither is changed.',
    watch: '“ignored” under Wallet',
    seen: 'Wallet ignores the field it does not know. Each new instance adds it to another tenth of the messages, and none is refused.',
    settings: {
      ...quick,
      change: 'add',
      strategy: 'one-step',
      order: 'producer-first',
      reader: 'tolerant',
    },
    captions: [
      about((w) => [...newest(w), ...wallet(w)], ['publish', 'deliver', 'ack']).when(
        (w) => w.at.wallet.durable.kept > 0,
      )(
        'The first message with a locale arrives. Wallet reads the fields it knows and ignores this one.',
      ),
      about(bothEnds, 'ack').when(allArrives)(
        'All ten instances write the locale, and neither reader has refused a message. Adding an optional field is compatible with readers like these.',
      ),
    ],
    shows: ['mixed', 'kept-unknown'],
  }),
  ...onTheWire,
  scenario('impatient', 'The rename in four steps', {
    story:
      'The deployer does not wait out the retention. The queue still has messages from before the change when the readers drop the old name.',
    watch: 'messages that are delivered again, marked “again”',
    seen: 'Every new message is read. Old ones come back after the last step, and are refused.',
    settings: {
      ...widened,
      strategy: 'own',
      step1: 'readers-both',
      step2: 'writers-both',
      step3: 'writers-new',
      step4: 'readers-new',
      retentionS: 60,
      replayEveryS: 1,
    },
    captions: [
      about(({ at }) => [at.deployer, at.queue]).when((w) => w.at.deployer.durable.step === 2)(
        'All instances write both names, and the deployer goes on at once. The queue still holds messages with the old name alone.',
      ),
      about((w) => [w.at.queue, ...readersOf(w)], ['deliver', 'reject']).when(
        (w) => w.observed.replaysFailed > 0,
      )(
        'The queue redelivers a message from before the change. Wallet has dropped the old name and refuses it.',
      ),
    ],
    shows: ['came-back'],
  }),
  scenario('stuck', 'One instance takes no release', {
    story: 'Users 7 does not install the releases it is sent. The deployer waits for it.',
    watch: 'how far the deployer gets',
    seen: 'It does not get past step 2. Nothing is refused, and the old name stays until somebody repairs Users 7.',
    settings: { ...widened, loadS: 60, strategy: 'expand-contract', stuck: 7 },
    captions: [
      about(
        ({ at }) => [at.deployer, ...at.users.filter((n) => n.durable.stage === 'both')],
        ['release', 'released'],
      ).when((w) => running(w, 'both') > 0)(
        'Wallet and Surveys accept either name. The instances of Users get their release one after the other.',
      ),
      about(({ at }) => [at.deployer, at.users[6]], 'release').when(({ at, now }) => {
        const [item] = at.deployer.durable.items;
        return item?.node === at.users[6].index && now > seconds(35);
      })(
        'Users 7 takes no release, so the deployer keeps sending it and goes no further. Every version in use is still readable.',
      ),
    ],
    shows: ['held'],
  }),
  ...atFullSize,
];
