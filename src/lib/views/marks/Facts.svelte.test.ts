import { render } from '@testing-library/svelte';
import { expect, it } from 'vitest';
import { layoutStage } from '../stage/layout';
import type { FactView } from './facts';
import Facts from './Facts.svelte';

const facts: FactView[] = [
  { name: 'lost', mark: 'count', text: '3,285 overwritten', tag: 'fault', share: null, says: '' },
];
const nodes = Array.from({ length: 60 }, (_, i) => ({
  id: `n${i}`,
  label: `node ${i}`,
  shape: 'server' as const,
  layer: 0,
  facts: { lines: 1, width: 130 },
}));
const place = layoutStage(nodes, 366, 300).places.at(-1)!;

it('a mark with no room for words has a sign, and its words while it is told of', async () => {
  expect([place.size, place.facts]).toEqual(['tiny', null]);
  const { container, rerender } = render(Facts, { facts, place, told: false, width: 366 });
  expect(container.querySelector('text')).toBeNull();
  expect(container.querySelectorAll('.sign')).toHaveLength(1);
  await rerender({ facts, place, told: true, width: 366 });
  expect(container.querySelector('text')).toHaveTextContent('3,285 overwritten');
  const at = container.querySelector('.fact')!.getAttribute('transform')!;
  const [x] = /[\d.]+/.exec(at)!;
  // In full on the stage, even at its edge.
  expect(Number(x)).toBeLessThanOrEqual(366 - 60);
  // Where another mark stands below, it goes beside; where marks stand all around, the sign is all.
  const { x: left, y, w, h } = place.box;
  const below = { ...place, id: 'below', box: { x: left - 60, y: y + h, w: w + 120, h } };
  await rerender({ facts, place, told: true, width: 366, places: [place, below] });
  expect(/,([\d.]+)/.exec(container.querySelector('.fact')!.getAttribute('transform')!)![1]).toBe(
    String(y + (h - 17) / 2),
  );
  const around = { ...below, id: 'around', box: { x: 0, y: y - 50, w: 366, h: 200 } };
  await rerender({ facts, place, told: true, width: 366, places: [place, around] });
  expect(container.querySelector('text')).toBeNull();
  expect(container.querySelectorAll('.sign')).toHaveLength(1);
});

it('a count that is neither good nor bad has no sign where it has no room for words', async () => {
  const height: FactView = { ...facts[0], name: 'height', text: 'height 12', tag: null };
  const { container, rerender } = render(Facts, {
    facts: [height],
    place,
    told: false,
    width: 366,
  });
  expect(container.querySelectorAll('.sign')).toHaveLength(0);
  await rerender({ facts: [height, ...facts], place, told: false, width: 366 });
  expect(container.querySelectorAll('.fact.fault .sign')).toHaveLength(1);
  await rerender({ facts: [height], place, told: true, width: 366 });
  expect(container.querySelector('text')).toHaveTextContent('height 12');
});
