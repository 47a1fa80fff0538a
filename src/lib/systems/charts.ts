import type { SeriesSpec } from '../sim';

type Spec<W> = SeriesSpec<W>;

/** Makes a world's charts: an id, a title and a unit; then its lines, in the order in which `sample` gives their numbers. */
export const chartsOf =
  <W>() =>
  (id: string, title: string, unit: string) => ({
    of: (
      lines: readonly string[] | Spec<W>['lines'],
      sample: Spec<W>['sample'],
      target?: Spec<W>['target'],
    ): Spec<W> => ({
      id,
      title,
      unit,
      lines: typeof lines === 'function' ? lines : () => lines,
      sample,
      ...(target && { target }),
    }),
  });
