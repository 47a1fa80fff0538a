import { bothWays, layOut, many, ms, one, seconds } from '../../sim';
import type { Placing, Refs, SettingsOf } from '../../sim';
import { numbered } from '../places';
import { deployer } from './nodes/deployer';
import { expandContract, oneStep, type Step } from './nodes/plan';
import { retainingQueue } from './nodes/queue';
import { reader, type ReaderOptions } from './nodes/reader';
import type { Contract } from './nodes/schema';
import { visitors } from './nodes/visitors';
import { writer } from './nodes/writer';
import type { settings } from './settings';

type Settings = SettingsOf<typeof settings>;
type Parts = typeof parts;
type At = Refs<Parts>;
type Place<N extends keyof Parts> = Placing<Parts>[N];

const INSTANCES = 10;
/** What was still under way when the wait began has time to arrive. */
const MARGIN = seconds(2);

const parts = {
  visitors: one(visitors),
  users: many(INSTANCES, writer),
  queue: one(retainingQueue),
  wallet: one(reader),
  surveys: one(reader),
  deployer: one(deployer),
};

/** The plan that is carried out, without its empty steps. */
export function planOf(s: Settings): readonly Step[] {
  if (s.strategy === 'one-step') return oneStep(s.order);
  if (s.strategy === 'expand-contract') return expandContract(s.order);
  const own = [s.step1, s.step2, s.step3, s.step4, s.step5, s.step6];
  return own.filter((step) => step !== 'none');
}

/** A plan with a stage in between needs room for two fields: the new one has a key of its own. */
export function contractOf(s: Settings): Contract {
  const isWidened = planOf(s).some((step) => step.endsWith('-both'));
  return { format: s.format, change: s.change, inPlace: !isWidened };
}

export const readerOptions = (s: Settings, part: ReaderOptions['part']): ReaderOptions => ({
  contract: contractOf(s),
  part,
  strict: part === 'wallet' && s.reader === 'strict',
  defaults: s.bug === 'defaults',
});

const asking =
  (s: Settings, at: At): Place<'visitors'> =>
  () => ({
    id: 'visitors',
    label: 'visitors',
    shape: 'client',
    layer: 0,
    source: true,
    options: {
      instances: at.users,
      gap: seconds(1 / s.ratePerSecond),
      requests: Math.max(1, Math.round(s.loadS * s.ratePerSecond)),
    },
  });

function instances(s: Settings, at: At): Place<'users'> {
  const contract = contractOf(s);
  return (place) => ({
    ...numbered('users', place, 'Users'),
    shape: 'server',
    layer: 1,
    options: { contract, queue: at.queue, stuck: s.stuck === place + 1 },
  });
}

const queue =
  (s: Settings, at: At): Place<'queue'> =>
  () => ({
    id: 'queue',
    label: 'queue',
    shape: 'queue',
    layer: 2,
    options: {
      readers: [at.wallet, at.surveys],
      retention: seconds(s.retentionS),
      replayEvery: seconds(s.replayEveryS),
    },
  });

const reading =
  (s: Settings, part: ReaderOptions['part'], label: string): Place<'wallet'> =>
  () => ({ id: part, label, shape: 'server', layer: 3, options: readerOptions(s, part) });

const deploying =
  (s: Settings, at: At): Place<'deployer'> =>
  () => ({
    id: 'deployer',
    label: 'deployer',
    shape: 'coordinator',
    layer: 2,
    options: {
      writers: at.users,
      readers: [at.wallet, at.surveys],
      plan: planOf(s),
      startAfter: seconds(s.deployAfterS),
      gap: seconds(s.gapS),
      wait: seconds(s.retentionS) + MARGIN,
      rollback: s.rollback,
      blind: s.bug === 'blind',
    },
  });

export const topology = (s: Settings) =>
  layOut(parts, (at) => {
    const hop = ms(s.hopMs);
    const readers = [at.wallet, at.surveys];
    return {
      nodes: {
        visitors: asking(s, at),
        users: instances(s, at),
        queue: queue(s, at),
        wallet: reading(s, 'wallet', 'Wallet'),
        surveys: reading(s, 'surveys', 'Surveys'),
        deployer: deploying(s, at),
      },
      links: [
        ...at.users.map((to) => ({ from: at.visitors, to, latency: hop })),
        ...at.users.map((from) => ({ from, to: at.queue, latency: hop })),
        ...readers.flatMap((to) => bothWays(at.queue, to, hop)),
        ...[...at.users, ...readers].flatMap((to) => bothWays(at.deployer, to, hop)),
      ],
      groups: { users: at.users },
    };
  });
