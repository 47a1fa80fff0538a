import type { Series } from '../../sim';
import type { Cursor } from '../cursor';

/** What every chart of a measure is given. */
export interface ChartProps {
  readonly series: Series;
  /** End of the time axis, µs. */
  readonly end: number;
  /** Simulated time, µs. */
  readonly t: number;
  readonly width: number;
  readonly height: number;
  /** Ids that lines may be named after. */
  readonly nodes: ReadonlySet<string>;
  readonly selection?: Cursor;
  readonly hover?: Cursor;
  readonly onhover?: (cursor: Cursor) => void;
}
