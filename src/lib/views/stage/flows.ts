import { upperBound, type Micros, type Trace } from '../../sim';
import type { LinkPath } from './links';

/** How much went along a line during a stretch of time. */
export interface Flow {
  readonly from: number;
  readonly to: number;
  readonly d: string;
  /** px */
  readonly width: number;
}

/** More messages than this are counted by a sample of them. */
const MOST = 20_000;
const WIDTH = { least: 2, most: 8 };

/** The messages sent in [from, to] as a stream along each line, the wider the more of them; what had none is left out. */
export function flowsOf(
  paths: readonly LinkPath[],
  { sent, from: senders, to: receivers }: Pick<Trace, 'sent' | 'from' | 'to'>,
  span: { readonly from: Micros; readonly to: Micros },
): Flow[] {
  const [first, end] = [upperBound(sent, span.from - 1), upperBound(sent, span.to)];
  const step = Math.max(1, Math.floor((end - first) / MOST));
  const counts = new Map<string, number>();
  for (let e = first; e < end; e += step) {
    const [a, b] = [senders[e], receivers[e]];
    const key = `${Math.min(a, b)} ${Math.max(a, b)}`;
    counts.set(key, (counts.get(key) ?? 0) + 1);
  }
  const most = Math.max(1, ...counts.values());
  return paths.flatMap(({ from, to, d }) => {
    const count = counts.get(`${from} ${to}`);
    if (count === undefined) return [];
    const share = Math.sqrt(count / most);
    return [{ from, to, d, width: WIDTH.least + share * (WIDTH.most - WIDTH.least) }];
  });
}
