import type { AnyBehaviour, NodeSpec } from '../sim';

/** What the stage needs to know of a node. A topology's `NodeSpec` is one; without a behaviour its first mode is "running". */
export type StageNode = Pick<
  NodeSpec,
  'id' | 'label' | 'shape' | 'layer' | 'ring' | 'beside' | 'group'
> & {
  readonly behaviour?: Pick<AnyBehaviour, 'machine' | 'parts'>;
  readonly options?: unknown;
  /** Room for the facts that a run ever shows of it; left out: it shows none. */
  readonly facts?: FactRoom;
  /** However small it is drawn, there is room for its whole name, for `fact` also for one of those, for `facts` for one more; the layout finds out. */
  readonly roomy?: 'name' | 'fact' | 'facts';
};

/** How many facts a node ever shows, and the width of the widest, px. */
export interface FactRoom {
  readonly lines: number;
  readonly width: number;
}
