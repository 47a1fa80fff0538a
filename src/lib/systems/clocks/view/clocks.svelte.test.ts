import { screen } from '@testing-library/svelte';
import userEvent from '@testing-library/user-event';
import { describe, expect, it } from 'vitest';
import { makeRecipe, simulate, type RecipeParts } from '../../../sim';
import { play, showView } from '../../../../../tests/fixtures/system-view';
import { system } from '..';
import { compareVectors, type Ordering } from '../nodes/stamps';
import { causalityOf, pointText, relationsTo, stampsText, wallInversions } from './causality';
import Clocks from './Clocks.svelte';
import { curvePath, inversionShare } from './curve';

function causalityIn(parts: RecipeParts) {
  const { result, nodes, trace } = play(system, parts);
  const order = result.recipe.settings.order as Ordering;
  return { result, causality: causalityOf(trace, nodes, order) };
}

describe('causality', () => {
  it('is read off the writes and reads of a run, with the stamps that nodes gave them', () => {
    const { causality } = causalityIn({ scenario: 'broken' });
    expect(causality.points.map((_, i) => pointText(causality, i))).toEqual([
      'A writes x',
      'B reads A’s write, with an earlier stamp than its cause',
      'B writes x, with an earlier stamp than its cause',
      'B writes x',
      'B writes x, with an earlier stamp than its cause',
    ]);
    expect(stampsText(causality.points[2])).toBe('wall 110, L 3, vector 1·2·0, hybrid 180+2');
  });

  it('tells past, future and concurrent as vectors do, from the messages alone', () => {
    const { causality } = causalityIn({
      settings: { concurrentPercent: 60, chains: 30, chainWrites: 4 },
      until: '5s',
    });
    const { points } = causality;
    expect(points.length).toBeGreaterThan(150);
    const seen = new Set<string>();
    for (let of = 0; of < points.length; of += 7) {
      const relations = relationsTo(causality, of);
      points.forEach((point, i) => {
        const order = compareVectors(point.stamps.vector, points[of].stamps.vector);
        const expected = { '-1': 'past', '1': 'future', '0': 'self', null: 'concurrent' } as const;
        expect(relations[i]).toBe(expected[`${order}`]);
        seen.add(relations[i]);
      });
    }
    expect(seen.size).toBe(4);
  });

  it('counts what clocks get wrong as the observer does', () => {
    const { causality, result } = causalityIn({ scenario: 'offsets' });
    const { pairs, wrong } = wallInversions(causality, Infinity);
    expect(pairs).toBe(result.metrics.causalPairs);
    expect((100 * wrong) / pairs).toBeCloseTo(result.metrics.wallInversionsPercent, 9);
    expect(wallInversions(causality, 1_000_000).pairs).toBeLessThan(12);
  });
});

describe('the curve', () => {
  it('is the closed form', () => {
    expect([10, 20, 50, 100].map((s) => inversionShare(s, 20))).toEqual([0, 0.125, 0.32, 0.405]);
    expect(inversionShare(0, 20)).toBe(0);
  });

  it('stays within its plot', () => {
    const plot = { width: 400, height: 130, left: 40, right: 10, top: 10, bottom: 30 };
    const points = curvePath(plot, 100, 220).split('L');
    for (const [x, y] of points.map((p) => p.split(',').map(Number))) {
      expect([x >= 40, x <= 390, y >= 10, y <= 100]).toEqual([true, true, true, true]);
    }
  });
});

describe('the view', () => {
  const show = (parts: RecipeParts, t: number) =>
    showView(Clocks, system, play(system, parts).result, t);

  it('walks along the events by keys, and says what is before and after each', async () => {
    const { onseek } = show({ scenario: 'fixed' }, 600_000);
    const slider = screen.getByRole('slider', { name: /^Writes and reads/ });
    slider.focus();
    await userEvent.keyboard('{ArrowRight}');
    expect(slider.getAttribute('aria-valuetext')).toMatch(
      /C writes x.*vector 1·2·3.*5 events before it, 0 after, 0 concurrent/,
    );
    await userEvent.keyboard('{ArrowLeft}{ArrowLeft}{Enter}');
    expect(slider.getAttribute('aria-valuetext')).toMatch(
      /C writes x.*1 after|C writes x.*concurrent/,
    );
    expect(onseek).toHaveBeenCalledTimes(1);
  });

  it('says how many writes are behind their causes', () => {
    show({ scenario: 'broken' }, 600_000);
    expect(screen.getByText(/2 writes have earlier stamps than their causes/)).toBeTruthy();
    expect(screen.queryByText(/Theory/)).toBeNull();
    expect(document.querySelectorAll('.mark').length).toBe(5);
    expect(document.querySelectorAll('.mark.behind').length).toBe(3);
    expect(document.querySelectorAll('.arrow.falls').length).toBe(1);
  });

  it('sets this run beside the theory', () => {
    show({ scenario: 'offsets' }, 22_000_000);
    expect(screen.getByText(/Theory\s+for ±100 ms and a gap of 20 ms: 40\.5 %/)).toBeTruthy();
  });

  it('has words for a run without a trace', () => {
    showView(Clocks, system, simulate(system, makeRecipe(system)), 0);
    expect(screen.getByText(/kept only its numbers/)).toBeTruthy();
  });
});
