import { seconds, type Scenario } from '../../sim';
import { oldLeft, readersOf, running } from './processes';
import type { ContractWorld } from './world';

type W = ContractWorld;

/** The deployment of the page's numbers: a hundred requests a second, an instance every ten seconds, at once. */
export const FULL = { ratePerSecond: 100, gapS: 10, deployAfterS: 0, loadS: 100 };

/** The same, an instance every two seconds. */
const quick = { ratePerSecond: 20, gapS: 2, deployAfterS: 4, loadS: 32 };
const widened = { ...quick, loadS: 90 };
const reuse = {
  change: 'reuse',
  format: 'numbers',
  strategy: 'one-step',
  order: 'producer-first',
} as const;

const wallet = ({ at }: W) => [at.wallet];
const deployer = ({ at }: W) => [at.deployer];
/** Instances that write the new field alone. */
const newest = ({ at }: W) => at.users.filter((n) => n.durable.stage === 'new');
const allWrite = (w: W) => running(w, 'new') === w.at.users.length;

/** Whoever writes the new form, and whoever refuses or misreads it. */
const bothEnds = (w: W) => [...newest(w), ...readersOf(w)];

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
  {
    id: 'reuse',
    title: 'Number 3 gets a new meaning',
    story:
      'Credit is no longer needed, so its number is free, and points take it. On the wire both are a varint under number 3.',
    watch: 'the refused messages, and the misread ones',
    seen: 'Nothing is refused. Wallet takes points for cents, in a tenth more of the messages with each instance, and every dashboard is green.',
    settings: { ...quick, ...reuse },
    interventions: [],
    until: null,
    captions: [
      {
        text: 'Wallet takes points for money for the first time. No error anywhere.',
        when: (w) => w.observed.misread > 0,
        about: (w) => [...newest(w), ...wallet(w)],
        messages: ['deliver', 'ack'],
      },
      {
        text: 'All ten instances write points, and Wallet misreads every message. Still none is refused.',
        when: (w) => allWrite(w) && w.at.wallet.durable.stage === 'old',
        about: wallet,
        messages: ['ack'],
      },
    ],
    shows: ['silent', 'mixed'],
  },
  {
    id: 'rename-numbers',
    title: 'A rename where names are not on the wire',
    story: 'The same rename in one step, in Protobuf: number 2 stays number 2.',
    watch: 'the bytes before and after',
    seen: 'They are the same. The name is only in the source code, and nothing is refused.',
    settings: { ...quick, format: 'numbers', strategy: 'one-step', order: 'producer-first' },
    interventions: [],
    until: null,
    captions: [
      {
        text: 'The first instance writes full_name. Its bytes are those of the other instances: number 2 and the text.',
        when: (w) => newest(w).some((n) => n.durable.published > 0),
        about: newest,
        messages: ['publish'],
      },
      {
        text: 'All ten instances have the new name, both readers the old one, and every message was read.',
        when: (w) => allWrite(w) && w.observed.failed === 0,
        about: bothEnds,
        messages: ['ack'],
      },
    ],
    shows: ['mixed'],
  },
  {
    id: 'same-wire',
    title: 'Another integer',
    story:
      'Credit becomes sint64 instead of int64. Both are varints; the bits mean something else.',
    watch: 'what Wallet reads',
    seen: 'Twice the credit, without an error: zigzag encodes a positive number as its double.',
    settings: { ...quick, ...reuse, change: 'retype-same-wire' },
    interventions: [],
    until: null,
    captions: [
      {
        text: 'Wallet reads the first doubled credit, without an error.',
        when: (w) => w.observed.misread > 0,
        about: (w) => [...newest(w), ...wallet(w)],
        messages: ['deliver', 'ack'],
      },
      {
        text: 'All ten instances write sint64: Wallet doubles every credit that it reads.',
        when: (w) => allWrite(w) && w.at.wallet.durable.stage === 'old',
        about: wallet,
        messages: ['ack'],
      },
    ],
    shows: ['silent'],
  },
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
  {
    id: 'full-rename',
    title: 'The rename, at full size',
    story: 'A hundred requests a second, an instance every ten seconds.',
    watch: 'requests whose message is refused, of 10,000',
    seen: '5,500: a tenth of the first ten seconds, two tenths of the next, and so on.',
    settings: { ...FULL, strategy: 'one-step', order: 'producer-first' },
    interventions: [],
    until: null,
    captions: [
      {
        text: 'One instance of ten writes the new name: a tenth of the messages is refused.',
        when: (w) => w.observed.failed > 0,
        about: bothEnds,
        messages: ['reject'],
      },
      {
        text: 'Five instances are replaced, and half of the messages are refused.',
        when: (w) => running(w, 'new') === 5,
        about: bothEnds,
        messages: ['reject'],
      },
      {
        text: 'All ten are replaced. The readers do not know the new name yet and refuse every message.',
        when: allWrite,
        about: readersOf,
        messages: ['reject'],
      },
    ],
  },
  {
    id: 'full-reuse',
    title: 'The reuse, at full size',
    story: 'The same deployment; number 3 gets a new meaning.',
    watch: 'refused messages, and misread ones',
    seen: 'None, and 5,500.',
    settings: { ...FULL, ...reuse },
    interventions: [],
    until: null,
    captions: [
      {
        text: 'One instance of ten writes points under number 3: Wallet misreads a tenth of the messages.',
        when: (w) => w.observed.misread > 0,
        about: (w) => [...newest(w), ...wallet(w)],
        messages: ['deliver', 'ack'],
      },
      {
        text: 'All ten are replaced. Wallet misreads every message, and nothing was ever refused.',
        when: (w) => allWrite(w) && w.observed.failed === 0,
        about: wallet,
        messages: ['ack'],
      },
    ],
    shows: ['silent'],
  },
];
