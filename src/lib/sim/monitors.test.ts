import { expect, test } from 'vitest';
import { play, system } from '../../../tests/fixtures/toy';
import { linesOf } from '../../../tests/fixtures/traces';
import { makeRecipe } from './recipe';
import { Run } from './run';

const FAULT = '200ms fail-fast worker-1';
const verdict = (result: { verdicts: readonly { property: string }[] }, id: string) =>
  result.verdicts.find((v) => v.property === id);

test('always: holds until it is violated, then says why, when and by which record', () => {
  const settings = { strict: true };
  expect(verdict(play({ settings }).result, 'each-answer-once')).toMatchObject({ holds: true });
  const { result } = play({ settings, interventions: [FAULT] });
  const v = result.verdicts[0];
  expect(v).toMatchObject({ holds: false, kind: 'always', why: 'a client saw an error' });
  const record = linesOf(result.trace!)[v.record!];
  expect([record.kind, record.name, record.at]).toEqual(['Deliver', 'error', v.at]);
});

test('a run may stop at the first violation', () => {
  const recipe = makeRecipe(system, { settings: { strict: true }, interventions: [FAULT] });
  const run = new Run(system, recipe, { stopOnViolation: true });
  expect(run.advance()).toBe(true);
  const { verdicts, virtualMs } = run.result();
  expect(virtualMs * 1000).toBe(verdicts[0].at);
});

test('sometimes: holds once seen', () => {
  expect(verdict(play({}).result, 'an-error')).toMatchObject({ holds: false });
  const seen = verdict(play({ interventions: [FAULT] }).result, 'an-error');
  expect(seen).toMatchObject({ holds: true, why: expect.stringMatching(/^after \d+ requests$/) });
});

test('eventually: judged at the end, and not before', () => {
  const recipe = makeRecipe(system, { interventions: ['200ms lose *->worker-1 100%'] });
  const run = new Run(system, recipe);
  run.advance(Infinity, 500_000);
  expect(verdict(run.result(), 'all-answered')).toMatchObject({ holds: true });
  run.advance();
  expect(verdict(run.result(), 'all-answered')).toMatchObject({
    holds: false,
    why: expect.stringMatching(/^\d+ without an answer$/),
    // Whoever did something last has no part in it.
    node: -1,
  });
});

test('in metrics mode the same verdicts, without a record to point at', () => {
  const parts = { settings: { strict: true }, interventions: [FAULT] };
  const bare = ({ verdicts }: { verdicts: readonly { record?: number }[] }) =>
    verdicts.map(({ record: _record, ...v }) => v);
  const [full, metrics] = [play(parts).result, play(parts, 'metrics').result];
  expect(bare(metrics)).toEqual(bare(full));
  expect(metrics.verdicts[0].record).toBe(-1);
});
