import { shuffle } from '../../../sim';
import type { Behaviour, Handlers, Node, Out } from '../../../sim';
import type { Instant, Micros, NodeRef, NodeRefs, TimerId } from '../../../sim';
import { finish, gapOf, loadMachine, openLoop } from '../../../nodes/load/open-loop';
import { byDeployment, DEPLOYMENTS, ENDPOINTS, ENTITIES, perEndpoint } from './endpoints';
import type { Deployment, EndpointId } from './endpoints';
import type { Answer, Deadly, Failed, Request } from './messages';

interface CallersOptions {
  readonly quota: number;
  /** Mean time between two requests, µs. */
  readonly meanGap: number;
  /** Gives an answer up after this long, µs. */
  readonly patience: Micros;
  /** The owner of each entity, by deployment. */
  readonly owners: Readonly<Record<Deployment, NodeRefs>>;
}

interface Asked {
  readonly endpoint: number;
  readonly at: Instant;
  readonly timer: TimerId;
}

/** What came of the requests, by endpoint. */
interface Outcomes {
  readonly ok: number[];
  /** Answered, with something left out. */
  readonly degraded: number[];
  readonly failed: number[];
  /** No answer in time: nobody can know. */
  readonly unknown: number[];
}

/** Kept like notes on paper: people remember what they asked for when their browser crashes. */
interface CallersTally {
  readonly sent: number[];
  count: number;
  deck: number[];
  readonly outcomes: Readonly<Record<Deployment, Outcomes>>;
  readonly open: Readonly<Record<Deployment, Map<number, Asked>>>;
  finished: boolean;
}

const machine = loadMachine('callers', {
  sending: 'requests leave at random times, whatever comes back, each to both deployments',
  waiting: 'all are sent, some unanswered',
  finished: 'every request is closed',
});

interface CallersKind {
  machine: typeof machine;
  durable: CallersTally;
  options: CallersOptions;
  takes: Answer | Failed;
  sends: Request | Deadly;
  timers: {
    next: undefined;
    'give-up': { readonly id: number; readonly deployment: Deployment };
  };
  gauges: 'waiting';
  probes: `${Deployment}-latency` | `${Deployment}-${EndpointId}-${'ok' | 'bad'}`;
}
type Callers = Node<CallersKind>;
type CallersOut = Out<CallersKind>;

/** The next endpoint: dealt from a shuffled deck, so that shares are exact over whole decks. */
function deal(node: Callers, out: CallersOut): number {
  const { durable: t } = node;
  if (t.deck.length === 0) {
    const deck = ENDPOINTS.flatMap(({ cards }, e) => new Array<number>(cards).fill(e));
    t.deck = shuffle(deck, out.stream('endpoints'));
  }
  return t.deck.pop()!;
}

function send(node: Callers, out: CallersOut): void {
  const { durable: t, options } = node;
  const endpoint = deal(node, out);
  const id = t.count++;
  t.sent[endpoint]++;
  const request: Request = { type: 'request', id, endpoint, budget: options.patience };
  for (const deployment of DEPLOYMENTS) {
    const timer = out.after(options.patience, 'give-up', { id, deployment });
    t.open[deployment].set(id, { endpoint, at: out.instant(), timer });
    out.send(options.owners[deployment][ENDPOINTS[endpoint].entities[0]], request);
  }
  showWaiting(node, out);
}

const { arm, next } = openLoop<Callers, CallersOut>({
  send,
  gap: ({ options }, out) => gapOf(options.meanGap, out.stream('arrivals')),
  isOver: ({ durable, options }) => durable.count >= options.quota,
  conclude: (_node, out) => out.become('ALL_SENT'),
});

const showWaiting = ({ durable: t }: Callers, out: CallersOut): void =>
  out.gauge('waiting', t.open.split.size + t.open.monolith.size);

/** Takes a request off the list; `undefined` for a late or a second answer. */
function close(
  node: Callers,
  deployment: Deployment,
  id: number,
  outcome: keyof Outcomes,
  out: CallersOut,
): Asked | undefined {
  const { durable: t } = node;
  const asked = t.open[deployment].get(id);
  if (!asked) return undefined;
  t.open[deployment].delete(id);
  out.cancel(asked.timer);
  t.outcomes[deployment][outcome][asked.endpoint]++;
  const how = outcome === 'ok' || outcome === 'degraded' ? 'ok' : 'bad';
  out.observe(`${deployment}-${ENDPOINTS[asked.endpoint].id}-${how}`, 1);
  showWaiting(node, out);
  return asked;
}

/** Whether that was the last of them. */
function look(node: Callers, out: CallersOut): void {
  const { durable: t, options } = node;
  if (t.count < options.quota || t.finished) return;
  if (DEPLOYMENTS.some((deployment) => t.open[deployment].size > 0)) return;
  finish(t, out);
}

function onAnswer(node: Callers, message: Answer | Failed, from: NodeRef, out: CallersOut): void {
  const deployment = node.options.owners.monolith[0] === from ? 'monolith' : 'split';
  const isWhole = message.type === 'answer' && !message.degraded;
  const outcome = isWhole ? 'ok' : message.type === 'answer' ? 'degraded' : 'failed';
  const asked = close(node, deployment, message.id, outcome, out);
  if (asked && outcome !== 'failed') out.observeSince(`${deployment}-latency`, asked.at);
  look(node, out);
}

/** Whatever the clients do, somebody may send a poison request. */
const operate: Handlers<CallersKind>['operate'] = (node, operation, _argument, out) => {
  const entity = ENTITIES.findIndex((name) => operation === `kill-${name}`);
  if (entity < 0) return;
  for (const deployment of DEPLOYMENTS)
    out.send(node.options.owners[deployment][entity], { type: 'deadly', entity });
};

const sending: Handlers<CallersKind> = {
  message: onAnswer,
  timer(node, name, data, out) {
    if (name === 'next') next(node, out);
    else close(node, data.deployment, data.id, 'unknown', out);
  },
  operate,
};

const waiting: Handlers<CallersKind> = {
  message: onAnswer,
  timer(node, name, data, out) {
    if (name === 'give-up') close(node, data.deployment, data.id, 'unknown', out);
    look(node, out);
  },
  operate,
};

const outcomes = (): Outcomes => ({
  ok: perEndpoint(),
  degraded: perEndpoint(),
  failed: perEndpoint(),
  unknown: perEndpoint(),
});

/**
 * All clients together: each request goes to both deployments in the same moment, at exponential gaps and whatever
 * comes back (open-loop), so that only the deployment differs between the two. Sends requests and poison requests, takes
 * answers, and gives each request up after its patience. It does not retry.
 */
export const callers: Behaviour<CallersKind> = {
  kind: 'callers',
  diskless: true,
  machine,
  durable: () => ({
    sent: perEndpoint(),
    count: 0,
    deck: [],
    outcomes: byDeployment(outcomes),
    open: byDeployment(() => new Map()),
    finished: false,
  }),
  start(node, out) {
    const { durable: t, options } = node;
    // After a crash the connections are gone, and with them whatever is answered on them.
    for (const deployment of DEPLOYMENTS)
      for (const id of [...t.open[deployment].keys()]) close(node, deployment, id, 'unknown', out);
    if (t.count < options.quota) return arm(node, out);
    out.become('ALL_SENT');
    if (t.finished) finish(t, out);
    else look(node, out);
  },
  roles: { sending, waiting, finished: { message: 'ignores', timer: 'ignores', operate } },
  operations: ENTITIES.map((name) => ({
    id: `kill-${name}`,
    title: `Poison request for ${name[0].toUpperCase()}${name.slice(1)}`,
  })),
};
