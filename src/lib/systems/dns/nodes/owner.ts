import { seconds } from '../../../sim';
import type { Behaviour, Micros, Node, NodeRef, Out } from '../../../sim';
import { nodeMachine, waiting, well } from '../../../nodes/machine';
import type { Shutdown, Update, Updated, Zone } from './messages';

/** What the owner does to the zone at a time. */
export interface Step {
  readonly at: Micros;
  readonly do: 'lower' | 'change' | 'restore' | 'off';
}

export interface OwnerOptions {
  readonly primary: NodeRef;
  readonly oldSite: NodeRef;
  readonly zone: Zone;
  readonly lowTtl: Micros;
  readonly steps: readonly Step[];
}

const AGAIN = seconds(2);

const machine = nodeMachine('dns-owner', {
  steady: well('the zone is as it should be', { SEND: 'updating' }),
  updating: waiting('has sent a change that the first name server has not acknowledged', {
    DONE: 'steady',
  }),
});

interface OwnerKind {
  machine: typeof machine;
  durable: { zone: Zone; done: number };
  options: OwnerOptions;
  takes: Updated;
  sends: Update | Shutdown;
  timers: { step: Step; again: undefined };
  events: { planned: { step: Step['do'] } };
  gauges: 'ttl';
}
type Owner = Node<OwnerKind>;

const show = ({ durable: { zone } }: Owner, out: Out<OwnerKind>): void =>
  out.gauge('ttl', Math.round(zone.ttl / 1e6));

const send = ({ options, durable }: Owner, out: Out<OwnerKind>): void => {
  out.send(options.primary, { type: 'update', zone: durable.zone });
  out.after(AGAIN, 'again');
};

function changed({ durable: { zone }, options }: Owner, step: Step['do']): Partial<Zone> {
  if (step === 'lower') return { ttl: options.lowTtl };
  if (step === 'restore') return { ttl: options.zone.ttl };
  return { addresses: { ...zone.addresses, www: 'new', shop: 'new' } };
}

function perform(node: Owner, step: Step['do'], out: Out<OwnerKind>): void {
  const { durable, options, mode } = node;
  out.event('planned', { step });
  if (step === 'off') return out.send(options.oldSite, { type: 'shutdown' });
  durable.zone = { ...durable.zone, ...changed(node, step), serial: durable.zone.serial + 1 };
  show(node, out);
  // One that is under way is sent again anyway, with what is in it by then.
  if (mode.role === 'updating') return;
  out.become('SEND');
  send(node, out);
}

function planned(node: Owner, step: Step, out: Out<OwnerKind>): void {
  node.durable.done++;
  perform(node, step.do, out);
}

/** Owns the zone and moves the service: its plan is made of the settings, and each step can be done by hand too. */
export const owner: Behaviour<OwnerKind> = {
  kind: 'dns-owner',
  machine,
  durable: ({ options }) => ({ zone: options.zone, done: 0 }),
  start(node, out, again) {
    const { options, durable } = node;
    show(node, out);
    for (const step of options.steps.slice(durable.done))
      out.after(Math.max(0, step.at - out.monotonic()), 'step', step);
    if (!again) return;
    out.become('SEND');
    send(node, out);
  },
  roles: {
    steady: {
      message: 'ignores',
      timer(node, name, step, out) {
        if (name === 'step') planned(node, step, out);
      },
      operate: (node, operation, _argument, out) => perform(node, operation as Step['do'], out),
    },
    updating: {
      message({ durable }, { serial }, _from, out) {
        if (serial === durable.zone.serial) out.become('DONE');
      },
      timer(node, name, step, out) {
        if (name === 'step') planned(node, step, out);
        else send(node, out);
      },
      operate: (node, operation, _argument, out) => perform(node, operation as Step['do'], out),
    },
  },
  operations: [
    { id: 'lower', title: 'Lower the TTL' },
    { id: 'change', title: 'Change the record' },
    { id: 'restore', title: 'Restore the TTL' },
    { id: 'off', title: 'Switch the old server off' },
  ],
};
