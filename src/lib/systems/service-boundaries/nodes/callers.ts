import {
  below,
  exponential,
  type LooseBehaviour,
  type LooseHandlers,
  type Micros,
} from '../../../sim';
import type { NodeState, LooseOut, TimerId } from '../../../sim';
import { nodeMachine } from '../../../nodes/machine';
import { DECK, ENDPOINTS, ENTITIES } from './endpoints';
import type { Answer, Deadly, Failed, Request } from './messages';

/** The two ways of deploying the same code, side by side. */
export const SPLIT = 0;
export const MONOLITH = 1;
export const DEPLOYMENTS = [SPLIT, MONOLITH] as const;

/** Probes of a system with callers: latency of either deployment, then for each endpoint of each: answered, not. */
export const latencyProbe = (deployment: number): number => deployment;
export const outcomeProbe = (deployment: number, endpoint: number, isOk: boolean): number =>
  DEPLOYMENTS.length + 2 * (deployment * ENDPOINTS.length + endpoint) + (isOk ? 0 : 1);

export interface CallersOptions {
  readonly quota: number;
  /** Mean time between two requests, µs. */
  readonly meanGap: number;
  /** Gives an answer up after this long, µs. */
  readonly patience: Micros;
  /** The owner of each entity, by deployment. */
  readonly owners: readonly (readonly number[])[];
}

interface Asked {
  readonly endpoint: number;
  readonly at: Micros;
  timer: TimerId;
}

/** What came of the requests, by endpoint. */
export interface Outcomes {
  readonly ok: number[];
  /** Answered, with something left out. */
  readonly degraded: number[];
  readonly failed: number[];
  /** No answer in time: nobody can know. */
  readonly unknown: number[];
}

/** Kept like notes on paper: a crash of a browser does not make people forget what they asked for. */
export interface CallersTally {
  readonly sent: number[];
  count: number;
  deck: number[];
  readonly outcomes: readonly Outcomes[];
  readonly open: readonly Map<number, Asked>[];
  finished: boolean;
}

export type Callers = NodeState<null, CallersTally, CallersOptions>;

const machine = nodeMachine('callers', {
  initial: 'sending',
  states: {
    sending: {
      on: { ALL_SENT: 'waiting' },
      description: 'requests leave at random times, whatever comes back, each to both deployments',
    },
    waiting: { on: { ALL_ANSWERED: 'finished' }, description: 'all are sent, some unanswered' },
    finished: {},
  },
});

/** The next endpoint: dealt from a shuffled deck, so that shares are exact over whole decks. */
function deal(node: Callers, out: LooseOut): number {
  const { durable: t } = node;
  if (t.deck.length === 0) {
    const deck = ENDPOINTS.flatMap(({ cards }, e) => new Array<number>(cards).fill(e));
    const random = out.stream('endpoints');
    for (let i = DECK - 1; i > 0; i--) {
      const j = below(random, i + 1);
      [deck[i], deck[j]] = [deck[j], deck[i]];
    }
    t.deck = deck;
  }
  return t.deck.pop()!;
}

function sendNext(node: Callers, out: LooseOut): void {
  const { durable: t, options } = node;
  const endpoint = deal(node, out);
  const id = t.count++;
  t.sent[endpoint]++;
  const request: Request = { type: 'request', id, endpoint, budget: options.patience };
  for (const deployment of DEPLOYMENTS) {
    const timer = out.after(options.patience, 'give-up', { id, deployment });
    t.open[deployment].set(id, { endpoint, at: out.now, timer });
    out.send(options.owners[deployment][ENDPOINTS[endpoint].entities[0]], request);
  }
  showWaiting(node, out);
  if (t.count < options.quota) arm(node, out);
  else out.become('ALL_SENT');
}

function arm(node: Callers, out: LooseOut): void {
  const gap = exponential(out.stream('arrivals')) * node.options.meanGap;
  out.after(Math.round(gap), 'next');
}

const showWaiting = ({ durable: t }: Callers, out: LooseOut): void =>
  out.gauge('waiting', t.open[SPLIT].size + t.open[MONOLITH].size);

/** Takes a request off the list; `undefined` for a late or a second answer. */
function close(
  node: Callers,
  deployment: number,
  id: number,
  outcome: keyof Outcomes,
  out: LooseOut,
): Asked | undefined {
  const { durable: t } = node;
  const asked = t.open[deployment].get(id);
  if (!asked) return undefined;
  t.open[deployment].delete(id);
  out.cancel(asked.timer);
  t.outcomes[deployment][outcome][asked.endpoint]++;
  const isOk = outcome === 'ok' || outcome === 'degraded';
  out.observe(outcomeProbe(deployment, asked.endpoint, isOk), 1);
  showWaiting(node, out);
  return asked;
}

function finish(node: Callers, out: LooseOut): void {
  const { durable: t, options } = node;
  if (t.count < options.quota || t.finished) return;
  if (t.open.some((open) => open.size > 0)) return;
  t.finished = true;
  out.become('ALL_ANSWERED');
  out.done();
}

const handlers: LooseHandlers<null, CallersTally, CallersOptions> = {
  message(node, message, from, out) {
    if (message.type !== 'answer' && message.type !== 'failed') return;
    const deployment = node.options.owners[MONOLITH][0] === from ? MONOLITH : SPLIT;
    const { id } = message as Answer | Failed;
    const isWhole = message.type === 'answer' && !(message as Answer).degraded;
    const outcome = isWhole ? 'ok' : message.type === 'answer' ? 'degraded' : 'failed';
    const asked = close(node, deployment, id, outcome, out);
    if (asked && outcome !== 'failed') out.observe(latencyProbe(deployment), out.now - asked.at);
    finish(node, out);
  },
  timer(node, name, data, out) {
    if (name === 'next') return sendNext(node, out);
    const { id, deployment } = data as { id: number; deployment: number };
    close(node, deployment, id, 'unknown', out);
    finish(node, out);
  },
  operate(node, operation, _argument, out) {
    const entity = ENTITIES.findIndex((name) => operation === `kill-${name}`);
    if (entity < 0) return;
    const deadly: Deadly = { type: 'deadly', entity };
    for (const deployment of DEPLOYMENTS) out.send(node.options.owners[deployment][entity], deadly);
  },
};

const none = (): number[] => ENDPOINTS.map(() => 0);
const outcomes = (): Outcomes => ({
  ok: none(),
  degraded: none(),
  failed: none(),
  unknown: none(),
});

/**
 * All clients together: each request goes to both deployments in the same moment, at exponential gaps and whatever
 * comes back (open-loop), so that what differs between the two is the deployment alone.
 */
export const callers: LooseBehaviour<null, CallersTally, CallersOptions> = {
  kind: 'callers',
  diskless: true,
  machine,
  volatile: () => null,
  durable: () => ({
    sent: none(),
    count: 0,
    deck: [],
    outcomes: DEPLOYMENTS.map(outcomes),
    open: DEPLOYMENTS.map(() => new Map()),
    finished: false,
  }),
  start(node, out) {
    const { durable: t, options } = node;
    // After a crash the connections are gone, and with them whatever is answered on them.
    for (const deployment of DEPLOYMENTS)
      for (const id of [...t.open[deployment].keys()]) close(node, deployment, id, 'unknown', out);
    if (t.finished) return out.done();
    if (t.count < options.quota) return arm(node, out);
    out.become('ALL_SENT');
    finish(node, out);
  },
  roles: { sending: handlers, waiting: handlers, finished: handlers },
  operations: ENTITIES.map((name) => ({ id: `kill-${name}`, title: `Query of death for ${name}` })),
};
