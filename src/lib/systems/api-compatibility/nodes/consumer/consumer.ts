import {
  exponential,
  type LooseBehaviour,
  type LooseHandlers,
  type Message,
  type Micros,
  type NodeState,
  type LooseOut,
} from '../../../../sim';
import { nodeMachine } from '../../../../nodes/machine';
import type { Trait } from '../users-api/changes';
import type {
  Announce,
  Complaint,
  ConsumerReport,
  Get,
  Reply,
  Ticket,
} from '../users-api/messages';
import { adapt, goOn, habitMachine, onAnnounce, relies } from './adapting';
import { failedResult, nextJob, takeIn } from './jobs';
import type { Result } from './messages';
import { PATIENT, PROGRAM, type ProgramId } from './programs';

export interface ConsumerOptions {
  readonly program: ProgramId;
  /** Its place among `places` consumers: ids of requests are place, place + places, … */
  readonly place: number;
  readonly places: number;
  readonly router: number;
  readonly customers: number;
  readonly pipeline: number;
  /** Mean time between two jobs, µs. */
  readonly meanGap: number;
  /** After this long it starts no job any more, µs. */
  readonly loadFor: Micros;
  /** How long the Wallet waits for an answer, µs. */
  readonly deadline: Micros;
  readonly users: number;
  /** Its code relies on what it has always seen; otherwise on what is promised alone. */
  readonly habits: boolean;
  /** From an announcement until its team has shipped code that can bear the change, µs. */
  readonly adaptTime: Micros;
}

/** Something that the program does, in one request or several. */
export interface Job {
  readonly about: Result['about'];
  readonly user: number;
  readonly limit: number;
  readonly ids: number[];
  readonly versions: number[];
  isOver: boolean;
}

interface Open {
  readonly job: Job;
  readonly isLate: boolean;
}

interface Volatile {
  open: Map<number, Open>;
  /** Of the latest loud outcomes, newest last: the trait that failed, or an empty text. */
  recent: (Trait | '')[];
  quietUntil: Micros;
}

export interface ConsumerTally {
  asked: number;
  jobs: number;
  done: number;
  failed: number;
  adapted: Trait[];
  /** Adaptations that the team works on, or that wait for it to ship again; and when each is ready, µs. */
  waiting: Trait[];
  ready: Partial<Record<Trait, Micros>>;
  isFrozen: boolean;
  /** Answers by the release that gave them, and those among them that it could not use. */
  by: Record<number, { n: number; failed: number }>;
}

export type Consumer = NodeState<Volatile, ConsumerTally, ConsumerOptions>;

/** A team is called when so many of the last jobs failed in the same way, and not again for a while. */
const WINDOW = 20;
const ALARM = 4;
const QUIET: Micros = 12_000_000;

const machine = nodeMachine('consumer', {
  initial: 'active',
  states: {
    active: {
      on: { FREEZE: 'frozen', ALL_SENT: 'finished' },
      description: 'calls the service, whatever comes back',
    },
    frozen: {
      on: { THAW: 'active', ALL_SENT: 'finished' },
      description: 'goes on calling, and ships no change of its own',
    },
    finished: {},
  },
});

function ask(node: Consumer, job: Job, cursor: Get['cursor'], out: LooseOut): void {
  const { options: o, durable, volatile: v } = node;
  const id = o.place + o.places * ++durable.asked;
  v.open.set(id, { job, isLate: false });
  out.send(o.router, { type: 'get', id, user: job.user, limit: job.limit, cursor } as Get);
  const isImpatient = o.program === 'wallet' && relies(node, 'time');
  out.after(isImpatient ? o.deadline : PATIENT, 'deadline', id);
}

function begin(node: Consumer, out: LooseOut): void {
  const { options: o, durable } = node;
  if (out.now >= o.loadFor) return finish(out);
  durable.jobs++;
  ask(node, nextJob(node, out), null, out);
  out.after(gap(node, out), 'next');
}

function finish(out: LooseOut): void {
  out.become('ALL_SENT');
  out.done();
}

const gap = (node: Consumer, out: LooseOut): Micros =>
  Math.round(exponential(out.stream(`jobs:${node.id}`)) * node.options.meanGap);

/** Hands a result on to the customers, and calls the team when too many have failed. */
function conclude(node: Consumer, job: Job, result: Result, out: LooseOut): void {
  const { options: o, durable, volatile: v } = node;
  job.isOver = true;
  if (result.outcome === 'done') durable.done++;
  else durable.failed++;
  out.send(o.customers, result);
  const trait = { done: '', failed: '', late: 'time', crashed: 'unknown' } as const;
  v.recent.push(trait[result.outcome]);
  if (v.recent.length > WINDOW) v.recent.shift();
  for (const t of ['time', 'unknown'] as const) {
    if (out.now < v.quietUntil || v.recent.filter((r) => r === t).length < ALARM) continue;
    v.quietUntil = out.now + QUIET;
    tell(node, t, out);
  }
}

function tell(node: Consumer, trait: Trait, out: LooseOut): void {
  out.note(`tells the provider: ${trait}`);
  out.send(node.options.pipeline, { type: 'ticket', trait } as Ticket);
}

/** Counts an answer under the release that gave it: what a team can tell of its own calls, with the version in a header. */
function count(node: Consumer, version: number, failed: boolean): void {
  const by = (node.durable.by[version] ??= { n: 0, failed: 0 });
  by.n++;
  if (failed) by.failed++;
}

function onReply(node: Consumer, reply: Reply, out: LooseOut): void {
  const { options: o, volatile: v } = node;
  const open = v.open.get(reply.id);
  if (!open) return;
  v.open.delete(reply.id);
  const next = open.isLate
    ? null
    : takeIn(open.job, reply, (trait) => relies(node, trait), o.users);
  const failed = open.isLate || reply.type === 'failed';
  const crashed = next !== null && 'type' in next && next.outcome === 'crashed';
  count(node, reply.version, failed || crashed);
  if (next === null) return;
  if ('type' in next) conclude(node, open.job, next, out);
  else ask(node, open.job, next.cursor, out);
}

/** The answer may still come; it will be too late. */
function onDeadline(node: Consumer, id: number, out: LooseOut): void {
  const { open } = node.volatile;
  const it = open.get(id);
  if (!it || it.isLate) return;
  open.set(id, { ...it, isLate: true });
  out.after(PATIENT, 'forget', id);
  const isLate = it.job.about === 'account';
  conclude(node, it.job, failedResult(it.job, isLate ? 'late' : 'failed'), out);
}

function onMessage(node: Consumer, message: Message, from: number, out: LooseOut): void {
  switch (message.type) {
    case 'announce':
      return onAnnounce(node, message as Announce, out);
    case 'complaint':
      return tell(node, (message as Complaint).trait, out);
    case 'ask-report': {
      const by = Object.entries(node.durable.by).map(([v, c]) => ({ version: Number(v), ...c }));
      return out.send(from, { type: 'report', by } as ConsumerReport);
    }
    case 'corrupted':
      return;
    default:
      return onReply(node, message as Reply, out);
  }
}

const handlers: LooseHandlers<Volatile, ConsumerTally, ConsumerOptions> = {
  message: onMessage,
  timer(node, name, data, out) {
    if (name === 'next') begin(node, out);
    else if (name === 'deadline') onDeadline(node, data as number, out);
    else if (name === 'forget') node.volatile.open.delete(data as number);
    else adapt(node, data as Trait, out);
  },
  operate(node, operation, _argument, out) {
    const { durable } = node;
    durable.isFrozen = operation === 'freeze';
    out.become(durable.isFrozen ? 'FREEZE' : 'THAW');
    if (durable.isFrozen) return;
    for (const trait of durable.waiting) goOn(node, trait, out);
  },
};

/** A program of another team that calls the service and does something with what it gets. */
export const consumer: LooseBehaviour<Volatile, ConsumerTally, ConsumerOptions> = {
  kind: 'api-consumer',
  diskless: true,
  machine,
  volatile: () => ({ open: new Map(), recent: [], quietUntil: 0 }),
  durable: () => ({
    asked: 0,
    jobs: 0,
    done: 0,
    failed: 0,
    adapted: [],
    waiting: [],
    ready: {},
    isFrozen: false,
    by: {},
  }),
  start(node, out) {
    const { durable, options } = node;
    if (durable.isFrozen) out.become('FREEZE');
    for (const trait of durable.adapted) out.part(trait, 'relied', 'adapted');
    for (const trait of durable.waiting) {
      out.part(trait, 'relied', 'adapting');
      goOn(node, trait, out);
    }
    if (out.now >= options.loadFor) finish(out);
    else out.after(gap(node, out), 'next');
  },
  roles: { active: handlers, frozen: handlers, finished: handlers },
  operations: [
    { id: 'freeze', title: 'Freeze its releases' },
    { id: 'thaw', title: 'Let it release again' },
  ],
  parts: {
    title: 'what it relies on',
    machine: habitMachine,
    begin: ({ program, habits }) =>
      Object.fromEntries(
        PROGRAM[program].habits.map((trait) => [trait, habits ? 'relied' : 'adapted']),
      ),
  },
};
