import type {
  LooseBehaviour,
  LooseHandlers,
  Micros,
  NodeState,
  LooseOut,
  TimerId,
} from '../../../sim';
import { nodeMachine } from '../../../nodes/machine';
import type { Accepted, Publish } from '../../../nodes/message-queue/messages';
import { PROBES, type Task } from './messages';

export interface ProducerOptions {
  readonly broker: number;
  readonly topic: string;
  /** Without the broker's word for so long a message is sent again, µs. */
  readonly again: Micros;
  /** It is given up after this, µs. */
  readonly patience: Micros;
  readonly probe: number;
}

/** What a message on the queue says. `since`: when it was to be sent, for an observer. */
export interface Job {
  readonly work: Micros;
  readonly since: Micros;
}

interface OpenJob {
  readonly job: Job;
  readonly process: number;
  timer: TimerId;
}

interface Volatile {
  open: Map<number, OpenJob>;
  lines: boolean[];
  over: boolean;
}

export interface ProducerTally {
  calls: number;
  ok: number;
  unknown: number;
  finished: boolean;
}

export type Producer = NodeState<Volatile, ProducerTally, ProducerOptions>;

const machine = nodeMachine('producer', {
  initial: 'calling',
  states: {
    calling: {
      on: { ALL_CALLED: 'waiting' },
      description: 'hands jobs to the broker, and goes on',
    },
    waiting: {
      on: { ALL_ANSWERED: 'finished' },
      description: 'no more jobs; some not yet accepted',
    },
    finished: {},
  },
});

function publish(node: Producer, id: number, out: LooseOut): void {
  const { options: o, volatile: v } = node;
  const open = v.open.get(id)!;
  const message: Publish = { type: 'publish', topic: o.topic, id, key: id, body: open.job };
  out.send(o.broker, message);
  open.timer = out.after(o.again, 'again', id);
}

function begin(node: Producer, { id, work }: Task, out: LooseOut): void {
  const { volatile: v } = node;
  node.durable.calls++;
  const free = v.lines.indexOf(false);
  const line = free < 0 ? v.lines.length : free;
  v.lines[line] = true;
  const process = node.index * 1000 + line;
  v.open.set(id, { job: { work, since: out.now }, process, timer: 0 });
  out.history({ process, type: 'invoke', f: 'call', value: id });
  publish(node, id, out);
  out.gauge('open', v.open.size);
}

function settle(node: Producer, id: number, outcome: 'ok' | 'unknown', out: LooseOut): void {
  const { volatile: v, options: o, durable: tally } = node;
  const open = v.open.get(id);
  if (!open) return;
  out.cancel(open.timer);
  v.open.delete(id);
  v.lines[open.process - node.index * 1000] = false;
  tally[outcome]++;
  if (outcome === 'ok') out.observe(o.probe, out.now - open.job.since);
  else out.observe(PROBES.errors, 1);
  const { process } = open;
  const type = outcome === 'ok' ? 'ok' : 'info';
  out.history({ process, type, f: 'call', value: { id, sent: open.job.since } });
  out.gauge('open', v.open.size);
  finish(node, out);
}

function finish(node: Producer, out: LooseOut): void {
  const { volatile: v, durable: tally } = node;
  if (!v.over || v.open.size > 0 || tally.finished) return;
  tally.finished = true;
  out.become('ALL_ANSWERED');
  out.done();
}

const handlers: LooseHandlers<Volatile, ProducerTally, ProducerOptions> = {
  message(node, message, _from, out) {
    if (message.type === 'task') begin(node, message as Task, out);
    else if (message.type === 'accepted') settle(node, (message as Accepted).id, 'ok', out);
    else if (message.type === 'over') {
      node.volatile.over = true;
      out.become('ALL_CALLED');
      finish(node, out);
    }
  },
  timer(node, _name, data, out) {
    const id = data as number;
    const { since } = node.volatile.open.get(id)!.job;
    if (out.now - since >= node.options.patience) settle(node, id, 'unknown', out);
    else publish(node, id, out);
  },
};

/** Hands jobs to a broker, each until it is accepted. It does not wait for the work. */
export const producer: LooseBehaviour<Volatile, ProducerTally, ProducerOptions> = {
  kind: 'producer',
  diskless: true,
  machine,
  volatile: () => ({ open: new Map(), lines: [], over: false }),
  durable: () => ({ calls: 0, ok: 0, unknown: 0, finished: false }),
  start(node, out) {
    const { durable: t } = node;
    t.unknown = t.calls - t.ok;
    if (out.now === 0) return;
    t.finished = true;
    out.become('ALL_CALLED');
    out.become('ALL_ANSWERED');
    out.done();
  },
  roles: { calling: handlers, waiting: handlers, finished: handlers },
};
