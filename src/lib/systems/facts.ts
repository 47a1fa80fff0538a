import type { NodeRef, Show } from '../sim';

/** What an observer showed last of each node. Plain data: it goes into checkpoints. */
export type Shown<K extends string> = Map<NodeRef, Partial<Record<K, number>>>;

/** Shows a fact only where its value has changed, so that an observer may say all of them after every event. */
export const changes =
  <K extends string>(shown: Shown<K>, show: Show<K>): Show<K> =>
  (node, fact, value) => {
    let last = shown.get(node);
    if (!last) shown.set(node, (last = {}));
    if ((last[fact] ?? 0) === value) return;
    last[fact] = value;
    show(node, fact, value);
  };
