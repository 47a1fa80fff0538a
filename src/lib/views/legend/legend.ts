import { pictureAt, type PictureIndex, type StageNode } from '../picture';
import { everOf } from './ever';
import { factEntries } from './facts';
import { levelEntries } from './levels';
import { lineEntries } from './lines';
import { stateEntries } from './states';
import type { Entry, Group, Seen } from './types';
import { MARK_WORDS, SHAPE_WORDS } from './words';

/** More names than this are counted. */
const MOST_NAMES = 4;

/** "replica 1, replica 2 and 3 more" */
export function namesOf(labels: readonly string[]): string {
  const more = labels.length - MOST_NAMES;
  return more > 0
    ? `${labels.slice(0, MOST_NAMES).join(', ')} and ${more} more`
    : labels.join(', ');
}

/**
 * Every mark that this run puts on the stage, and how many of each are there at `t` (µs). Made of what the system
 * declares and of the run; a mark that the run never shows is not in it.
 * @param nodes in the order of the topology
 */
export function legendOf(
  system: Seen['system'],
  nodes: readonly StageNode[],
  index: PictureIndex,
  t: number,
): Group[] {
  const seen: Seen = { system, nodes, index, picture: pictureAt(index, t) };
  const groups: Group[] = [
    { id: 'messages', title: 'Messages', entries: messageEntries(seen) },
    { id: 'nodes', title: 'Nodes', entries: shapeEntries(seen) },
    { id: 'levels', title: 'In a node', entries: levelEntries(seen) },
    { id: 'facts', title: 'Under a node', entries: factEntries(seen) },
    { id: 'states', title: 'At a node', entries: stateEntries(seen) },
    { id: 'lines', title: 'Lines', entries: lineEntries(seen) },
  ];
  return groups.filter(({ entries }) => entries.length > 0);
}

function messageEntries({ system, index, picture }: Seen): Entry[] {
  const { messages: flying } = picture;
  const ever = everOf(index);
  const names = index.trace?.names ?? [];
  const counts = new Map<string, number>();
  let [lost, duplicates] = [0, 0];
  for (let i = 0; i < flying.count; i++) {
    const type = names[flying.type[i]];
    counts.set(type, (counts.get(type) ?? 0) + 1);
    if (flying.why[i] >= 0) lost++;
    if (flying.duplicate[i] === 1) duplicates++;
  }
  const kinds = Object.entries(system.messages)
    .filter(([type]) => ever.types.has(type))
    .map(([type, { title, letter, mark }]): Entry => ({
      id: `message ${type}`,
      figure: { kind: 'message', mark, letter: letter.slice(0, 2) },
      title,
      text: MARK_WORDS[mark],
      now: counts.get(type) ?? 0,
      light: { messages: [type] },
    }));
  const fates: (Entry | false)[] = [
    ever.lost && {
      id: 'lost',
      figure: { kind: 'lost' },
      title: 'lost message',
      text: 'Falls off its line and fades.',
      now: lost,
      light: { messages: 'lost' },
    },
    ever.duplicates && {
      id: 'duplicate',
      figure: { kind: 'duplicate' },
      title: 'duplicate',
      text: 'A second copy of a message, pale and dashed.',
      now: duplicates,
      light: { messages: 'duplicate' },
    },
  ];
  return [...kinds, ...fates.filter((entry) => entry !== false)];
}

function shapeEntries({ nodes }: Seen): Entry[] {
  const shapes = [...new Set(nodes.map((node) => node.shape))];
  return shapes.map((shape): Entry => {
    const all = nodes.filter((node) => node.shape === shape);
    return {
      id: `shape ${shape}`,
      figure: { kind: 'shape', shape },
      title: SHAPE_WORDS[shape],
      text: namesOf(all.map((node) => node.label)),
      now: all.length,
      light: { nodes: all.map((node) => node.id) },
    };
  });
}
