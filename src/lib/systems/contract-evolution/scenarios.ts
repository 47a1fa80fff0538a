import type { Scenario, World } from '../../sim';
import { booksOf, deployerOf, instancesOf, oldLeft, walletOf } from './books';

/** The deployment of the page's numbers: a hundred requests a second, an instance every ten seconds, at once. */
export const FULL = { ratePerSecond: 100, gapS: 10, deployAfterS: 0, loadS: 100 };

/** The same, an instance every two seconds. */
const quick = { ratePerSecond: 20, gapS: 2, deployAfterS: 4, loadS: 32 };
const widened = { ...quick, loadS: 90 };

const written = (w: World, stage: string): number =>
  instancesOf(w).filter((n) => n.durable.stage === stage).length;

export const scenarios: readonly Scenario[] = [
  {
    id: 'broken',
    title: 'A rename in one step',
    story:
      'The field “name” becomes “full_name”. Ten instances of Users are replaced one after the other; the readers get their release when all are through.',
    watch: 'which share of the messages is refused while both versions run',
    seen: 'It grows by a tenth with each instance, to all of them, and stays there until the readers know the new name.',
    settings: { ...quick, strategy: 'one-step', order: 'producer-first' },
    interventions: [],
    until: null,
    captions: [
      {
        text: 'What an instance with the new release writes, both readers refuse.',
        when: (w) => booksOf(w).failed > 0,
      },
      {
        text: 'Everything is refused now, and it will be until the readers are replaced.',
        when: (w) => written(w, 'new') === 10 && walletOf(w).durable.stage === 'old',
      },
      {
        text: 'The wallet service knows the new name.',
        when: (w) => walletOf(w).durable.stage === 'new',
      },
    ],
    shows: ['mixed', 'loud'],
  },
  {
    id: 'fixed',
    title: 'The same rename, widened first',
    story:
      'Readers learn to accept both names. Then writers write both, the queue forgets what is older, writers stop the old name, readers drop it. Old messages keep coming back, and one step is rolled back.',
    watch: 'the mix of versions, and the column of failures',
    seen: 'At no time does any reader get a message that it cannot read, and in the end the old name is gone.',
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
        text: 'Both readers accept either name. Nobody writes the new one yet.',
        when: (w) => deployerOf(w).durable.step === 1,
      },
      {
        text: 'All instances write both. What lies in the queue may still be older: wait.',
        when: (w) => deployerOf(w).mode.role === 'waiting',
      },
      {
        text: 'Writers stop the old name …',
        when: (w) => written(w, 'new') > 0,
      },
      {
        text: '… and go back to writing both. Readers take either, so nobody notices.',
        when: (w) => deployerOf(w).durable.rollbacks > 0,
      },
      { text: 'The old name is gone, and reserved.', when: (w) => oldLeft(w) === 0 },
    ],
    shows: ['mixed', 'rolled-back'],
  },
  {
    id: 'healthy',
    title: 'An optional field for tolerant readers',
    story: 'Users add a locale. Both readers are tolerant, and nobody tells them.',
    watch: 'what the wallet service does with a field that it has never heard of',
    seen: 'It lets the field be. A tenth more messages with each instance carry it, and none is refused.',
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
        text: 'The first message with a locale. Wallet reads what it knows and goes on.',
        when: (w) => walletOf(w).durable.kept > 0,
      },
    ],
    shows: ['mixed', 'kept-unknown'],
  },
  {
    id: 'reuse',
    title: 'Number 3 gets a new meaning',
    story:
      'Credit is no longer needed, so its number is free, and points take it. On the wire both are a varint under number 3.',
    watch: 'the refused messages, and the ones that are misread',
    seen: 'Nothing is refused. Wallet takes points for cents, a tenth more with each instance, and every dashboard is green.',
    settings: {
      ...quick,
      change: 'reuse',
      format: 'numbers',
      strategy: 'one-step',
      order: 'producer-first',
    },
    interventions: [],
    until: null,
    captions: [
      {
        text: 'The first wallet with points for money. No error anywhere.',
        when: (w) => booksOf(w).misread > 0,
      },
    ],
    shows: ['silent', 'mixed'],
  },
  {
    id: 'rename-numbers',
    title: 'A rename where names are not on the wire',
    story: 'The same rename in one step, in Protobuf: number 2 stays number 2.',
    watch: 'the bytes before and after',
    seen: 'They are the same. A name is for people here, and nothing is refused.',
    settings: { ...quick, format: 'numbers', strategy: 'one-step', order: 'producer-first' },
    interventions: [],
    until: null,
    captions: [],
    shows: ['mixed'],
  },
  {
    id: 'same-wire',
    title: 'Another integer',
    story:
      'Credit becomes sint64 instead of int64. Both are varints; the bits mean something else.',
    watch: 'what Wallet reads',
    seen: 'Twice the credit, without an error: zigzag puts a positive number at its double.',
    settings: {
      ...quick,
      change: 'retype-same-wire',
      format: 'numbers',
      strategy: 'one-step',
      order: 'producer-first',
    },
    interventions: [],
    until: null,
    captions: [{ text: 'The first credit that is doubled.', when: (w) => booksOf(w).misread > 0 }],
    shows: ['silent'],
  },
  {
    id: 'impatient',
    title: 'Without the wait',
    story:
      'All the right steps but one: the queue still has messages from before the change when the readers drop the old name.',
    watch: 'messages that come back',
    seen: 'New messages are all well. The old ones come back after the last step, and are refused.',
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
        text: 'A message from before the change comes back, to a reader that has dropped the old name.',
        when: (w) => booksOf(w).replaysFailed > 0,
      },
    ],
    shows: ['came-back'],
  },
  {
    id: 'stuck',
    title: 'One instance does not take the release',
    story: 'Instance 7 stays on the old version. The deployment waits for it.',
    watch: 'how far the plan comes',
    seen: 'Not beyond its second step. Nothing is refused; the old name stays until somebody looks after instance 7.',
    settings: { ...widened, loadS: 60, strategy: 'expand-contract', stuck: 7 },
    interventions: [],
    until: null,
    captions: [
      {
        text: 'The deployer asks instance 7 again and again, and does nothing else.',
        when: (w) => deployerOf(w).durable.items[0]?.node === 7 && w.now > 35e6,
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
    captions: [],
  },
  {
    id: 'full-reuse',
    title: 'The reuse, at full size',
    story: 'The same deployment; number 3 gets a new meaning.',
    watch: 'refused messages, and misread ones',
    seen: 'None, and 5,500.',
    settings: {
      ...FULL,
      change: 'reuse',
      format: 'numbers',
      strategy: 'one-step',
      order: 'producer-first',
    },
    interventions: [],
    until: null,
    captions: [],
    shows: ['silent'],
  },
];
