import type { Caption, Scenario } from '../../sim';
import { chainScenarios } from './chain-scenarios';
import type { ClocksWorld as W, WriterNode } from './world';

type C = Caption<W>;

const a = (w: W): WriterNode => w.at.writers[0];
const b = (w: W): WriterNode => w.at.writers[1];
const c = (w: W): WriterNode => w.at.writers[2];
const has = (writer: WriterNode, writes: number): boolean => writer.durable.seq >= writes;
/** What the first replica keeps of the key that is written by hand. */
const kept = (w: W): readonly number[] =>
  (w.at.replicas[0].durable.held.get('x') ?? []).map((v) => v.value);
const BLUE = 1;
const RED = 2;
const GREEN = 3;
const AMBER = 4;

/** No chains: three writers, one value, and what is done by hand. */
const BY_HAND = { chains: 0, maxOffsetMs: 0, errors: 'fixed' } as const;
const TWO_CLOCKS = ['0s skew writer-a 80ms', '0s skew writer-b -10ms'];
const BLUE_THEN_RED = [
  '100ms operate writer-a write blue',
  '101ms operate writer-a news writer-b',
  '120ms operate writer-b write red',
];

const blueWritten = (text: string): C => ({
  text,
  when: (w) => has(a(w), 1),
  about: (w) => [a(w)],
  messages: ['put'],
});

const redBeforeGreen: C = {
  text: 'C writes green without having read anything. Neither B nor C knew of the other.',
  when: (w) => has(c(w), 1) && w.now > 250_000,
  about: (w) => [b(w), c(w)],
  messages: ['put'],
};

export const scenarios: readonly Scenario<W>[] = [
  chainScenarios.healthy,
  {
    id: 'broken',
    title: 'Two clocks, one value',
    story:
      'A’s clock is 80 ms fast and B’s 10 ms slow. B reads A’s value and replaces it; the replicas keep the higher stamp.',
    watch: 'the stamps beside the writes, and what the replicas hold',
    seen: 'B wrote later and loses. When its clock steps back, it even loses to itself.',
    settings: { ...BY_HAND, order: 'wall' },
    interventions: [
      ...TWO_CLOCKS,
      ...BLUE_THEN_RED,
      '250ms operate writer-b write green',
      '350ms skew writer-b -310ms',
      '400ms operate writer-b write amber',
    ],
    until: '600ms',
    captions: [
      blueWritten('A’s clock is 80 ms fast. It writes blue at 100 ms, with stamp 180.'),
      {
        text: 'B has read blue and replaces it with red, 20 ms later. Its stamp is 110.',
        when: (w) => has(b(w), 1),
        about: (w) => [b(w)],
        messages: ['put'],
      },
      {
        text: 'The higher stamp wins. Red came later, and it is lost.',
        when: (w) => w.observed.dropped.replaced[0] > 0 && kept(w)[0] === BLUE,
        about: (w) => [...w.at.replicas, b(w)],
        messages: ['stored'],
      },
      {
        text: 'B’s next write, green, wins. Then B’s clock is set back by 300 ms.',
        when: (w) => w.now > 350_000 && kept(w)[0] === GREEN,
        about: (w) => [b(w), ...w.at.replicas],
      },
      {
        text: 'B writes amber, and loses to its own green.',
        when: (w) => w.observed.ownLoss !== null,
        about: (w) => [b(w), ...w.at.replicas],
        messages: ['put', 'stored'],
      },
    ],
    shows: ['later-lost', 'own-lost'],
  },
  {
    id: 'fixed',
    title: 'The stamp travels',
    story:
      'The same clocks and writes. Each writer counts its own events and those it has read about; C writes as well.',
    watch: 'the vectors beside the writes, and when replicas hold two values',
    seen: 'Red replaces blue, whatever the clocks say. Red and green are kept side by side until somebody has read both.',
    settings: { ...BY_HAND, order: 'vector' },
    interventions: [
      ...TWO_CLOCKS,
      ...BLUE_THEN_RED,
      '250ms operate writer-c write green',
      '350ms operate writer-b news writer-c',
      '400ms operate writer-c write amber',
    ],
    until: '600ms',
    captions: [
      blueWritten('A writes blue. Its vector counts one event of A: 1·0·0.'),
      {
        text: 'B has read blue, so red’s vector takes in A’s. B’s slow clock does not matter.',
        when: (w) => has(b(w), 1),
        about: (w) => [b(w)],
        messages: ['put'],
      },
      {
        text: 'Cause comes before effect: both replicas replace blue with red.',
        when: (w) => kept(w)[0] === RED,
        about: (w) => w.at.replicas,
        messages: ['stored'],
      },
      redBeforeGreen,
      {
        text: 'Neither vector is the larger one, so the replicas keep both values.',
        when: (w) => kept(w).length > 1,
        about: (w) => w.at.replicas,
        messages: ['stored'],
      },
      {
        text: 'C has read red and writes amber. Its vector covers both, and the conflict is settled.',
        when: (w) => kept(w).length === 1 && kept(w)[0] === AMBER,
        about: (w) => [c(w), ...w.at.replicas],
        messages: ['put', 'stored'],
      },
    ],
    shows: ['conflict-shown'],
  },
  {
    id: 'lamport',
    title: 'One counter hides a conflict',
    story: 'The same writes under Lamport stamps: one number that travels with every message.',
    watch: 'what becomes of green, which C writes without having read anything',
    seen: 'Red replaces blue as it should. Green is dropped as if it had been earlier, though nobody had read it.',
    settings: { ...BY_HAND, order: 'lamport' },
    interventions: [...TWO_CLOCKS, ...BLUE_THEN_RED, '250ms operate writer-c write green'],
    until: '450ms',
    captions: [
      blueWritten('A writes blue. It is A’s first event, so its stamp is 1.'),
      {
        text: 'B counts on from the stamp that it received: blue is 1, red is 3.',
        when: (w) => kept(w)[0] === RED,
        about: (w) => [a(w), b(w)],
        messages: ['put'],
      },
      redBeforeGreen,
      {
        text: 'Green has stamp 1 and red 3, so green is dropped. A smaller number need not mean earlier.',
        when: (w) => w.observed.dropped.hidden[0] > 0,
        about: (w) => [c(w), ...w.at.replicas],
        messages: ['stored'],
      },
    ],
    shows: ['conflict-hidden'],
  },
  ...chainScenarios.others,
];
