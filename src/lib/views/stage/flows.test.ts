import { expect, test } from 'vitest';
import { flowsOf } from './flows';

const curve = [0, 0, 1, 0, 2, 0, 3, 0] as const;
const paths = [
  { from: 0, to: 1, curve, d: 'M0' },
  { from: 1, to: 2, curve, d: 'M1' },
  { from: 0, to: 2, curve, d: 'M2' },
];
const trace = {
  sent: Float64Array.of(1, 2, 3, 4, 5, 6),
  from: Int32Array.of(0, 1, 0, 1, 2, 0),
  to: Int32Array.of(1, 0, 1, 2, 0, 1),
};

test('in a time lapse the lines are as wide as there is traffic in its stretch, both ways together', () => {
  const flows = flowsOf(paths, trace as never, { from: 1, to: 4 });
  expect(flows.map(({ d }) => d)).toEqual(['M0', 'M1']);
  expect(flows[0].width).toBe(8);
  expect(flows[1].width).toBeLessThan(8);
  expect(flowsOf(paths, trace as never, { from: 5, to: 5 }).map(({ d }) => d)).toEqual(['M2']);
  expect(flowsOf(paths, trace as never, { from: 7, to: 9 })).toEqual([]);
});
