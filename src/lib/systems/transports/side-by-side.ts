import { ms, type NodeRef } from '../../sim';
import { backendOptions, callerOptions, LANE_TITLES, warmOf, type Settings } from './lanes';
import type { Protocol } from './nodes/framing';
import { TOPIC } from './nodes/worker';
import { there, type At, type Placed, type Places } from './parts';

/** Jobs that the worker works on at once: as good as no limit, like the servers. */
const SLOTS = 1000;

export function client(s: Settings, protocol: Protocol, server: NodeRef | null): Placed<'http1'> {
  return {
    id: `client-${protocol}`,
    label: LANE_TITLES[protocol],
    shape: 'client',
    layer: 1,
    source: true,
    options: callerOptions(s, protocol, [there(server)], ms(s.rttMs)),
  };
}

export function server(s: Settings, at: At, protocol: Protocol): Placed<'http1Server'> {
  const self = there(at[protocol]);
  const { options } = client(s, protocol, at[`${protocol}Server`]);
  const warm = warmOf(options, self).map(({ id }) => ({ id, peer: self }));
  return {
    id: `server-${protocol}`,
    // On a phone a longer name would be cut; the client beside it has the transport's full name.
    label: `${LANE_TITLES[protocol].replace('HTTP/1.1', 'HTTP/1')} server`,
    shape: 'server',
    layer: 2,
    options: backendOptions(s, protocol, warm, ms(s.rttMs)),
  };
}

export const queueLane = (s: Settings, at: At): Places<'producer' | 'broker' | 'worker'> => ({
  producer: () => ({
    id: 'client-queue',
    label: LANE_TITLES.queue,
    shape: 'client',
    layer: 1,
    source: true,
    options: { broker: there(at.broker), again: ms(s.rttMs) + 1000, patience: ms(s.timeoutMs) },
  }),
  broker: () => ({
    id: 'broker',
    label: 'broker',
    shape: 'queue',
    layer: 2,
    options: {
      topics: {
        [TOPIC]: {
          kind: 'queue',
          partitions: 1,
          visibility: ms(s.visibilityMs),
          maxAttempts: 0,
          dead: null,
        },
      },
    },
  }),
  worker: () => ({
    id: 'worker',
    label: 'worker',
    shape: 'server',
    layer: 3,
    options: {
      broker: there(at.broker),
      slots: SLOTS,
      bug: s.bug === 'early-ack' ? 'early-ack' : 'none',
    },
  }),
});
