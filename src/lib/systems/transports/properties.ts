import type { CallerMemory, CallerTally } from './nodes/caller-data';
import type { BackendTally } from './nodes/backend';
import type { Worker } from './nodes/worker';
import type { Deliver } from '../../nodes/message-queue/messages';
import { MILLISECOND, SECOND, type NodeState, type LooseProperty, type Property } from '../../sim';
import { bytesAddUp } from './books';
import { callers } from './measures';
import { allShare, starved } from './shares';

const isClient = (id: string): boolean => id.startsWith('client-');
const CARRIERS = ['request', 'response', 'again'] as const;

const answersMatch: LooseProperty<number[]> = {
  id: 'answers-match',
  kind: 'always',
  title: 'No call gets another one’s answer.',
  begin: (world) => world.nodes.map(() => 0),
  // Looked at with the next packet after it, and at the end.
  delivers: CARRIERS,
  receiver: isClient,
  deliver(seen, world, _from, to, _message, report) {
    const { mismatched } = world.nodes[to].durable as CallerTally;
    if (mismatched > seen[to]) report(`${world.nodes[to].id} took one call’s answer for another’s`);
    seen[to] = mismatched;
  },
  end(_seen, world, report) {
    for (const { id, durable } of callers(world))
      if (durable.mismatched > 0)
        report(`${id} took the answers of ${durable.mismatched} calls for those of others`);
  },
};

const accountedFor: LooseProperty<null> = {
  id: 'accounted-for',
  kind: 'always',
  title: 'Every call is answered, failed, unknown or under way.',
  begin: () => null,
  end(_state, world, report) {
    for (const { id, durable: t, volatile: v, mode } of callers(world)) {
      if (mode.host === 'crashed') continue;
      if (t.calls !== t.ok + t.failed + t.unknown + v.open.size)
        report(`${id} made ${t.calls} calls, of which ${v.open.size} are open`);
    }
  },
};

/** When the broker had said of each job that it is kept. */
type Accepted = Map<number, number>;

const jobsDone: LooseProperty<Accepted> = {
  id: 'jobs-done',
  kind: 'eventually',
  title: 'Every job that the queue accepted is done in the end.',
  begin: () => new Map(),
  sends: ['accepted'],
  sender: (id) => id === 'broker',
  send(accepted, world, _from, _to, message) {
    const { id } = message as { type: string; id: number };
    if (!accepted.has(id)) accepted.set(id, world.now);
  },
  end(accepted, world, report) {
    const worker = world.nodes.find((n) => n.id === 'worker') as Worker | undefined;
    if (!worker || worker.mode.host !== 'running' || world.node('broker').mode.host !== 'running')
      return;
    // A job may have to be handed out again a few times before it is done.
    const settled = world.now - 3 * Number(world.settings.visibilityMs) * MILLISECOND - 2 * SECOND;
    const lost = [...accepted].filter(([id, at]) => at < settled && !worker.durable.done.has(id));
    if (lost.length > 0)
      report(
        `job ${lost[0][0]} was accepted and acknowledged, and never done: ${lost.length} such jobs`,
      );
  },
};

/** How long bytes must have waited for others before it is worth telling. */
const LONG = 10 * MILLISECOND;

const headOfLine: LooseProperty<null> = {
  id: 'head-of-line',
  kind: 'sometimes',
  title: 'A message that has come in full waits for bytes of another one.',
  begin: () => null,
  delivers: CARRIERS,
  deliver(_state, world, _from, to, _message, report) {
    const { max } = world.probe('blocked').all;
    if (max > LONG)
      report(
        `at ${world.nodes[to].id} a whole message waited ${max / 1000} ms for bytes before it`,
      );
  },
};

/** Calls that wait for a connection. */
const MANY = 10;

const waitsForConnection: LooseProperty<null> = {
  id: 'waits-for-connection',
  kind: 'sometimes',
  title: 'Calls wait because every connection has one under way.',
  begin: () => null,
  delivers: ['response'],
  receiver: isClient,
  deliver(_state, world, _from, to, _message, report) {
    const { waiting: queue } = world.nodes[to].volatile as Partial<CallerMemory>;
    const waiting = queue?.length ?? 0;
    if (waiting >= MANY) report(`${waiting} calls wait at ${world.nodes[to].id}`);
  },
};

const refusedBare: LooseProperty<null> = {
  id: 'no-http2-no-grpc',
  kind: 'sometimes',
  title: 'A server refuses messages of gRPC that come without HTTP/2.',
  begin: () => null,
  sends: ['reset'],
  sender: (id) => id.startsWith('server-') || id.startsWith('backend-'),
  send(_state, world, from, _to, _message, report) {
    const { refused } = (world.nodes[from] as NodeState<unknown, BackendTally>).durable;
    if (refused > 0) report(`${world.nodes[from].id} expects the preface and frames of HTTP/2`);
  },
};

const redelivered: LooseProperty<null> = {
  id: 'redelivered',
  kind: 'sometimes',
  title: 'The queue hands a job out again, because nobody acknowledged it.',
  begin: () => null,
  sends: ['deliver'],
  send(_state, _world, _from, _to, message, report) {
    const { id, attempt } = message as Deliver;
    if (attempt > 1) report(`job ${id}, delivery ${attempt}`);
  },
};

export const properties: readonly Property[] = [
  answersMatch,
  bytesAddUp,
  accountedFor,
  jobsDone,
  headOfLine,
  waitsForConnection,
  starved,
  allShare,
  refusedBare,
  redelivered,
] as readonly Property[];
