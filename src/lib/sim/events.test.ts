import { expect, test } from 'vitest';
import { system } from '../systems/task-farm';
import type { FarmWorld } from '../systems/task-farm/world';
import { eventReader } from './events';
import { makeRecipe } from './recipe';
import { simulate } from './run';

const eventsOf = eventReader<FarmWorld>();
const trace = simulate(system, makeRecipe(system, { until: '3s' }), { trace: 'full' }).trace!;

test('events are read by name, in order, with the data that the name stands for', () => {
  const began = eventsOf(trace, 'began');
  expect(began.length).toBeGreaterThan(2);
  expect(began.every(({ name, data }) => name === 'began' && data.batch >= 0)).toBe(true);
  const both = eventsOf(trace, 'began', 'ended');
  expect(both.length).toBe(began.length + eventsOf(trace, 'ended').length);
  expect(both.map((e) => e.record)).toEqual(both.map((e) => e.record).sort((a, b) => a - b));
});

test('a name that the system does not declare is an error of type', () => {
  // @ts-expect-error -- no part of the farm writes this down
  expect(eventsOf(trace, 'mined')).toEqual([]);
});
