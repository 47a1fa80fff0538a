import { dequeue, emptyFifo, enqueue, type Fifo } from '../server/queue';
import type { Keeping, Stored } from './store';

export interface WorkQueue {
  ready: Fifo<Stored>;
  handedOut: Map<number, Stored>;
}

/**
 * Any consumer takes the next message. One that is not acknowledged in time becomes visible again, at the end: there is
 * no order to rely on.
 */
export const workQueue: Keeping<WorkQueue> = {
  open: () => ({ ready: emptyFifo(), handedOut: new Map() }),
  accept: (store, message) => enqueue(store.ready, message),
  next(store, { credit }) {
    if (store.ready.length === 0) return null;
    for (const [consumer, want] of credit) {
      if (want > 0) return { stored: dequeue(store.ready)!, consumer };
    }
    return null;
  },
  handOut: (store, stored, receipt) => void store.handedOut.set(receipt, stored),
  settle(store, receipt) {
    const stored = store.handedOut.get(receipt) ?? null;
    store.handedOut.delete(receipt);
    return stored;
  },
  release(store, receipt) {
    const stored = store.handedOut.get(receipt);
    if (!stored) return;
    store.handedOut.delete(receipt);
    enqueue(store.ready, stored);
  },
  handedOut: (store) => [...store.handedOut].map(([receipt, stored]) => ({ receipt, stored })),
  drain(store) {
    const all = [...store.handedOut.values()];
    store.handedOut.clear();
    for (let m = dequeue(store.ready); m; m = dequeue(store.ready)) all.push(m);
    return all;
  },
  held: (store) => store.ready.length + store.handedOut.size,
};
