import {
  chance,
  type LooseBehaviour,
  type LooseHandlers,
  type Message,
  type LooseOut,
} from '../../sim';
import { nodeMachine } from '../machine';
import {
  REQUEST_PROBES,
  type Advertisement,
  type Answer,
  type Register,
  type Request,
} from '../messages';
import { add, emptyOutstanding, find, remove } from '../outstanding';
import { checkAll, onCheckAnswer, onOutcome, refigure, sweep, tell } from './health';
import type { Balancer, BalancerOptions, BalancerTally, Pool } from './options';
import { policies } from './policies';
import type { Policy } from './policy';
import { targetMachine } from './target';

/** Advertisements to the other balancer, and how long it waits for one before it takes over (as VRRP, RFC 9568). */
const ADVERTISE_EVERY = 300_000;
const TAKEOVER_AFTER = 3 * ADVERTISE_EVERY;
const SWEEP_EVERY = 1_000_000;
/** Stands in until `start` opens the stream. */
const NOT_YET_OPEN = new Uint32Array(4);
const RESEND_AFTER = 20_000;

const machine = nodeMachine('load-balancer', {
  initial: 'starting',
  states: {
    starting: { on: { LEAD: 'active', FOLLOW: 'standby' } },
    active: { on: { FOLLOW: 'standby' }, description: 'holds the address that clients send to' },
    standby: { on: { LEAD: 'active' }, description: 'listens for the other balancer' },
  },
});

function choose(node: Balancer, request: Request, out: LooseOut): number {
  const { volatile: pool, options } = node;
  const policy = policies[options.policy] as Policy;
  const i = policy.pick(pool, pool.memory, request.key);
  const target = pool.targets[i];
  if (target.state !== 'warming') return i;
  // Slow start: a warming target keeps its turn with a chance that grows; otherwise the turn is drawn once more.
  const share = (out.now - target.admittedAt) / options.slowStart;
  return chance(out.stream(`slow-start:${node.id}`), share)
    ? i
    : policy.pick(pool, pool.memory, request.key);
}

function dispatch(node: Balancer, request: Request, client: number, out: LooseOut): void {
  const { volatile: pool, options, durable: tally } = node;
  if (++pool.arrived === options.warmup + 1) pool.measureFrom = out.now;
  if (pool.eligible.length === 0) return answer(node, request.id, 'error', client, out);
  const i = choose(node, request, out);
  if (add(pool.requests, request.id, out.now, client, i) < 0) return;
  pool.outstanding[i]++;
  tally.dispatched[i]++;
  out.gauge('outstanding', pool.requests.count);
  out.send(pool.targets[i].node, request);
  if (options.bug === 'double-send') out.after(RESEND_AFTER, 'resend', request);
}

function answer(
  node: Balancer,
  id: number,
  type: Answer['type'],
  client: number,
  out: LooseOut,
): void {
  const { durable: tally } = node;
  if (type === 'response') tally.answered++;
  else if (type === 'rejected') tally.rejected++;
  else tally.errors++;
  out.send(client, { type, id } as Answer);
}

/** An answer to a request that is no longer outstanding (it timed out) is dropped. */
function onAnswer(node: Balancer, message: Message, out: LooseOut): void {
  const { volatile: pool } = node;
  const reply = message as Answer;
  const slot = find(pool.requests, reply.id);
  if (slot < 0) return;
  const since = pool.requests.since[slot];
  const i = close(node, slot, out);
  if (reply.type === 'response' && since >= pool.measureFrom)
    out.observe(REQUEST_PROBES.latency, out.now - since);
  answer(node, reply.id, reply.type, pool.requests.client[slot], out);
  onOutcome(node, i, reply.type !== 'error', out);
}

function close(node: Balancer, slot: number, out: LooseOut): number {
  const { volatile: pool } = node;
  const i = pool.requests.target[slot];
  remove(pool.requests, slot);
  pool.outstanding[i]--;
  out.gauge('outstanding', pool.requests.count);
  return i;
}

function onTimer(node: Balancer, name: string, data: unknown, out: LooseOut): void {
  const { requests, targets } = node.volatile;
  switch (name) {
    case 'check':
      return checkAll(node, out);
    case 'warm':
      if (targets[data as number].state === 'warming') tell(node, data as number, 'WARM', out);
      return;
    case 'admit':
      return tell(node, data as number, 'ADMIT', out);
    case 'resend':
      return resend(node, data as Request, out);
    case 'advertise':
      out.send(node.options.peer, { type: 'advertise' } as Advertisement);
      out.after(ADVERTISE_EVERY, 'advertise');
      return;
    case 'sweep':
      sweep(node, out, (slot) => {
        const [id, client] = [requests.id[slot], requests.client[slot]];
        const i = close(node, slot, out);
        answer(node, id, 'error', client, out);
        onOutcome(node, i, false, out);
      });
      out.after(SWEEP_EVERY, 'sweep');
  }
}

/** The planted bug "double-send": a slow answer makes it ask a second target, as hedging without cancelling does. */
function resend(node: Balancer, request: Request, out: LooseOut): void {
  const { volatile: pool } = node;
  if (pool.eligible.length === 0 || find(pool.requests, request.id) < 0) return;
  out.send(pool.targets[choose(node, request, out)].node, request);
}

function lead(node: Balancer, out: LooseOut): void {
  const { options, volatile: pool } = node;
  out.become('LEAD');
  pool.targets.forEach((t) => (t.asked = false));
  if (options.checkEvery > 0) out.after(options.checkEvery, 'check');
  out.after(SWEEP_EVERY, 'sweep');
  if (options.peer < 0) return;
  for (const client of options.clients) out.send(client, { type: 'announce' } as Advertisement);
  out.send(options.peer, { type: 'advertise' } as Advertisement);
  out.after(ADVERTISE_EVERY, 'advertise');
}

const active: LooseHandlers<Pool, BalancerTally, BalancerOptions> = {
  message(node, message, from, out) {
    switch (message.type) {
      case 'request':
        return dispatch(node, message as Request, from, out);
      case 'response':
      case 'rejected':
      case 'error':
        return onAnswer(node, message, out);
      case 'healthy':
      case 'unhealthy':
      case 'leaving':
        return onCheckAnswer(node, message, from, out);
      case 'register':
        return tell(
          node,
          node.options.targets.indexOf((message as Register).server),
          'REGISTER',
          out,
        );
      case 'advertise':
        // Two are active after a pause or a cut: the primary stays, the other steps back.
        if (!node.options.primary) follow(node, out);
        return;
    }
  },
  timer: onTimer,
};

function follow(node: Balancer, out: LooseOut): void {
  out.become('FOLLOW');
  node.volatile.heardAt = out.now;
  out.after(TAKEOVER_AFTER, 'silence');
}

const standby: LooseHandlers<Pool, BalancerTally, BalancerOptions> = {
  message(node, message, _from, out) {
    if (message.type === 'advertise') node.volatile.heardAt = out.now;
    if (message.type === 'register') {
      tell(node, node.options.targets.indexOf((message as Register).server), 'REGISTER', out);
    }
  },
  timer(node, name, _data, out) {
    if (name !== 'silence') return;
    const quiet = out.now - node.volatile.heardAt;
    if (quiet >= TAKEOVER_AFTER) lead(node, out);
    else out.after(TAKEOVER_AFTER - quiet, 'silence');
  },
};

/** A spare machine is not in the pool until it registers. */
const atBoot = ({ targets, spares }: BalancerOptions, i: number): string =>
  i >= targets.length - spares ? 'absent' : targetMachine.initial;

/** Spreads requests over targets and keeps away from those that do not answer. A second one takes over when it falls silent. */
export const loadBalancer: LooseBehaviour<Pool, BalancerTally, BalancerOptions> = {
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
    const leads = node.options.peer < 0 || (node.options.primary && !node.durable.booted);
    node.durable.booted = true;
    if (leads) lead(node, out);
    else follow(node, out);
  },
  reconfigure(node, out) {
    node.volatile.weights = node.options.weights;
    node.volatile.memory = policies[node.options.policy].open(node.options.targets.length);
    refigure(node, out);
  },
  roles: { active, standby },
  parts: {
    title: 'its view of each machine',
    machine: targetMachine,
    begin: (options) =>
      Object.fromEntries(options.names.map((name, i) => [name, atBoot(options, i)])),
  },
};
