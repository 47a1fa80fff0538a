import { describe, expect, test } from 'vitest';
import { stageOfScenario } from '../../../../tests/fixtures/system/stage-facts';
import { system } from '.';

describe('the stage shows', { timeout: 60_000 }, () => {
  /** What each scenario comes to: the programs and what broke them, and how the changes ended. */
  const ENDS: [string, Record<string, string[]>, string[]][] = [
    ['healthy', {}, ['5 shipped', '1 stopped']],
    ['fixed', {}, ['2 shipped', '4 stopped']],
    [
      'broken',
      { surveys: ['B broke 35'], wallet: ['C broke 7'], billing: ['D broke 9'] },
      ['3 rolled back', '3 tickets', '2 shipped', '1 stopped'],
    ],
    ['one-change', { billing: ['D broke 111'] }, ['9 tickets', '1 shipped']],
    [
      'train',
      { surveys: ['B broke 1'], wallet: ['C broke 4'] },
      ['1 rolled back', '1 ticket', '1 stopped'],
    ],
    ['canary', { wallet: ['C broke 3'] }, ['1 stopped']],
    ['incident', {}, ['1 stopped']],
    ['notice', { surveys: ['adapted'], billing: ['adapted'] }, ['2 shipped']],
    ['frozen', { billing: ['D broke 12', 'adapted'] }, ['1 rolled back', '1 ticket']],
  ];

  test.each(ENDS)('%s: who was broken by what, at the end', (scenario, programs, pipeline) => {
    const { at, result } = stageOfScenario(system, scenario);
    const end = at(result.virtualMs * 1000);
    for (const program of ['web', 'surveys', 'wallet', 'billing'])
      expect([program, end.facts(program)]).toEqual([program, programs[program] ?? []]);
    expect(end.facts('pipeline')).toEqual(pipeline);
    // One figure: the harm of the programs, what customers got, the measure and the last sample of the chart.
    const harm = Object.values(end.all())
      .flat()
      .flatMap((fact) => /^[A-F] broke (\d+)$/.exec(fact)?.[1] ?? [])
      .reduce((sum, n) => sum + Number(n), 0);
    const { wrongResults } = result.metrics;
    expect(harm).toBe(wrongResults);
    expect(end.facts('customers')).toEqual(wrongResults === 0 ? [] : [`${wrongResults} wrong`]);
    const chart = result.series.find((s) => s.id === 'wrong')!.values.map((line) => line.at(-1)!);
    expect(chart.reduce((a, b) => a + b, 0)).toBe(wrongResults);
  });

  test('one-change: which instance is the canary, and then the first short export', () => {
    const { at, captionAt } = stageOfScenario(system, 'one-change');
    expect(at(captionAt(0)).facts('users-1')).toEqual(['canary', 'release 2']);
    expect(at(captionAt(0)).facts('users-2')).toEqual(['release 1']);
    expect(at(captionAt(1)).facts('billing')).toEqual(['D broke 1']);
  });

  test('frozen: a team that was told and may not ship', () => {
    const { at, captionAt } = stageOfScenario(system, 'frozen');
    expect(at(captionAt(0)).facts('billing')).toEqual(['release freeze', 'adapting']);
    expect(at(captionAt(1)).facts('billing')).toEqual(['D broke 1', 'release freeze', 'adapting']);
  });

  test('a broken program is flagged itself, not its customers', () => {
    for (const [scenario, node] of [
      ['one-change', 'billing'],
      ['canary', 'wallet'],
    ]) {
      const { result } = stageOfScenario(system, scenario);
      const { record } = result.verdicts.find((v) => v.property === 'nothing-breaks')!;
      const { nodes } = system.topology(result.recipe.settings);
      expect(nodes[result.trace!.node[record!]].id).toBe(node);
    }
  });
});
