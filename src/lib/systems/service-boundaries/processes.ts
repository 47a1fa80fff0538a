import type { NodeRef, World } from '../../sim';
import type { Deployment } from './nodes/endpoints';
import type { Process } from './nodes/kind';
import type { settings } from './settings';
import type { topology } from './topology';

type Bare = Pick<World<typeof settings, typeof topology>, 'at' | 'as'>;

/** The processes of a deployment that own something. */
export const processesOf = ({ at }: Bare, deployment: Deployment): readonly Process[] =>
  deployment === 'monolith'
    ? [at.monolith]
    : at.services.filter(({ options }) => options.owns !== 0);

/** The process that is this node, known to be one. */
export const processAt = (world: Bare, node: NodeRef): Process =>
  node === world.at.monolith.index ? world.at.monolith : world.as('services', node);

/** Crashed, paused, failing, or dead and not yet started again. */
export const isDown = ({ mode }: Process): boolean =>
  mode.host !== 'running' || mode.role === 'down' || mode.role === 'failing';

/** Those of a deployment that are down. */
export const downIn = (world: Bare, deployment: Deployment): readonly Process[] =>
  processesOf(world, deployment).filter(isDown);
