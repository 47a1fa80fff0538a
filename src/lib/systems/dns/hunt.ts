import { seconds, type HuntSpec } from '../../sim';
import type { DnsSettings } from './settings';

const longest = seconds(20);

/** Crashes, cuts, loss and delay anywhere: what a copy says may be old, but never older than its TTL and never made up. */
export const hunt: HuntSpec<DnsSettings> = {
  settings: {
    resolvers: 40,
    ttlS: 20,
    negativeTtlS: 20,
    changeAtS: 40,
    followed: 20,
    rate: 0.5,
    newNamePercent: 20,
  },
  until: '120s',
  vary: {
    delegationTtlS: [5, 200],
    nameServers: [2, 4],
    serveStale: 'any',
    warm: 'any',
    forwarding: 'any',
  },
  faults: () => [
    { fault: 'crash', nodes: 'ns-*', atOnce: 2, longest },
    { fault: 'crash', nodes: 'resolvers-*', longest },
    { fault: 'pause', nodes: 'resolvers-*', longest },
    { fault: 'pause', nodes: 'ns-*', longest },
    { fault: 'crash', nodes: 'owner', longest },
    { fault: 'partition', nodes: '*', longest },
    { fault: 'lose', nodes: 'resolvers-*', to: 'ns-*', longest },
    { fault: 'lose', nodes: 'ns-*', to: 'resolvers-*', longest },
    { fault: 'duplicate', nodes: 'ns-*', to: 'resolvers-*', longest },
    { fault: 'delay', nodes: 'ns-*', to: 'resolvers-*', longest, most: seconds(3) },
    { fault: 'delay', nodes: 'owner', to: 'ns-*', longest, most: seconds(3) },
    { fault: 'reorder', nodes: 'resolvers-*', to: 'clients', longest, most: seconds(3) },
  ],
};
