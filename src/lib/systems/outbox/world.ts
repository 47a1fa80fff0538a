import type { Micros, NodeRef, World } from '../../sim';
import type { settings } from './settings';
import type { topology } from './topology';

/** What the observer keeps. */
export interface Observed {
  /** Users whose insertion is under way, by the number of its transaction. */
  inserting: Map<number, number>;
  /** When each user was committed, in true time. */
  committedAt: Map<number, Micros>;
  /** Which consumer had each message last, and the first message that then went to another one. */
  lastConsumer: Map<number, NodeRef>;
  movedOn: { readonly user: number; readonly from: NodeRef; readonly to: NodeRef } | null;
}

/** The run of this system as an outside observer sees it. */
export type OutboxWorld = World<typeof settings, typeof topology, Observed>;
