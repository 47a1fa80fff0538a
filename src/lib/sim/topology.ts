import type { Act } from './interventions';
import type { KindOf, AnyBehaviour } from './node';
import type { Node, NodeRef, NodeRefs, OptionsOf } from './kind';
import type { Micros } from './time';

/** The mark that the stage draws for a node. */
export type Shape =
  'client' | 'server' | 'balancer' | 'replica' | 'queue' | 'coordinator' | 'observer';

/** Where a node stands and what it is called. */
export interface NodePlace {
  readonly id: string;
  readonly label: string;
  readonly shape: Shape;
  /** Where the stage puts it: columns from the left (or rows from the top on a narrow screen). */
  readonly layer: number;
  /** Peers rather than a stage of the work: the stage puts those of one layer in a ring, in their order. */
  readonly ring?: boolean;
  /** Belongs to this node, the id of one of a ring: the stage puts it next to that, on its outer side. */
  readonly beside?: string;
  /** Brings work in: the run is over when every such node has said `done`. */
  readonly source?: boolean;
}

export interface NodeSpec extends NodePlace {
  readonly behaviour: AnyBehaviour;
  /** Plain data, made from the settings. */
  readonly options: unknown;
  /** The first group that it is in. */
  readonly group?: string;
}

/**
 * How a link's latency varies: log-normal with `latency` as its median and `sigma` (≥ 0) as the standard deviation of its
 * logarithm, and never more than `most` µs; without `most` it has no bound.
 */
export interface Spread {
  readonly sigma: number;
  readonly most?: Micros;
}

/**
 * A one-way link. Latency is `latency` (spread as `spread` says) plus an exponential part of mean `jitter`, in µs;
 * `loss` is a share.
 */
export interface LinkSpec<End extends string | NodeRef = string> {
  readonly from: End;
  readonly to: End;
  readonly latency: Micros;
  readonly jitter?: Micros;
  readonly spread?: Spread;
  readonly loss?: number;
}

type How = 'one' | 'many' | 'perhaps';

/** One or many nodes of a behaviour, which a system knows by the part's name. */
export interface Part<B extends AnyBehaviour = AnyBehaviour, H extends How = How> {
  readonly behaviour: B;
  readonly how: H;
  readonly count: number;
}
export type Parts = Readonly<Record<string, Part>>;

export const one = <B extends AnyBehaviour>(behaviour: B): Part<B, 'one'> => ({
  behaviour,
  how: 'one',
  count: 1,
});
export const many = <B extends AnyBehaviour>(count: number, behaviour: B): Part<B, 'many'> => ({
  behaviour,
  how: 'many',
  count,
});
/** A node that some settings leave out. */
export const perhaps = <B extends AnyBehaviour>(
  present: boolean,
  behaviour: B,
): Part<B, 'perhaps'> => ({ behaviour, how: 'perhaps', count: present ? 1 : 0 });

type Shaped<H, T> = H extends 'many' ? readonly T[] : H extends 'one' ? T : T | null;
type NodeIn<Q> = Q extends Part<infer B> ? Node<KindOf<B>> : never;
type HowIn<Q> = Q extends Part<AnyBehaviour, infer H> ? H : never;

/** The parts' nodes by name: one, a list, or one that may be `null`. */
export type Refs<P extends Parts> = { readonly [N in keyof P]: Shaped<HowIn<P[N]>, NodeRef> };
export type At<P extends Parts> = { readonly [N in keyof P]: Shaped<HowIn<P[N]>, NodeIn<P[N]>> };
/** A node of the part. */
export type NodeAt<P extends Parts, N extends keyof P> = NodeIn<P[N]>;

type Placed<Q> = NodePlace & {
  readonly options: Q extends Part<infer B> ? OptionsOf<KindOf<B>> : never;
};
export type Placing<P extends Parts> = { readonly [N in keyof P]: (place: number) => Placed<P[N]> };

interface Wiring<P extends Parts> {
  /** Each part's nodes by their place in it, from 0. */
  readonly nodes: Placing<P>;
  readonly links: readonly LinkSpec<string | NodeRef>[];
  readonly groups?: Readonly<Record<string, readonly (string | NodeRef)[]>>;
}

export interface Topology {
  readonly nodes: readonly NodeSpec[];
  readonly links: readonly LinkSpec[];
  /**
   * Nodes that share a fate, such as all in one zone, by a name of their own. A fault of nodes and a partition may name
   * a group in their place.
   */
  readonly groups?: Readonly<Record<string, readonly string[]>>;
  /** The numbers of each part's nodes, in order. */
  readonly parts?: Readonly<Record<string, { readonly how: How; readonly nodes: NodeRefs }>>;
}

/** A topology whose parts are known by type. */
export interface LaidOut<P extends Parts> extends Topology {
  readonly by?: P;
}

/** The number of the first node: 0, but for whoever looks for what depends on it. */
let firstNode = 0;

/** What `make` makes of topologies whose nodes are numbered from `first` on: whatever differs by it is a reference. */
export function numberedFrom<T>(first: number, make: () => T): T {
  firstNode = first;
  try {
    return make();
  } finally {
    firstNode = 0;
  }
}

/**
 * Numbers the nodes, part after part, and lets `wire` say where each stands, what its options are and which links
 * there are; `at` names the nodes before they exist, so that options can carry them.
 */
export function layOut<const P extends Parts>(
  parts: P,
  wire: (at: Refs<P>) => Wiring<P>,
): LaidOut<P> {
  const first = firstNode;
  let next = first;
  const numbered = Object.entries(parts).map(([name, { how, count }]) => {
    const nodes = Array.from({ length: count }, () => next++ as NodeRef);
    return [name, { how, nodes }] as const;
  });
  const at = numbered.map(([name, { how, nodes }]) => [
    name,
    how === 'many' ? nodes : (nodes[0] ?? null),
  ]);
  const { nodes: place, links, groups } = wire(Object.fromEntries(at) as Refs<P>);
  const nodes = numbered.flatMap(([name, part]) =>
    part.nodes.map((_, i): NodeSpec => ({ ...place[name](i), behaviour: parts[name].behaviour })),
  );
  const idOf = (end: string | NodeRef): string =>
    typeof end === 'string' ? end : nodes[end - first].id;
  const ids = (ends: readonly (string | NodeRef)[]): string[] => ends.map(idOf);
  const named = Object.entries(groups ?? {}).map(([name, of]) => [name, ids(of)] as const);
  const inGroup = (node: NodeSpec): NodeSpec => {
    const group = named.find(([, of]) => of.includes(node.id))?.[0];
    return group === undefined ? node : { ...node, group };
  };
  return {
    nodes: nodes.map(inGroup),
    links: links.map((link) => ({ ...link, from: idOf(link.from), to: idOf(link.to) })),
    ...(groups && {
      groups: Object.fromEntries(named),
    }),
    parts: Object.fromEntries(numbered),
  };
}

type Chances = Partial<Pick<LinkSpec, 'jitter' | 'spread' | 'loss'>>;

/** Both directions of a link. */
export function bothWays(a: string, b: string, latency: Micros, chances?: Chances): LinkSpec[];
export function bothWays(
  a: NodeRef,
  b: NodeRef,
  latency: Micros,
  chances?: Chances,
): LinkSpec<NodeRef>[];
export function bothWays<End extends string | NodeRef>(
  a: End,
  b: End,
  latency: Micros,
  chances: Chances = {},
): LinkSpec<End>[] {
  return [
    { ...chances, from: a, to: b, latency },
    { ...chances, from: b, to: a, latency },
  ];
}

/** The act on each member, where it names a group; else the act itself. */
export function spread(act: Act, groups: Topology['groups'] = {}): readonly Act[] {
  const members = (id: string): readonly string[] =>
    Object.hasOwn(groups, id) ? groups[id] : [id];
  if (act.do === 'partition')
    return [{ ...act, groups: act.groups.map((side) => side.flatMap(members)) }];
  return 'node' in act ? members(act.node).map((node) => ({ ...act, node })) : [act];
}
