import { uniform, type Behaviour, type Handlers, type Micros } from '../../../sim';
import type { Node, NodeRef, NodeRefs, Out, Stream } from '../../../sim';
import { fault, nodeMachine, waiting, well } from '../../../nodes/machine';
import { countOf, majorityOf } from '../../../nodes/store/quorum';
import type { Announce, Ballot, Heartbeat, Inspect } from './messages';
import type { Lease, Position, Promote, Vote } from './messages';

export interface MonitorOptions {
  /** This monitor's place among `monitors`. */
  readonly place: number;
  readonly monitors: NodeRefs;
  readonly copies: NodeRefs;
  /** Writers and the backup store: who wants to know where the primary is. */
  readonly listeners: NodeRefs;
  /** A primary that is not heard of for this long is taken for gone, µs. */
  readonly detect: Micros;
  /** Time between looks, µs. */
  readonly beat: Micros;
  /**
   * Copies that have to say how far they go before one is promoted: enough that one of them holds each write that was
   * acknowledged. More than can answer once the primary is gone, where writes wait for no standby.
   */
  readonly needed: number;
  /** A planted bug: promotes whichever copy answers first. */
  readonly hasty: boolean;
}

interface Disk {
  /** The newest epoch that this monitor has promised its vote to, and the place of the monitor that it voted for. */
  epoch: number;
  votedFor: number | null;
  primary: NodeRef | null;
  primaryEpoch: number;
  /** For the measures: how often it set out to replace a primary. */
  elections: number;
}

interface Memory {
  /** When it last leased the primary its role, or gave its vote to another monitor, by its own count of time. */
  leasedAt: Micros;
  /** Of an election: the epoch, the votes as bits, when it began. */
  target: number;
  votes: number;
  since: Micros;
  positions: (Position | null)[];
  /** Who is to lead; `null`: not chosen yet. */
  chosen: NodeRef | null;
  jitter: Stream | null;
}

const machine = nodeMachine('monitor', {
  watching: well('hears the primary’s heartbeats', { SILENCE: 'electing' }),
  electing: fault('has not heard the primary for too long; asks the other monitors for a vote', {
    HEARD: 'watching',
    WON: 'choosing',
  }),
  choosing: waiting('won the vote; asks every copy for its (epoch, position)', {
    HEARD: 'watching',
    GIVEN_UP: 'watching',
  }),
});

interface MonitorKind {
  machine: typeof machine;
  volatile: Memory;
  durable: Disk;
  options: MonitorOptions;
  takes: Heartbeat | Vote | Ballot | Position;
  sends: Lease | Vote | Ballot | Inspect | Promote | Announce;
  timers: { watch: undefined; announce: undefined };
  gauges: 'follows';
}
type Monitor = Node<MonitorKind>;
type MonitorOut = Out<MonitorKind>;

const ANNOUNCE_EVERY = 1_000_000;
/** Beats to wait for more answers, where the answers that are needed cannot all come. */
const GRACE = 2;

const isOverdue = ({ volatile, options }: Monitor, out: MonitorOut): boolean =>
  out.monotonic() - volatile.leasedAt >= options.detect;

function watch(node: Monitor, out: MonitorOut): void {
  const stream = (node.volatile.jitter ??= out.stream(`watch:${node.id}`));
  out.after(Math.round(node.options.beat * (0.75 + uniform(stream) / 2)), 'watch');
}

/** Asks whether the others miss the primary as well. It votes for itself only once they do. */
function standIfOverdue(node: Monitor, out: MonitorOut): void {
  if (!isOverdue(node, out)) return;
  const { durable: disk, volatile: v, options } = node;
  out.become('SILENCE');
  v.target = disk.epoch + 1;
  v.votes = 1 << options.place;
  for (const monitor of options.monitors)
    if (monitor !== node.index) out.send(monitor, { type: 'vote', epoch: v.target });
  count(node, out);
}

/** Asks again those who have not answered, and gives up what takes too long. */
function pursue(node: Monitor, out: MonitorOut): void {
  const { volatile: v, options } = node;
  if (out.monotonic() - v.since > 2 * options.detect) {
    out.note(`gives up on epoch ${v.target}`);
    out.become('GIVEN_UP');
  } else if (v.chosen !== null) out.send(v.chosen, { type: 'promote', epoch: v.target });
  else {
    inspect(node, out);
    choose(node, out);
  }
}

function onVote(node: Monitor, m: Vote, from: NodeRef, out: MonitorOut): void {
  const { durable: disk, volatile: v, options } = node;
  const who = options.monitors.indexOf(from);
  const again = m.epoch === disk.epoch && disk.votedFor === who;
  const granted = again || (m.epoch > disk.epoch && isOverdue(node, out));
  if (granted && !again) {
    disk.epoch = m.epoch;
    disk.votedFor = who;
    // Time for the other one to finish, before this monitor sets out itself.
    v.leasedAt = out.monotonic();
    out.become('HEARD');
  }
  out.send(from, { type: 'ballot', epoch: granted ? m.epoch : disk.epoch, granted });
}

/** A vote that was denied tells of a newer epoch. */
function noteEpoch({ durable: disk }: Monitor, { granted, epoch }: Ballot): void {
  if (granted || epoch <= disk.epoch) return;
  disk.epoch = epoch;
  disk.votedFor = null;
}

function onBallot(node: Monitor, m: Ballot, from: NodeRef, out: MonitorOut): void {
  const { volatile: v, options } = node;
  noteEpoch(node, m);
  if (!m.granted || m.epoch !== v.target) return;
  v.votes |= 1 << options.monitors.indexOf(from);
  count(node, out);
}

function count(node: Monitor, out: MonitorOut): void {
  const { durable: disk, volatile: v, options } = node;
  if (countOf(v.votes) < majorityOf(options.monitors.length) || v.target <= disk.epoch) return;
  disk.epoch = v.target;
  disk.votedFor = options.place;
  disk.elections++;
  v.since = out.monotonic();
  v.positions = options.copies.map(() => null);
  v.chosen = null;
  out.become('WON');
  out.note(`may replace the primary, in epoch ${v.target}`);
  inspect(node, out);
}

function inspect({ volatile: v, options }: Monitor, out: MonitorOut): void {
  for (const copy of options.copies) out.send(copy, { type: 'inspect', epoch: v.target });
}

function onPosition(node: Monitor, m: Position, from: NodeRef, out: MonitorOut): void {
  const { volatile: v, options } = node;
  if (m.epoch !== v.target) return;
  v.positions[options.copies.indexOf(from)] = m;
  choose(node, out);
}

/** Promotes the copy that has most, once it is sure to have all that was acknowledged, or no more will answer. */
function choose(node: Monitor, out: MonitorOut): void {
  const { volatile: v, options } = node;
  if (v.chosen !== null) return;
  const there = v.positions.filter((p) => p !== null);
  const waited = out.monotonic() - v.since >= GRACE * options.beat;
  const isAnybody = options.needed >= options.copies.length && waited;
  if (there.length === 0 || (there.length < options.needed && !isAnybody && !options.hasty)) return;
  const best = there.reduce((a, b) => (isAhead(b, a) ? b : a));
  v.chosen = options.copies[v.positions.indexOf(best)];
  out.send(v.chosen, { type: 'promote', epoch: v.target });
}

const isAhead = (a: Position, b: Position): boolean =>
  a.lastEpoch > b.lastEpoch || (a.lastEpoch === b.lastEpoch && a.index > b.index);

/** A primary that leads the newest epoch gets its lease; one of an older epoch is told so. */
function onHeartbeat(node: Monitor, m: Heartbeat, from: NodeRef, out: MonitorOut): void {
  const { durable: disk, volatile: v } = node;
  const { epoch, sentAt } = m;
  if (epoch < disk.epoch) return out.send(from, { type: 'denied', epoch: disk.epoch, sentAt });
  out.send(from, { type: 'lease', epoch, sentAt });
  if (epoch > disk.epoch) disk.votedFor = null;
  disk.epoch = epoch;
  v.leasedAt = out.monotonic();
  out.become('HEARD');
  if (disk.primaryEpoch === epoch) return;
  disk.primary = from;
  disk.primaryEpoch = epoch;
  out.gauge('follows', epoch);
  announce(node, out);
}

function announce({ durable: disk, options }: Monitor, out: MonitorOut): void {
  if (disk.primary === null) return;
  const news: Announce = { type: 'announce', epoch: disk.primaryEpoch, primary: disk.primary };
  for (const listener of options.listeners) out.send(listener, news);
}

interface Own {
  /** What it makes of ballots and of copies' positions; those of an election that is over are left alone. */
  ballot(node: Monitor, m: Ballot, from: NodeRef, out: MonitorOut): void;
  position(node: Monitor, m: Position, from: NodeRef, out: MonitorOut): void;
  /** Does what is due at each look. */
  look(node: Monitor, out: MonitorOut): void;
}

const handlersOf = (own: Own): Handlers<MonitorKind> => ({
  message(node, m, from, out) {
    if (m.type === 'heartbeat') onHeartbeat(node, m, from, out);
    else if (m.type === 'vote') onVote(node, m, from, out);
    else if (m.type === 'ballot') own.ballot(node, m, from, out);
    else own.position(node, m, from, out);
  },
  timer(node, name, _data, out) {
    if (name === 'watch') {
      watch(node, out);
      own.look(node, out);
    } else {
      out.after(ANNOUNCE_EVERY, 'announce');
      announce(node, out);
    }
  },
});

const nothing = (): void => undefined;

/**
 * Watches the primary, leases it its role, and with a majority of the monitors replaces it when it is silent. It votes
 * once an epoch, and never while a lease that it gave may still be used. Takes heartbeats, votes, ballots and positions;
 * sends leases, votes, ballots, questions and promotions, and tells writers and the backup store where the primary is.
 */
export const monitor: Behaviour<MonitorKind> = {
  kind: 'monitor',
  machine,
  volatile: ({ options }) => ({
    leasedAt: 0,
    target: 0,
    votes: 0,
    since: 0,
    positions: options.copies.map(() => null),
    chosen: null,
    jitter: null,
  }),
  durable: () => ({ epoch: 0, votedFor: null, primary: null, primaryEpoch: 0, elections: 0 }),
  start(node, out) {
    // It cannot know what it leased before a crash, and takes it that it was a moment ago.
    node.volatile.leasedAt = out.monotonic();
    watch(node, out);
    out.after(ANNOUNCE_EVERY, 'announce');
  },
  roles: {
    watching: handlersOf({ ballot: noteEpoch, position: nothing, look: standIfOverdue }),
    electing: handlersOf({ ballot: onBallot, position: nothing, look: standIfOverdue }),
    choosing: handlersOf({ ballot: noteEpoch, position: onPosition, look: pursue }),
  },
};
