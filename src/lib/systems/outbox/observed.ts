import type { Micros, NodeRef } from '../../sim';
import type { Shown } from '../facts';
import type { Fact } from './facts';
import type { Losses } from './losses';

interface HandedOut {
  readonly receipt: number;
  readonly at: Micros;
}

interface Move {
  readonly user: number;
  readonly cancels: boolean;
  readonly wrong: boolean;
}

export interface Observed {
  /** Which consumer had each message last, and the first message that then went to another one. */
  lastConsumer: Map<number, NodeRef>;
  movedOn: { readonly user: number; readonly from: NodeRef; readonly to: NodeRef } | null;
  /** Users who are PENDING, in the order of their sign-ups. */
  pending: Set<number>;
  /** Settling transactions under way, by their number. */
  moves: Map<number, Move>;
  cancelled: Set<number>;
  /** Users CANCELLED although nothing is wrong with their data. */
  wrongly: number;
  losses: Losses;
  /** Events that the broker has taken, and how many of them reached it more than once. */
  taken: Set<number>;
  republished: number;
  /** Deliveries without an acknowledgement, oldest first, by the broker's id of the message; and the ids by receipt. */
  handedOut: Map<number, HandedOut>;
  byReceipt: Map<number, number>;
  /** Whose time runs out next, as it was shown last. */
  clocks: { pending: number; delivery: number };
  shown: Shown<Fact>;
}
