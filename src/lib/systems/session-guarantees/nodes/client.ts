import { chance, seconds, type Behaviour, type Handlers, type Instant } from '../../../sim';
import { machine } from './client-kind';
import type { Client, ClientKind, ClientOptions, ClientOut } from './client-kind';
import type { Open, Outcome, Task } from './client-kind';
import type { Page, Posted } from './messages';
import { choose } from './routing';
import { countOf, furthest, startOf, type PostId, type Position, type Seen } from './seen';

/** How long a replica that did not answer is left alone. */
const SUSPICION = seconds(10);

/** A client's own follower, by its place among the replicas. */
const ownFollower = ({ place, replicas }: ClientOptions): number =>
  1 + (place % (replicas.length - 1));

function keep(
  { options, durable }: Client,
  of: 'writes' | 'reads',
  at: Position,
  out: ClientOut,
): void {
  if (options.token !== of && options.token !== 'both') return;
  durable.token = furthest(durable.token, at);
  out.gauge('token', countOf(durable.token));
}

function forget({ options, durable }: Client, out: ClientOut): void {
  durable.token = startOf(options.replicas.length);
  out.gauge('token', 0);
}

function send(
  node: Client,
  task: Task,
  no: number,
  since: Instant,
  to: number,
  wait: boolean,
  out: ClientOut,
): void {
  const { options, durable, volatile: v } = node;
  const timer = out.after(options.timeout, 'silence', no);
  v.open = { ...task, no, since, to, wait, timer };
  const asked = { op: no, need: durable.token, wait };
  const ref = options.replicas[to];
  if (task.kind === 'read') out.send(ref, { type: 'read', ...asked });
  else {
    const replyTo = task.kind === 'reply' ? durable.newest : null;
    out.send(ref, { type: 'post', ...asked, replyTo });
  }
}

function placeFor(node: Client, task: Task, out: ClientOut): number {
  const { id, options, volatile: v } = node;
  if (task.kind !== 'read' && !options.writesAnywhere) return 0;
  v.routes ??= out.stream(`routes:${id}`);
  const { route, replicas } = options;
  const { sticky, suspects } = v;
  return choose(
    { route, replicas, sticky, own: task.own, suspects, now: out.monotonic() },
    v.routes,
  );
}

function begin(node: Client, task: Task, out: ClientOut): void {
  const { durable, volatile: v, options } = node;
  if (v.open) {
    v.queue.push(task);
    return;
  }
  const no = ++durable.asked;
  const to = placeFor(node, task, out);
  out.event('asked', { no, kind: task.kind, at: to });
  send(node, task, no, out.instant(), to, options.behind === 'wait', out);
}

function step(node: Client, out: ClientOut): void {
  const { id, options, durable, volatile: v } = node;
  if (durable.steps >= options.steps) {
    out.become('DONE');
    out.done();
    return;
  }
  durable.steps++;
  v.choices ??= out.stream(`choices:${id}`);
  const posts = chance(v.choices, options.ownShare);
  begin(
    node,
    { kind: posts ? 'post' : 'read', own: false, left: posts ? options.ownReads : 0 },
    out,
  );
}

function close(node: Client, open: Open, got: Outcome['got'], out: ClientOut): void {
  const { options, durable, volatile: v } = node;
  out.cancel(open.timer);
  v.open = null;
  durable.answered++;
  durable.last = { no: open.no, at: open.to, own: open.own, got };
  if (open.left !== null) {
    if (open.left > 0) out.after(options.gap, 'look', open.left - 1);
    else out.after(options.step, 'step');
  }
  const next = v.queue.shift();
  if (next) begin(node, next, out);
}

/** The newest post of a page; a gap before it is nothing that its reader can see. */
function newestOf({ through, beyond }: Seen, before: PostId): PostId {
  const ends = [...through.map((seq, origin) => ({ origin, seq })), ...beyond];
  return ends.reduce((a, b) => (b.seq > a.seq ? b : a), before);
}

function read(node: Client, open: Open, { seen, position }: Page, out: ClientOut): void {
  node.durable.newest = newestOf(seen, node.durable.newest);
  keep(node, 'reads', position, out);
  out.observeSince('read', open.since);
  out.event('saw', { no: open.no, at: open.to, seen });
  close(node, open, { kind: 'page', seen }, out);
}

function posted(node: Client, open: Open, { id }: Posted, out: ClientOut): void {
  const at = node.durable.token.map((n, origin) => (origin === id.origin ? id.seq : n));
  keep(node, 'writes', at, out);
  out.observeSince('post', open.since);
  out.event('posted', { no: open.no, at: open.to, id });
  close(node, open, { kind: 'posted', id }, out);
}

/** The replica is too old for this session: the primary is asked, and waits where it has to. */
function detour(node: Client, open: Open, out: ClientOut): void {
  node.durable.detours++;
  out.event('detour', { no: open.no, at: open.to });
  out.cancel(open.timer);
  send(node, open, open.no, open.since, 0, true, out);
}

/** No answer: a read goes elsewhere; a post is repeated, since it may have been accepted. */
function silence(node: Client, open: Open, out: ClientOut): void {
  const { options, durable, volatile: v } = node;
  if (open.kind !== 'read') return send(node, open, open.no, open.since, open.to, open.wait, out);
  v.suspects.set(open.to, out.monotonic() + SUSPICION);
  durable.moves++;
  if (options.tokenAt === 'connection' || options.dropsToken) forget(node, out);
  const to = placeFor(node, open, out);
  if (to > 0) v.sticky = to;
  out.event('moved', { no: open.no, at: to });
  send(node, open, open.no, open.since, to, to === 0 || options.behind === 'wait', out);
}

/** Another device: other connections, and the token only where it belongs to the account. */
function switchDevice(node: Client, out: ClientOut): void {
  const { options, volatile: v } = node;
  v.sticky = (v.sticky % (options.replicas.length - 1)) + 1;
  if (options.tokenAt !== 'account') forget(node, out);
  out.event('switched', { token: node.durable.token });
}

const TASKS: Readonly<Record<string, Task['kind']>> = {
  post: 'post',
  reply: 'reply',
  read: 'read',
};

const using: Handlers<ClientKind> = {
  message(node, message, _from, out) {
    const { open } = node.volatile;
    if (open?.no !== message.op) return;
    if (message.type === 'page' && open.kind === 'read') read(node, open, message, out);
    else if (message.type === 'posted' && open.kind !== 'read') posted(node, open, message, out);
    else if (message.type === 'too-old' && !open.wait) detour(node, open, out);
  },
  timer(node, name, data, out) {
    if (name === 'step') return step(node, out);
    if (name === 'look') return begin(node, { kind: 'read', own: true, left: data }, out);
    const { open } = node.volatile;
    if (open?.no === data) silence(node, open, out);
  },
  operate(node, operation, _argument, out) {
    if (operation === 'switch') switchDevice(node, out);
    else begin(node, { kind: TASKS[operation], own: false, left: null }, out);
  },
};

/** A user's session: reads and posts one after the other, and keeps a token if it has one. */
export const client: Behaviour<ClientKind> = {
  kind: 'session-client',
  machine,
  volatile: ({ options }) => ({
    open: null,
    queue: [],
    sticky: ownFollower(options),
    suspects: new Map(),
    choices: null,
    routes: null,
  }),
  durable: ({ options }) => ({
    steps: 0,
    asked: 0,
    answered: 0,
    detours: 0,
    moves: 0,
    token: startOf(options.replicas.length),
    newest: { origin: 0, seq: startOf(options.replicas.length)[0] },
    last: null,
  }),
  start(node, out, again) {
    // What was open before a crash is not asked again: whether a post was accepted stays unknown.
    if (again && node.options.tokenAt === 'connection') forget(node, out);
    if (node.options.steps > 0) out.after(again ? node.options.step : node.options.offset, 'step');
  },
  roles: { using, finished: 'ignores' },
  operations: [
    { id: 'post', title: 'Post' },
    { id: 'read', title: 'Read' },
    { id: 'reply', title: 'Reply to the newest post' },
    { id: 'switch', title: 'Change device' },
  ],
};
