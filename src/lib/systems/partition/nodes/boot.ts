import { emptyCounter } from '../../../nodes/store/counter';
import { emptyLog } from '../../../nodes/store/log';
import { firstVersion } from '../../../nodes/store/lww';
import { emptySet } from '../../../nodes/store/or-set';
import { stepDown, watch } from './election';
import type { Disk, Memory, Replica, ReplicaOptions, ReplicaOut } from './kind';
import { firstValue, OBJECTS, type Keeping } from './operations';
import { firstState } from './state-machine';

/** Numbers of the client's operations that are remembered as sent on. */
const TOUCHED = 512;

const uses = ({ keeping }: ReplicaOptions, ...keepings: Keeping[]): boolean =>
  Object.values(keeping).some((k) => keepings.includes(k));

export function freshDisk({ options }: { options: ReplicaOptions }): Disk {
  const n = options.peers.length;
  const disk: Disk = {
    used: false,
    term: 0,
    votedFor: null,
    log: emptyLog(),
    appliedIndex: 0,
    state: firstState(n, options.walletStart),
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
export function prepare(disk: Disk, { keeping, peers, walletStart }: ReplicaOptions): void {
  for (const id of OBJECTS) {
    if (keeping[id] === 'lww')
      disk.versions[id] ??= firstVersion(firstValue(id, walletStart), peers.length);
    if (keeping[id] === 'crdt' && id !== 'cart') disk.counters[id] ??= emptyCounter(peers.length);
  }
}

export function freshMemory({
  options,
  durable,
}: {
  options: ReplicaOptions;
  durable: Disk;
}): Memory {
  const zeros = (): number[] => options.peers.map(() => 0);
  return {
    leader: null,
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
    ghosts: {},
    leftOver: 0,
  };
}

/** Sets going what the settings ask for: elections, anti-entropy, or both. */
export function begin(node: Replica, out: ReplicaOut): void {
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
export function startOver(node: Replica, out: ReplicaOut): void {
  node.durable.used = true;
  const { watching, gossiping, clockOffset } = node.volatile;
  node.volatile = { ...freshMemory(node), watching, gossiping, clockOffset };
  prepare(node.durable, node.options);
  if (!uses(node.options, 'quorum')) return;
  stepDown(node, out);
  out.become('WIPED');
}
