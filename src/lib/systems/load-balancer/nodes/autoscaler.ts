import type { LooseBehaviour, LooseHandlers, NodeState, LooseOut } from '../../../sim';
import { nodeMachine } from '../../../nodes/machine';
import type { Boot, FleetReport, Register } from '../../../nodes/messages';

export interface AutoscalerOptions {
  /** Machines in reserve. */
  readonly spares: readonly number[];
  readonly balancers: readonly number[];
  /** From the order to the first request, µs. */
  readonly bootTime: number;
  /** Reports in a row that must say the same before it acts. */
  readonly patience: number;
  /** Mean busy share of the healthy machines above which it adds one. */
  readonly busyAbove: number;
}

interface Volatile {
  next: number;
  /** Ejected machines that were replaced already. */
  replaced: number[];
  sick: Record<number, number>;
  hot: number;
}

type Autoscaler = NodeState<Volatile, { launched: number }, AutoscalerOptions>;

const machine = nodeMachine('autoscaler', {
  initial: 'watching',
  states: {
    watching: { on: { LAUNCH: 'launching' }, description: 'reads the balancer’s reports' },
    launching: { on: { LAUNCHED: 'watching' }, description: 'waits for a machine to boot' },
  },
});

function launch(node: Autoscaler, why: string, out: LooseOut): void {
  const { options, volatile: v } = node;
  if (v.next >= options.spares.length) return;
  const spare = options.spares[v.next++];
  node.durable.launched++;
  out.note(`launches a machine: ${why}`);
  out.become('LAUNCH');
  out.send(spare, { type: 'boot' } as Boot);
  out.after(options.bootTime, 'booted', spare);
}

function onReport(node: Autoscaler, report: FleetReport, out: LooseOut): void {
  const { volatile: v, options } = node;
  v.sick = Object.fromEntries(report.ejected.map((server) => [server, (v.sick[server] ?? 0) + 1]));
  v.hot = report.busy > options.busyAbove ? v.hot + 1 : 0;
  if (node.mode.role === 'launching') return;
  const dead = report.ejected.find((s) => v.sick[s] >= options.patience && !v.replaced.includes(s));
  if (dead !== undefined) {
    v.replaced.push(dead);
    launch(node, 'one was ejected', out);
  } else if (v.hot >= options.patience) {
    v.hot = 0;
    launch(node, 'the others are nearly always busy', out);
  }
}

const handlers: LooseHandlers<Volatile, { launched: number }, AutoscalerOptions> = {
  message(node, message, _from, out) {
    if (message.type === 'report') onReport(node, message as FleetReport, out);
  },
  timer(node, _name, data, out) {
    const register: Register = { type: 'register', server: data as number };
    for (const balancer of node.options.balancers) out.send(balancer, register);
    out.become('LAUNCHED');
  },
};

/** Replaces machines that are gone and adds some when the rest are too busy. The balancer reports; it does not launch. */
export const autoscaler: LooseBehaviour<Volatile, { launched: number }, AutoscalerOptions> = {
  kind: 'autoscaler',
  diskless: true,
  machine,
  volatile: () => ({ next: 0, replaced: [], sick: {}, hot: 0 }),
  durable: () => ({ launched: 0 }),
  roles: { watching: handlers, launching: handlers },
};
