import type { Behaviour, Handlers, Micros } from '../../../../sim';
import { byName } from '../../../../nodes/by-type';
import { gapOf, openLoop } from '../../../../nodes/load/open-loop';
import { TRAIT_TITLE, type Trait } from '../users-api/changes';
import type { Get, Reply } from '../users-api/messages';
import { adapt, goOn, onAnnounce, relies } from './adapting';
import { failedResult, nextJob, takeIn } from './jobs';
import { habitMachine, machine } from './kind';
import type { Consumer, ConsumerKind, ConsumerOut, Job } from './kind';
import type { Result } from './messages';
import { PATIENT, PROGRAM } from './programs';

/** A team is called when so many of the last jobs failed in the same way, and not again for a while. */
const WINDOW = 20;
const ALARM = 4;
const QUIET: Micros = 12_000_000;

/** The trait that is to blame for an outcome, as far as the program can tell. */
const LOUD: Readonly<Record<Result['outcome'], Trait | ''>> = {
  done: '',
  failed: '',
  late: 'time',
  crashed: 'unknown',
};

function ask(node: Consumer, job: Job, cursor: Get['cursor'], out: ConsumerOut): void {
  const { options: o, durable, volatile: v } = node;
  const id = o.place + o.places * ++durable.asked;
  v.open.set(id, { job, isLate: false });
  out.send(o.router, { type: 'get', id, user: job.user, limit: job.limit, cursor });
  const isImpatient = o.program === 'wallet' && relies(node, 'time');
  out.after(isImpatient ? o.deadline : PATIENT, 'deadline', id);
}

function begin(node: Consumer, out: ConsumerOut): void {
  node.durable.jobs++;
  ask(node, nextJob(node, out), null, out);
}

const { arm, next } = openLoop<Consumer, ConsumerOut>({
  send: begin,
  gap: ({ id, options }, out) => gapOf(options.meanGap, out.stream(`jobs:${id}`)),
  isOver: ({ options }, out) => out.monotonic() >= options.loadFor,
  conclude(_node, out) {
    out.become('ALL_SENT');
    out.done();
  },
});

/** Passes a result on to the customers, and calls the team when too many jobs have failed in the same way. */
function conclude(node: Consumer, result: Result, out: ConsumerOut): void {
  const { options: o, durable, volatile: v } = node;
  if (result.outcome === 'done') durable.done++;
  else durable.failed++;
  out.send(o.customers, result);
  v.recent.push(LOUD[result.outcome]);
  if (v.recent.length > WINDOW) v.recent.shift();
  for (const t of ['time', 'unknown'] as const) {
    if (out.monotonic() < v.quietUntil || v.recent.filter((r) => r === t).length < ALARM) continue;
    v.quietUntil = out.monotonic() + QUIET;
    tell(node, t, out);
  }
}

function tell(node: Consumer, trait: Trait, out: ConsumerOut): void {
  out.note(`files a ticket about ${TRAIT_TITLE[trait]}`);
  out.send(node.options.pipeline, { type: 'ticket', trait });
}

/** Counts an answer under the release that gave it, which a team knows from a header of the answer. */
function count(node: Consumer, version: number, failed: boolean): void {
  const by = (node.durable.by[version] ??= { n: 0, failed: 0 });
  by.n++;
  if (failed) by.failed++;
}

function onReply(node: Consumer, reply: Reply, out: ConsumerOut): void {
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
  if ('type' in next) conclude(node, next, out);
  else ask(node, open.job, next.cursor, out);
}

/** The answer may still come; it will be too late. */
function onDeadline(node: Consumer, id: number, out: ConsumerOut): void {
  const { open } = node.volatile;
  const it = open.get(id);
  if (!it || it.isLate) return;
  open.set(id, { ...it, isLate: true });
  out.after(PATIENT, 'forget', id);
  const isLate = it.job.about === 'account';
  conclude(node, failedResult(it.job, isLate ? 'late' : 'failed'), out);
}

/** The roles differ in whether code that has been adapted may be shipped. */
const calling = (ships: (node: Consumer) => boolean): Handlers<ConsumerKind> => ({
  message(node, message, from, out) {
    switch (message.type) {
      case 'announce':
        return onAnnounce(node, message, out);
      case 'complaint':
        return tell(node, message.trait, out);
      case 'ask-report': {
        const by = Object.entries(node.durable.by).map(([v, c]) => ({ version: Number(v), ...c }));
        return out.send(from, { type: 'report', by });
      }
      default:
        return onReply(node, message, out);
    }
  },
  timer: byName<Consumer, ConsumerKind['timers'], ConsumerOut>({
    next: (node, _data, out) => next(node, out),
    deadline: onDeadline,
    forget: (node, id) => void node.volatile.open.delete(id),
    adapt(node, trait, out) {
      if (ships(node)) adapt(node, trait, out);
    },
  }),
  operate(node, operation, _argument, out) {
    const { durable } = node;
    durable.isFrozen = operation === 'freeze';
    out.become(durable.isFrozen ? 'FREEZE' : 'THAW');
    out.gauge('frozen', Number(durable.isFrozen));
    if (durable.isFrozen) return;
    for (const trait of durable.waiting) goOn(node, trait, out);
  },
});

/** A program of another team that calls the service and does something with the answers. */
export const consumer: Behaviour<ConsumerKind> = {
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
    const { durable } = node;
    if (durable.isFrozen) out.become('FREEZE');
    for (const trait of durable.adapted) out.part(trait, 'relied', 'adapted');
    for (const trait of durable.waiting) {
      out.part(trait, 'relied', 'adapting');
      goOn(node, trait, out);
    }
    arm(node, out);
  },
  roles: {
    active: calling(() => true),
    frozen: calling(() => false),
    finished: calling((node) => !node.durable.isFrozen),
  },
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
