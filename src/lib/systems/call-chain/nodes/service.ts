import { type Behaviour, type Handlers, type NodeRef } from '../../../sim';
import type { Call, Cause, Failed, Reply } from './messages';
import { earn, note, pauseBefore, SAVED, spend } from './policy';
import { machine, type Job, type Service, type ServiceKind, type ServiceOut } from './service-kind';
import { noneTaken, remember } from './taken';

type OnWire = ServiceKind['timers']['wire'];

/** Messages leave one after the other at the speed of the link. */
function transmit(node: Service, to: NodeRef, message: Call | Reply, out: ServiceOut): void {
  const { options, volatile: v } = node;
  if (options.transmit === 0) return out.send(to, message);
  const now = out.monotonic();
  v.linkFree = Math.max(now, v.linkFree) + options.transmit;
  out.after(v.linkFree - now, 'wire', { to, message });
}

/** A call whose caller stopped waiting while it stood before the link is not sent. */
function send(node: Service, { to, message }: OnWire, out: ServiceOut): void {
  if (message.type === 'call' && expired(node, message, out)) return;
  out.send(to, message);
}

function answer(
  node: Service,
  caller: NodeRef,
  { no, checkout }: Call,
  why: Cause | null,
  out: ServiceOut,
): void {
  const { address } = node.volatile;
  const reply: Reply =
    why === null ? { type: 'done', no, checkout } : { type: 'failed', no, checkout, why, address };
  transmit(node, caller, reply, out);
}

function refuse(node: Service, caller: NodeRef, call: Call, why: Cause, out: ServiceOut): void {
  node.durable.refused++;
  out.observe(why, 1);
  answer(node, caller, call, why, out);
}

/** Ends a job; without an answer where its caller has gone. */
function close(node: Service, job: Job, why: Cause | null, out: ServiceOut): void {
  const { volatile: v } = node;
  v.jobs.delete(job.id);
  if (v.probe === job.id) v.probe = 0;
  out.gauge('held', v.jobs.size);
  const { call, caller } = job;
  out.event('finished', { checkout: call.checkout, caller, no: call.no, why });
  if (why !== 'deadline') answer(node, caller, call, why, out);
}

/** A call whose deadline has passed is dropped: nobody waits for its answer. */
function expired(node: Service, { deadline }: Call, out: ServiceOut): boolean {
  if (!node.options.deadlines || out.clock() < deadline) return false;
  out.gauge('expired', ++node.durable.expired);
  out.observe('deadline', 1);
  return true;
}

/** What a new call fails on before any work is done for it. */
function objection({ options, volatile: v }: Service, call: Call, out: ServiceOut): Cause | null {
  if (call.address !== v.address) return 'moved';
  if (options.tokenLife > 0 && out.clock() - call.token > options.tokenLife) return 'token';
  if (options.bulkhead > 0 && v.jobs.size >= options.bulkhead) return 'busy';
  return null;
}

function take(node: Service, asked: Call, caller: NodeRef, out: ServiceOut): void {
  const { options, volatile: v } = node;
  if (!remember(v.taken, asked.no) || expired(node, asked, out)) return;
  const why = objection(node, asked, out);
  if (why !== null) return refuse(node, caller, asked, why, out);
  const { ownDeadline } = options;
  const call = ownDeadline === null ? asked : { ...asked, deadline: out.clock() + ownDeadline };
  const job: Job = { id: ++v.jobsTaken, caller, call, attempt: 0, no: 0, timer: -1 };
  v.jobs.set(job.id, job);
  out.gauge('held', v.jobs.size);
  out.event('began', { checkout: call.checkout, caller, no: call.no });
  out.work(options.work + options.marshal, 'worked', job.id);
}

/** Sends the next attempt of a job, if its deadline, the breaker and the state of its call allow one. */
function attempt(node: Service, job: Job, out: ServiceOut): void {
  const { options, volatile: v, durable, mode } = node;
  if (expired(node, job.call, out)) return close(node, job, 'deadline', out);
  if (mode.role === 'open' || (mode.role === 'half-open' && v.probe !== job.id)) {
    out.observe('breaker', 1);
    return close(node, job, 'breaker', out);
  }
  if (++job.attempt === 1) earn(node, out);
  else durable.retries++;
  const { checkout, key, deadline } = job.call;
  const no = (job.no = ++durable.sent);
  const now = out.clock();
  const own = now + options.timeout;
  const until = options.deadlines ? Math.min(deadline, own) : own;
  v.waiting.set(no, job.id);
  job.timer = out.after(until - now, 'silence', no);
  out.event('asked', { checkout, no, attempt: job.attempt, to: options.next });
  const message: Call = {
    type: 'call',
    no,
    checkout,
    key: options.newKey && job.attempt > 1 ? `${key}-${job.attempt}` : key,
    deadline: until,
    token: v.token,
    address: v.nextAddress,
  };
  transmit(node, options.next, message, out);
}

function trip(node: Service, out: ServiceOut): void {
  node.durable.opened++;
  node.volatile.recent = { outcomes: [], failures: 0 };
  out.become('TRIP');
  out.after(node.options.breakerOpen, 'probe');
}

/** Tells the breaker how a call ended. */
function judge(node: Service, job: Job, failed: boolean, out: ServiceOut): void {
  const { options, volatile: v, mode } = node;
  if (mode.role === 'half-open') {
    if (v.probe !== job.id) return;
    if (failed) return trip(node, out);
    out.become('CLOSE');
  } else if (options.breaker && mode.role === 'closed' && note(v.recent, failed)) trip(node, out);
}

function ended(node: Service, job: Job, why: Cause | null, out: ServiceOut): void {
  const { options } = node;
  out.event('ended', { checkout: job.call.checkout, no: job.no, why });
  job.no = 0;
  judge(node, job, why !== null, out);
  if (why === null) return close(node, job, null, out);
  const again = job.attempt < options.attempts && node.mode.role !== 'open' && spend(node, out);
  if (!again) return close(node, job, why, out);
  const pause = pauseBefore(node, job.attempt + 1, out);
  if (pause === 0) attempt(node, job, out);
  else out.after(pause, 'attempt', job.id);
}

/** The job that waits for this attempt, which it then waits for no longer. */
function settle({ volatile: v }: Service, no: number, out: ServiceOut): Job | null {
  const job = v.jobs.get(v.waiting.get(no) ?? 0);
  v.waiting.delete(no);
  if (job?.no !== no) return null;
  out.cancel(job.timer);
  return job;
}

/** A refusal may say what to do better next time: another token, another address. */
function learn({ volatile: v }: Service, { why, address }: Failed, out: ServiceOut): void {
  if (why === 'token') v.token = out.clock();
  if (why === 'moved') v.nextAddress = address;
}

function onReply(node: Service, reply: Reply, out: ServiceOut): void {
  if (reply.type === 'failed') learn(node, reply, out);
  const job = settle(node, reply.no, out);
  if (job) ended(node, job, reply.type === 'failed' ? reply.why : null, out);
  else node.durable.late++;
}

const timer: Handlers<ServiceKind>['timer'] = (node, name, data, out) => {
  if (name === 'wire') return send(node, data, out);
  if (name === 'probe') return out.become('PROBE');
  if (name === 'move') return move(node, out);
  if (name === 'silence') {
    const job = settle(node, data, out);
    if (!job) return;
    out.observe('timeout', 1);
    return ended(node, job, 'timeout', out);
  }
  const job = node.volatile.jobs.get(data);
  if (job) attempt(node, job, out);
};

function move(node: Service, out: ServiceOut): void {
  node.volatile.moving = false;
  if (node.options.moveEvery === 0) return;
  node.volatile.address = ++node.durable.moves;
  moveLater(node, out);
}

function moveLater({ options, volatile: v }: Service, out: ServiceOut): void {
  if (v.moving || options.moveEvery === 0) return;
  v.moving = true;
  out.after(options.moveEvery, 'move');
}

const closed: Handlers<ServiceKind> = {
  message(node, message, from, out) {
    if (message.type === 'call') take(node, message, from, out);
    else onReply(node, message, out);
  },
  timer,
};

function refuseNew(node: Service, call: Call, caller: NodeRef, why: Cause, out: ServiceOut): void {
  if (remember(node.volatile.taken, call.no)) refuse(node, caller, call, why, out);
}

/** Answers calls itself; what it has begun still gets its answers. */
const refusing = (why: Cause): Handlers<ServiceKind> => ({
  message(node, message, from, out) {
    if (message.type === 'call') refuseNew(node, message, from, why, out);
    else onReply(node, message, out);
  },
  timer,
});

const halfOpen: Handlers<ServiceKind> = {
  message(node, message, from, out) {
    const { volatile: v } = node;
    if (message.type !== 'call') return onReply(node, message, out);
    if (v.probe !== 0) return refuseNew(node, message, from, 'breaker', out);
    v.probe = v.jobsTaken + 1;
    take(node, message, from, out);
    if (!v.jobs.has(v.probe)) v.probe = 0;
  },
  timer,
};

/**
 * One layer of the chain: takes a call, works, calls the next layer, and answers. It has a time-out for each attempt, and
 * retries within its budget; a deadline that comes with a call bounds all that is done for it. Its role is its breaker's.
 */
export const service: Behaviour<ServiceKind> = {
  kind: 'chain-service',
  machine,
  volatile: () => ({
    jobs: new Map(),
    waiting: new Map(),
    taken: noneTaken(),
    jobsTaken: 0,
    budget: SAVED,
    recent: { outcomes: [], failures: 0 },
    probe: 0,
    linkFree: 0,
    token: 0,
    address: 0,
    moving: false,
    nextAddress: 0,
    pauses: null,
  }),
  durable: () => ({
    sent: 0,
    retries: 0,
    denied: 0,
    expired: 0,
    late: 0,
    opened: 0,
    refused: 0,
    moves: 0,
  }),
  start(node, out) {
    const { options, volatile: v } = node;
    v.token = out.clock();
    v.address = node.durable.moves;
    moveLater(node, out);
    if (options.budget !== null) out.gauge('budget', 1);
  },
  reconfigure(node, out) {
    moveLater(node, out);
    const { options, volatile: v } = node;
    out.gauge('budget', options.budget === null ? 0 : Math.floor(v.budget) / SAVED);
  },
  roles: { closed, open: refusing('breaker'), 'half-open': halfOpen, failing: refusing('error') },
};
