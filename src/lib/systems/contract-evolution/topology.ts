import { deployer, type DeployerOptions } from './nodes/deployer';
import { expandContract, oneStep, type Step } from './nodes/plan';
import { retainingQueue, type RetainingQueueOptions } from './nodes/queue';
import { reader, type ReaderOptions } from './nodes/reader';
import type { Contract } from './nodes/schema';
import { visitors, type VisitorsOptions } from './nodes/visitors';
import { writer, type WriterOptions } from './nodes/writer';
import { bothWays, SECOND, type NodeSpec, type Topology } from '../../sim';
import type { ContractSettings } from './settings';

/** Node numbers: visitors, ten instances of Users, the queue, the two readers, the deployer. */
export const INSTANCES = Array.from({ length: 10 }, (_, i) => i + 1);
export const QUEUE = 11;
export const WALLET = 12;
export const SURVEYS = 13;
export const READERS = [WALLET, SURVEYS] as const;
export const DEPLOYER = 14;

const us = (s: number): number => Math.round(s * SECOND);
/** What was still under way when the wait began has time to arrive. */
const MARGIN = 2 * SECOND;

/** The plan that is carried out, without its empty steps. */
export function planOf(s: ContractSettings): readonly Step[] {
  if (s.strategy === 'one-step') return oneStep(s.order);
  if (s.strategy === 'expand-contract') return expandContract(s.order);
  const own = [s.step1, s.step2, s.step3, s.step4, s.step5, s.step6];
  return own.filter((step): step is Step => step !== 'none');
}

/** A plan with a stage in between needs room for two fields: the new one has a key of its own. */
export function contractOf(s: ContractSettings): Contract {
  const isWidened = planOf(s).some((step) => step.endsWith('-both'));
  return { format: s.format, change: s.change, inPlace: !isWidened };
}

const queueOptions = (s: ContractSettings): RetainingQueueOptions => ({
  readers: READERS,
  retention: us(s.retentionS),
  replayEvery: us(s.replayEveryS),
});

export const readerOptions = (s: ContractSettings, part: ReaderOptions['part']): ReaderOptions => ({
  contract: contractOf(s),
  part,
  strict: part === 'wallet' && s.reader === 'strict',
  defaults: s.bug === 'defaults',
});

const deployerOptions = (s: ContractSettings): DeployerOptions => ({
  writers: INSTANCES,
  readers: READERS,
  plan: planOf(s),
  startAfter: us(s.deployAfterS),
  gap: us(s.gapS),
  wait: us(s.retentionS) + MARGIN,
  rollback: s.rollback === 'none' ? 0 : s.rollback === 'random' ? -1 : Number(s.rollback),
  blind: s.bug === 'blind',
});

function nodesOf(s: ContractSettings): NodeSpec[] {
  const contract = contractOf(s);
  const callers: VisitorsOptions = {
    instances: INSTANCES,
    gap: us(1 / s.ratePerSecond),
    requests: Math.max(1, Math.round(s.loadS * s.ratePerSecond)),
  };
  const instances = INSTANCES.map((n): NodeSpec => ({
    id: `users-${n}`,
    label: `Users ${n}`,
    behaviour: writer,
    options: { contract, queue: QUEUE, stuck: s.stuck === n } satisfies WriterOptions,
    shape: 'server',
    layer: 1,
  }));
  const readers = (['wallet', 'surveys'] as const).map((part): NodeSpec => ({
    id: part,
    label: part === 'wallet' ? 'Wallet' : 'Surveys',
    behaviour: reader,
    options: readerOptions(s, part),
    shape: 'server',
    layer: 3,
  }));
  const node = (
    id: string,
    label: string,
    behaviour: unknown,
    options: unknown,
    shape: NodeSpec['shape'],
    layer: number,
  ): NodeSpec => ({
    id,
    label,
    behaviour: behaviour as NodeSpec['behaviour'],
    options,
    shape,
    layer,
  });
  return [
    { ...node('visitors', 'visitors', visitors, callers, 'client', 0), source: true },
    ...instances,
    node('queue', 'queue', retainingQueue, queueOptions(s), 'queue', 2),
    ...readers,
    node('deployer', 'deployer', deployer, deployerOptions(s), 'coordinator', 2),
  ];
}

export function topology(s: ContractSettings): Topology {
  const hop = Math.round(s.hopMs * 1000);
  const users = INSTANCES.map((n) => `users-${n}`);
  return {
    nodes: nodesOf(s),
    links: [
      ...users.map((to) => ({ from: 'visitors', to, latency: hop })),
      ...users.map((from) => ({ from, to: 'queue', latency: hop })),
      ...['wallet', 'surveys'].flatMap((part) => bothWays('queue', part, hop)),
      ...[...users, 'wallet', 'surveys'].flatMap((to) => bothWays('deployer', to, hop)),
    ],
    groups: { users },
  };
}
