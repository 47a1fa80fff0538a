import { expect, test } from 'vitest';
import { play, system } from '../../../tests/fixtures/toy';
import { InputError } from './errors';
import { makeRecipe, replayCommand, type RecipeParts } from './recipe';

const make = (parts: RecipeParts) => makeRecipe(system, parts);

test('what is not given comes from the scenario, then from the defaults', () => {
  const recipe = make({
    scenario: 'healthy',
    settings: { workers: 3 },
    interventions: ['2s heal', '1s heal'],
  });
  expect(recipe).toMatchObject({ version: 1, system: 'toy', seed: 1, until: null });
  expect(recipe.settings).toMatchObject({ workers: 3, clients: 2 });
  expect(recipe.interventions.map((i) => i.at)).toEqual([1_000_000, 2_000_000]);
});

test.each<[RecipeParts, RegExp]>([
  [{ scenario: 'sunny' }, /^scenario: no "sunny"; allowed: healthy$/],
  [{ seed: -1 }, /^seed: "-1" is not valid; allowed: a whole number from 0/],
  [{ seed: 2 ** 32 }, /^seed: /],
  [{ seed: 'abc' }, /^seed: /],
  [{ until: '5 parsecs' }, /^until: "5 parsecs" is not valid; allowed: a duration/],
  [{ until: 0 }, /^until: /],
  [{ until: 1e300 }, /^until: /],
  [
    { interventions: ['1s crash worker-9'] },
    /no node "worker-9".*allowed: client-1, client-2, worker-1/,
  ],
  [{ interventions: ['1s cut client-1->nobody'] }, /no node "nobody"/],
  [{ interventions: ['1s partition client-1|client-1'] }, /"client-1" is on two sides/],
  [{ interventions: ['1s slow worker-1 x0'] }, /slow x0/],
  [{ interventions: ['1s slow worker-1 x1001'] }, /up to 1000/],
  [{ interventions: ['1s lose *->* 101%'] }, /share 101%; allowed: 0% to 100%/],
  [{ interventions: ['1s skew worker-1 0s -1000000ppm'] }, /ppm; allowed: /],
  [{ interventions: ['1s set speed=3'] }, /^speed: no such setting/],
  [{ interventions: ['1s set serviceMs=9999'] }, /^serviceMs: "9999" is not valid/],
  [{ interventions: ['1s set workers=3'] }, /^workers: .*nodes/],
  [{ interventions: ['1s operate worker-1 dance'] }, /worker-1 knows no "dance"; allowed: forget/],
  [{ interventions: ['1s operate client-1 forget'] }, /client-1 knows no "forget"; allowed: none/],
  [
    { interventions: Array(501).fill('1s heal') },
    /^interventions: 501 of them; allowed: at most 500$/,
  ],
])('refused: %j', (parts, message) => {
  expect(() => make(parts)).toThrow(InputError);
  expect(() => make(parts)).toThrow(message);
});

test('the replay command names what is not as usual, and only that', () => {
  const parts = {
    seed: 7,
    settings: { workers: 3 },
    interventions: ['1s crash worker-3'],
    until: '2.5s',
  };
  expect(replayCommand(make(parts), system)).toBe(
    'npm run -s sim -- run toy --seed 7 --set workers=3 --fault "1s crash worker-3" --until 2.5s',
  );
});

test('a bug of ours leaves a run with the seed and the command that shows it again', () => {
  const broken = {
    ...system,
    properties: [
      {
        ...system.properties[0],
        step: () => {
          throw new Error('oh');
        },
      },
    ],
  };
  const parts = { seed: 7, settings: { workers: 3 } };
  expect(() => play(parts, 'metrics', broken)).toThrow(
    /^oh \(at \d+ µs, event 1\); replay: npm run -s sim -- run toy --seed 7 --set workers=3$/,
  );
});
