import { render, screen } from '@testing-library/svelte';
import userEvent from '@testing-library/user-event';
import { beforeAll, describe, expect, it, vi } from 'vitest';
import { makeRecipe, simulate } from '../../../sim';
import { system } from '..';
import { copyText, countBy, expectedStale, fieldOf, pathsOf, staleAt } from './copies';
import Copies from './Copies.svelte';

/** jsdom lays nothing out, so nothing changes its size. */
class NoResizes {
  observe(): void {}
  unobserve(): void {}
  disconnect(): void {}
}
beforeAll(() => vi.stubGlobal('ResizeObserver', NoResizes));

function play(scenario: string) {
  const result = simulate(system, makeRecipe(system, { scenario }), { trace: 'full' });
  const { nodes } = system.topology(result.recipe.settings);
  return { result, nodes, field: fieldOf(result.trace!), end: result.virtualMs * 1000 };
}

describe('copies, as the trace has them', () => {
  const { field, result, end, nodes } = play('broken');
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
    const late = play('lowered-late').field;
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
  const props = (scenario: string, t: number) => ({
    ...play(scenario),
    system,
    t,
    onseek: vi.fn(),
    onselect: vi.fn(),
    onhover: vi.fn(),
    onset: vi.fn(),
    onact: vi.fn(),
    inspect: vi.fn(),
  });

  it('says how many are out of date, and walks from copy to copy by keys', async () => {
    const given = props('broken', 90e6);
    render(Copies, given);
    expect(screen.getByText(/8\d % of the resolvers answer with the old address/)).toBeTruthy();
    const slider = screen.getByRole('slider');
    slider.focus();
    await userEvent.keyboard('{ArrowLeft}');
    expect(slider.getAttribute('aria-valuetext')).toMatch(/^No\. \d+ of resolvers/);
    await userEvent.keyboard('{Enter}');
    expect(given.onseek).toHaveBeenCalled();
  });

  it('shows who was asked, from the root down', async () => {
    const given = props('first-lookup', 20e6);
    render(Copies, given);
    const root = screen.getByRole('button', { name: /^root/ });
    expect(root.textContent).toMatch(/1$/);
    await userEvent.click(root);
    expect(given.onselect).toHaveBeenCalledWith({ node: 'root' });
  });
});
