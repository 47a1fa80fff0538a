import { ms, seconds, SECOND, sum, type NodeRef, type Show } from '../../sim';
import { changes } from '../facts';
import type { Fact } from './facts';
import { crossCallsMade } from './measures';
import { DEPLOYMENTS, ENDPOINTS, type Deployment } from './nodes/endpoints';
import type { Process } from './nodes/kind';
import type { Noted } from './notes';
import { processesOf } from './processes';
import { partitionOf } from './topology';
import type { BoundariesWorld } from './world';

type Bare = Pick<BoundariesWorld, 'at' | 'as' | 'settings' | 'now'>;

/** Requests that a process took in, or should have, and that came to nothing. */
function outcomesAt(world: Bare, deployment: Deployment, process: Process) {
  const { failed, unknown, degraded } = world.at.clients.durable.outcomes[deployment];
  const partition = partitionOf(world.settings);
  const services = world.at.services;
  const mine = ENDPOINTS.flatMap(({ entities: [first] }, e) =>
    deployment === 'monolith' || services[partition[first]].index === process.index ? [e] : [],
  );
  return {
    failed: sum(mine.map((e) => failed[e] + unknown[e])),
    gaps: sum(mine.map((e) => degraded[e])),
  };
}

/** Per mille of the closed requests that were answered; 0 before the first. */
function answered({ at }: Bare, deployment: Deployment): number {
  const { ok, degraded, failed, unknown } = at.clients.durable.outcomes[deployment];
  const good = sum(ok) + sum(degraded);
  const all = good + sum(failed) + sum(unknown);
  return all === 0 ? 0 : Math.round((1000 * good) / all);
}

/** Shows all facts that stand after an event and have changed. */
export function showStanding(noted: Noted, world: Bare, show: Show<Fact>): void {
  const tell = changes(noted.shown, show);
  const clients = world.at.clients.index;
  tell(clients, 'split', answered(world, 'split'));
  tell(clients, 'monolith', answered(world, 'monolith'));
  tell(clients, 'calls', Math.round(100 * crossCallsMade(world)));
  for (const deployment of DEPLOYMENTS)
    for (const process of processesOf(world, deployment)) {
      const { index, durable } = process;
      const { failed, gaps } = outcomesAt(world, deployment, process);
      tell(index, 'failed', failed);
      tell(index, 'gaps', gaps);
      tell(index, 'killed', durable.deaths);
      tell(index, 'wasted', noted.wasted.get(index) ?? 0);
      showRestart(noted, world, process, show);
      showTimeout(noted, world, index, show);
    }
}

/** A process that died of itself is started again after a known time. */
function showRestart(
  { deaths }: Noted,
  { settings }: Bare,
  process: Process,
  show: Show<Fact>,
): void {
  const { index, durable, mode } = process;
  const isDown = mode.host === 'running' && mode.role === 'down';
  const of = isDown ? durable.deaths : 0;
  if ((deaths.get(index) ?? 0) === of) return;
  deaths.set(index, of);
  show(index, 'backIn', isDown ? seconds(settings.restartS) : 0);
}

/** Calls younger than this are simply under way. */
const LATE = SECOND / 20;

/** The clock of a caller's oldest call, where that is late. */
function showTimeout(
  { calls, clocks }: Noted,
  { settings, now }: Bare,
  caller: NodeRef,
  show: Show<Fact>,
): void {
  const mine = calls.get(caller);
  if (!mine) return;
  const wait = ms(settings.timeoutMs);
  let whose = '';
  let left = 0;
  for (const [name, at] of mine) {
    left = wait - (now - at);
    if (left > 0) {
      whose = now - at > LATE ? name : '';
      break;
    }
    mine.delete(name);
  }
  if ((clocks.get(caller) ?? '') === whose) return;
  clocks.set(caller, whose);
  show(caller, 'timeout', whose === '' ? 0 : left);
}
