import { chance, type Behaviour, type Handlers, type NodeRef } from '../../sim';
import {
  add,
  clientOf,
  emptyOutstanding,
  find,
  idOf,
  instantOf,
  remove,
  sinceOf,
  sweepEvery,
  targetOf,
} from '../outstanding';
import { checkAll, onCheckAnswer, onOutcome, refigure, sweep, tell } from './health';
import { machine, type Balancer, type BalancerKind, type BalancerOut } from './kind';
import type { Answer, Register, Request } from './messages';
import type { BalancerOptions } from './options';
import { policies } from './policies';
import type { Policy } from './policy';
import { targetMachine } from './target';

/** Advertisements to the other balancer, and how long it waits for one before it takes over (as VRRP, RFC 9568). */
const ADVERTISE_EVERY = 300_000;
const TAKEOVER_AFTER = 3 * ADVERTISE_EVERY;
/** Stands in until `start` opens the stream. */
const NOT_YET_OPEN = new Uint32Array(4);
const RESEND_AFTER = 20_000;

function choose(node: Balancer, request: Request, out: BalancerOut): number {
  const { volatile: pool, options } = node;
  const policy: Policy = policies[options.policy];
  const i = policy.pick(pool, pool.memory, request.key);
  const target = pool.targets[i];
  if (target.state !== 'warming') return i;
  // Slow start: a warming target keeps its turn with a chance that grows; otherwise the turn is drawn once more.
  const share = (out.monotonic() - target.admittedAt) / options.slowStart;
  return chance(out.stream(`slow-start:${node.id}`), share)
    ? i
    : policy.pick(pool, pool.memory, request.key);
}

function dispatch(node: Balancer, request: Request, client: NodeRef, out: BalancerOut): void {
  const { volatile: pool, options, durable: tally } = node;
  if (++pool.arrived === options.warmup + 1) pool.measureFrom = out.monotonic();
  if (pool.eligible.length === 0)
    return answer(node, { type: 'error', id: request.id }, client, out);
  const i = choose(node, request, out);
  if (add(pool.requests, request.id, out.monotonic(), out.instant(), client, i) < 0) return;
  pool.outstanding[i]++;
  tally.dispatched[i]++;
  out.gauge('outstanding', pool.requests.count);
  out.send(pool.targets[i].node, request);
  if (options.bug === 'double-send') out.after(RESEND_AFTER, 'resend', request);
}

/** Passes an answer on, its own or a target's. */
function answer(node: Balancer, reply: Answer, client: NodeRef, out: BalancerOut): void {
  const { durable: tally } = node;
  if (reply.type === 'response') tally.answered++;
  else if (reply.type === 'rejected') tally.rejected++;
  else tally.errors++;
  out.send(client, reply);
}

/** An answer to a request that is no longer outstanding (it timed out) is dropped. */
function onAnswer(node: Balancer, reply: Answer, out: BalancerOut): void {
  const { volatile: pool } = node;
  const slot = find(pool.requests, reply.id);
  if (slot < 0) return;
  const isMeasured = sinceOf(pool.requests, slot) >= pool.measureFrom;
  const i = close(node, slot, out);
  if (reply.type === 'response' && isMeasured)
    out.observeSince('latency', instantOf(pool.requests, slot));
  answer(node, reply, clientOf(pool.requests, slot), out);
  onOutcome(node, i, reply.type !== 'error', out);
}

function close(node: Balancer, slot: number, out: BalancerOut): number {
  const { volatile: pool } = node;
  const i = targetOf(pool.requests, slot);
  remove(pool.requests, slot);
  pool.outstanding[i]--;
  out.gauge('outstanding', pool.requests.count);
  return i;
}

const onTimer: Handlers<BalancerKind>['timer'] = (node, name, data, out) => {
  const { requests, targets } = node.volatile;
  switch (name) {
    case 'check':
      return checkAll(node, out);
    case 'warm':
      if (targets[data].state === 'warming') tell(node, data, 'WARM', out);
      return;
    case 'admit':
      return tell(node, data, 'ADMIT', out);
    case 'resend':
      return resend(node, data, out);
    case 'advertise':
      if (node.options.peer !== null) out.send(node.options.peer, { type: 'advertise' });
      out.after(ADVERTISE_EVERY, 'advertise');
      return;
    case 'sweep':
      sweep(node, out, (slot) => {
        const [id, client] = [idOf(requests, slot), clientOf(requests, slot)];
        const i = close(node, slot, out);
        answer(node, { type: 'error', id }, client, out);
        onOutcome(node, i, false, out);
      });
      out.after(sweepEvery(node.options.timeout), 'sweep');
  }
};

/** The planted bug "double-send": a slow answer makes it ask a second target, as hedging without cancelling does. */
function resend(node: Balancer, request: Request, out: BalancerOut): void {
  const { volatile: pool } = node;
  if (pool.eligible.length === 0 || find(pool.requests, request.id) < 0) return;
  out.send(pool.targets[choose(node, request, out)].node, request);
}

function lead(node: Balancer, out: BalancerOut): void {
  const { options, volatile: pool } = node;
  out.become('LEAD');
  pool.targets.forEach((t) => (t.asked = false));
  if (options.checkEvery > 0) out.after(options.checkEvery, 'check');
  out.after(sweepEvery(options.timeout), 'sweep');
  if (options.peer === null) return;
  for (const client of options.clients) out.send(client, { type: 'announce' });
  out.send(options.peer, { type: 'advertise' });
  out.after(ADVERTISE_EVERY, 'advertise');
}

/** A spare that has booted says so, to a balancer that works and to one that waits alike. */
function register(node: Balancer, { server }: Register, out: BalancerOut): void {
  tell(node, node.options.targets.indexOf(server), 'REGISTER', out);
}

const active: Handlers<BalancerKind> = {
  message(node, message, from, out) {
    switch (message.type) {
      case 'request':
        return dispatch(node, message, from, out);
      case 'response':
      case 'rejected':
      case 'error':
        return onAnswer(node, message, out);
      case 'healthy':
      case 'unhealthy':
      case 'leaving':
        return onCheckAnswer(node, message, from, out);
      case 'register':
        return register(node, message, out);
      case 'advertise':
        // Two are active after a pause or a cut: the primary stays, the other steps back.
        if (!node.options.primary) follow(node, out);
        return;
    }
  },
  timer: onTimer,
};

function follow(node: Balancer, out: BalancerOut): void {
  out.become('FOLLOW');
  node.volatile.heardAt = out.monotonic();
  out.after(TAKEOVER_AFTER, 'silence');
}

const standby: Handlers<BalancerKind> = {
  message(node, message, _from, out) {
    if (message.type === 'advertise') node.volatile.heardAt = out.monotonic();
    if (message.type === 'register') register(node, message, out);
  },
  timer(node, name, _data, out) {
    if (name !== 'silence') return;
    const quiet = out.monotonic() - node.volatile.heardAt;
    if (quiet >= TAKEOVER_AFTER) lead(node, out);
    else out.after(TAKEOVER_AFTER - quiet, 'silence');
  },
};

/** A spare machine is not in the pool until it registers. */
const atBoot = ({ targets, spares }: BalancerOptions, i: number): string =>
  i >= targets.length - spares ? 'absent' : targetMachine.initial;

/**
 * Spreads requests over targets and keeps away from those that do not answer; a second one takes over when the first
 * falls silent. Takes requests and answers, checks' answers and registrations; sends both on, with checks of its own.
 * Bugs: `blind` goes on sending to ejected targets, `double-send` asks a second target without cancelling the first.
 */
export const loadBalancer: Behaviour<BalancerKind> = {
  kind: 'load-balancer',
  diskless: true,
  machine,
  volatile: ({ options }) => ({
    targets: options.targets.map((node, i) => ({
      node,
      state: atBoot(options, i),
      failed: 0,
      passed: 0,
      errors: 0,
      ejections: 0,
      asked: false,
      admittedAt: 0,
      busy: 0,
    })),
    eligible: [],
    weights: options.weights,
    panicking: false,
    outstanding: new Int32Array(options.targets.length),
    requests: emptyOutstanding(),
    memory: policies[options.policy].open(options.targets.length),
    random: NOT_YET_OPEN,
    round: 0,
    arrived: 0,
    measureFrom: options.warmup === 0 ? 0 : Infinity,
    heardAt: 0,
  }),
  durable: ({ options }) => ({
    booted: false,
    dispatched: options.targets.map(() => 0),
    answered: 0,
    rejected: 0,
    errors: 0,
  }),
  start(node, out) {
    node.volatile.random = out.stream(`policy:${node.id}`);
    refigure(node, out);
    const leads = node.options.peer === null || (node.options.primary && !node.durable.booted);
    node.durable.booted = true;
    if (leads) lead(node, out);
    else follow(node, out);
  },
  reconfigure(node, out) {
    node.volatile.weights = node.options.weights;
    node.volatile.memory = policies[node.options.policy].open(node.options.targets.length);
    refigure(node, out);
  },
  roles: { starting: 'ignores', active, standby },
  parts: {
    title: 'its view of each machine',
    machine: targetMachine,
    begin: (options) =>
      Object.fromEntries(options.names.map((name, i) => [name, atBoot(options, i)])),
  },
};
