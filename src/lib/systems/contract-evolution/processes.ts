import type { NodeRef, World } from '../../sim';
import type { Reader } from './nodes/reader';
import type { Stage } from './nodes/schema';
import type { settings } from './settings';
import type { topology } from './topology';

type At = Pick<World<typeof settings, typeof topology>, 'at'>;

export const readersOf = ({ at }: At): readonly Reader[] => [at.wallet, at.surveys];

/** The reader that is this node. */
export const readerAt = ({ at }: At, node: NodeRef): Reader =>
  node === at.wallet.index ? at.wallet : at.surveys;

/** Processes that still write or read the old field. */
export const oldLeft = (world: At): number =>
  [...world.at.users, ...readersOf(world)].filter((n) => n.durable.stage !== 'new').length;

/** Instances of Users that run a release. */
export const running = ({ at }: At, stage: Stage): number =>
  at.users.filter((n) => n.durable.stage === stage).length;

/** Messages reach the readers: while the queue is down nothing is read, and nothing refused. */
export const delivers = ({ at }: At): boolean => at.queue.mode.host === 'running';
