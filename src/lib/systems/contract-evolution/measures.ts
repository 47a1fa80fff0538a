import { SECOND, type Measures, type ProbeSpec, type World } from '../../sim';
import {
  booksOf,
  deployerOf,
  instancesOf,
  oldLeft,
  queueOf,
  surveysOf,
  visitorsOf,
  walletOf,
} from './books';
import { planOf } from './topology';

export const probes: readonly ProbeSpec[] = [];

const sum = (xs: readonly number[]): number => xs.reduce((a, b) => a + b, 0);

/** In a second, over the whole seconds since the last sample. */
function rate(counts: readonly number[], world: World, seconds: number): number {
  const to = Math.floor(world.now / SECOND);
  const from = Math.max(0, to - Math.max(1, Math.round(seconds)));
  return to === from
    ? 0
    : sum(Array.from({ length: to - from }, (_, i) => counts[from + i] ?? 0)) / (to - from);
}

const percent = (part: number, whole: number): number => (whole === 0 ? 0 : (100 * part) / whole);

export const measures: Measures = {
  sampleEvery: () => SECOND,
  series: [
    {
      id: 'outcomes',
      title: 'messages that went wrong',
      unit: '/s',
      lines: () => ['refused', 'silently misread'],
      sample: (world, seconds) => {
        const { failedIn, misreadIn } = booksOf(world);
        return [rate(failedIn, world, seconds), rate(misreadIn, world, seconds)];
      },
    },
    {
      id: 'mix',
      title: 'instances of Users by what they write',
      unit: '',
      lines: () => ['old', 'both', 'new'],
      sample: (world) =>
        (['old', 'both', 'new'] as const).map(
          (stage) => instancesOf(world).filter((n) => n.durable.stage === stage).length,
        ),
    },
  ],
  numbers(world) {
    const books = booksOf(world);
    const { durable: disk } = deployerOf(world);
    const queue = queueOf(world).durable;
    const writers = instancesOf(world).map((n) => n.durable);
    const [wallet, surveys] = [walletOf(world).durable, surveysOf(world).durable];
    const published = sum(writers.map((w) => w.published));
    return {
      requests: visitorsOf(world).durable.sent,
      messages: queue.taken,
      failed: books.failed,
      misread: books.misread,
      failedPercent: percent(books.failed, queue.taken + queue.replayed),
      misreadPercent: percent(books.misread, queue.taken + queue.replayed),
      walletRefused: wallet.refused,
      surveysRefused: surveys.refused,
      walletMisread: books.walletMisread,
      surveysMisread: books.surveysMisread,
      decodeErrors: wallet.refused + surveys.refused,
      keptUnknown: wallet.kept,
      replayed: queue.replayed,
      replaysFailed: books.replaysFailed,
      newFailed: books.failed - books.replaysFailed,
      steps: planOf(world.settings as never).length,
      stepsDone: disk.step,
      rollbacks: disk.rollbacks,
      oldLeft: oldLeft(world),
      bytesPerMessage: published === 0 ? 0 : sum(writers.map((w) => w.bytes)) / published,
    };
  },
  nodes(world) {
    const instances = instancesOf(world).map(({ id, durable: { published, bytes, number } }) => [
      id,
      { published, bytes, release: number },
    ]);
    const readers = [walletOf(world), surveysOf(world)].map(
      ({ id, durable: { read, refused, kept, number } }) => [
        id,
        { read, refused, keptUnknown: kept, release: number },
      ],
    );
    const { taken, replayed, dead } = queueOf(world).durable;
    return Object.fromEntries([
      ...instances,
      ...readers,
      ['queue', { taken, replayed, dead }],
    ]) as Record<string, Record<string, number>>;
  },
};
