import { describe, expect, it } from 'vitest';
import { makeRecipe, parseIntervention, simulate } from '../sim';
import { loadSystem } from '../systems';
import { categoryOf, firstViolation, landmarksOf } from './marks';

const category = (line: string) => categoryOf(parseIntervention(`1s ${line}`));

describe('what was done', () => {
  it('is a fault of some sort, the end of one, or an operator’s', () => {
    expect(category('crash a')).toBe('crash');
    expect(category('pause a')).toBe('pause');
    expect(category('slow a x3')).toBe('slow');
    expect(category('partition a|b')).toBe('net');
    expect(category('lose a->b 5%')).toBe('net');
    for (const end of ['restart a', 'resume a', 'heal', 'heal a<->b', 'recover a'])
      expect(category(end)).toBe('mend');
    expect(category('operate a drain')).toBe('operate');
  });

  it('is no fault when it sets right what was wrong', () => {
    expect(category('slow a x1')).toBe('mend');
    expect(category('skew a 0ms 0ppm')).toBe('mend');
    expect(category('skew a 5ms')).toBe('other');
  });
});

it('the first violation is the earliest of those that must always hold', () => {
  const verdict = (property: string, kind: 'always' | 'eventually', at: number) =>
    ({ property, kind, title: property, holds: false, at }) as const;
  const all = [verdict('c', 'always', 9), verdict('a', 'eventually', 1), verdict('b', 'always', 3)];
  expect(firstViolation(all)?.property).toBe('b');
  expect(firstViolation([])).toBeNull();
});

it('marks call a node by the label that is on the stage', async () => {
  const system = await loadSystem('load-balancer');
  const recipe = makeRecipe(system, {
    settings: { requests: 200 },
    seed: 1,
    interventions: ['200ms crash server-2'],
    until: '1s',
  });
  const { nodes } = system.topology(recipe.settings as never);
  const { marks } = landmarksOf(simulate(system, recipe, { trace: 'full' }), [], nodes);
  const texts = marks.map((mark) => mark.text);
  expect(texts).toContain('crash machine 2');
  expect(texts).toContain('machine 2: crashed, serving');
  for (const text of texts) expect(text).not.toMatch(/server-\d/);
});
