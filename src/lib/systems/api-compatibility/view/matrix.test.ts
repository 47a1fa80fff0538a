import { expect, test, vi } from 'vitest';
import { makeRecipe, simulate } from '../../../sim';
import { system } from '..';
import { matrixAt, readMatrix } from './matrix';
import { STANDING_WORDS, STATE_WORDS } from './words';

vi.setConfig({ testTimeout: 60_000 });

function indexOf(scenario: string, more: object = {}) {
  const recipe = makeRecipe(system, { scenario, ...more });
  const result = simulate(system, recipe, { trace: 'full' });
  return { index: readMatrix(system, result)!, result };
}

const said = (index: ReturnType<typeof indexOf>['index'], at: number) =>
  matrixAt(index, at).map(
    (row) => `${row.id} ${row.state}: ${row.cells.map((c) => c.standing).join(' ')}`,
  );

test('the matrix of a change that breaks Billing, before, during and after', () => {
  const parts = { settings: { complaints: 'roll-back', days: 3 } };
  const { index } = indexOf('one-change', parts);
  const d = (at: number) => said(index, at)[3];
  expect(d(1e6)).toBe('D planned: unused unused unused relied');
  expect(d(11e6)).toBe('D releasing: unused unused unused relied');
  const broken = matrixAt(index, 72e6)[3].cells[3];
  expect(broken.standing).toBe('was-broken');
  expect(d(broken.since)).toMatch(/: unused unused unused broken$/);
  expect(d(72e6)).toMatch(/^D reverted/);
  expect(matrixAt(index, 72e6)[3].why).toMatch(/because of a ticket about the length of a page/);
});

test('what stopped a change is told apart', () => {
  const { index } = indexOf('fixed');
  const end = matrixAt(index, 240e6);
  expect(end.map((row) => row.state)).toEqual([
    'shipped',
    'blocked',
    'blocked',
    'blocked',
    'refused',
    'shipped',
  ]);
  expect(end[1].why).toMatch(/the order test of Surveys/);
  expect(end.flatMap((r) => r.cells).every((c) => ['relied', 'unused'].includes(c.standing))).toBe(
    true,
  );
});

test('a crash of the pipeline or a consumer leaves what they had on disk in the picture', () => {
  const interventions = ['60s crash pipeline', '62s restart pipeline'];
  const { index } = indexOf('healthy', { interventions });
  const states = (at: number) => matrixAt(index, at).map((r) => r.state);
  expect(states(62.1e6)).toEqual(states(59e6));
  expect(states(59e6)).toContain('shipped');
  const told = indexOf('notice', { interventions: ['180s crash surveys', '215s restart surveys'] });
  expect(matrixAt(told.index, 216e6)[1].cells[1].standing).toBe('adapted');
});

test('there are words for every state and standing', () => {
  const { index } = indexOf('broken');
  for (let at = 0; at < 240e6; at += 5e6)
    for (const row of matrixAt(index, at)) {
      expect(STATE_WORDS).toHaveProperty([row.state]);
      for (const cell of row.cells) expect(STANDING_WORDS).toHaveProperty([cell.standing]);
    }
  expect(readMatrix(system, { trace: null } as never)).toBeNull();
});
