import { expect, it } from 'vitest';
import { above, beside } from './place';

const view = { width: 400, top: 0, bottom: 300 };
const box = { width: 100, height: 80 };
const at = (left: number, top: number) => ({ left, right: left + 20, top, bottom: top + 20 });

it('opens below where there is room, above where there is not', () => {
  expect(beside(at(50, 50), box, view)).toEqual({ left: 50, top: 76 });
  expect(beside(at(50, 250), box, view)).toEqual({ left: 50, top: 164 });
});

it('stays inside the view at its edges', () => {
  expect(beside(at(390, 50), box, view).left).toBe(292);
  expect(beside(at(-30, 50), box, view).left).toBe(8);
  expect(beside(at(50, 40), { width: 100, height: 280 }, view).top).toBe(12);
});

it('puts a tooltip above and centred, below at the top edge, and never outside', () => {
  expect(above(at(200, 150), box, view)).toEqual({ left: 160, top: 64 });
  expect(above(at(200, 40), box, view)).toEqual({ left: 160, top: 66 });
  expect(above(at(0, 150), box, view).left).toBe(8);
  expect(above(at(380, 150), box, view).left).toBe(292);
});

it('stays within the part of a high frame that is seen', () => {
  const part = { width: 400, top: 900, bottom: 1500 };
  expect(beside(at(50, 1450), box, part).top).toBeLessThanOrEqual(1500 - 80 - 8);
  expect(beside(at(50, 1450), box, part).top).toBeGreaterThanOrEqual(900);
  expect(beside(at(50, 0), box, part).top).toBe(908);
});
