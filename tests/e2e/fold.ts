/** What of an open view a reader sees first: all but the last in px from the top of the window. */
export interface Fold {
  /** The foot of its one-line explanation, and of the first rows of its drawing; `null`: it has none. */
  readonly explained: number | null;
  readonly drawn: number | null;
  /** The foot of what is seen: what lies lower is behind the transport or below the window. */
  readonly foot: number;
  /** What was taken for its drawing. */
  readonly drawing: string;
}

/** Puts the widget's top under the site's header, where that stays, and measures the view that is open in the stage's place. */
export function foldOf(widget: Element): Fold {
  /** So much of a drawing shows its first rows, px. */
  const ROWS = 110;
  const header = Math.max(0, document.querySelector('body header')!.getBoundingClientRect().bottom);
  scrollBy({ top: widget.getBoundingClientRect().top - header, behavior: 'instant' });
  const panel = widget.querySelector('[role=tabpanel]')!;
  const isLarge = (element: Element) => {
    const { width, height } = element.getBoundingClientRect();
    return width >= 140 && height >= 24;
  };
  const drawing = [...panel.querySelectorAll('svg, canvas, table, [data-drawn]')].find(isLarge);
  const drawn = drawing?.getBoundingClientRect();
  /** A table that is read across all its rows says so. */
  const isWhole = drawing?.getAttribute('data-drawn') === 'whole';
  const reads = panel.querySelector('[data-reads]')?.getBoundingClientRect();
  const transport = widget.querySelector('.transport')!.getBoundingClientRect();
  return {
    explained: reads?.bottom ?? null,
    drawn: drawn ? Math.min(drawn.bottom, drawn.top + (isWhole ? Infinity : ROWS)) : null,
    foot: Math.min(innerHeight, transport.top),
    drawing: drawing ? `${drawing.tagName}.${drawing.getAttribute('class') ?? ''}` : '',
  };
}
