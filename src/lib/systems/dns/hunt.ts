import { seconds, type HuntSpec } from '../../sim';
import { anyOf, faultsWithin } from '../hunts';
import type { DnsSettings } from './settings';

const { on, between } = faultsWithin({ longest: seconds(20) });
const any = anyOf<DnsSettings>();

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
    ...any('serveStale', 'warm', 'forwarding'),
  },
  faults: () => [
    ...on('ns-*', { crash: { atOnce: 2 } }),
    ...on('resolvers-*', { crash: {}, pause: {} }),
    ...on('ns-*', { pause: {} }),
    ...on('owner', { crash: {} }),
    ...on('*', { partition: {} }),
    ...between('resolvers-*', 'ns-*', { lose: {} }),
    ...between('ns-*', 'resolvers-*', { lose: {}, duplicate: {}, delay: { most: seconds(3) } }),
    ...between('owner', 'ns-*', { delay: { most: seconds(3) } }),
    ...between('resolvers-*', 'clients', { reorder: { most: seconds(3) } }),
  ],
};
