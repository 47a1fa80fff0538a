import { expect, test } from 'vitest';
import { boxAt, innerWidth, momentAt, scaleOf } from './scale';

const margins = { left: 66, right: 12, top: 6 };
const span = { from: 2_000_000, to: 6_000_000 };

test('a moment is read back from where it is drawn', () => {
  const x = scaleOf(span, 478, margins);
  expect([x(span.from), x(span.to)]).toEqual([66, 466]);
  for (const at of [2_000_000, 2_500_000, 6_000_000])
    expect(momentAt(x(at), span, 478, margins, 1e7)).toBe(at);
});

test('a point outside of the run is its beginning or its end', () => {
  expect(momentAt(-9999, span, 478, margins, 1e7)).toBe(0);
  expect(momentAt(9999, span, 478, margins, 1e7)).toBe(1e7);
});

test('there is some room however narrow the picture is', () => {
  expect(innerWidth(10, margins)).toBe(60);
});

test('the topmost box at a point is found', () => {
  const boxes = [
    { x: 0, y: 10, width: 50 },
    { x: 40, y: 10, width: 50 },
  ];
  expect([20, 45, 91].map((px) => boxAt(boxes, px, 15, 18))).toEqual([0, 1, -1]);
  expect([7, 8, 30, 31].map((py) => boxAt(boxes, 20, py, 18))).toEqual([-1, 0, 0, -1]);
});
