import { workload, type WorkloadOptions } from './nodes/workload';
import type { LinkSpec, NodeSpec, Topology } from '../../sim';
import { us } from './lanes';
import type { TransportSettings } from './settings';

/** Puts the workload before the other nodes, as number 0: it tells every client what to call, in no time. */
export function workloadNode(
  s: TransportSettings,
  spread: WorkloadOptions['spread'],
  nodes: readonly NodeSpec[],
  links: readonly LinkSpec[],
): Topology {
  const clients = nodes.flatMap((n, i) => (n.id.startsWith('client-') ? [i + 1] : []));
  const options: WorkloadOptions = {
    clients,
    spread,
    calls: s.calls,
    arrivals: s.arrivals,
    meanGap: 1e6 / s.ratePerSecond,
    work: us(s.workMs),
    workSpread: s.workSpread,
  };
  const first: NodeSpec = {
    id: 'workload',
    label: 'calls',
    behaviour: workload,
    options,
    shape: 'observer',
    layer: 0,
    source: true,
  };
  const told = clients.map((i) => ({ from: 'workload', to: nodes[i - 1].id, latency: 0 }));
  return { nodes: [first, ...nodes], links: [...told, ...links] };
}
