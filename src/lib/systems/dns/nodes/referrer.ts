import type { Behaviour, Micros, NodeRefs } from '../../../sim';
import { oneRole } from '../../../nodes/machine';
import type { Query, Referral } from './messages';

export interface ReferrerOptions {
  /** The servers of the zone below. */
  readonly to: NodeRefs;
  readonly ttl: Micros;
}

const machine = oneRole('dns-referrer', {
  referring: 'says which servers to ask for the zone below it',
});

interface ReferrerKind {
  machine: typeof machine;
  durable: { queries: number };
  options: ReferrerOptions;
  takes: Query;
  sends: Referral;
  events: { asked: { name: Query['name'] } };
}

/** The root or a top-level domain: it holds no addresses, only who is responsible for what is below it. */
export const referrer: Behaviour<ReferrerKind> = {
  kind: 'dns-referrer',
  diskless: true,
  machine,
  durable: () => ({ queries: 0 }),
  roles: {
    referring: {
      message({ options: { to, ttl }, durable }, { name, resolver, no }, from, out) {
        durable.queries++;
        out.event('asked', { name });
        out.send(from, { type: 'referral', name, resolver, no, to, ttl });
      },
    },
  },
};
