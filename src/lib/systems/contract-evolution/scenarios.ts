import { seconds, type Scenario } from '../../sim';
import { atFullSize } from './full-scenarios';
import { oldLeft, readersOf, running } from './processes';
import { allWrite, bothEnds, newest, quick, wallet } from './story';
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
      'The field “name” becomes “full_name”. Ten instances of Users are replaced one after the other; the readers get their release once all ten are replaced.',
    watch: 'which share of the messages is refused while both versions run',
    seen: 'It grows by a tenth with each instance, up to all messages, and stays there until the readers know the new name.',
    settings: { ...quick, strategy: 'one-step', order: 'producer-first' },
    interventions: [],
    until: null,
    captions: [
      {
        text: 'Both readers refuse what an instance with the new release writes.',
        when: (w) => w.observed.failed > 0,
        about: bothEnds,
        messages: ['deliver', 'reject'],
      },
      {
        text: 'Every message is refused now, and will be until the readers are replaced.',
        when: (w) => allWrite(w) && w.at.wallet.durable.stage === 'old',
        about: readersOf,
        messages: ['reject'],
      },
      {
        text: 'Wallet has its release and knows the new name.',
        when: (w) => w.at.wallet.durable.stage === 'new',
        about: wallet,
        messages: ['ack'],
      },
    ],
    shows: ['mixed', 'loud'],
  },
  {
    id: 'fixed',
    title: 'The same rename by expand and contract',
    story:
      'Readers learn to accept both names. Then writers write both, the queue forgets older messages, writers stop the old name, readers drop it. Old messages keep coming back, and one step is rolled back.',
    watch: 'the mix of versions, and the count of failures',
    seen: 'At no time does a reader get a message that it cannot read, and in the end the old name is gone.',
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
        text: 'Both readers accept either name. No instance writes the new one yet.',
        when: (w) => w.at.deployer.durable.step === 1,
        about: readersOf,
      },
      {
        text: 'All instances write both names. The queue may still hold older messages: wait.',
        when: (w) => w.at.deployer.mode.role === 'waiting',
        about: ({ at }) => [at.deployer, at.queue],
      },
      {
        text: 'Writers stop the old name …',
        when: (w) => running(w, 'new') > 0,
        about: newest,
        messages: ['release'],
      },
      {
        text: '… and go back to writing both. Readers take either, so nothing is refused.',
        when: (w) => w.at.deployer.durable.rollbacks > 0,
        about: (w) => [...deployer(w), ...readersOf(w)],
        messages: ['release'],
      },
      {
        text: 'The old name is gone, and reserved.',
        when: (w) => oldLeft(w) === 0,
        about: readersOf,
      },
    ],
    shows: ['mixed', 'rolled-back'],
  },
  {
    id: 'healthy',
    title: 'An optional field for tolerant readers',
    story: 'Users add a locale. Both readers are tolerant, and neither is changed.',
    watch: 'what Wallet does with a field that it does not know',
    seen: 'It ignores the field. With each instance a tenth more of the messages carry it, and none is refused.',
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
        text: 'The first message with a locale. Wallet reads the fields it knows and ignores this one.',
        when: (w) => w.at.wallet.durable.kept > 0,
        about: (w) => [...newest(w), ...wallet(w)],
        messages: ['publish', 'deliver', 'ack'],
      },
      {
        text: 'All ten instances write the locale, and neither reader has refused a message.',
        when: allWrite,
        about: bothEnds,
        messages: ['ack'],
      },
    ],
    shows: ['mixed', 'kept-unknown'],
  },
  ...onTheWire,
  {
    id: 'impatient',
    title: 'Without the wait',
    story:
      'All the right steps but one: the queue still has messages from before the change when the readers drop the old name.',
    watch: 'messages that are delivered again',
    seen: 'All new messages are read. The old ones come back after the last step, and are refused.',
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
        text: 'All instances write both names, and the deployment goes on at once. The queue still holds messages with the old name alone.',
        when: (w) => w.at.deployer.durable.step === 2,
        about: ({ at }) => [at.deployer, at.queue],
      },
      {
        text: 'A message from before the change comes back, to a reader that has dropped the old name.',
        when: (w) => w.observed.replaysFailed > 0,
        about: (w) => [w.at.queue, ...readersOf(w)],
        messages: ['deliver', 'reject'],
      },
    ],
    shows: ['came-back'],
  },
  {
    id: 'stuck',
    title: 'One instance does not take the release',
    story: 'Users 7 stays on the old version. The deployment waits for it.',
    watch: 'how far the plan comes',
    seen: 'Not beyond its second step. Nothing is refused; the old name stays until somebody looks after Users 7.',
    settings: { ...widened, loadS: 60, strategy: 'expand-contract', stuck: 7 },
    interventions: [],
    until: null,
    captions: [
      {
        text: 'Both readers accept either name, and the instances of Users get their release in turn.',
        when: (w) => running(w, 'both') > 0,
        about: ({ at }) => [at.deployer, ...at.users.filter((n) => n.durable.stage === 'both')],
        messages: ['release', 'released'],
      },
      {
        text: 'The deployer sends Users 7 its release again and again, and does nothing else.',
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
