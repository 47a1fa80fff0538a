import type { AnyBehaviour, NodeSpec } from '../sim';

/** What the stage needs to know of a node. A topology's `NodeSpec` is one; without a behaviour its first mode is "running". */
export type StageNode = Pick<NodeSpec, 'id' | 'label' | 'shape' | 'layer' | 'ring' | 'beside'> & {
  readonly behaviour?: Pick<AnyBehaviour, 'machine' | 'parts'>;
  readonly options?: unknown;
};
