import { expect, test } from 'vitest';
import { play, system } from '../../../tests/fixtures/toy';
import { everything } from '../../../tests/fixtures/traces';
import { makeRecipe } from './recipe';
import type { System } from './system';

/** The toy with its nodes in two racks. */
const racks: System = {
  ...system,
  topology: (settings) => ({
    ...system.topology(settings),
    groups: { 'rack-a': ['client-1', 'worker-1'], 'rack-b': ['worker-2', 'client-2'] },
  }),
};
const settings = { gapMs: 20, requests: 10_000, timeoutMs: 60_000 };
const run = (interventions: string[]) =>
  everything(play({ settings, interventions, until: '500ms' }, 'full', racks).result);

test('what befalls a group befalls each of its members, in their order', () => {
  const whole = run(['200ms crash rack-a', '300ms restart rack-a', '350ms slow rack-b x3']);
  const each = run([
    '200ms crash client-1',
    '200ms crash worker-1',
    '300ms restart client-1',
    '300ms restart worker-1',
    '350ms slow worker-2 x3',
    '350ms slow client-2 x3',
  ]);
  expect(whole).toEqual(each);
});

test('a partition divides groups and single nodes alike', () => {
  expect(run(['200ms partition rack-a|worker-2,client-2'])).toEqual(
    run(['200ms partition client-1,worker-1|worker-2,client-2']),
  );
});

test('a group keeps its name in the recipe, since who is in it may depend on settings', () => {
  const { interventions } = makeRecipe(racks, { interventions: ['1s crash rack-a'] });
  expect(interventions).toEqual([{ at: 1_000_000, do: 'crash', node: 'rack-a' }]);
});

test.each([
  ['1s crash rack-c', /no node "rack-c"/],
  ['1s cut rack-a<->rack-b', /no node "rack-a"/],
  ['1s partition rack-a,worker-1|worker-2', /"worker-1" is on two sides/],
  ['1s operate rack-a drain', /knows no "drain"/],
])('%s is refused', (line, why) => {
  expect(() => makeRecipe(racks, { interventions: [line] })).toThrow(why);
});
