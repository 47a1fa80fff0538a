/** First in, first out, in a ring that grows: plain data for a node's volatile part. */
export interface Fifo<T> {
  items: (T | undefined)[];
  head: number;
  length: number;
}

export function emptyFifo<T>(): Fifo<T> {
  return { items: new Array<T | undefined>(16).fill(undefined), head: 0, length: 0 };
}

export function enqueue<T>(q: Fifo<T>, item: T): void {
  const n = q.items.length;
  if (q.length === n) {
    const inOrder = Array.from({ length: n * 2 }, (_, i) =>
      i < n ? q.items[(q.head + i) % n] : undefined,
    );
    q.items = inOrder;
    q.head = 0;
  }
  q.items[(q.head + q.length++) & (q.items.length - 1)] = item;
}

/** `undefined` when empty. */
export function dequeue<T>(q: Fifo<T>): T | undefined {
  if (q.length === 0) return undefined;
  const item = q.items[q.head];
  q.items[q.head] = undefined;
  q.head = (q.head + 1) & (q.items.length - 1);
  q.length--;
  return item;
}
