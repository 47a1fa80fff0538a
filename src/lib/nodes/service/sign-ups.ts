import { below, uniform } from '../../sim';
import type { Behaviour, Handlers, Instant, Micros, Node, NodeRefs, Out } from '../../sim';
import { gapOf, openLoop } from '../load/open-loop';
import { nodeMachine, off, waiting, well } from '../machine';
import type { Nature, SignedUp, SignUp, TurnedDown } from './messages';

export interface SignUpsOptions {
  readonly quota: number;
  /** Mean time between two sign-ups, µs. */
  readonly meanGap: number;
  /** Shares (0 … 1) of users that no wallet may be made for, and of data that kills whoever reads it. */
  readonly refused: number;
  readonly poison: number;
  /** Instances of the service: each request goes to one drawn at random, or all of one visitor's to the same one. */
  readonly services: NodeRefs;
  readonly sticky: boolean;
  /** Asks again when it has heard nothing for so long, µs. */
  readonly patience: Micros;
  readonly tries: number;
  /** How long the run goes on after the last answer, so that what is under way can arrive, µs. */
  readonly settle: Micros;
}

interface Waiting {
  readonly signUp: SignUp;
  readonly since: Instant;
  /** When it was sent last. */
  readonly at: Micros;
  readonly tries: number;
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
  /** In the order in which they asked last: each has a patience of its own, and the first is the next to ask again. */
  waiting: Map<number, Waiting>;
}

const machine = nodeMachine('sign-ups', {
  arriving: well('people sign up at random times', { ALL_SENT: 'waiting' }),
  waiting: waiting('all have signed up, some have no answer yet', {
    ALL_ANSWERED: 'leaving',
  }),
  leaving: off('all are answered; what is under way may arrive'),
});

interface SignUpsKind {
  machine: typeof machine;
  durable: SignUpsTally;
  options: SignUpsOptions;
  takes: SignedUp | TurnedDown;
  sends: SignUp;
  timers: { next: undefined; look: undefined; settled: undefined };
  gauges: 'waiting';
  probes: 'ack';
}
export type Visitors = Node<SignUpsKind>;
type VisitorsOut = Out<SignUpsKind>;

/** One draw a user, so that two runs of different shares have the same users. */
function natureOf(node: Visitors, out: VisitorsOut): Nature {
  const u = uniform(out.stream(`nature:${node.id}`));
  if (u < node.options.refused) return 'refused';
  return u > 1 - node.options.poison ? 'poison' : 'fine';
}

function ask(node: Visitors, out: VisitorsOut): void {
  const { durable: t } = node;
  const user = ++t.sent;
  const signUp: SignUp = { type: 'sign-up', user, nature: natureOf(node, out) };
  t.waiting.set(user, { signUp, since: out.instant(), at: out.monotonic(), tries: 1 });
  t.most = Math.max(t.most, t.waiting.size);
  out.history({ process: user, type: 'invoke', f: 'sign-up', value: user });
  send(node, signUp, out);
  out.gauge('waiting', t.waiting.size);
}

function send(node: Visitors, signUp: SignUp, out: VisitorsOut): void {
  const { services, sticky } = node.options;
  const n = services.length;
  if (n === 1 || sticky) return out.send(services[signUp.user % n], signUp);
  out.send(services[below(out.stream(`route:${node.id}`), n)], signUp);
}

const { arm, next } = openLoop<Visitors, VisitorsOut>({
  send: ask,
  gap: ({ id, options }, out) => gapOf(options.meanGap, out.stream(`arrivals:${id}`)),
  isOver: ({ durable, options }) => durable.sent >= options.quota,
  conclude,
});

const TYPES = { ok: 'ok', failed: 'fail', unknown: 'info' } as const;

function close(node: Visitors, user: number, outcome: keyof typeof TYPES, out: VisitorsOut): void {
  const { durable: t } = node;
  const waited = t.waiting.get(user);
  if (!waited) return;
  t.waiting.delete(user);
  t[outcome]++;
  if (outcome === 'ok') out.observeSince('ack', waited.since);
  out.history({ process: user, type: TYPES[outcome], f: 'sign-up', value: user });
  out.gauge('waiting', t.waiting.size);
  conclude(node, out);
}

/** Moves on when all have signed up, and again when all of them have an answer. */
function conclude(node: Visitors, out: VisitorsOut): void {
  const { durable: t, options } = node;
  if (t.sent < options.quota) return;
  out.become('ALL_SENT');
  if (t.waiting.size > 0) return;
  out.become('ALL_ANSWERED');
  out.after(options.settle, 'settled');
}

/** Time until somebody may have waited too long, µs. */
function untilNext({ durable: t, options }: Visitors, now: Micros): Micros {
  const first = t.waiting.values().next().value;
  return first ? Math.max(1, first.at + options.patience - now) : options.patience;
}

/**
 * Whoever has waited too long sends the same sign-up with the same id again, until somebody answers. Not all at one
 * time: who found the service down together must not come back together.
 */
function insist(node: Visitors, out: VisitorsOut): void {
  const { durable: t, options } = node;
  const now = out.monotonic();
  // What is put back at the end asks later than now, so that this comes to an end.
  for (const [user, w] of t.waiting) {
    if (now - w.at < options.patience) break;
    if (w.tries >= options.tries) {
      close(node, user, 'unknown', out);
      continue;
    }
    t.waiting.delete(user);
    t.waiting.set(user, { ...w, at: now, tries: w.tries + 1 });
    t.repeated++;
    send(node, w.signUp, out);
  }
  if (t.waiting.size > 0 || t.sent < options.quota) out.after(untilNext(node, now), 'look');
}

const whileWaiting: Handlers<SignUpsKind> = {
  message(node, { type, user }, _from, out) {
    close(node, user, type === 'signed-up' ? 'ok' : 'failed', out);
  },
  timer(node, name, _data, out) {
    if (name === 'look') insist(node, out);
  },
};

const arriving: Handlers<SignUpsKind> = {
  ...whileWaiting,
  timer(node, name, _data, out) {
    if (name === 'next') next(node, out);
    else if (name === 'look') insist(node, out);
  },
};

const leaving: Handlers<SignUpsKind> = {
  message: 'ignores',
  timer(node, name, _data, out) {
    if (name !== 'settled') return;
    node.durable.finished = true;
    out.done();
  },
};

/**
 * People who sign up, at exponential gaps whatever the answers (open-loop), and ask again when none comes. Sends
 * `sign-up`; takes `signed-up` and `turned-down`. A measure, `ack`, tells how long they waited for a yes.
 */
export const signUps: Behaviour<SignUpsKind> = {
  kind: 'sign-ups',
  machine,
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
    if (node.durable.finished) {
      out.become('ALL_SENT');
      out.become('ALL_ANSWERED');
      return out.done();
    }
    arm(node, out);
    out.after(untilNext(node, out.monotonic()), 'look');
  },
  roles: { arriving, waiting: whileWaiting, leaving },
};
