import type { Micros } from '../../sim';
import type { Span } from '../spacetime/span';
import { innerWidth, scaleOf, type Margins } from './scale';

/** Which stretch of time lanes show, how wide, and the bar that keys have come to. `BarLanes` measures and moves it. */
export class LaneView {
  /** Measured, px; what it begins with counts before that. */
  width = $state(720);
  /** The span as the reader moved it; `null` while it is the usual one. */
  moved = $state.raw<Span | null>(null);
  /** The bar that arrow keys have come to, or −1. */
  active = $state(-1);
  readonly margins: Margins;
  readonly #usual: (of: LaneView) => Span;

  /** `usual`: the span that is shown until the reader moves it, which may depend on the width between the margins. */
  constructor(margins: Margins, usual: (of: LaneView) => Span) {
    this.margins = margins;
    this.#usual = usual;
  }

  readonly inner = $derived.by(() => innerWidth(this.width, this.margins));
  readonly span = $derived.by(() => this.moved ?? this.#usual(this));
  /** Where a moment is drawn, px. */
  readonly x = $derived.by(() => scaleOf(this.span, this.width, this.margins));

  /** The same, and no further than the margins. */
  readonly clip = (at: Micros): number => {
    const { left, right } = this.margins;
    return Math.min(this.width - right, Math.max(left, this.x(at)));
  };

  move(to: Span | null): void {
    this.moved = to;
    this.active = -1;
  }
}
