import { describe, expect, it } from 'vitest';
import { layoutStage } from './layout';
import { across, partedBy, SplitDrag } from './split.svelte';

const nodes = ['a', 'b', 'c', 'd'].map((id, i) => ({
  id,
  label: id,
  shape: 'server' as const,
  layer: i % 2,
}));
const layout = layoutStage(nodes, 800, 400);
const middle = layout.width / 2;

describe('a line across the stage', () => {
  it('parts the nodes on its two sides, however it was drawn', () => {
    const down = partedBy(
      [
        { x: middle, y: 20 },
        { x: middle, y: 300 },
      ],
      layout,
    )!;
    expect(down.map((group) => group.sort()).sort()).toEqual([
      ['a', 'c'],
      ['b', 'd'],
    ]);
    const up = partedBy(
      [
        { x: middle, y: 300 },
        { x: middle, y: 20 },
      ],
      layout,
    )!;
    expect(up.map((group) => group.sort()).sort()).toEqual(down.sort());
  });

  it('parts nobody when all stand on one side', () => {
    expect(
      partedBy(
        [
          { x: 1, y: 0 },
          { x: 1, y: 300 },
        ],
        layout,
      ),
    ).toBeNull();
  });

  it('goes on to the edges of the stage', () => {
    const [top, bottom] = across(
      [
        { x: 100, y: 100 },
        { x: 100, y: 200 },
      ],
      layout,
    );
    expect([top.x, bottom.x]).toEqual([100, 100]);
    expect([top.y, bottom.y].sort((p, q) => p - q)).toEqual([0, layout.height]);
    const ends = across(
      [
        { x: 100, y: 100 },
        { x: 150, y: 120 },
      ],
      layout,
    );
    for (const { x, y } of ends) {
      const atEdge = [x, x - layout.width, y, y - layout.height].some((d) => Math.abs(d) < 1e-6);
      expect(atEdge).toBe(true);
    }
  });
});

describe('pulling a line', () => {
  it('means something from some length on, and nothing once it is given up', () => {
    const drag = new SplitDrag();
    drag.move({ x: 300, y: 0 });
    expect(drag.line).toBeNull();
    drag.start({ x: 0, y: 0 });
    drag.move({ x: 10, y: 0 });
    expect([drag.pulling, drag.line]).toEqual([true, null]);
    drag.move({ x: 0, y: 90 });
    expect(drag.end()).toEqual([
      { x: 0, y: 0 },
      { x: 0, y: 90 },
    ]);
    expect([drag.pulling, drag.line]).toEqual([false, null]);
    drag.start({ x: 0, y: 0 });
    drag.move({ x: 0, y: 90 });
    drag.cancel();
    expect(drag.end()).toBeNull();
  });
});
