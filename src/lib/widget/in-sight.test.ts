import { expect, test } from 'vitest';
import { wayIntoSight } from './in-sight';

const free = { top: 56, bottom: 740 };

test.each([
  ['is there', { top: 56, bottom: 740 }, 0],
  ['is hidden by what stands at the foot', { top: 180, bottom: 822 }, 82],
  ['is hidden by what stands at the top', { top: 20, bottom: 600 }, -36],
  ['is larger than the room', { top: 180, bottom: 980 }, 240],
  ['is larger than the room, and its foot is too high', { top: -200, bottom: 700 }, -40],
])('what %s is brought into sight', (_, of, way) => {
  expect(wayIntoSight(of, free)).toBe(way);
});
