import { screen } from '@testing-library/svelte';
import userEvent from '@testing-library/user-event';
import { describe, expect, it } from 'vitest';
import { makeRecipe, simulate, type RecipeParts } from '../../../sim';
import { play, showView } from '../../../../../tests/fixtures/system-view';
import { system } from '..';
import { amplification } from '../amplification';
import CallChain from './CallChain.svelte';
import { callsTo, checkoutsOf, extentOf, notable, tellOf } from './calls';
import { lanesOf, piecesOf, stack } from './lanes';
import { dotsOf, theoryPath } from './load';

function checkoutsIn(parts: RecipeParts) {
  const run = play(system, parts);
  const database = run.nodes.findIndex((n) => n.id === 'database');
  return { ...run, database, checkouts: checkoutsOf(run.trace) };
}

/** Two clicks whose calls all fail, two layers of two attempts. */
const FAILING: RecipeParts = {
  settings: { layers: 2, attempts: 2, errorPercent: 100, checkouts: 2, ratePerS: 1 },
  until: '20s',
};

describe('the attempts of a checkout', () => {
  it('are read off what callers and callees wrote down, all of them', () => {
    const { checkouts, database, result } = checkoutsIn(FAILING);
    expect(checkouts.map((c) => c.no)).toEqual([1, 2]);
    expect(checkouts.map((c) => callsTo(c, database, Infinity))).toEqual([4, 4]);
    expect(checkouts[0].attempts.map((a) => a.attempt)).toEqual([1, 1, 1, 2, 2, 1, 2]);
    const all = checkouts.flatMap((c) => c.attempts);
    expect(all.every((a) => a.why === 'error' && a.waited < result.virtualMs * 1000)).toBe(true);
    expect(all.every((a) => a.began >= a.from && a.finished <= a.waited)).toBe(true);
  });

  it('go on for nobody where their callers have gone', () => {
    const { checkouts, nodes, database } = checkoutsIn({
      settings: { layers: 1, attempts: 1, errorPercent: 0, checkouts: 1, deadlines: false },
      interventions: ['1us pause database', '3s resume database'],
      until: '5s',
    });
    const call = checkouts[0].attempts.find((a) => a.callee === database)!;
    expect(call.began).toBeGreaterThan(call.waited);
    const whole = { from: 0, to: 5_000_000 };
    expect(piecesOf(call, 5_000_000, whole).map((p) => p.look)).toEqual(['waits', 'wasted']);
    expect(tellOf(call, 5_000_000, (n) => nodes[n].label)).toBe(
      'edge → database, attempt 1: no answer in time, after 500 ms; work began when the caller had gone',
    );
    expect(tellOf(call, call.from + 100_000, (n) => nodes[n].label)).toMatch(
      /waits for 100 ms so far$/,
    );
  });

  it('lie in rows that do not overlap, within the checkout', () => {
    const { checkouts, nodes } = checkoutsIn({ scenario: 'broken', until: '8s' });
    const t = 8_000_000;
    const lanes = nodes.flatMap((n, i) => (n.id === 'users' ? [] : [i]));
    const checkout = checkouts[notable(checkouts, lanes[lanes.length - 1], t)];
    const { bars, rows } = stack(checkout.attempts, lanes, t);
    expect(bars.length).toBe(checkout.attempts.filter((a) => a.from <= t).length);
    const { from, to } = extentOf(checkout, t);
    for (const { attempt, lane, row } of bars) {
      expect(row).toBeLessThan(rows[lane]);
      expect([attempt.from >= from, to <= t]).toEqual([true, true]);
    }
    const places = lanesOf(rows, 8, 110);
    places.slice(1).forEach((lane, i) => {
      expect(lane.top).toBeGreaterThanOrEqual(places[i].top + places[i].height);
    });
  });
});

describe('the load curve', () => {
  it('is the closed form, and a run’s dots lie on it', () => {
    const { checkouts, database } = checkoutsIn({
      settings: { errorPercent: 50, checkouts: 200, ratePerS: 50, capacityPerS: 10_000 },
      until: '8s',
    });
    const dots = dotsOf(checkouts, database, 8_000_000, 2_000_000);
    expect(dots.length).toBe(2);
    for (const { failed, load } of dots) {
      expect(failed).toBeGreaterThan(0.4);
      expect(Math.abs(load / amplification(failed, 3, 4) - 1)).toBeLessThan(0.1);
    }
    expect(amplification(1, 3, 4)).toBe(81);
  });

  it('stays within its plot', () => {
    const plot = { width: 400, height: 150, left: 40, right: 10, top: 10, bottom: 30 };
    for (const [x, y] of theoryPath(plot, 3, 4, 81)
      .split('L')
      .map((p) => p.split(',').map(Number)))
      expect([x >= 40, x <= 390, y >= 10, y <= 120]).toEqual([true, true, true, true]);
  });
});

describe('the view', () => {
  const show = (parts: RecipeParts, t: number) =>
    showView(CallChain, system, play(system, parts).result, t);

  it('walks along the attempts by keys, and from checkout to checkout', async () => {
    const { onseek } = show(FAILING, 19_000_000);
    const slider = screen.getByRole('slider', { name: /^Attempts of one checkout/ });
    slider.focus();
    await userEvent.keyboard('{ArrowRight}');
    expect(slider.getAttribute('aria-valuetext')).toMatch(/^users → edge, attempt 1: an error/);
    await userEvent.keyboard('{ArrowRight}{Enter}');
    expect(slider.getAttribute('aria-valuetext')).toMatch(/^edge → orders, attempt 1/);
    expect(onseek).toHaveBeenCalledTimes(1);
    await userEvent.click(screen.getByRole('button', { name: 'Previous checkout' }));
    expect(screen.getByText(/Checkout 1:/)).toBeTruthy();
    await userEvent.click(screen.getByRole('button', { name: 'Most calls' }));
    expect(screen.getByText(/Checkout 2:/)).toBeTruthy();
  });

  it('says the ceiling, which no load passes', () => {
    show({ scenario: 'healthy' }, 10_000_000);
    expect(screen.getByText(/no dot can be above ×3\.0/)).toBeTruthy();
  });

  it('has words for a run without a trace', () => {
    showView(CallChain, system, simulate(system, makeRecipe(system)), 0);
    expect(screen.getByText(/kept only its numbers/)).toBeTruthy();
  });
});
