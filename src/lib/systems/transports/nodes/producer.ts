import type { Behaviour, Handlers, Node, Out } from '../../../sim';
import type { Instant, Micros, NodeRef, TimerId } from '../../../sim';
import { finish } from '../../../nodes/load/open-loop';
import { nodeMachine, off, waiting, well } from '../../../nodes/machine';
import type { Accepted } from '../../../nodes/message-queue/messages';
import { noteEnd, takeLine, type CallEvents } from './caller-kind';
import type { Over, Task } from './messages';
import { TOPIC, type Job, type JobPublish } from './worker';

interface ProducerOptions {
  readonly broker: NodeRef;
  /** A message that the broker has not accepted after this long is sent again, µs. */
  readonly again: Micros;
  /** It is given up after this long, µs. */
  readonly patience: Micros;
}

interface OpenJob {
  readonly job: Job;
  readonly process: number;
  /** By the client's own count of time, and by its clock. */
  readonly begun: Micros;
  readonly sent: Micros;
  timer: TimerId | null;
}

interface ProducerTally {
  calls: number;
  ok: number;
  unknown: number;
  finished: boolean;
}

const machine = nodeMachine('producer', {
  calling: well('hands jobs to the broker, and goes on', { ALL_CALLED: 'waiting' }),
  waiting: waiting('all jobs are sent, some not yet accepted', { ALL_ANSWERED: 'finished' }),
  finished: off('all jobs are accepted or given up'),
});

interface ProducerKind {
  machine: typeof machine;
  volatile: { open: Map<number, OpenJob>; lines: boolean[]; over: boolean };
  durable: ProducerTally;
  options: ProducerOptions;
  takes: Task | Over | Accepted;
  sends: JobPublish;
  /** The broker has not accepted a job: its id. */
  timers: { again: number };
  events: CallEvents;
  gauges: 'open' | 'unknown';
  probes: 'queue' | 'errors';
}
type Producer = Node<ProducerKind>;
type ProducerOut = Out<ProducerKind>;

function publish({ options: o }: Producer, id: number, open: OpenJob, out: ProducerOut): void {
  out.send(o.broker, { type: 'publish', topic: TOPIC, id, key: id, body: open.job });
  open.timer = out.after(o.again, 'again', id);
}

/** A task that the network delivers twice while its job is open is one job. */
function begin(node: Producer, { id, work }: Task, out: ProducerOut): void {
  const { volatile: v } = node;
  if (v.open.has(id)) return;
  node.durable.calls++;
  const process = takeLine(v.lines, node.index);
  const since: Instant = out.instant();
  const open: OpenJob = {
    job: { work, since },
    process,
    begun: out.monotonic(),
    sent: out.clock(),
    timer: null,
  };
  v.open.set(id, open);
  out.event('called', { call: id });
  out.history({ process, type: 'invoke', f: 'call', value: id });
  publish(node, id, open, out);
  out.gauge('open', v.open.size);
}

function settle(node: Producer, id: number, outcome: 'ok' | 'unknown', out: ProducerOut): void {
  const { volatile: v, durable: tally } = node;
  const open = v.open.get(id);
  if (!open) return;
  if (open.timer !== null) out.cancel(open.timer);
  v.open.delete(id);
  tally[outcome]++;
  if (outcome === 'unknown') out.gauge('unknown', tally.unknown);
  if (outcome === 'ok') out.observeSince('queue', open.job.since);
  else out.observe('errors', 1);
  noteEnd(node, id, open, { outcome, span: null }, out);
  out.gauge('open', v.open.size);
  look(node, out);
}

function look({ volatile: v, durable: tally }: Producer, out: ProducerOut): void {
  if (v.over && v.open.size === 0 && !tally.finished) finish(tally, out);
}

const timer: Handlers<ProducerKind>['timer'] = (node, _name, id, out) => {
  const open = node.volatile.open.get(id);
  if (!open) return;
  if (out.monotonic() - open.begun >= node.options.patience) settle(node, id, 'unknown', out);
  else publish(node, id, open, out);
};

const calling: Handlers<ProducerKind> = {
  message(node, message, _from, out) {
    if (message.type === 'task') begin(node, message, out);
    else if (message.type === 'accepted') settle(node, message.id, 'ok', out);
    else if (message.type === 'over') {
      node.volatile.over = true;
      out.become('ALL_CALLED');
      look(node, out);
    }
  },
  timer,
};

/** A task may still arrive late. */
const whileWaiting: Handlers<ProducerKind> = {
  message(node, message, _from, out) {
    if (message.type === 'task') begin(node, message, out);
    else if (message.type === 'accepted') settle(node, message.id, 'ok', out);
  },
  timer,
};

/** Hands jobs to a broker, each until it is accepted. It does not wait for the work. */
export const producer: Behaviour<ProducerKind> = {
  kind: 'producer',
  diskless: true,
  machine,
  volatile: () => ({ open: new Map(), lines: [], over: false }),
  durable: () => ({ calls: 0, ok: 0, unknown: 0, finished: false }),
  start(node, out) {
    const { durable: t } = node;
    t.unknown = t.calls - t.ok;
    if (t.unknown > 0) out.gauge('unknown', t.unknown);
    if (!t.finished) return;
    out.become('ALL_CALLED');
    finish(t, out);
  },
  roles: { calling, waiting: whileWaiting, finished: { message: 'ignores', timer: 'ignores' } },
};
