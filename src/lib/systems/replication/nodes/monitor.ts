import {
  uniform,
  type LooseBehaviour,
  type Message,
  type Micros,
  type NodeState,
} from '../../../sim';
import type { LooseOut, Stream } from '../../../sim';
import { nodeMachine } from '../../../nodes/machine';
import { countOf, majorityOf } from '../../../nodes/store/quorum';
import type { Announce, Ballot, Heartbeat, Lease, Position, Vote } from './messages';

export interface MonitorOptions {
  /** This monitor's place among `monitors`, and everybody's node number. */
  readonly place: number;
  readonly monitors: readonly number[];
  readonly copies: readonly number[];
  /** Writers and the backup store: who wants to know where the primary is. */
  readonly listeners: readonly number[];
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

interface MonitorDisk {
  /** The newest epoch that this monitor has promised its voice to, and the place of the monitor that it voted for. */
  epoch: number;
  votedFor: number;
  primary: number;
  primaryEpoch: number;
  /** For the measures: how often it set out to replace a primary. */
  elections: number;
}

interface MonitorMemory {
  /** When it last leased the primary its part, or gave its voice to another monitor, by its own clock. */
  leasedAt: Micros;
  /** Of an election: the epoch, the votes as bits, when it began. */
  target: number;
  votes: number;
  since: Micros;
  positions: (Position | null)[];
  /** Node that is to lead; −1: not chosen yet. */
  chosen: number;
  jitter: Stream | null;
}

export type Monitor = NodeState<MonitorMemory, MonitorDisk, MonitorOptions>;

const machine = nodeMachine('monitor', {
  initial: 'watching',
  states: {
    watching: { on: { SILENCE: 'electing' }, description: 'hears the primary, or waits for it' },
    electing: {
      on: { HEARD: 'watching', WON: 'choosing' },
      description: 'has not heard the primary for too long; asks the other monitors',
    },
    choosing: {
      on: { HEARD: 'watching', GIVEN_UP: 'watching' },
      description: 'may replace the primary; asks copies how far their logs go',
    },
  },
});

const ANNOUNCE_EVERY = 1_000_000;
/** Beats to wait for more answers, where the answers that are needed cannot all come. */
const GRACE = 2;

function tell(node: Monitor, message: Message, out: LooseOut): void {
  node.options.monitors.forEach((monitor, place) => {
    if (place !== node.options.place) out.send(monitor, message);
  });
}

const isOverdue = (node: Monitor, out: LooseOut): boolean =>
  out.clock() - node.volatile.leasedAt >= node.options.detect;

function watch(node: Monitor, out: LooseOut): void {
  const stream = (node.volatile.jitter ??= out.stream(`watch:${node.id}`));
  out.after(Math.round(node.options.beat * (0.75 + uniform(stream) / 2)), 'watch');
}

function onWatch(node: Monitor, out: LooseOut): void {
  const { volatile: v, options, mode } = node;
  watch(node, out);
  if (mode.role === 'choosing') {
    if (out.clock() - v.since > 2 * options.detect) {
      out.note(`gives epoch ${v.target} up`);
      out.become('GIVEN_UP');
    } else if (v.chosen >= 0) out.send(v.chosen, { type: 'promote', epoch: v.target } as Message);
    else {
      inspect(node, out);
      choose(node, out);
    }
  } else if (isOverdue(node, out)) stand(node, out);
}

/** Asks whether the others miss the primary as well. Its own voice it gives only once they do. */
function stand(node: Monitor, out: LooseOut): void {
  const { durable: disk, volatile: v, options } = node;
  out.become('SILENCE');
  v.target = disk.epoch + 1;
  v.votes = 1 << options.place;
  tell(node, { type: 'vote', epoch: v.target } as Vote, out);
  count(node, out);
}

function onVote(node: Monitor, m: Vote, from: number, out: LooseOut): void {
  const { durable: disk, volatile: v, options, mode } = node;
  const who = options.monitors.indexOf(from);
  const again = m.epoch === disk.epoch && disk.votedFor === who;
  const granted = again || (m.epoch > disk.epoch && isOverdue(node, out));
  if (granted && !again) {
    disk.epoch = m.epoch;
    disk.votedFor = who;
    // Time for the other one to finish, before this monitor sets out itself.
    v.leasedAt = out.clock();
    if (mode.role !== 'watching') out.become('HEARD');
  }
  out.send(from, { type: 'ballot', epoch: granted ? m.epoch : disk.epoch, granted } as Ballot);
}

function onBallot(node: Monitor, m: Ballot, from: number, out: LooseOut): void {
  const { durable: disk, volatile: v, options, mode } = node;
  if (!m.granted && m.epoch > disk.epoch) {
    disk.epoch = m.epoch;
    disk.votedFor = -1;
    return;
  }
  if (mode.role !== 'electing' || !m.granted || m.epoch !== v.target) return;
  v.votes |= 1 << options.monitors.indexOf(from);
  count(node, out);
}

function count(node: Monitor, out: LooseOut): void {
  const { durable: disk, volatile: v, options } = node;
  if (countOf(v.votes) < majorityOf(options.monitors.length) || v.target <= disk.epoch) return;
  disk.epoch = v.target;
  disk.votedFor = options.place;
  disk.elections++;
  v.since = out.clock();
  v.positions = options.copies.map(() => null);
  v.chosen = -1;
  out.become('WON');
  out.note(`may replace the primary, in epoch ${v.target}`);
  inspect(node, out);
}

function inspect(node: Monitor, out: LooseOut): void {
  const { volatile: v, options } = node;
  for (const copy of options.copies)
    out.send(copy, { type: 'inspect', epoch: v.target } as Message);
}

function onPosition(node: Monitor, m: Position, from: number, out: LooseOut): void {
  const { volatile: v, options, mode } = node;
  if (mode.role !== 'choosing' || m.epoch !== v.target) return;
  v.positions[options.copies.indexOf(from)] = m;
  choose(node, out);
}

/** Promotes the copy that has most, once it is sure to have all that was acknowledged, or no more will answer. */
function choose(node: Monitor, out: LooseOut): void {
  const { volatile: v, options } = node;
  if (v.chosen >= 0) return;
  const there = v.positions.filter((p) => p !== null).length;
  const waited = out.clock() - v.since >= GRACE * options.beat;
  const isAnybody = options.needed >= options.copies.length && waited;
  if (there === 0 || (there < options.needed && !isAnybody && !options.hasty)) return;
  let best = -1;
  v.positions.forEach((p, place) => {
    if (p && (best < 0 || isAhead(p, v.positions[best]!))) best = place;
  });
  v.chosen = options.copies[best];
  out.send(v.chosen, { type: 'promote', epoch: v.target } as Message);
}

const isAhead = (a: Position, b: Position): boolean =>
  a.lastEpoch > b.lastEpoch || (a.lastEpoch === b.lastEpoch && a.index > b.index);

/** A primary that leads the newest epoch gets its lease; one of an older epoch is told so. */
function onHeartbeat(node: Monitor, m: Heartbeat, from: number, out: LooseOut): void {
  const { durable: disk, volatile: v, mode } = node;
  const isOld = m.epoch < disk.epoch;
  const epoch = isOld ? disk.epoch : m.epoch;
  out.send(from, { type: isOld ? 'denied' : 'lease', epoch, sentAt: m.sentAt } as Lease);
  if (isOld) return;
  if (m.epoch > disk.epoch) disk.votedFor = -1;
  disk.epoch = m.epoch;
  v.leasedAt = out.clock();
  if (mode.role !== 'watching') out.become('HEARD');
  if (disk.primaryEpoch === m.epoch) return;
  disk.primary = from;
  disk.primaryEpoch = m.epoch;
  out.gauge('epoch', m.epoch);
  announce(node, out);
}

function announce(node: Monitor, out: LooseOut): void {
  const { durable: disk, options } = node;
  if (disk.primary < 0) return;
  const news: Announce = { type: 'announce', epoch: disk.primaryEpoch, primary: disk.primary };
  for (const listener of options.listeners) out.send(listener, news);
}

function onMessage(node: Monitor, m: Message, from: number, out: LooseOut): void {
  switch (m.type) {
    case 'heartbeat':
      return onHeartbeat(node, m as Heartbeat, from, out);
    case 'vote':
      return onVote(node, m as Vote, from, out);
    case 'ballot':
      return onBallot(node, m as Ballot, from, out);
    case 'position':
      return onPosition(node, m as Position, from, out);
  }
}

function onTimer(node: Monitor, name: string, _data: unknown, out: LooseOut): void {
  if (name === 'watch') return onWatch(node, out);
  out.after(ANNOUNCE_EVERY, 'announce');
  announce(node, out);
}

const handlers = { message: onMessage, timer: onTimer };

/**
 * Watches the primary, leases it its part, and with a majority of the monitors replaces it when it is silent. A voice
 * is given once an epoch, and never while a lease that this monitor gave may still be used.
 */
export const monitor: LooseBehaviour<MonitorMemory, MonitorDisk, MonitorOptions> = {
  kind: 'monitor',
  machine,
  volatile: ({ options }) => ({
    leasedAt: 0,
    target: 0,
    votes: 0,
    since: 0,
    positions: options.copies.map(() => null),
    chosen: -1,
    jitter: null,
  }),
  durable: () => ({ epoch: 0, votedFor: -1, primary: -1, primaryEpoch: 0, elections: 0 }),
  start(node, out) {
    // It cannot know what it leased before a crash, and takes it that it was a moment ago.
    node.volatile.leasedAt = out.clock();
    watch(node, out);
    out.after(ANNOUNCE_EVERY, 'announce');
  },
  roles: { watching: handlers, electing: handlers, choosing: handlers },
};
