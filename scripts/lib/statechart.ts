import ELK, { type ElkExtendedEdge, type ElkNode } from 'elkjs/lib/elk.bundled.js';
import type { AnyStateMachine } from 'xstate';
import { toDirectedGraph, type DirectedGraphNode } from 'xstate/graph';
import {
  SIZES,
  type ChartLayout,
  type Rect,
  type RegionLayout,
} from '../../src/lib/views/states/layout';
import {
  regionsOf,
  structureHash,
  type Arrow,
  type Region,
} from '../../src/lib/views/states/structure';

const OPTIONS = {
  'elk.algorithm': 'layered',
  'elk.direction': 'DOWN',
  'elk.hierarchyHandling': 'INCLUDE_CHILDREN',
  'elk.json.edgeCoords': 'ROOT',
  'elk.json.shapeCoords': 'ROOT',
  'elk.edgeRouting': 'ORTHOGONAL',
  'elk.padding': '[top=16,left=8,bottom=10,right=8]',
  'elk.spacing.nodeNode': '18',
  'elk.spacing.edgeNode': '10',
  'elk.spacing.edgeEdge': '10',
  'elk.spacing.edgeLabel': '3',
  'elk.spacing.labelNode': '4',
  'elk.layered.spacing.nodeNodeBetweenLayers': '28',
  'elk.layered.spacing.edgeNodeBetweenLayers': '14',
  'elk.layered.spacing.edgeEdgeBetweenLayers': '10',
  'elk.edgeLabels.inline': 'false',
};

/** No one strategy suits every chart: each is tried, and the layout that a phone can show (or the smallest) is kept. */
const STRATEGIES = {
  'elk.layered.considerModelOrder.strategy': ['NODES_AND_EDGES', 'PREFER_EDGES', 'NONE'],
  'elk.layered.nodePlacement.strategy': ['NETWORK_SIMPLEX', 'BRANDES_KOEPF', 'LINEAR_SEGMENTS'],
  'elk.layered.cycleBreaking.strategy': ['GREEDY', 'DEPTH_FIRST', 'MODEL_ORDER'],
  'elk.layered.layering.strategy': ['NETWORK_SIMPLEX', 'LONGEST_PATH'],
};

/** Widest chart that fits a screen of 390 px with its margins, px. */
const PHONE = 330;

function combinations(options: Record<string, readonly string[]>): Record<string, string>[] {
  return Object.entries(options).reduce<Record<string, string>[]>(
    (done, [key, values]) => done.flatMap((d) => values.map((v) => ({ ...d, [key]: v }))),
    [{}],
  );
}

/** Smaller is better: what sticks out of a phone's screen counts most, then the area; the first state belongs on top. */
function cost({ width, height, states }: RegionLayout, region: Region): number {
  const top = Math.min(...Object.values(states).map((s) => s.y));
  const onTop = states[region.box.initial]?.y === top;
  return Math.max(0, width - PHONE) * 1e4 + width * height * (onTop ? 1 : 1.25);
}

const round = (x: number): number => Math.round(x * 10) / 10;
const rect = ({ x = 0, y = 0, width = 0, height = 0 }: Partial<Rect>): Rect => ({
  x: round(x),
  y: round(y),
  width: round(width),
  height: round(height),
});

function elkNode(node: DirectedGraphNode): ElkNode {
  const name = node.stateNode.key.length * SIZES.nameLetter + 2 * SIZES.namePadding;
  if (node.children.length === 0)
    return { id: node.id, width: round(Math.max(72, name)), height: SIZES.nameHeight };
  return {
    id: node.id,
    layoutOptions: { 'elk.padding': '[top=40,left=12,bottom=12,right=12]' },
    children: node.children.map(elkNode),
  };
}

function elkEdge(arrow: Arrow, i: number): ElkExtendedEdge {
  const longest = Math.max(...arrow.events.map((e) => e.length));
  const label = {
    text: arrow.events.join('\n'),
    width: round(longest * SIZES.eventLetter + 4),
    height: arrow.events.length * SIZES.eventLine,
  };
  return { id: `arrow-${i}`, sources: [arrow.from], targets: [arrow.to], labels: [label] };
}

/** Every state under a region, whatever its depth, with elk's coordinates. */
function flatten(node: ElkNode): ElkNode[] {
  return (node.children ?? []).flatMap((child) => [child, ...flatten(child)]);
}

async function layOutRegion(
  region: Region,
  graph: DirectedGraphNode,
  strategy: Record<string, string>,
): Promise<RegionLayout> {
  const placed: ElkNode = await new ELK().layout({
    id: region.box.id,
    layoutOptions: { ...OPTIONS, ...strategy },
    children: graph.children.map(elkNode),
    edges: region.arrows.map(elkEdge),
  });
  const arrows = (placed.edges ?? []).map((edge) => {
    const section = edge.sections![0];
    const points = [section.startPoint, ...(section.bendPoints ?? []), section.endPoint];
    return {
      points: points.map((p) => [round(p.x), round(p.y)] as const),
      label: rect(edge.labels![0]),
    };
  });
  return {
    width: round(placed.width!),
    height: round(placed.height!),
    states: Object.fromEntries(flatten(placed).map((n) => [n.id, rect(n)])),
    arrows,
  };
}

async function best(region: Region, graph: DirectedGraphNode): Promise<RegionLayout> {
  const tried: RegionLayout[] = [];
  for (const strategy of combinations(STRATEGIES)) {
    tried.push(await layOutRegion(region, graph, strategy));
  }
  return tried.reduce((a, b) => (cost(b, region) < cost(a, region) ? b : a));
}

/** Lays out each region of a machine on its own: how the regions stand together depends on the screen. */
export async function layOut(machine: AnyStateMachine): Promise<ChartLayout> {
  const regions = regionsOf(machine);
  const graph = toDirectedGraph(machine);
  const parallel = machine.root.type === 'parallel';
  const boxes = parallel ? graph.children : [graph];
  return {
    hash: structureHash(regions),
    regions: await Promise.all(regions.map((region, i) => best(region, boxes[i]))),
  };
}
