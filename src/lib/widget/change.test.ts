import { expect, it } from 'vitest';
import { system } from '../../../tests/fixtures/toy';
import { makeRecipe } from '../sim';
import { changeText } from './change';

it('says which setting a reader has changed, in words; of a run that differs in more it says nothing', () => {
  const of = (settings: Record<string, unknown>, seed = 1) =>
    makeRecipe(system, { settings, seed });
  const text = (settings: Record<string, unknown>, seed?: number) =>
    changeText(system, of({}), of(settings, seed));
  expect(text({ strict: true })).toBe('“strict” is switched on: this is another run.');
  expect(text({ hopMs: 9 })).toMatch(
    /^“.*one way.*” is now 9\u202fms instead of \d+\u202fms: this is another run\.$/,
  );
  expect(text({ order: 'last' })).toMatch(
    /^“order” is now “.+” instead of “.+”: this is another run\.$/,
  );
  expect([text({}), text({ hopMs: 9, order: 'last' }), text({ hopMs: 9 }, 2)]).toEqual([
    '',
    '',
    '',
  ]);
});
