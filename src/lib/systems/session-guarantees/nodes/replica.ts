import { exponential } from '../../../sim';
import type {
  Behaviour,
  Handlers,
  Micros,
  Node,
  NodeRef,
  NodeRefs,
  Out,
  Stream,
} from '../../../sim';
import { nodeMachine, waiting, well } from '../../../nodes/machine';
import type { Applied, LogRecord, Post, Reply, Request } from './messages';
import { add, countOf, furthest, gapsOf, has, highest, reaches, seenAtFirst } from './seen';
import type { Position, PostId, Seen } from './seen';

export interface ReplicaOptions {
  /** Its place among the replicas: the primary has 0. */
  readonly place: number;
  readonly replicas: NodeRefs;
  readonly inOrder: boolean;
  /** Mean time from a record's arrival until it is applied, µs; exponential. */
  readonly lag: Micros;
  /** A record that is not acknowledged after this long is sent again, µs. */
  readonly patience: Micros;
  readonly countsReceived: boolean;
}

const machine = nodeMachine('session-replica', {
  current: well('has applied all it received', { RECEIVE: 'applying' }),
  applying: waiting('has received posts that are not applied yet', { CATCH_UP: 'current' }),
});

interface Waiting {
  readonly request: Request;
  readonly from: NodeRef;
}

/** A record of its own that a peer has not acknowledged. */
interface Unsure {
  readonly peer: NodeRef;
  readonly record: LogRecord;
  readonly sent: Micros;
}

interface ReplicaKind {
  machine: typeof machine;
  volatile: {
    lag: Stream | null;
    /** Received and not applied, by their names. */
    inbox: Map<string, LogRecord>;
    /** Of those the ones that only wait for their turn. */
    ready: LogRecord[];
    /** The newest record of each log that ever came. */
    received: Position;
    waiting: Waiting[];
    resending: boolean;
  };
  durable: {
    seen: Seen;
    /** Accepted posts by author and number, so that a repeated request is not a second post. */
    accepted: Map<string, PostId>;
    unsure: Unsure[];
  };
  options: ReplicaOptions;
  takes: Request | LogRecord | Applied;
  sends: Reply | LogRecord | Applied;
  timers: { ready: LogRecord; resend: undefined };
  events: { applied: PostId };
  gauges: 'position' | 'applying' | 'gaps';
}
type Replica = Node<ReplicaKind>;
type ReplicaOut = Out<ReplicaKind>;

const nameOf = ({ origin, seq }: PostId): string => `${origin} ${seq}`;

/** What it answers when a session asks how far it is. */
function positionOf({ options, durable, volatile: v }: Replica): Position {
  const position = highest(durable.seen);
  return options.countsReceived ? furthest(position, v.received) : position;
}

function show({ durable: { seen }, volatile: v, mode }: Replica, out: ReplicaOut): void {
  out.gauge('position', countOf(highest(seen)));
  out.gauge('gaps', gapsOf(seen));
  out.gauge('applying', v.inbox.size);
  if (v.inbox.size > 0 && mode.role === 'current') out.become('RECEIVE');
  if (v.inbox.size === 0 && mode.role === 'applying') out.become('CATCH_UP');
}

function accept(node: Replica, { op, replyTo }: Post, author: NodeRef, out: ReplicaOut): void {
  const { durable, options } = node;
  const key = `${author} ${op}`;
  let id = durable.accepted.get(key);
  if (!id) {
    const { place } = options;
    id = { origin: place, seq: durable.seen.through[place] + 1 };
    const after = [...durable.seen.through];
    const record: LogRecord = { type: 'record', id, author, op, replyTo, after };
    durable.accepted.set(key, id);
    out.send(author, { type: 'posted', op, id });
    for (const peer of options.replicas) {
      if (peer === node.index) continue;
      durable.unsure.push({ peer, record, sent: out.monotonic() });
      out.send(peer, record);
    }
    resendLater(node, out);
    return makeVisible(node, id, out);
  }
  out.send(author, { type: 'posted', op, id });
}

function answer(node: Replica, request: Request, from: NodeRef, out: ReplicaOut): void {
  if (request.type === 'post') return accept(node, request, from, out);
  const { through, beyond } = node.durable.seen;
  out.send(from, {
    type: 'page',
    op: request.op,
    seen: { through: [...through], beyond: [...beyond] },
    position: positionOf(node),
  });
}

function serve(node: Replica, request: Request, from: NodeRef, out: ReplicaOut): void {
  if (reaches(positionOf(node), request.need)) return answer(node, request, from, out);
  if (request.wait) node.volatile.waiting.push({ request, from });
  else out.send(from, { type: 'too-old', op: request.op });
}

/** Applies a post, and serves whoever waited for it. */
function makeVisible(node: Replica, id: PostId, out: ReplicaOut): void {
  const { durable, volatile: v } = node;
  add(durable.seen, id);
  v.inbox.delete(nameOf(id));
  out.event('applied', id);
  show(node, out);
  if (v.waiting.length === 0) return;
  const waiting = v.waiting;
  v.waiting = [];
  for (const { request, from } of waiting) serve(node, request, from, out);
}

function receive(node: Replica, record: LogRecord, from: NodeRef, out: ReplicaOut): void {
  const { id: name, options, durable, volatile: v } = node;
  const { id } = record;
  if (has(durable.seen, id)) return out.send(from, { type: 'applied', id });
  if (v.inbox.has(nameOf(id))) return;
  v.lag ??= out.stream(`lag:${name}`);
  v.inbox.set(nameOf(id), record);
  v.received = furthest(
    v.received,
    v.received.map((n, origin) => (origin === id.origin ? Math.max(n, id.seq) : n)),
  );
  out.work(Math.round(options.lag * exponential(v.lag)), 'ready', record);
  show(node, out);
}

const isNext = ({ through }: Seen, { id, after }: LogRecord): boolean =>
  id.seq === through[id.origin] + 1 && reaches(through, after);

function applyReady(node: Replica, out: ReplicaOut): void {
  const { options, durable, volatile: v } = node;
  for (;;) {
    const next = v.ready.findIndex((r) => !options.inOrder || isNext(durable.seen, r));
    if (next < 0) return;
    const [{ id }] = v.ready.splice(next, 1);
    makeVisible(node, id, out);
    out.send(options.replicas[id.origin], { type: 'applied', id });
  }
}

function resendLater({ volatile: v, options }: Replica, out: ReplicaOut): void {
  if (v.resending) return;
  v.resending = true;
  out.after(options.patience, 'resend');
}

function resend(node: Replica, out: ReplicaOut): void {
  const { durable, options, volatile: v } = node;
  v.resending = false;
  const now = out.monotonic();
  durable.unsure = durable.unsure.map((unsure) => {
    if (now - unsure.sent < options.patience) return unsure;
    out.send(unsure.peer, unsure.record);
    return { ...unsure, sent: now };
  });
  if (durable.unsure.length > 0) resendLater(node, out);
}

const handlers: Handlers<ReplicaKind> = {
  message(node, message, from, out) {
    if (message.type === 'record') return receive(node, message, from, out);
    if (message.type !== 'applied') return serve(node, message, from, out);
    const { durable } = node;
    const at = durable.unsure.findIndex(
      ({ peer, record }) => peer === from && nameOf(record.id) === nameOf(message.id),
    );
    if (at >= 0) durable.unsure.splice(at, 1);
  },
  timer(node, name, record, out) {
    if (name === 'resend') return resend(node, out);
    node.volatile.ready.push(record);
    applyReady(node, out);
  },
};

/**
 * Keeps a log of the posts that it accepted and copies of the others' logs. A record is applied some time after it has
 * come; only then can a reader see it.
 */
export const replica: Behaviour<ReplicaKind> = {
  kind: 'session-replica',
  machine,
  volatile: ({ durable }) => ({
    lag: null,
    inbox: new Map(),
    ready: [],
    received: highest(durable.seen),
    waiting: [],
    resending: false,
  }),
  durable: ({ options }) => ({
    seen: seenAtFirst(options.replicas.length),
    accepted: new Map(),
    unsure: [],
  }),
  start(node, out) {
    show(node, out);
    if (node.durable.unsure.length > 0) resendLater(node, out);
  },
  reconfigure: applyReady,
  roles: { current: handlers, applying: handlers },
};
