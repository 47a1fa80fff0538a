import type { AnyStateMachine } from 'xstate';

/** Events that lead from one state to another, drawn as one arrow. Ids are XState's, as "server.role.serving". */
export interface Arrow {
  readonly from: string;
  readonly to: string;
  readonly events: readonly string[];
}

/** A state, or a region with states of its own. */
export interface StateBox {
  readonly id: string;
  readonly key: string;
  readonly initial: string;
  readonly description: string;
  readonly tags: readonly string[];
  readonly children: readonly StateBox[];
}

/** One region of a statechart, drawn in a box of its own: a machine that is not parallel has one. */
export interface Region {
  readonly box: StateBox;
  readonly arrows: readonly Arrow[];
  /** What leads out of any state of the region, said in words under it rather than drawn from every state. */
  readonly always: readonly Arrow[];
}

type StateNode = AnyStateMachine['root'];

function boxOf(node: StateNode): StateBox {
  return {
    id: node.id,
    key: node.key,
    initial: node.initial?.target[0]?.id ?? '',
    description: node.description ?? '',
    tags: node.tags,
    children: Object.values(node.states as Record<string, StateNode>).map(boxOf),
  };
}

function arrowsOf(node: StateNode): Arrow[] {
  const arrows = new Map<string, { from: string; to: string; events: string[] }>();
  for (const [event, transitions] of node.transitions) {
    for (const target of transitions.flatMap((t) => t.target ?? [])) {
      const arrow = arrows.get(target.id) ?? { from: node.id, to: target.id, events: [] };
      arrow.events.push(event);
      arrows.set(target.id, arrow);
    }
  }
  return [...arrows.values()];
}

function below(node: StateNode): StateNode[] {
  const inner = Object.values(node.states as Record<string, StateNode>);
  return inner.flatMap((child) => [child, ...below(child)]);
}

/** The regions of the machine that runs, read off its own state nodes. */
export function regionsOf(machine: AnyStateMachine): Region[] {
  const root = machine.root;
  const regions =
    root.type === 'parallel' ? Object.values(root.states as Record<string, StateNode>) : [root];
  return regions.map((region) => ({
    box: boxOf(region),
    arrows: below(region).flatMap(arrowsOf),
    always: arrowsOf(region),
  }));
}

/** Changes when anything changes that a layout depends on: 52 bits of a string hash (after cyrb53), in hexadecimal. */
export function structureHash(regions: readonly Region[]): string {
  const text = JSON.stringify(regions, (key, value: unknown) =>
    key === 'description' || key === 'tags' ? undefined : value,
  );
  let a = 0xdeadbeef;
  let b = 0x41c6ce57;
  for (let i = 0; i < text.length; i++) {
    a = Math.imul(a ^ text.charCodeAt(i), 2654435761);
    b = Math.imul(b ^ text.charCodeAt(i), 1597334677);
  }
  a = Math.imul(a ^ (a >>> 16), 2246822507) ^ Math.imul(b ^ (b >>> 13), 3266489909);
  b = Math.imul(b ^ (b >>> 16), 2246822507) ^ Math.imul(a ^ (a >>> 13), 3266489909);
  return [b, a].map((h) => (h >>> 0).toString(16).padStart(8, '0')).join('');
}

/** The states without states of their own. */
export function leavesOf(box: StateBox): StateBox[] {
  return box.children.length === 0 ? [box] : box.children.flatMap(leavesOf);
}

/** The id of the leaf that a mode key's part names: "serving", or "up.busy" for nested states. */
export function leafOf(region: Region, state: string): string {
  return `${region.box.id}.${state}`;
}

/** What each state of a machine, by its key, says of whoever is in it. */
export function tagsByKey(regions: readonly Region[]): Map<string, readonly string[]> {
  return new Map(regions.flatMap(({ box }) => leavesOf(box)).map(({ key, tags }) => [key, tags]));
}
