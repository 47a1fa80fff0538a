import { expect, it } from 'vitest';
import { Shown } from './shown';

it('takes the links of another run for the same ones only where they join the same nodes', () => {
  const shown = new Shown();
  const links = (...to: number[]) => to.map((each) => ({ from: 0, to: each, open: true }));
  const first = shown.pairs(links(1, 2));
  expect(shown.pairs(links(1, 2))).toBe(first);
  expect(shown.pairs(links(1, 3))).toEqual(links(1, 3));
  expect(shown.pairs(links(1))).toEqual(links(1));
  expect(shown.pairs(links(1, 2))).not.toBe(first);
});
