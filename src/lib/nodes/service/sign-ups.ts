import {
  exponential,
  uniform,
  type LooseBehaviour,
  type LooseHandlers,
  type Micros,
} from '../../sim';
import type { NodeState, LooseOut } from '../../sim';
import { nodeMachine } from '../machine';
import type { Nature, SignedUp, SignUp } from './messages';
import type { Routing } from './routing';
import { instanceFor } from './routing';

export interface SignUpsOptions {
  readonly quota: number;
  /** Mean time between two sign-ups, µs. */
  readonly meanGap: number;
  /** Shares (0 … 1) of users that no wallet may be made for, and of data that kills whoever reads it. */
  readonly refused: number;
  readonly poison: number;
  readonly service: number;
  /** Instances of the service, where there are several that each request may go to. */
  readonly routing?: Routing;
  /** Probe that is told how long somebody waited for a yes. */
  readonly probe?: number;
  /** Asks again when it has heard nothing for so long, µs. */
  readonly patience: Micros;
  readonly tries: number;
  /** How long the run goes on after the last answer, so that what is under way can arrive, µs. */
  readonly settle: Micros;
}

interface Waiting {
  readonly signUp: SignUp;
  /** When it was sent first, and last. */
  readonly since: Micros;
  at: Micros;
  tries: number;
}

/** Kept like notes on paper, by people: a crash of their browser does not make them forget. */
export interface SignUpsTally {
  sent: number;
  ok: number;
  /** Told no. */
  failed: number;
  repeated: number;
  /** Never answered: the visitor cannot know. */
  unknown: number;
  /** Most that waited at one time. */
  most: number;
  finished: boolean;
  waiting: Map<number, Waiting>;
}

type Visitors = NodeState<null, SignUpsTally, SignUpsOptions>;

const LOOK_EVERY = 250_000;

const machine = nodeMachine('sign-ups', {
  initial: 'arriving',
  states: {
    arriving: { on: { ALL_SENT: 'waiting' }, description: 'people sign up at random times' },
    waiting: { on: { ALL_ANSWERED: 'leaving' }, description: 'all are sent, some unanswered' },
    leaving: { description: 'nobody comes any more; what is under way may arrive' },
  },
});

/** One draw a user, so that two runs of different shares have the same users. */
function natureOf(node: Visitors, out: LooseOut): Nature {
  const u = uniform(out.stream(`nature:${node.id}`));
  if (u < node.options.refused) return 'refused';
  return u > 1 - node.options.poison ? 'poison' : 'fine';
}

function next(node: Visitors, out: LooseOut): void {
  const { durable: t, options } = node;
  const user = ++t.sent;
  const signUp: SignUp = { type: 'sign-up', user, nature: natureOf(node, out) };
  t.waiting.set(user, { signUp, since: out.now, at: out.clock(), tries: 1 });
  t.most = Math.max(t.most, t.waiting.size);
  out.history({ process: user, type: 'invoke', f: 'sign-up', value: user });
  send(node, signUp, out);
  out.gauge('waiting', t.waiting.size);
  if (t.sent < options.quota) arm(node, out);
  else out.become('ALL_SENT');
}

function send({ id, options }: Visitors, signUp: SignUp, out: LooseOut): void {
  const { routing, service } = options;
  out.send(routing ? instanceFor(routing, signUp.user, id, out) : service, signUp);
}

function arm(node: Visitors, out: LooseOut): void {
  const gap = exponential(out.stream(`arrivals:${node.id}`)) * node.options.meanGap;
  out.after(Math.round(gap), 'next');
}

const TYPES = { ok: 'ok', failed: 'fail', unknown: 'info' } as const;

function close(node: Visitors, user: number, outcome: keyof typeof TYPES, out: LooseOut): void {
  const { durable: t, options } = node;
  const waited = t.waiting.get(user);
  if (!waited) return;
  t.waiting.delete(user);
  t[outcome]++;
  if (outcome === 'ok' && options.probe !== undefined)
    out.observe(options.probe, out.now - waited.since);
  const type = TYPES[outcome];
  out.history({ process: user, type, f: 'sign-up', value: user });
  out.gauge('waiting', t.waiting.size);
  finishIfDone(node, out);
}

function finishIfDone(node: Visitors, out: LooseOut): void {
  const { durable: t, options } = node;
  if (t.sent < options.quota || t.waiting.size > 0 || node.mode.role === 'leaving') return;
  out.become('ALL_ANSWERED');
  out.after(options.settle, 'settled');
}

/** Insists: the same sign-up with the same id, until somebody answers. */
function insist(node: Visitors, out: LooseOut): void {
  const { durable: t, options } = node;
  const now = out.clock();
  for (const [user, w] of t.waiting) {
    if (now - w.at < options.patience) continue;
    if (w.tries >= options.tries) {
      close(node, user, 'unknown', out);
      continue;
    }
    w.at = now;
    w.tries++;
    t.repeated++;
    send(node, w.signUp, out);
  }
}

const handlers: LooseHandlers<null, SignUpsTally, SignUpsOptions> = {
  message(node, message, _from, out) {
    if (message.type === 'signed-up') close(node, (message as SignedUp).user, 'ok', out);
    if (message.type === 'turned-down') close(node, (message as SignedUp).user, 'failed', out);
  },
  timer(node, name, _data, out) {
    if (name === 'next') return next(node, out);
    if (name === 'settled') {
      node.durable.finished = true;
      return out.done();
    }
    insist(node, out);
    if (node.mode.role !== 'leaving') out.after(LOOK_EVERY, 'look');
  },
};

/** People who sign up, at exponential gaps whatever the answers (open-loop), and ask again when none comes. */
export const signUps: LooseBehaviour<null, SignUpsTally, SignUpsOptions> = {
  kind: 'sign-ups',
  machine,
  volatile: () => null,
  durable: () => ({
    sent: 0,
    ok: 0,
    failed: 0,
    repeated: 0,
    unknown: 0,
    most: 0,
    finished: false,
    waiting: new Map(),
  }),
  start(node, out) {
    const { durable: t, options } = node;
    if (t.finished) return out.done();
    if (t.sent < options.quota) arm(node, out);
    else {
      out.become('ALL_SENT');
      finishIfDone(node, out);
    }
    out.after(LOOK_EVERY, 'look');
  },
  roles: { arriving: handlers, waiting: handlers, leaving: handlers },
};
