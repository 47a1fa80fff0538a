import {
  uniform,
  type LooseBehaviour,
  type LooseHandlers,
  type Message,
  type LooseOut,
} from '../../../sim';
import { emptyCounter } from '../../../nodes/store/counter';
import { emptyLog } from '../../../nodes/store/log';
import { firstVersion } from '../../../nodes/store/lww';
import { emptySet } from '../../../nodes/store/or-set';
import { onAppend, onAppended, onHeartbeat, onSnapshot } from './consensus';
import {
  onBallot,
  onVoteRequest,
  onWatch,
  OPEN_TO_OTHERS,
  stand,
  stepDown,
  watch,
} from './election';
import { onGossip, onRound } from './gossip';
import { firstMachine } from './machine';
import type { Append, Appended, Ballot, Forward, Gossip } from './messages';
import type { Relay, Request, Snapshot, VoteRequest } from './messages';
import { firstValue, OBJECTS } from './operations';
import type { Disk, Memory, Replica, ReplicaOptions } from './options';
import { machine } from './roles';
import { onForward, onRelay, onRequest, settleHeld } from './serve';

/** Numbers of the client's operations that are remembered as sent on. */
const TOUCHED = 512;

const uses = (o: ReplicaOptions, ...keepings: string[]): boolean =>
  Object.values(o.keeping).some((k) => keepings.includes(k));

function freshDisk({ options }: { options: ReplicaOptions }): Disk {
  const n = options.peers.length;
  const disk: Disk = {
    used: false,
    term: 0,
    votedFor: -1,
    log: emptyLog(),
    appliedIndex: 0,
    machine: firstMachine(n, options.walletStart),
    versions: {},
    counters: {},
    cart: emptySet(n),
    answered: new Array<null>(n).fill(null),
    elections: 0,
    conflicts: 0,
    dropped: 0,
  };
  prepare(disk, options);
  return disk;
}

/** Makes the copies that the settings ask for and that are not there yet. */
function prepare(disk: Disk, { keeping, peers, walletStart }: ReplicaOptions): void {
  for (const id of OBJECTS) {
    if (keeping[id] === 'lww')
      disk.versions[id] ??= firstVersion(firstValue(id, walletStart), peers.length);
    if (keeping[id] === 'crdt' && id !== 'cart') disk.counters[id] ??= emptyCounter(peers.length);
  }
}

function freshMemory({ options, durable }: { options: ReplicaOptions; durable: Disk }): Memory {
  const zeros = (): number[] => options.peers.map(() => 0);
  return {
    leader: -1,
    commit: durable.appliedIndex,
    hasHeard: false,
    silence: 0,
    watching: false,
    votes: 0,
    next: zeros(),
    match: zeros(),
    silent: zeros(),
    missed: zeros(),
    known: options.peers.map(zeros),
    held: [],
    sentOn: [],
    touched: new Int32Array(TOUCHED).fill(-1),
    jitter: null,
    clockOffset: 0,
    gossiping: false,
  };
}

/** Sets going what the settings ask for: elections, anti-entropy, or both. */
function begin(node: Replica, out: LooseOut): void {
  const { options: o, volatile: v } = node;
  if (uses(o, 'quorum')) {
    out.become('TOGETHER');
    if (!v.watching) watch(node, out);
  }
  if (uses(o, 'lww', 'crdt') && !v.gossiping) {
    v.gossiping = true;
    out.after(Math.round((o.gossip * (o.place + 1)) / o.peers.length), 'gossip');
  }
}

/** An empty disk at a replica that has been at work: it may have promised what it does not know of any more. */
function noticeWipe(node: Replica, out: LooseOut): void {
  if (node.durable.used) return;
  node.durable.used = true;
  const { watching, gossiping, clockOffset } = node.volatile;
  node.volatile = { ...freshMemory(node), watching, gossiping, clockOffset };
  prepare(node.durable, node.options);
  if (!uses(node.options, 'quorum')) return;
  stepDown(node, out);
  out.become('WIPED');
}

function onMessage(node: Replica, m: Message, from: number, out: LooseOut): void {
  noticeWipe(node, out);
  dispatch(node, m, from, out);
  if (node.volatile.held.length > 0) settleHeld(node, out);
}

function dispatch(node: Replica, m: Message, from: number, out: LooseOut): void {
  switch (m.type) {
    case 'read':
    case 'write':
      return onRequest(node, m as Request, out);
    case 'forward':
      return onForward(node, m as Forward, from, out);
    case 'relay':
      return onRelay(node, m as Relay, out);
    case 'append':
    case 'heartbeat':
      return onAppend(node, m as Append, from, out);
    case 'appended':
    case 'behind':
      return onAppended(node, m as Appended, from, out);
    case 'snapshot':
      return onSnapshot(node, m as Snapshot, from, out);
    case 'pre-vote':
    case 'vote':
      return onVoteRequest(node, m as VoteRequest, from, out);
    case 'ballot':
      return onBallot(node, m as Ballot, from, out);
    case 'gossip':
      return onGossip(node, m as Gossip, from, out);
  }
}

function onTimer(node: Replica, name: string, data: unknown, out: LooseOut): void {
  noticeWipe(node, out);
  if (name === 'watch') onWatch(node, out);
  else if (name === 'heartbeat') onHeartbeat(node, data as number, out);
  else if (name === 'gossip') onRound(node, out);
  else onRequest(node, data as Request, out);
  if (node.volatile.held.length > 0) settleHeld(node, out);
}

const handlers: LooseHandlers<Memory, Disk, ReplicaOptions> = {
  message: onMessage,
  timer: onTimer,
};

/**
 * One of several copies. What must be right is ordered by a leader and a majority (Raft: Ongaro and Ousterhout 2014);
 * what must be answered is decided here and told to the others later.
 */
export const replica: LooseBehaviour<Memory, Disk, ReplicaOptions> = {
  kind: 'replica',
  machine,
  volatile: freshMemory,
  durable: freshDisk,
  start(node, out) {
    const isFirstBoot = out.now === 0;
    if (isFirstBoot) {
      node.durable.used = true;
      node.volatile.silence = OPEN_TO_OTHERS;
    }
    const { clockError, place, firstLeader } = node.options;
    const off = uniform(out.stream(`clock:${node.id}`)) * 2 - 1;
    node.volatile.clockOffset = Math.round(off * clockError);
    begin(node, out);
    noticeWipe(node, out);
    if (isFirstBoot && place === firstLeader && node.mode.role === 'follower') stand(node, out);
  },
  reconfigure(node, out) {
    prepare(node.durable, node.options);
    begin(node, out);
  },
  roles: {
    follower: handlers,
    asking: handlers,
    candidate: handlers,
    leader: handlers,
    learner: handlers,
    local: handlers,
  },
};
