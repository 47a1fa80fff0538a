import type { GaugeKind } from '../../sim';
import { factRoom, FactsMemo, type FactView } from '../marks/facts';
import { markView, markWord, type MarkView } from '../marks/view';
import type { LinkPicture, NodePicture, PictureIndex, StageNode } from '../picture';
import type { FactRoom } from '../stage-node';

type Gauges = Readonly<Record<string, GaugeKind>>;

type LinkEnds = Pick<LinkPicture, 'from' | 'to'>;

/** What nodes show frame by frame: the same objects as long as nothing that shows has changed. */
export class Shown {
  readonly #facts = new FactsMemo();
  #views: { readonly key: string; readonly view: MarkView }[] = [];
  #pairs: readonly LinkEnds[] = [];
  #rooms: { readonly nodes: readonly StageNode[]; readonly rooms: (FactRoom | undefined)[] } = {
    nodes: [],
    rooms: [],
  };

  views(nodes: readonly NodePicture[], gauges: Gauges): MarkView[] {
    return nodes.map((node, i) => {
      const view = markView(node, gauges);
      const key = JSON.stringify(view);
      if (this.#views[i]?.key !== key) this.#views[i] = { key, view };
      return this.#views[i].view;
    });
  }

  facts(nodes: readonly NodePicture[], gauges: Gauges): (readonly FactView[])[] {
    return nodes.map(({ levels }, i) => this.#facts.of(i, levels, gauges));
  }

  /** Which nodes are joined: the very same list for each run in which they are, so that no wire's way is looked for again. */
  pairs(links: readonly LinkEnds[]): readonly LinkEnds[] {
    const before = this.#pairs;
    const isSame =
      links.length === before.length &&
      links.every(({ from, to }, i) => from === before[i].from && to === before[i].to);
    return isSame ? before : (this.#pairs = links);
  }

  /**
   * The room that each node's facts need, as a text that is the same as long as they need the same. What another run of
   * the same nodes took stays kept, so that nothing moves when a fault makes one fact fewer.
   */
  rooms(nodes: readonly StageNode[], index: PictureIndex, gauges: Gauges): string {
    const before = this.#rooms.nodes === nodes ? this.#rooms.rooms : [];
    const rooms = index.nodes.map((node, i) => {
      const [room, old] = [factRoom(node.gauges, gauges), before[i]];
      if (!room || !old) return room ?? old;
      return { lines: Math.max(room.lines, old.lines), width: Math.max(room.width, old.width) };
    });
    this.#rooms = { nodes, rooms };
    return JSON.stringify(rooms);
  }
}

/** Nodes with the room that their facts need. */
export function withRooms(nodes: readonly StageNode[], rooms: string): StageNode[] {
  const all = JSON.parse(rooms) as (FactRoom | null)[];
  return nodes.map((node, i) => (all[i] ? { ...node, facts: all[i] } : node));
}

/** What each mark says of its node's role. */
export const wordsOf = (nodes: readonly NodePicture[], views: readonly MarkView[]): string[] =>
  nodes.map((node, i) => markWord(node, views[i]));
