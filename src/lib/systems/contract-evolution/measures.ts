import { percent, range, SECOND, sum, type Measures } from '../../sim';
import { chartsOf } from '../charts';
import { STAGES } from './nodes/schema';
import { oldLeft, readersOf, running } from './processes';
import { planOf } from './topology';
import type { ContractWorld } from './world';

const chart = chartsOf<ContractWorld>();

/** Counts by whole seconds as a rate, over those since the last sample. */
function rate(counts: readonly number[], { now }: ContractWorld, seconds: number): number {
  const to = Math.floor(now / SECOND);
  const from = Math.max(0, to - Math.max(1, Math.round(seconds)));
  return to === from ? 0 : sum(range(to - from, from).map((s) => counts[s] ?? 0)) / (to - from);
}

export const measures: Measures<ContractWorld> = {
  // Instances change between whole seconds; a long run is sampled less often.
  sampleEvery: (s) => (s.loadS <= 300 ? SECOND / 4 : SECOND),
  series: [
    chart('outcomes', 'messages that went wrong so far', '').of(
      ['refused', 'misread'],
      ({ observed: { failed, misread } }) => [failed, misread],
    ),
    chart('rates', 'messages that go wrong', '/s').of(['refused', 'misread'], (world, seconds) => {
      const { failedIn, misreadIn } = world.observed;
      return [rate(failedIn, world, seconds), rate(misreadIn, world, seconds)];
    }),
    chart('mix', 'Users instances by what they write', '').of(
      () => STAGES,
      (world) => STAGES.map((stage) => running(world, stage)),
    ),
  ],
  numbers(world) {
    const { at, observed, settings } = world;
    const { durable: disk } = at.deployer;
    const { taken, replayed } = at.queue.durable;
    const writers = at.users.map((n) => n.durable);
    const [wallet, surveys] = readersOf(world).map((n) => n.durable);
    const published = sum(writers.map((w) => w.published));
    return {
      requests: at.visitors.durable.sent,
      messages: taken,
      failed: observed.failed,
      misread: observed.misread,
      failedPercent: percent(observed.failed, taken + replayed),
      misreadPercent: percent(observed.misread, taken + replayed),
      walletRefused: wallet.refused,
      surveysRefused: surveys.refused,
      walletMisread: observed.walletMisread,
      surveysMisread: observed.surveysMisread,
      decodeErrors: wallet.refused + surveys.refused,
      keptUnknown: wallet.kept,
      replayed,
      replaysFailed: observed.replaysFailed,
      newFailed: observed.failed - observed.replaysFailed,
      steps: planOf(settings).length,
      stepsDone: disk.step,
      rollbacks: disk.rollbacks,
      oldLeft: oldLeft(world),
      bytesPerMessage: published === 0 ? 0 : sum(writers.map((w) => w.bytes)) / published,
    };
  },
  nodes(world) {
    const { taken, replayed, dead } = world.at.queue.durable;
    const instances = world.at.users.map(
      ({ id, durable: { published, bytes, number } }) =>
        [id, { published, bytes, release: number }] as const,
    );
    const readers = readersOf(world).map(
      ({ id, durable: { read, refused, kept, number } }) =>
        [id, { read, refused, keptUnknown: kept, release: number }] as const,
    );
    return Object.fromEntries<Record<string, number>>([
      ...instances,
      ...readers,
      ['queue', { taken, replayed, dead }],
    ]);
  },
};
