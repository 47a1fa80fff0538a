import { below, openStream, type Stream } from '../../sim';

/** Full nodes are 1 … 7 and 9 … 15; 8 and 16 keep headers only. */
export const NODES = 16;
export const HALF = NODES / 2;
export const HEADER_NODES: readonly number[] = [HALF, NODES];
export const PRUNED_NODES: readonly number[] = [HALF - 1, NODES - 1];
/** Full nodes that a node with headers only is connected to. */
const HEADER_PEERS = 2;

export const nodeNumbers: readonly number[] = Array.from({ length: NODES }, (_, i) => i + 1);
export const fullNodes: readonly number[] = nodeNumbers.filter((n) => !HEADER_NODES.includes(n));

export type Edge = readonly [a: number, b: number];

/**
 * A random graph over the nodes, by number: a ring of the full nodes, so that each half of the ring is connected, and
 * random edges until each has at least `degree`. The archives, nodes that keep every block, are connected without the
 * pruned ones between them, as nodes choose their peers in Bitcoin: otherwise a long branch could not get past a pruned
 * node. Nodes with headers only have two peers in their own half.
 */
export function networkOf(graph: number, degree: number): Edge[] {
  const random = openStream(graph, 'graph');
  const ring = fullNodes.map((n, i): Edge => [n, fullNodes[(i + 1) % fullNodes.length]]);
  const edges = new Map(ring.map((e) => [keyOf(e), e]));
  const count = (n: number): number => [...edges.values()].filter((e) => e.includes(n)).length;
  const want = Math.min(degree, fullNodes.length - 1);
  for (;;) {
    const few = fullNodes.filter((n) => count(n) < want);
    if (few.length === 0) break;
    const a = few[below(random, few.length)];
    const isOpen = (n: number): boolean => n !== a && !edges.has(keyOf([a, n]));
    // Others that lack edges come first, so that few nodes get more than they want.
    const open = few.some(isOpen) ? few.filter(isOpen) : fullNodes.filter(isOpen);
    const edge: Edge = [a, open[below(random, open.length)]];
    edges.set(keyOf(edge), edge);
  }
  connectArchives(edges, openStream(graph, 'archives'));
  const leaves = HEADER_NODES.flatMap((leaf) => {
    const near = fullNodes.filter((n) => n > HALF === leaf > HALF);
    const first = below(random, near.length);
    return Array.from({ length: HEADER_PEERS }, (_, i): Edge => [
      near[(first + 3 * i) % near.length],
      leaf,
    ]);
  });
  return [...edges.values(), ...leaves];
}

/** Adds an edge from the first archives to one that they cannot reach, until they reach all. */
function connectArchives(edges: Map<string, Edge>, random: Stream): void {
  const archives = fullNodes.filter((n) => !PRUNED_NODES.includes(n));
  for (;;) {
    const reached = new Set([archives[0]]);
    for (const n of reached)
      for (const [a, b] of edges.values()) {
        const other = a === n ? b : b === n ? a : n;
        if (archives.includes(other)) reached.add(other);
      }
    const far = archives.filter((n) => !reached.has(n));
    if (far.length === 0) return;
    const near = [...reached];
    const edge: Edge = [near[below(random, near.length)], far[below(random, far.length)]];
    edges.set(keyOf(edge), edge);
  }
}

const keyOf = ([a, b]: Edge): string => `${Math.min(a, b)} ${Math.max(a, b)}`;
