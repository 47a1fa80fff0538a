import {
  counted,
  grouped,
  ms,
  seconds,
  SECOND,
  sum,
  type FactKind,
  type NodeRef,
  type Show,
  type World,
} from '../../sim';
import { changes, type Shown } from '../facts';
import { DEPLOYMENTS, ENDPOINTS, type Deployment } from './nodes/endpoints';
import type { Process } from './nodes/kind';
import { crossCallsMade } from './measures';
import { processesOf } from './processes';
import type { settings } from './settings';
import { partitionOf, type topology } from './topology';

type Bare = World<typeof settings, typeof topology>;

const tenths = (n: number): string => (n / 10).toFixed(1);

/** What the stage says of nodes beyond what they write themselves; the most important of a node first. */
export const facts = {
  failed: {
    title: 'failed',
    mark: 'count',
    tag: 'fault',
    text: (n) => (n > 0 ? `${grouped(n)} failed` : ''),
    says: (n) => `${counted(n, 'request')} that came in here and failed, or got no answer in time.`,
  },
  killed: {
    title: 'killed',
    mark: 'count',
    tag: 'fault',
    text: (n) => (n > 0 ? `killed ${n}×` : ''),
    says: (n) => `This process has died ${counted(n, 'time')}, with everything in it.`,
  },
  backIn: {
    title: 'back in',
    mark: 'countdown',
    tag: 'fault',
    says: () => 'Time until the process has been started again.',
  },
  timeout: {
    title: 'gives up in',
    mark: 'countdown',
    tag: 'waiting',
    says: () => 'Time-out of the oldest call to another service that has not been answered.',
  },
  wasted: {
    title: 'wasted',
    mark: 'count',
    tag: 'waiting',
    text: (n) => (n > 0 ? `${counted(n, 'late reply', 'late replies')}` : ''),
    says: (n) =>
      `${counted(n, 'reply', 'replies')} sent after the caller had stopped waiting: wasted work.`,
  },
  gaps: {
    title: 'with a gap',
    mark: 'count',
    tag: 'waiting',
    says: (n) => `${counted(n, 'answer')} that left a part out and said so.`,
  },
  split: {
    title: 'services',
    mark: 'count',
    text: (n) => (n > 0 ? `services ${tenths(n)} %` : ''),
    says: (n) => `The services have answered ${tenths(n)} % of all requests so far.`,
  },
  monolith: {
    title: 'monolith',
    mark: 'count',
    text: (n) => (n > 0 ? `monolith ${tenths(n)} %` : ''),
    says: (n) => `The monolith has answered ${tenths(n)} % of all requests so far.`,
  },
  calls: {
    title: 'calls per request',
    mark: 'count',
    text: (n) => (n > 0 ? `${(n / 100).toFixed(2)} calls each` : ''),
    says: (n) => `${(n / 100).toFixed(2)} calls between services per request so far.`,
  },
} as const satisfies Record<string, FactKind>;

export type Fact = keyof typeof facts;

/** What the facts need to know beyond the processes' own counters. */
export interface Noted {
  /** By callee: replies that came when nobody waited for them any more. */
  wasted: Map<NodeRef, number>;
  /** By caller: calls without a reply, oldest first, each with the time at which it was made. */
  calls: Map<NodeRef, Map<string, number>>;
  /** Whose time-out was shown last, by caller. */
  clocks: Map<NodeRef, string>;
  /** How many deaths the clock of each process was started for. */
  deaths: Map<NodeRef, number>;
  shown: Shown<Fact>;
}

export const beginNotes = (): Noted => ({
  wasted: new Map(),
  calls: new Map(),
  clocks: new Map(),
  deaths: new Map(),
  shown: new Map(),
});

const callName = (id: number, entities: number): string => `${id} ${entities}`;

export function noteCall(
  { calls }: Noted,
  from: NodeRef,
  id: number,
  entities: number,
  now: number,
): void {
  let mine = calls.get(from);
  if (!mine) calls.set(from, (mine = new Map()));
  const name = callName(id, entities);
  mine.delete(name);
  mine.set(name, now);
}

export const noteReply = ({ calls }: Noted, to: NodeRef, id: number, entities: number): void =>
  void calls.get(to)?.delete(callName(id, entities));

export const noteWasted = ({ wasted }: Noted, from: NodeRef): void =>
  void wasted.set(from, (wasted.get(from) ?? 0) + 1);

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
