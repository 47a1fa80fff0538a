import { observer as makeObserver, type NodeRef, type World } from '../../sim';
import { byDeployment, perEndpoint, type Deployment } from './nodes/endpoints';
import { facts } from './facts';
import { beginNotes, noteCall, noteReply, noteWasted } from './notes';
import type { Observed } from './observed';
import { showStanding } from './standing';
import { isDown, processAt, processesOf } from './processes';
import type { settings } from './settings';
import type { topology } from './topology';

/** Requests under way that the observer can tell apart; far more than are waited for at once. */
const RING = 8192;

type Bare = World<typeof settings, typeof topology>;

const deploymentOf = ({ at }: Bare, node: NodeRef): Deployment =>
  node === at.monolith.index ? 'monolith' : 'split';

/** Knows which requests were sent while a process was down, and which work was in vain. */
export const observer = makeObserver<Bare>()({
  facts,
  begin: (): Observed => ({
    noted: beginNotes(),
    begunDown: byDeployment(perEndpoint),
    okDown: byDeployment(perEndpoint),
    down: byDeployment(() => new Uint8Array(RING)),
  }),
  sends: ['request', 'call'],
  delivers: ['answer', 'part', 'no-part'],
  receivers: ['clients', 'services'],
  send({ begunDown, down, noted }, world, from, to, message) {
    if (message.type === 'call') noteCall(noted, from, message.id, message.entities, world.now);
    if (message.type !== 'request') return;
    const deployment = deploymentOf(world, to);
    const wasDown = processesOf(world, deployment).some(isDown);
    down[deployment][message.id % RING] = wasDown ? 1 : 0;
    if (wasDown) begunDown[deployment][message.endpoint]++;
  },
  deliver({ okDown, down, noted }, world, from, to, message) {
    if (message.type === 'part' || message.type === 'no-part') {
      const { id, entities, type } = message;
      noteReply(noted, to, id, entities);
      const caller = processAt(world, to);
      const open = caller.volatile.open.get(id);
      const isWaiting = open?.waiting.some((w) => w.entities === entities) ?? false;
      if (type === 'part' && !isWaiting && !isDown(caller)) noteWasted(noted, from);
      return;
    }
    if (message.type !== 'answer') return;
    const { id } = message;
    const deployment = deploymentOf(world, from);
    const asked = world.at.clients.durable.open[deployment].get(id);
    if (asked && down[deployment][id % RING] === 1) okDown[deployment][asked.endpoint]++;
  },
  step({ noted }, world, show) {
    if (world.history !== null) showStanding(noted, world, show);
  },
});
