import type { Micros, NodeRef } from '../../sim';
import type { Consumers, Keeping, Stored } from './store';

interface Partition {
  log: Stored[];
  /** The consumers' offset: everything before it is done. */
  committed: number;
  /** Receipt under which the message at the offset is handed out; 0 when it is not. */
  receipt: number;
}

export type PartitionedLog = Partition[];

/** A consumer that was silent for so long has lost its partitions, µs. */
export const SESSION = 3_000_000;

/** Consumers heard of lately, in a fixed order. */
export function alive({ heard }: Consumers, now: Micros): NodeRef[] {
  return [...heard]
    .filter(([, at]) => now - at <= SESSION)
    .map(([consumer]) => consumer)
    .sort((a, b) => a - b);
}

const withReceipt = (store: PartitionedLog, receipt: number): Partition | undefined =>
  store.find((p) => p.receipt === receipt);

/** Messages that wait in a key's partition behind the one that is being worked on. */
export function waitingBehind(store: PartitionedLog, key: number): number {
  const { log, committed } = store[key % store.length];
  return log.length - committed - 1;
}

/** Messages that wait in each partition, the one that is handed out included. */
export const lagsIn = (store: PartitionedLog): number[] =>
  store.map(({ log, committed }) => log.length - committed);

/** Messages that wait behind heads of partitions that were delivered before and not acknowledged. */
export const heldUpIn = (store: PartitionedLog): number =>
  store.reduce((n, { log, committed }) => {
    const head = log[committed];
    return head && head.attempts > 1 ? n + log.length - committed - 1 : n;
  }, 0);

/**
 * Each key has its partition, each partition one consumer, and each consumer goes through its partitions in order: what
 * cannot be processed holds up all that stands behind it. Nothing is deleted; an offset moves on.
 */
export const partitionedLog: Keeping<PartitionedLog> = {
  open: (partitions) =>
    Array.from({ length: partitions }, () => ({ log: [], committed: 0, receipt: 0 })),
  accept: (store, message) => void store[message.key % store.length].log.push(message),
  next(store, consumers, now) {
    const live = alive(consumers, now);
    if (live.length === 0) return null;
    for (let i = 0; i < store.length; i++) {
      const partition = store[i];
      if (partition.receipt !== 0 || partition.committed >= partition.log.length) continue;
      const consumer = live[i % live.length];
      if ((consumers.credit.get(consumer) ?? 0) > 0)
        return { stored: partition.log[partition.committed], consumer };
    }
    return null;
  },
  handOut(store, stored, receipt) {
    store[stored.key % store.length].receipt = receipt;
  },
  settle(store, receipt) {
    const partition = withReceipt(store, receipt);
    if (!partition) return null;
    partition.receipt = 0;
    return partition.log[partition.committed++];
  },
  release(store, receipt) {
    const partition = withReceipt(store, receipt);
    if (partition) partition.receipt = 0;
  },
  handedOut: (store) =>
    store
      .filter((p) => p.receipt !== 0)
      .map((p) => ({ receipt: p.receipt, stored: p.log[p.committed] })),
  drain(store) {
    const all = store.flatMap((p) => p.log.slice(p.committed));
    for (const p of store) Object.assign(p, { committed: p.log.length, receipt: 0 });
    return all;
  },
  held: (store) => store.reduce((n, p) => n + p.log.length - p.committed, 0),
};
