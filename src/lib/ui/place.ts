/** Where a box of a size goes that belongs to its anchor and has to stay inside the view. Pixels. */
type Placing = (
  anchor: { left: number; right: number; top: number; bottom: number },
  box: { width: number; height: number },
  view: { width: number; top: number; bottom: number },
  gap?: number,
) => { left: number; top: number };

const inside = (at: number, size: number, from: number, to: number) =>
  Math.max(from + 8, Math.min(at, to - size - 8));

/** Where a floating box goes beside what opened it: below if it fits, else above, always inside the view. Pixels. */
export const beside: Placing = (anchor, box, view, gap = 6) => {
  const below = anchor.bottom + gap;
  const above = anchor.top - gap - box.height;
  const top = below + box.height <= view.bottom || above < view.top ? below : above;
  return {
    left: inside(anchor.left, box.width, 0, view.width),
    top: inside(top, box.height, view.top, view.bottom),
  };
};

/** Where a tooltip goes: centred above its anchor, below it where there is no room, always inside the view. Pixels. */
export const above: Placing = (anchor, box, view, gap = 6) => {
  const top = anchor.top - gap - box.height;
  return {
    left: inside((anchor.left + anchor.right - box.width) / 2, box.width, 0, view.width),
    top: inside(top < view.top + 8 ? anchor.bottom + gap : top, box.height, view.top, view.bottom),
  };
};
