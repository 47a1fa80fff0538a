import { copyOf, mergeCounter, valueOf, type PnCounter } from '../../../nodes/store/counter';
import { droppedBy, wins, type Lww } from '../../../nodes/store/lww';
import { changesSince, forgetSeen, take } from '../../../nodes/store/or-set';
import { counted, type NodeRef } from '../../../sim';
import type { Replica, ReplicaOut } from './kind';
import type { Gossip } from './messages';
import { OBJECTS, shownOf, type ObjectId, type Value } from './operations';
import { showValue, showVersion } from './show';

/** Rounds of gossip in a row that a peer may miss before it is taken to be out of reach. */
const MISSES = 3;

const isOut = (node: Replica, place: number): boolean => node.volatile.missed[place] >= MISSES;

/**
 * Who decides on an object kept by last writer wins: the first replica in a fixed order that is in reach, as with the
 * preference list of Dynamo (DeCandia et al. 2007). Two sides of a cut so have two of them, and neither knows.
 */
export function coordinator(node: Replica): number {
  for (let place = 0; place < node.options.peers.length; place++)
    if (place === node.options.place || !isOut(node, place)) return place;
  return node.options.place;
}

/** One round of anti-entropy: tells every peer what it may lack, and so that this replica is alive. */
export function onRound(node: Replica, out: ReplicaOut): void {
  const { durable: disk, volatile: v, options } = node;
  const counters: Partial<Record<ObjectId, PnCounter>> = {};
  for (const id of OBJECTS) {
    const counter = disk.counters[id];
    if (counter) counters[id] = copyOf(counter);
  }
  const shared = { versions: { ...disk.versions }, counters, seen: disk.cart.seen.slice() };
  for (let place = 0; place < options.peers.length; place++) {
    if (place === options.place) continue;
    v.missed[place]++;
    const changes = changesSince(disk.cart, v.known[place]);
    out.send(options.peers[place], { type: 'gossip', ...shared, changes });
  }
  v.known[options.place] = shared.seen;
  forgetSeen(
    disk.cart,
    shared.seen.map((_, r) => Math.min(...v.known.map((seen) => seen[r]))),
  );
  routeAgain(node, out);
  out.after(options.gossip, 'gossip');
}

/** Operations sent to a replica that has fallen silent go to the next in reach, which may be this one. */
function routeAgain(node: Replica, out: ReplicaOut): void {
  const { volatile: v, options } = node;
  if (!v.sentOn.some((s) => isOut(node, s.to))) return;
  const to = coordinator(node);
  const stuck = v.sentOn.filter((s) => isOut(node, s.to));
  v.sentOn = v.sentOn.filter((s) => !isOut(node, s.to));
  for (const { request } of stuck) {
    if (to !== options.place) {
      v.sentOn.push({ request, to });
      out.send(options.peers[to], { type: 'forward', request });
    } else out.after(0, 'decide', request);
  }
}

export function onGossip(node: Replica, m: Gossip, from: NodeRef, out: ReplicaOut): void {
  const { durable: disk, volatile: v, options } = node;
  const place = options.peers.indexOf(from);
  v.missed[place] = 0;
  v.known[place] = m.seen.slice();
  for (const id of OBJECTS) {
    takeVersion(node, id, m, out);
    takeCounter(node, id, m, out);
  }
  let news = false;
  for (const change of m.changes) news = take(disk.cart, change) || news;
  if (news) showValue(node, 'cart', disk.cart.live.size, out);
}

/** The rule itself: the later stamp stays. What the other version held, and this one does not, is gone. */
function takeVersion(node: Replica, id: ObjectId, m: Gossip, out: ReplicaOut): void {
  const { durable: disk } = node;
  const mine = disk.versions[id];
  const theirs = m.versions[id];
  if (!mine || !theirs || theirs === mine) return;
  const stays = wins(theirs, mine);
  const dropped = stays ? droppedBy(theirs, mine) : droppedBy(mine, theirs);
  if (dropped > 0) {
    disk.conflicts++;
    disk.dropped += dropped;
    out.note(
      `two versions of the ${id}: the later timestamp wins and drops ${counted(dropped, 'update')}`,
    );
  }
  if (!stays) return;
  disk.versions[id] = theirs;
  noteGhost(node, id, mine, theirs, out);
  showVersion(node, id, mine, theirs, out);
}

/** The stage keeps showing what this copy held and lost, until a version comes that has it all. */
function noteGhost(
  { volatile: { ghosts } }: Replica,
  id: ObjectId,
  mine: Lww<Value>,
  theirs: Lww<Value>,
  out: ReplicaOut,
): void {
  const ghost = ghosts[id] ?? mine;
  if (droppedBy(theirs, ghost) > 0) {
    ghosts[id] = ghost;
    out.gauge('overwritten', shownOf(ghost.value));
  } else if (ghosts[id]) {
    ghosts[id] = undefined;
    out.gauge('overwritten', 0);
  }
}

function takeCounter(node: Replica, id: ObjectId, m: Gossip, out: ReplicaOut): void {
  const { durable: disk, options } = node;
  const mine = disk.counters[id];
  const theirs = m.counters[id];
  if (!mine || !theirs) return;
  const merge = options.bug === 'adding-merge' ? addUp : mergeCounter;
  const start = id === 'wallet' ? options.walletStart : 0;
  if (merge(mine, theirs)) showValue(node, id, start + valueOf(mine), out);
}

/** Planted: merges by adding, which counts twice whatever arrives twice. */
function addUp(mine: PnCounter, theirs: PnCounter): boolean {
  theirs.updates.forEach((n, i) => {
    if (n <= mine.updates[i]) return;
    mine.plus[i] += theirs.plus[i];
    mine.minus[i] += theirs.minus[i];
    mine.updates[i] = n;
  });
  return true;
}
