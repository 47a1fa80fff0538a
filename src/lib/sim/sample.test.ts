import { expect, test } from 'vitest';
import { system } from '../../../tests/fixtures/toy';
import { makeRecipe } from './recipe';
import { Run, simulate } from './run';

const recipe = makeRecipe(system, {
  settings: { requests: 5000 },
  interventions: ['100ms lose *->worker-1 30%', '300ms crash worker-2'],
  until: '12s',
});

test('a run without a trace keeps some of its messages, and those as they were', () => {
  const { trace } = simulate(system, recipe, { trace: 'full' });
  const { sample, events } = simulate(system, recipe, { trace: 'metrics' });
  expect(trace!.sent.length).toBeGreaterThan(2048);
  expect(sample!.length).toBeGreaterThan(400);
  expect(sample!.length).toBeLessThan(1024);
  expect(events).toBeGreaterThan(sample!.length);
  for (const { envelope: e, from, to, type, sent, ended, fate } of sample!) {
    const kept = [trace!.from[e], trace!.to[e], trace!.names[trace!.type[e]], trace!.sent[e]];
    expect([from, to, type, sent]).toEqual(kept);
    expect([ended, fate]).toEqual([trace!.ended[e], trace!.fate[e]]);
  }
  expect(new Set(sample!.map((row) => row.fate)).size).toBeGreaterThan(1);
});

test('a sample goes on from a checkpoint as if there had been none', () => {
  const run = new Run(system, recipe);
  run.advance(6000);
  const resumed = Run.resume(recipe, run, run.save());
  run.advance();
  resumed.advance();
  expect(resumed.result().sample).toEqual(run.result().sample);
});
