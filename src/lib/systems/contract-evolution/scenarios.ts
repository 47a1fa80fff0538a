import { seconds, type Scenario } from '../../sim';
import { atFullSize } from './full-scenarios';
import { delivers, oldLeft, readersOf, running } from './processes';
import { allArrives, bothEnds, newest, quick, wallet } from './story';
import { onTheWire } from './wire-scenarios';
import type { ContractWorld } from './world';

type W = ContractWorld;

const widened = { ...quick, loadS: 90 };
const deployer = ({ at }: W) => [at.deployer];

export const scenarios: readonly Scenario<W>[] = [
  {
    id: 'broken',
    title: 'A rename in one step',
    story:
      'The field “name” becomes “full_name”. The ten instances of Users are replaced one by one; Wallet and Surveys follow once all ten are done.',
    watch: 'what share of messages is refused while both versions run',
    seen: 'It grows by a tenth with each instance until every message is refused, and stays there until the readers know the new name.',
    settings: { ...quick, strategy: 'one-step', order: 'producer-first' },
    interventions: [],
    until: null,
    captions: [
      {
        text: 'The first instance writes only “full_name”. Wallet and Surveys look for “name” and refuse its message.',
        when: (w) => w.observed.failed > 0,
        about: bothEnds,
        messages: ['deliver', 'reject'],
      },
      {
        text: 'All ten instances write the new name. Wallet and Surveys refuse every message until they are replaced.',
        when: (w) => allArrives(w) && w.at.wallet.durable.stage === 'old',
        about: readersOf,
        messages: ['reject'],
      },
      {
        text: 'Wallet runs its new release and reads the new name. Surveys, not yet replaced, still refuses every message.',
        when: (w) => w.at.wallet.durable.stage === 'new' && delivers(w),
        about: wallet,
        messages: ['ack'],
      },
    ],
    shows: ['mixed', 'loud'],
  },
  {
    id: 'fixed',
    title: 'The same rename in five steps',
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
    interventions: [],
    until: null,
    captions: [
      {
        text: 'Wallet and Surveys accept either name before any instance writes the new one. Now the writers can follow.',
        when: (w) => w.at.deployer.durable.step === 1,
        about: readersOf,
      },
      {
        text: 'All ten instances write both names. The queue still holds messages with the old name alone, so the deployer waits out the retention.',
        when: (w) => w.at.deployer.mode.role === 'waiting',
        about: ({ at }) => [at.deployer, at.queue],
      },
      {
        text: 'The first instance stops writing the old name. Wallet and Surveys accept either, so nothing is refused.',
        when: (w) => running(w, 'new') > 0 && delivers(w),
        about: newest,
        messages: ['release'],
      },
      {
        text: 'The step is rolled back: the instances go back to writing both names. The readers accept that too.',
        when: (w) => w.at.deployer.durable.rollbacks > 0,
        about: (w) => [...deployer(w), ...readersOf(w)],
        messages: ['release'],
      },
      {
        text: 'Nobody writes or reads the old name any more. It is reserved, so that nobody gives it another meaning.',
        when: (w) => oldLeft(w) === 0,
        about: readersOf,
      },
    ],
    shows: ['mixed', 'rolled-back'],
  },
  {
    id: 'healthy',
    title: 'A new optional field',
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
    interventions: [],
    until: null,
    captions: [
      {
        text: 'The first message with a locale arrives. Wallet reads the fields it knows and ignores this one.',
        when: (w) => w.at.wallet.durable.kept > 0,
        about: (w) => [...newest(w), ...wallet(w)],
        messages: ['publish', 'deliver', 'ack'],
      },
      {
        text: 'All ten instances write the locale, and neither reader has refused a message. Adding an optional field is compatible with readers like these.',
        when: allArrives,
        about: bothEnds,
        messages: ['ack'],
      },
    ],
    shows: ['mixed', 'kept-unknown'],
  },
  ...onTheWire,
  {
    id: 'impatient',
    title: 'The rename in four steps',
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
    interventions: [],
    until: null,
    captions: [
      {
        text: 'All instances write both names, and the deployer goes on at once. The queue still holds messages with the old name alone.',
        when: (w) => w.at.deployer.durable.step === 2,
        about: ({ at }) => [at.deployer, at.queue],
      },
      {
        text: 'The queue redelivers a message from before the change. Wallet has dropped the old name and refuses it.',
        when: (w) => w.observed.replaysFailed > 0,
        about: (w) => [w.at.queue, ...readersOf(w)],
        messages: ['deliver', 'reject'],
      },
    ],
    shows: ['came-back'],
  },
  {
    id: 'stuck',
    title: 'One instance takes no release',
    story: 'Users 7 does not install the releases it is sent. The deployer waits for it.',
    watch: 'how far the deployer gets',
    seen: 'It does not get past step 2. Nothing is refused, and the old name stays until somebody repairs Users 7.',
    settings: { ...widened, loadS: 60, strategy: 'expand-contract', stuck: 7 },
    interventions: [],
    until: null,
    captions: [
      {
        text: 'Wallet and Surveys accept either name. The instances of Users get their release one after the other.',
        when: (w) => running(w, 'both') > 0,
        about: ({ at }) => [at.deployer, ...at.users.filter((n) => n.durable.stage === 'both')],
        messages: ['release', 'released'],
      },
      {
        text: 'Users 7 takes no release, so the deployer keeps sending it and goes no further. Every version in use is still readable.',
        when: ({ at, now }) => {
          const [item] = at.deployer.durable.items;
          return item?.node === at.users[6].index && now > seconds(35);
        },
        about: ({ at }) => [at.deployer, at.users[6]],
        messages: ['release'],
      },
    ],
    shows: ['held'],
  },
  ...atFullSize,
];
