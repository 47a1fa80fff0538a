import { below, chance } from '../../../sim';
import type { Behaviour, HistoryEntry, Micros, NodeRef, Stream } from '../../../sim';
import { finish, gapOf, openLoop, timers } from '../../../nodes/load/open-loop';
import { machine, type ClientOut, type ClientTally, type LocalClient } from './client-kind';
import type { LocalClientKind, LocalClientOptions, Open } from './client-kind';
import { perObject, type Answer, type ObjectId, type Request, type Verb } from './operations';

/** Items that one client keeps in the cart before it takes out the oldest. */
const SHELF = 40;
const REMOVE_SHARE = 0.3;
const DEPOSIT = 10;
const WITHDRAWAL = 20;

/** What to do to an object, drawn so that it does not depend on answers but for the items that a client holds. */
function chooseVerb(node: LocalClient, object: ObjectId, random: Stream): [Verb, number] {
  const { place, clients } = node.options;
  const fresh = node.durable.sent * clients + place;
  if (object === 'counter') return ['increment', 1];
  if (object === 'register') return ['write', fresh];
  if (object === 'wallet')
    return chance(random, 0.5) ? ['deposit', DEPOSIT] : ['withdraw', WITHDRAWAL];
  const { mine } = node.durable;
  const removes = chance(random, REMOVE_SHARE);
  if (mine.length >= SHELF || (removes && mine.length > 0)) return ['remove', mine.shift()!];
  return ['add', fresh];
}

function nextRequest(node: LocalClient, out: ClientOut): Request {
  const { options, durable: tally } = node;
  const random = (node.volatile.kinds ??= out.stream(`kinds:${node.id}`));
  const object = options.objects[below(random, options.objects.length)];
  const updates = chance(random, options.writeShare);
  const [verb, amount] = updates ? chooseVerb(node, object, random) : (['read', 0] as const);
  return { type: updates ? 'write' : 'read', seq: tally.sent, object, verb, amount };
}

/** Each operation is a process of its own in the history, since a client does not wait for one before the next. */
function record(
  { options }: LocalClient,
  r: Request,
  type: HistoryEntry['type'],
  value: number | null | undefined,
  out: ClientOut,
): void {
  const process = r.seq * options.clients + options.place;
  out.history({ process, type, f: r.verb, key: r.object, value });
}

/** Time between two attempts at one operation, µs. */
const patienceOf = ({ timeout, attempts }: LocalClientOptions): Micros =>
  Math.round(timeout / attempts);

function ask(node: LocalClient, out: ClientOut): void {
  const { durable: tally, volatile: v, options } = node;
  const request = nextRequest(node, out);
  const since = out.monotonic();
  tally.sent++;
  if (request.type === 'write') {
    tally.updates[request.object].asked++;
    if (request.verb === 'deposit') tally.paidIn += request.amount;
  }
  v.open.set(request.seq, { request, since, begun: out.instant(), sent: 1 });
  record(node, request, 'invoke', request.verb === 'read' ? undefined : request.amount, out);
  out.gauge('waiting', v.open.size);
  out.send(options.replica, request);
  lookLater(node, since + patienceOf(options), out);
}

/** `at` by the client's own count of time, and not past. */
function lookLater(node: LocalClient, at: Micros, out: ClientOut): void {
  if (node.volatile.lookAt <= at) return;
  node.volatile.lookAt = at;
  out.after(at - out.monotonic(), 'look');
}

/** Asks again, or gives up, where an answer is overdue. Attempts that a pause has swallowed are not made up for. */
function look(node: LocalClient, out: ClientOut): void {
  const { volatile: v, options } = node;
  const patience = patienceOf(options);
  const now = out.monotonic();
  let next = Infinity;
  v.lookAt = Infinity;
  for (const open of v.open.values()) {
    if (open.since + patience * open.sent <= now) {
      const passed = Math.floor((now - open.since) / patience);
      if (passed >= options.attempts) {
        close(node, open, 'unknown', null, out);
        continue;
      }
      open.sent = passed + 1;
      out.send(options.replica, open.request);
    }
    next = Math.min(next, open.since + patience * open.sent);
  }
  if (next < Infinity) lookLater(node, next, out);
}

type Outcome = 'done' | 'declined' | 'refused' | 'unknown';

function close(
  node: LocalClient,
  open: Open,
  outcome: Outcome,
  answer: Answer | null,
  out: ClientOut,
): void {
  const { durable: tally, volatile: v, options } = node;
  const { request, begun } = open;
  const isOk = outcome === 'done' || outcome === 'declined';
  v.open.delete(request.seq);
  const total = isOk ? 'ok' : outcome;
  tally[total]++;
  out.observe(total, 1);
  if (!isOk) out.gauge(outcome, tally[outcome]);
  out.observe(isOk ? options.okProbe : options.failedProbe, 1);
  if (isOk) {
    out.observeSince('latency', begun);
    if (options.place === 0)
      out.observeSince(request.type === 'write' ? 'near-write' : 'near-read', begun);
  }
  if (request.type === 'write') noteUpdate(tally, request, outcome);
  if (request.verb === 'withdraw' && outcome === 'done') out.gauge('paidOut', tally.paidOut);
  // A declined withdrawal changed nothing: in the history it is an operation that did not happen.
  const type = outcome === 'done' ? 'ok' : outcome === 'unknown' ? 'info' : 'fail';
  const value = request.verb === 'write' ? request.amount : answer && valueSeen(answer, request);
  record(node, request, type, type === 'ok' ? value : undefined, out);
  out.gauge('waiting', v.open.size);
}

/** A register that nobody has written reads as nothing. */
const valueSeen = (answer: Answer, r: Request): number | null =>
  r.object === 'register' && answer.value < 0 ? null : answer.value;

function noteUpdate(tally: ClientTally, { object, verb, amount }: Request, outcome: Outcome): void {
  tally.updates[object][outcome]++;
  if (verb === 'add' && outcome === 'done') tally.mine.push(amount);
  if (verb === 'remove' && outcome === 'refused') tally.mine.push(amount);
  if (verb === 'deposit' && outcome === 'refused') tally.paidIn -= amount;
  if (verb === 'withdraw' && outcome === 'done') tally.paidOut += amount;
}

/** A late or second answer closes nothing. */
function onAnswer(node: LocalClient, answer: Answer, _from: NodeRef, out: ClientOut): void {
  const open = node.volatile.open.get(answer.seq);
  if (!open) return;
  // A refusal speaks for one attempt only; another one may have gone through.
  const outcome = answer.type === 'refused' && open.sent > 1 ? 'unknown' : answer.type;
  close(node, open, outcome, answer, out);
}

const { wait, next } = openLoop<LocalClient, ClientOut>({
  send: ask,
  gap: ({ id, options, volatile: v }, out) =>
    gapOf(
      options.meanGap,
      (v.gaps ??= out.stream(`arrivals:${id}`)),
      options.isEven ? 'uneven' : 'poisson',
    ),
  isOver: ({ options }, out) => out.monotonic() >= options.loadFor,
  conclude({ options }, out) {
    out.become('ALL_SENT');
    out.after(options.timeout + options.settle, 'over');
  },
});

const { sending, waiting } = timers<LocalClient, ClientOut>(look, next);

/**
 * An open-loop load generator: works on shared objects through the one replica that is near it, at random times,
 * whatever comes back. Takes answers; sends reads and writes, asks again with the same number where no answer comes,
 * and gives each up after its time-out.
 */
export const localClient: Behaviour<LocalClientKind> = {
  kind: 'local-client',
  diskless: true,
  machine,
  volatile: () => ({ open: new Map(), lookAt: Infinity, gaps: null, kinds: null }),
  durable: () => ({
    sent: 0,
    ok: 0,
    refused: 0,
    unknown: 0,
    updates: perObject(() => ({ asked: 0, done: 0, declined: 0, refused: 0, unknown: 0 })),
    paidIn: 0,
    paidOut: 0,
    mine: [],
    finished: false,
  }),
  start(node, out) {
    const { durable: tally } = node;
    // What was open before a crash of the client itself will never be known.
    tally.unknown = tally.sent - tally.ok - tally.refused;
    for (const score of Object.values(tally.updates))
      score.unknown = score.asked - score.done - score.declined - score.refused;
    if (!tally.finished) return wait(node, out);
    out.become('ALL_SENT');
    finish(tally, out);
  },
  roles: {
    sending: { message: onAnswer, timer: sending },
    waiting: { message: onAnswer, timer: waiting },
    finished: 'ignores',
  },
};
