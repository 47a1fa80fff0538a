import type { FactMark, GaugeKind } from '../../sim';
import { compact } from '../format';
import type { StageNode } from '../picture';
import type { Entry, Figure, Seen } from './types';

type Mark = Exclude<GaugeKind['mark'], 'hidden' | FactMark>;

/** The levels that a mark of this shape draws. */
const DRAWN: Record<StageNode['shape'], readonly Mark[]> = {
  client: ['number', 'log', 'committed'],
  server: ['arc', 'stack', 'number'],
  balancer: ['number', 'log', 'committed'],
  replica: ['number', 'log', 'committed'],
  queue: ['lane', 'stack', 'number', 'log', 'committed'],
  coordinator: ['number', 'log', 'committed'],
  observer: ['number', 'log', 'committed'],
};

/** What is drawn of the levels that a node writes: one of each mark, and no figure where a queue takes its place. */
function drawnAt(names: readonly string[], shape: StageNode['shape'], gauges: Gauges): string[] {
  const first = (mark: Mark) => names.find((name) => gauges[name]?.mark === mark);
  const hasLanes = shape === 'queue' && first('lane') !== undefined;
  const hasQueue = first('stack') !== undefined && (shape === 'server' || shape === 'queue');
  return DRAWN[shape]
    .filter((mark) => !(mark === 'number' && hasQueue) && !(mark === 'stack' && hasLanes))
    .flatMap((mark) => first(mark) ?? []);
}

type Gauges = Readonly<Record<string, GaugeKind>>;

function figureOf(mark: Mark, shape: StageNode['shape'], value: number): Figure {
  if (mark === 'number') return { kind: 'number', text: compact(value) };
  if (mark === 'log') return { kind: 'cells' };
  if (mark === 'lane') return { kind: 'blocks' };
  if (mark === 'stack') return { kind: shape === 'queue' ? 'blocks' : 'stack' };
  return { kind: mark };
}

const TEXT: Record<Mark, string> = {
  arc: 'A green arc: the share of the last 100 ms.',
  stack: 'A tick each; red where there are more than fit.',
  lane: 'A lane each, a block for each message that waits in it.',
  number: 'A figure.',
  log: 'A cell each, kept on disk; dashed while not committed.',
  committed: 'Solid cells, from the first one on.',
};

/** One entry for each level that is drawn, whatever the nodes that have it. */
export function levelEntries({ system: { gauges }, nodes, index, picture }: Seen): Entry[] {
  const found = new Map<string, { shape: StageNode['shape']; ids: string[]; value: number }>();
  nodes.forEach(({ id, shape }, i) => {
    const levels = picture.nodes[i].levels;
    const names = index.nodes[i].gauges.map(({ name }) => name);
    for (const name of drawnAt(names, shape, gauges)) {
      const value = levels.find((level) => level.name === name && !level.gone)?.value ?? 0;
      const known = found.get(name);
      if (known) known.ids.push(id);
      else found.set(name, { shape, ids: [id], value });
    }
  });
  return [...found].map(([name, { shape, ids, value }]): Entry => {
    const { title, unit, mark } = gauges[name];
    return {
      id: `level ${name}`,
      figure: figureOf(mark as Mark, shape, value),
      title: unit ? `${title}, in ${unit}` : title,
      text: shape === 'queue' && mark === 'stack' ? 'A block each.' : TEXT[mark as Mark],
      now: ids.length,
      light: { nodes: ids },
    };
  });
}
