import { observer as makeObserver, type NodeRef, type World } from '../../sim';
import { byDeployment, perEndpoint, type Deployment } from './nodes/endpoints';
import { isDown, processesOf } from './processes';
import type { settings } from './settings';
import type { topology } from './topology';

/** Requests under way that the observer can tell apart; far more than are waited for at once. */
const RING = 8192;

/** What an observer who sees every process notes. No node reads it. */
export interface Observed {
  /** By endpoint, requests that were sent while a process of their deployment was down, and those of them answered. */
  readonly begunDown: Readonly<Record<Deployment, number[]>>;
  readonly okDown: Readonly<Record<Deployment, number[]>>;
  /** For each request whether that was so. */
  readonly down: Readonly<Record<Deployment, Uint8Array>>;
}

type Bare = World<typeof settings, typeof topology>;

const deploymentOf = ({ at }: Bare, node: NodeRef): Deployment =>
  node === at.monolith.index ? 'monolith' : 'split';

/** Knows which requests were sent while a process was down. */
export const observer = makeObserver<Bare>()({
  begin: (): Observed => ({
    begunDown: byDeployment(perEndpoint),
    okDown: byDeployment(perEndpoint),
    down: byDeployment(() => new Uint8Array(RING)),
  }),
  sends: ['request'],
  delivers: ['answer'],
  receivers: ['clients'],
  send({ begunDown, down }, world, _from, to, message) {
    if (message.type !== 'request') return;
    const deployment = deploymentOf(world, to);
    const wasDown = processesOf(world, deployment).some(isDown);
    down[deployment][message.id % RING] = wasDown ? 1 : 0;
    if (wasDown) begunDown[deployment][message.endpoint]++;
  },
  deliver({ okDown, down }, world, from, _to, { id }) {
    const deployment = deploymentOf(world, from);
    const asked = world.at.clients.durable.open[deployment].get(id);
    if (asked && down[deployment][id % RING] === 1) okDown[deployment][asked.endpoint]++;
  },
});
