import type { Behaviour, Handlers, Node, NodeRef, NodeRefs, Out } from '../../../sim';
import type { Boot, FleetReport, Register } from '../../../nodes/load-balancer/messages';
import { nodeMachine, waiting, well } from '../../../nodes/machine';

export interface AutoscalerOptions {
  /** Machines in reserve. */
  readonly spares: NodeRefs;
  readonly balancers: NodeRefs;
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
  replaced: NodeRef[];
  sick: Record<number, number>;
  hot: number;
}

const machine = nodeMachine('autoscaler', {
  watching: well('reads the balancer’s reports', { LAUNCH: 'launching' }),
  launching: waiting('waits for a machine to boot', { LAUNCHED: 'watching' }),
});

interface AutoscalerKind {
  machine: typeof machine;
  volatile: Volatile;
  durable: { launched: number };
  options: AutoscalerOptions;
  takes: FleetReport;
  sends: Boot | Register;
  timers: { booted: NodeRef };
  gauges: 'launched';
}
type Autoscaler = Node<AutoscalerKind>;
type AutoscalerOut = Out<AutoscalerKind>;

function launch(node: Autoscaler, why: string, out: AutoscalerOut): void {
  const { options, volatile: v } = node;
  if (v.next >= options.spares.length) return;
  const spare = options.spares[v.next++];
  out.gauge('launched', ++node.durable.launched);
  out.note(`launches a machine: ${why}`);
  out.become('LAUNCH');
  out.send(spare, { type: 'boot' });
  out.after(options.bootTime, 'booted', spare);
}

/** Counts what reports say in a row: which machines are out, and whether the others are nearly always busy. */
function count({ volatile: v, options }: Autoscaler, report: FleetReport): void {
  v.sick = Object.fromEntries(report.ejected.map((server) => [server, (v.sick[server] ?? 0) + 1]));
  v.hot = report.busy > options.busyAbove ? v.hot + 1 : 0;
}

const timer: Handlers<AutoscalerKind>['timer'] = (node, _name, server, out) => {
  for (const balancer of node.options.balancers) out.send(balancer, { type: 'register', server });
  out.become('LAUNCHED');
};

const watching: Handlers<AutoscalerKind> = {
  message(node, report, _from, out) {
    const { volatile: v, options } = node;
    count(node, report);
    const dead = report.ejected.find(
      (server) => v.sick[server] >= options.patience && !v.replaced.includes(server),
    );
    if (dead !== undefined) {
      v.replaced.push(dead);
      launch(node, 'one was ejected', out);
    } else if (v.hot >= options.patience) {
      v.hot = 0;
      launch(node, 'the others are nearly always busy', out);
    }
  },
  timer,
};

/** One machine at a time: reports are counted and not acted on. */
const launching: Handlers<AutoscalerKind> = { message: count, timer };

/** Replaces machines that are gone and adds some when the rest are too busy. The balancer reports; it does not launch. */
export const autoscaler: Behaviour<AutoscalerKind> = {
  kind: 'autoscaler',
  diskless: true,
  machine,
  volatile: () => ({ next: 0, replaced: [], sick: {}, hot: 0 }),
  durable: () => ({ launched: 0 }),
  roles: { watching, launching },
};
