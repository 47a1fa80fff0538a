interface Span {
  /** px from the top of the window. */
  readonly top: number;
  readonly bottom: number;
}

/**
 * How far down a page has to be scrolled so that all of something is in what is free of the window, or as much of its foot
 * as there is room for, px; 0 where it is there.
 */
export function wayIntoSight(of: Span, free: Span): number {
  const isLow = of.bottom > free.bottom;
  const isHigh = of.top < free.top;
  const fits = of.bottom - of.top <= free.bottom - free.top;
  if (!fits || isLow) return of.bottom - free.bottom;
  return isHigh ? of.top - free.top : 0;
}
