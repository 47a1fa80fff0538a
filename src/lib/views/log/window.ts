/** Browsers cannot lay out a box of any height (Firefox ends near 17 million px): above this, scrolling is scaled. */
export const TALLEST = 8_000_000;

export interface ListShape {
  readonly rows: number;
  /** px */
  readonly rowHeight: number;
  /** Height of what is seen, px. */
  readonly view: number;
}

export interface ListWindow {
  readonly first: number;
  readonly count: number;
  /** Where row `first` stands in the scrolled box, px. */
  readonly top: number;
}

/** Height of the whole list's box. */
export function boxHeight({ rows, rowHeight }: ListShape): number {
  return Math.min(rows * rowHeight, TALLEST);
}

/** List pixels a pixel of scrolling; above 1 only in lists higher than `TALLEST`. */
function scale(shape: ListShape): number {
  const range = boxHeight(shape) - shape.view;
  return range > 0 ? (shape.rows * shape.rowHeight - shape.view) / range : 1;
}

/** The rows to draw when scrolled to `scrollTop`, with `spare` rows above and below. */
export function windowAt(shape: ListShape, scrollTop: number, spare = 6): ListWindow {
  const { rows, rowHeight, view } = shape;
  const offset = Math.max(0, scrollTop) * scale(shape);
  const first = Math.max(0, Math.min(rows - 1, Math.floor(offset / rowHeight)) - spare);
  const last = Math.min(rows, Math.ceil((offset + view) / rowHeight) + spare);
  return {
    first,
    count: Math.max(0, last - first),
    top: first * rowHeight - offset + Math.max(0, scrollTop),
  };
}

/** The scroll position that shows `row` a third from the top, as far as the ends allow. */
export function scrollTo(shape: ListShape, row: number): number {
  const wanted = (row * shape.rowHeight - shape.view / 3) / scale(shape);
  return Math.max(0, Math.min(boxHeight(shape) - shape.view, wanted));
}

/** True when `row` is wholly in view at `scrollTop`. */
export function inView(shape: ListShape, row: number, scrollTop: number): boolean {
  const offset = scrollTop * scale(shape);
  const top = row * shape.rowHeight;
  return top >= offset && top + shape.rowHeight <= offset + shape.view;
}
