import type { Caption } from '../../sim';
import { chainScenarios } from './chain-scenarios';
import { about, scenario, type ClocksWorld as W, type WriterNode } from './world';

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

const blueWritten = (text: string): C =>
  about((w) => [a(w)], 'put').when((w) => has(a(w), 1))(text);

const redBeforeGreen = about((w) => [b(w), c(w)], 'put').when(
  (w) => has(c(w), 1) && w.now > 250_000,
)('C writes green without having read anything. Neither B nor C knew of the other.');

export const scenarios = [
  chainScenarios.healthy,
  scenario('broken', 'Two clocks, one value', {
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
      about((w) => [b(w)], 'put').when((w) => has(b(w), 1))(
        'B has read blue and replaces it with red, 20 ms later. Its stamp is 110.',
      ),
      about((w) => [...w.at.replicas, b(w)], 'stored').when(
        (w) => w.observed.dropped.replaced[0] > 0 && kept(w)[0] === BLUE,
      )('The higher stamp wins. Red came later, and it is lost.'),
      about((w) => [b(w), ...w.at.replicas]).when((w) => w.now > 350_000 && kept(w)[0] === GREEN)(
        'B’s next write, green, wins. Then B’s clock is set back by 300 ms.',
      ),
      about((w) => [b(w), ...w.at.replicas], ['put', 'stored']).when(
        (w) => w.observed.ownLoss !== null,
      )('B writes amber, and loses to its own green.'),
    ],
    shows: ['later-lost', 'own-lost'],
  }),
  scenario('fixed', 'The stamp travels', {
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
      about((w) => [b(w)], 'put').when((w) => has(b(w), 1))(
        'B has read blue, so red’s vector takes in A’s. B’s slow clock does not matter.',
      ),
      about((w) => w.at.replicas, 'stored').when((w) => kept(w)[0] === RED)(
        'Cause comes before effect: both replicas replace blue with red.',
      ),
      redBeforeGreen,
      about((w) => w.at.replicas, 'stored').when((w) => kept(w).length > 1)(
        'Neither vector is the larger one, so the replicas keep both values.',
      ),
      about((w) => [c(w), ...w.at.replicas], ['put', 'stored']).when(
        (w) => kept(w).length === 1 && kept(w)[0] === AMBER,
      )('C has read red and writes amber. Its vector covers both, and the conflict is settled.'),
    ],
    shows: ['conflict-shown'],
  }),
  scenario('lamport', 'One counter hides a conflict', {
    story: 'The same writes under Lamport stamps: one number that travels with every message.',
    watch: 'what becomes of green, which C writes without having read anything',
    seen: 'Red replaces blue as it should. Green is dropped as if it had been earlier, though nobody had read it.',
    settings: { ...BY_HAND, order: 'lamport' },
    interventions: [...TWO_CLOCKS, ...BLUE_THEN_RED, '250ms operate writer-c write green'],
    until: '450ms',
    captions: [
      blueWritten('A writes blue. It is A’s first event, so its stamp is 1.'),
      about((w) => [a(w), b(w)], 'put').when((w) => kept(w)[0] === RED)(
        'B counts on from the stamp that it received: blue is 1, red is 3.',
      ),
      redBeforeGreen,
      about((w) => [c(w), ...w.at.replicas], 'stored').when(
        (w) => w.observed.dropped.hidden[0] > 0,
      )(
        'Green has stamp 1 and red 3, so green is dropped. A smaller number need not mean earlier.',
      ),
    ],
    shows: ['conflict-hidden'],
  }),
  ...chainScenarios.others,
];
