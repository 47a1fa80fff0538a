import { screen } from '@testing-library/svelte';
import userEvent from '@testing-library/user-event';
import { describe, expect, it } from 'vitest';
import { play, showView } from '../../../../../tests/fixtures/system-view';
import { system } from '..';
import { copyText, countBy, expectedStale, fieldOf, pathsOf, staleAt } from './copies';
import Copies from './Copies.svelte';

function fieldIn(scenario: string) {
  const run = play(system, { scenario });
  return { ...run, field: fieldOf(run.trace) };
}

describe('copies, as the trace has them', () => {
  const { field, result, end, nodes } = fieldIn('broken');
  const RESOLVERS = 1000;

  it('are fresh in nearly every resolver at any moment', () => {
    for (const t of [1e6, 100e6, 300e6]) {
      const fresh = field.copies.filter((c) => c.from <= t && c.to > t).length;
      expect(fresh).toBeGreaterThan(0.99 * RESOLVERS);
      expect(fresh).toBeLessThanOrEqual(RESOLVERS);
    }
  });

  it('are out of date as the run measured, and as arithmetic expects', () => {
    const at60 = staleAt(field, field.change + 60e6, RESOLVERS);
    expect(100 * at60).toBeCloseTo(result.metrics.staleAt60Percent, 0);
    for (const s of [10, 60, 150, 290])
      expect(
        Math.abs(
          staleAt(field, field.change + s * 1e6, RESOLVERS) -
            expectedStale({ ttlS: 300, lowTtlS: 30, lowerBeforeS: 0 }, s),
        ),
      ).toBeLessThan(0.04);
  });

  it('are expected by the TTL that each was fetched with', () => {
    const late = fieldIn('lowered-late').field;
    const plan = { ttlS: 300, lowTtlS: 30, lowerBeforeS: 60 };
    for (const s of [5, 60, 120])
      expect(
        Math.abs(staleAt(late, late.change + s * 1e6, RESOLVERS) - expectedStale(plan, s)),
      ).toBeLessThan(0.05);
  });

  it('are drawn up to the moment, and in red past the change only', () => {
    const scale = {
      x: (at: number) => at / 1e6,
      y: (left: number) => left / 1e6,
      from: 0,
      to: end,
    };
    expect(pathsOf(field, field.change - 1, scale).stale).toBe('');
    const after = pathsOf(field, field.change + 60e6, scale);
    expect(after.stale).not.toBe('');
    expect(after.new).not.toBe('');
    for (const [, start] of after.stale.matchAll(/M([\d.]+),/g))
      expect(Number(start)).toBeGreaterThanOrEqual(30);
    expect(pathsOf(field, end, scale).left).toBe('');
  });

  it('say what they hold', () => {
    const text = copyText(field.copies[0], nodes[field.copies[0].node].label, 0);
    expect(text).toMatch(/^No\. \d+ of resolvers [A-D]: the old address, fetched \d+ s before/);
  });

  it('count queries up to a moment', () => {
    expect(countBy([1, 2, 2, 5], 0)).toBe(0);
    expect(countBy([1, 2, 2, 5], 2)).toBe(3);
    expect(countBy([1, 2, 2, 5], 9)).toBe(4);
  });
});

describe('the view', () => {
  const show = (scenario: string, t: number) =>
    showView(Copies, system, play(system, { scenario }).result, t);

  it('says how many are out of date, and walks from copy to copy by keys', async () => {
    const given = show('broken', 90e6);
    expect(screen.getByText(/8\d % of the resolvers answer with the old address/)).toBeTruthy();
    const slider = screen.getByRole('slider');
    slider.focus();
    await userEvent.keyboard('{ArrowLeft}');
    expect(slider.getAttribute('aria-valuetext')).toMatch(/^No\. \d+ of resolvers/);
    await userEvent.keyboard('{Enter}');
    expect(given.onseek).toHaveBeenCalled();
  });

  it('shows who was asked, from the root down', async () => {
    const given = show('first-lookup', 20e6);
    const root = screen.getByRole('button', { name: /^root/ });
    expect(root.textContent).toMatch(/1$/);
    await userEvent.click(root);
    expect(given.onselect).toHaveBeenCalledWith({ node: 'root' });
  });
});
