import { messageQueue, type QueueOptions } from '../../nodes/message-queue/message-queue';
import { backend } from './nodes/backend';
import { caller } from './nodes/caller';
import { producer, type ProducerOptions } from './nodes/producer';
import { worker, type WorkerOptions } from './nodes/worker';
import { bothWays, type LinkSpec, type NodeSpec, type Topology } from '../../sim';
import {
  backendOptions,
  callerOptions,
  INNER_HOP,
  LANE_TITLES,
  lanesOf,
  LATENCY_PROBE,
  us,
  warmOf,
  WORK_DONE_PROBE,
  type Lane,
} from './lanes';
import type { TransportSettings } from './settings';
import { workloadNode } from './workload-node';

const TOPIC = 'orders';
/** Jobs that the worker is at, at once: as good as no limit, like the servers. */
const SLOTS = 1000;

/** A client and its server; nodes are numbered from `first`. */
function pair(s: TransportSettings, lane: Exclude<Lane, 'queue'>, first: number): Topology {
  const rtt = us(s.rttMs);
  const options = callerOptions(s, lane, [first + 1], rtt);
  const warm = warmOf(options, first).map(({ id }) => ({ id, peer: first }));
  const client: NodeSpec = {
    id: `client-${lane}`,
    label: LANE_TITLES[lane],
    behaviour: caller,
    options,
    shape: 'client',
    layer: 1,
    source: true,
  };
  const server: NodeSpec = {
    id: `server-${lane}`,
    // On a phone a longer name would be cut; the client beside it has the lane's full name.
    label: `${LANE_TITLES[lane].replace('HTTP/1.1', 'HTTP/1')} server`,
    behaviour: backend,
    options: backendOptions(s, lane, warm, rtt),
    shape: 'server',
    layer: 2,
  };
  const loss = { loss: s.lossPercent / 100 };
  return { nodes: [client, server], links: bothWays(client.id, server.id, rtt / 2, loss) };
}

function queueLane(s: TransportSettings, first: number): Topology {
  const rtt = us(s.rttMs);
  const producerOptions: ProducerOptions = {
    broker: first + 1,
    topic: TOPIC,
    again: rtt + 1000,
    patience: us(s.timeoutMs),
    probe: LATENCY_PROBE.queue,
  };
  const topic = { kind: 'queue', partitions: 1, visibility: us(s.visibilityMs), maxAttempts: 0 };
  const brokerOptions = { topics: { [TOPIC]: { ...topic, dead: TOPIC } } } as QueueOptions;
  const workerOptions: WorkerOptions = {
    broker: first + 1,
    topic: TOPIC,
    slots: SLOTS,
    probe: WORK_DONE_PROBE,
    bug: s.bug === 'early-ack' ? 'early-ack' : 'none',
  };
  const node = (
    id: string,
    label: string,
    shape: NodeSpec['shape'],
    layer: number,
    behaviour: unknown,
    options: unknown,
  ) => ({ id, label, shape, layer, behaviour, options, source: layer === 1 }) as NodeSpec;
  return {
    nodes: [
      node('client-queue', LANE_TITLES.queue, 'client', 1, producer, producerOptions),
      node('broker', 'broker', 'queue', 2, messageQueue, brokerOptions),
      node('worker', 'worker', 'server', 3, worker, workerOptions),
    ],
    links: [
      ...bothWays('client-queue', 'broker', rtt / 2, { loss: s.lossPercent / 100 }),
      ...bothWays('broker', 'worker', INNER_HOP),
    ],
  };
}

/** Each transport with a client and a server of its own, all under the same calls. */
export function sideBySide(s: TransportSettings): Topology {
  const nodes: NodeSpec[] = [];
  const links: LinkSpec[] = [];
  // The workload comes first, so the lanes' nodes are numbered from 1.
  for (const lane of lanesOf(s.lanes)) {
    const first = 1 + nodes.length;
    const part = lane === 'queue' ? queueLane(s, first) : pair(s, lane, first);
    nodes.push(...part.nodes);
    links.push(...part.links);
  }
  return workloadNode(s, 'all', nodes, links);
}
