import type { System, Tag } from '../../sim';
import type { MessageMark } from '../marks/messages';
import type { BadgeKind } from '../marks/view';
import type { Picture, PictureIndex, StageNode } from '../picture';
import type { Tone } from '../states/modes';
import type { Light } from './light';

/** What an entry shows of what it names. */
export type Figure =
  | { readonly kind: 'message'; readonly mark: MessageMark; readonly letter: string }
  | { readonly kind: 'shape'; readonly shape: StageNode['shape'] }
  | { readonly kind: 'badge'; readonly badge: BadgeKind }
  | { readonly kind: 'port'; readonly tone: Tone }
  | { readonly kind: 'number'; readonly text: string }
  | { readonly kind: 'fact'; readonly tag: Tag | null }
  | {
      readonly kind:
        | 'stack'
        | 'blocks'
        | 'arc'
        | 'cells'
        | 'committed'
        | 'crown'
        | 'ring'
        | 'lost'
        | 'duplicate'
        | 'cut'
        | 'fault-line'
        | 'unreliable'
        | 'idle';
    };

/** One mark and what it means. */
export interface Entry {
  readonly id: string;
  readonly figure: Figure;
  readonly title: string;
  readonly text: string;
  /** How many there are on the stage now. */
  readonly now: number;
  readonly light: Light;
}

export interface Group {
  readonly id: 'messages' | 'nodes' | 'levels' | 'facts' | 'states' | 'lines';
  readonly title: string;
  readonly entries: readonly Entry[];
}

/** What is read for a legend: a run, and how it stands at a moment. */
export interface Seen {
  readonly system: Pick<System, 'messages' | 'gauges'>;
  readonly nodes: readonly StageNode[];
  readonly index: PictureIndex;
  readonly picture: Picture;
}
