import {
  below,
  chance,
  exponential,
  uniform,
  type LooseBehaviour,
  type Message,
  type Micros,
  type NodeState,
  type LooseOut,
  type Stream,
} from '../../../sim';
import { nodeMachine } from '../../../nodes/machine';
import type { Answer, Request } from './messages';
import { OBJECTS, type ObjectId, type Verb } from './operations';

/** Systems whose clients work on shared objects declare these probes first, in this order. */
export const CLIENT_PROBES = {
  latency: 0,
  nearWrite: 1,
  nearRead: 2,
  ok: 3,
  refused: 4,
  unknown: 5,
};

export interface LocalClientOptions {
  /** This client's place among `clients`, and the node that it asks. */
  readonly place: number;
  readonly clients: number;
  readonly replica: number;
  /** Mean time between two operations, µs. */
  readonly meanGap: number;
  /** Gaps between half and one and a half of the mean, instead of exponential ones (a Poisson process). */
  readonly isEven: boolean;
  /** Share of them that change something. */
  readonly writeShare: number;
  /** What they are on, each as likely. */
  readonly objects: readonly ObjectId[];
  /** Gives an operation up after this long, µs, and asks so many times until then. */
  readonly timeout: Micros;
  readonly attempts: number;
  /** Sends nothing more after this long, µs, and then waits for `settle`. */
  readonly loadFor: Micros;
  /** Probes of this client alone: what was answered, and what was not. */
  readonly okProbe: number;
  readonly failedProbe: number;
  readonly settle: Micros;
}

/** An operation without an answer so far. */
export interface Open {
  readonly request: Request;
  readonly since: Micros;
  sent: number;
}

interface Volatile {
  open: Map<number, Open>;
  /** When the next look at unanswered operations is due; Infinity: none is set. */
  lookAt: Micros;
  gaps: Stream | null;
  kinds: Stream | null;
}

/** What one object's updates came to, as this client was told. */
export interface Score {
  asked: number;
  done: number;
  declined: number;
  refused: number;
  unknown: number;
}

/** What the client did and was told. Outlives a crash, as a log file does. */
export interface ClientBooks {
  sent: number;
  ok: number;
  refused: number;
  /** No answer in time: done or not, nobody can tell this client. */
  unknown: number;
  updates: Record<ObjectId, Score>;
  /** Money paid in (as far as it may have been), and money that was paid out for sure. */
  paidIn: number;
  paidOut: number;
  /** Items whose adding was acknowledged and that this client has not asked to take out. */
  mine: number[];
  stopped: boolean;
}

export type LocalClient = NodeState<Volatile, ClientBooks, LocalClientOptions>;

/** Items that one client keeps in the cart before it takes out the oldest. */
const SHELF = 40;
const REMOVE_SHARE = 0.3;
const DEPOSIT = 10;
const WITHDRAWAL = 20;

const machine = nodeMachine('local-client', {
  initial: 'working',
  states: {
    working: { on: { ENOUGH: 'settling' }, description: 'asks its replica at random times' },
    settling: { on: { OVER: 'finished' }, description: 'asks no more, waits for what is open' },
    finished: {},
  },
});

function gap(node: LocalClient, out: LooseOut): Micros {
  const stream = (node.volatile.gaps ??= out.stream(`arrivals:${node.id}`));
  const share = node.options.isEven ? 0.5 + uniform(stream) : exponential(stream);
  return Math.round(share * node.options.meanGap);
}

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

function nextRequest(node: LocalClient, out: LooseOut): Request {
  const { options, durable: books } = node;
  const random = (node.volatile.kinds ??= out.stream(`kinds:${node.id}`));
  const object = options.objects[below(random, options.objects.length)];
  const updates = chance(random, options.writeShare);
  const [verb, amount] = updates ? chooseVerb(node, object, random) : (['read', 0] as const);
  return { type: updates ? 'write' : 'read', seq: books.sent, object, verb, amount };
}

/** Each operation is a process of its own in the history, since a client does not wait for one before the next. */
const record = (
  node: LocalClient,
  r: Request,
  type: 'invoke' | 'ok' | 'fail' | 'info',
  out: LooseOut,
  value?: unknown,
): void =>
  out.history({
    process: r.seq * node.options.clients + node.options.place,
    type,
    f: r.verb,
    key: r.object,
    value,
  });

function ask(node: LocalClient, out: LooseOut): void {
  const { durable: books, volatile: v, options } = node;
  const request = nextRequest(node, out);
  books.sent++;
  if (request.type === 'write') {
    books.updates[request.object].asked++;
    if (request.verb === 'deposit') books.paidIn += request.amount;
  }
  v.open.set(request.seq, { request, since: out.now, sent: 1 });
  record(node, request, 'invoke', out, request.verb === 'read' ? undefined : request.amount);
  out.gauge('waiting', v.open.size);
  out.send(options.replica, request);
  lookLater(node, out.now + Math.round(options.timeout / options.attempts), out);
}

function lookLater(node: LocalClient, at: Micros, out: LooseOut): void {
  if (node.volatile.lookAt <= at) return;
  node.volatile.lookAt = at;
  out.after(at - out.now, 'look');
}

/** Asks again, or gives up, where an answer is overdue. */
function look(node: LocalClient, out: LooseOut): void {
  const { volatile: v, options } = node;
  const patience = Math.round(options.timeout / options.attempts);
  let next = Infinity;
  v.lookAt = Infinity;
  for (const open of v.open.values()) {
    const due = open.since + patience * open.sent;
    if (due > out.now) next = Math.min(next, due);
    else if (open.sent < options.attempts) {
      open.sent++;
      next = Math.min(next, due + patience);
      out.send(options.replica, open.request);
    } else close(node, open, 'unknown', null, out);
  }
  if (next < Infinity) lookLater(node, next, out);
}

type Outcome = 'done' | 'declined' | 'refused' | 'unknown';

function close(
  node: LocalClient,
  open: Open,
  outcome: Outcome,
  answer: Answer | null,
  out: LooseOut,
): void {
  const { durable: books, volatile: v, options } = node;
  const { request, since } = open;
  const isOk = outcome === 'done' || outcome === 'declined';
  v.open.delete(request.seq);
  const total = isOk ? 'ok' : outcome === 'refused' ? 'refused' : 'unknown';
  books[total]++;
  out.observe(CLIENT_PROBES[total], 1);
  out.observe(isOk ? options.okProbe : options.failedProbe, 1);
  if (isOk) {
    out.observe(CLIENT_PROBES.latency, out.now - since);
    if (options.place === 0)
      out.observe(
        CLIENT_PROBES[request.type === 'write' ? 'nearWrite' : 'nearRead'],
        out.now - since,
      );
  }
  if (request.type === 'write') noteUpdate(books, request, outcome);
  // A declined withdrawal changed nothing: in the history it is an operation that did not happen.
  const type = outcome === 'done' ? 'ok' : outcome === 'unknown' ? 'info' : 'fail';
  const value = request.verb === 'write' ? request.amount : answer && valueSeen(answer, request);
  record(node, request, type, out, type === 'ok' ? value : undefined);
  out.gauge('waiting', v.open.size);
}

/** A register that nobody has written reads as nothing. */
const valueSeen = (answer: Answer, r: Request): number | null =>
  r.object === 'register' && answer.value < 0 ? null : answer.value;

function noteUpdate(books: ClientBooks, { object, verb, amount }: Request, outcome: Outcome): void {
  books.updates[object][outcome]++;
  if (verb === 'add' && outcome === 'done') books.mine.push(amount);
  if (verb === 'remove' && outcome === 'refused') books.mine.push(amount);
  if (verb === 'deposit' && outcome === 'refused') books.paidIn -= amount;
  if (verb === 'withdraw' && outcome === 'done') books.paidOut += amount;
}

function onMessage(node: LocalClient, m: Message, _from: number, out: LooseOut): void {
  if (m.type !== 'done' && m.type !== 'declined' && m.type !== 'refused') return;
  const answer = m as Answer;
  const open = node.volatile.open.get(answer.seq);
  // A late or second answer closes nothing.
  if (!open) return;
  // A refusal speaks for one asking only; what was asked twice may have happened by the other.
  const outcome = answer.type === 'refused' && open.sent > 1 ? 'unknown' : answer.type;
  close(node, open, outcome, answer, out);
}

function onTimer(node: LocalClient, name: string, _data: unknown, out: LooseOut): void {
  if (name === 'look') return look(node, out);
  if (name === 'over') {
    node.durable.stopped = true;
    out.become('OVER');
    return out.done();
  }
  if (out.now < node.options.loadFor) {
    ask(node, out);
    out.after(gap(node, out), 'next');
  } else {
    out.become('ENOUGH');
    out.after(node.options.timeout + node.options.settle, 'over');
  }
}

const handlers = { message: onMessage, timer: onTimer };

const noScore = (): Score => ({ asked: 0, done: 0, declined: 0, refused: 0, unknown: 0 });

/** Works on shared objects through the one replica that is near it, at random times, whatever comes back: open-loop. */
export const localClient: LooseBehaviour<Volatile, ClientBooks, LocalClientOptions> = {
  kind: 'local-client',
  machine,
  volatile: () => ({ open: new Map(), lookAt: Infinity, gaps: null, kinds: null }),
  durable: () => ({
    sent: 0,
    ok: 0,
    refused: 0,
    unknown: 0,
    updates: Object.fromEntries(OBJECTS.map((id) => [id, noScore()])) as ClientBooks['updates'],
    paidIn: 0,
    paidOut: 0,
    mine: [],
    stopped: false,
  }),
  start(node, out) {
    const { durable: books } = node;
    // What was open before a crash of the client itself will never be known.
    books.unknown = books.sent - books.ok - books.refused;
    for (const score of Object.values(books.updates))
      score.unknown = score.asked - score.done - score.declined - score.refused;
    if (!books.stopped) out.after(gap(node, out), 'next');
    else out.done();
  },
  roles: { working: handlers, settling: handlers, finished: handlers },
};
