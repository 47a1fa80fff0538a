import { screen } from '@testing-library/svelte';
import userEvent from '@testing-library/user-event';
import { describe, expect, it } from 'vitest';
import { makeRecipe, simulate, type RecipeParts } from '../../../sim';
import { play, showView } from '../../../../../tests/fixtures/system-view';
import { system } from '..';
import { picks, TOTAL_OF_TWO } from '../by-hand';
import { barsIn, barText, chartOf, fateAt, usualLength } from './gantt';
import { countAt, interleavingOf, lastSteps, stepText, threadsAt } from './steps';
import TaskFarm from './TaskFarm.svelte';

describe('the steps of threads', () => {
  const { trace, nodes, result } = play(system, { scenario: 'total-of-two' });
  const all = interleavingOf(trace, nodes);

  it('are in the order in which they were picked, and say what they hide', () => {
    expect(all.taken.map((s) => 'ab'[s.thread - 1]).join('')).toBe(TOTAL_OF_TWO);
    expect(all.taken.every((s) => s.picked)).toBe(true);
    expect(all.taken.filter((s) => s.hides > 0).map(stepText)).toEqual([
      'thread 1 stores 1, and hides 2 updates',
      'thread 2 stores 2, and hides 2 updates',
    ]);
    expect(all.taken.at(-1)).toMatchObject({ step: 'store', register: 2, total: 2 });
  });

  it('count up to a moment', () => {
    expect(countAt(all.taken, 899)).toBe(0);
    expect(countAt(all.taken, 900)).toBe(1);
    expect(lastSteps(all, 5400, 4)).toMatchObject({ before: 2, steps: { length: 4 } });
    expect(countAt(all.taken, result.virtualMs * 1000)).toBe(TOTAL_OF_TWO.length);
  });

  it('know who can be picked, and why the others cannot', () => {
    expect(threadsAt(all, 5).map((t) => [t.next, t.ready])).toEqual([
      ['computes', false],
      ['computes', false],
    ]);
    // What is done at a moment comes before what arrives at it.
    expect(threadsAt(all, 260).map((t) => t.ready)).toEqual([false, false]);
    expect(threadsAt(all, 261).map((t) => [t.next, t.ready])).toEqual([
      ['load', true],
      ['load', true],
    ]);
    expect(threadsAt(all, 1000)[0]).toMatchObject({ next: 'under way', ready: false });
  });

  it('show who sleeps, who is dead and who is done', () => {
    const dead = play(system, { scenario: 'dead-holder' });
    const end = dead.result.virtualMs * 1000;
    const states = threadsAt(interleavingOf(dead.trace, dead.nodes), end).map((t) => t.next);
    expect(states.filter((s) => s === 'sleeps').length).toBe(7);
    expect(states[2]).toBe('crashed');
    const done = play(system, { scenario: 'locked' });
    const last = threadsAt(interleavingOf(done.trace, done.nodes), done.result.virtualMs * 1000);
    expect(new Set(last.map((t) => t.next))).toEqual(new Set(['done']));
  });
});

describe('the batches of workers', () => {
  const both = ['500ms crash worker-3', '550ms pause worker-6', '850ms resume worker-6'];
  const { trace, nodes, result } = play(system, { interventions: both });
  const chart = chartOf(trace, nodes);
  const end = result.virtualMs * 1000;

  it('are one bar for each time that one was begun', () => {
    expect(chart.bars.length).toBe(result.metrics.granted);
    expect(chart.bars.filter((b) => b.attempt > 1).length).toBe(result.metrics.reexecuted);
  });

  it('tell what became of them, as far as it is known by then', () => {
    const lost = chart.bars.find((b) => b.broken === 'lost')!;
    expect(lost).toMatchObject({ worker: 3, batch: 35, to: 500_000, overdueAt: 611_000 });
    expect([450_000, 550_000].map((t) => fateAt(lost, t))).toEqual(['running', 'lost']);
    expect(barText(lost, 700_000)).toBe(
      'worker 3, batch 35: lost with its worker, given up as overdue',
    );
    const known = chart.bars.find((b) => fateAt(b, end) === 'known')!;
    expect(barText(known, end)).toBe('worker 1, batch 45, attempt 2: done, a duplicate');
  });

  it('count twice where nobody knows them again', () => {
    const twice = play(system, { scenario: 'counted-twice' });
    const bars = chartOf(twice.trace, twice.nodes).bars;
    expect(bars.filter((b) => b.judged === 'again').map((b) => b.attempt)).toEqual([2]);
  });

  it('have outages beside them', () => {
    expect(chart.outages).toEqual([
      { worker: 6, host: 'paused', from: 550_000, to: 850_000 },
      { worker: 3, host: 'crashed', from: 500_000, to: Infinity },
    ]);
  });

  it('are thinned out where there are too many, and shown in a stretch that holds some', () => {
    const seen = barsIn(chart, { from: 0, to: end }, end, 20);
    expect(seen.oneIn).toBe(5);
    expect(seen.bars.length).toBeLessThanOrEqual(20);
    expect(usualLength(chart, end, 5)).toBe(500_000);
    expect(barsIn(chart, { from: 0, to: end }, 200_000, 600).bars.length).toBe(16);
  });
});

describe('the view', () => {
  const show = (parts: RecipeParts, t: number) =>
    showView(TaskFarm, system, play(system, parts).result, t);

  it('lets a thread be picked, and goes on to the next choice', async () => {
    const { onact, onseek } = show({ scenario: 'by-hand' }, 1259);
    await userEvent.click(screen.getByRole('button', { name: 'thread 2: load' }));
    expect(onact).toHaveBeenCalledWith('operate memory step worker-2');
    expect(onseek).toHaveBeenCalledWith(1259 + 999);
  });

  it('steps on and back along what was drawn, by keyboard', async () => {
    const { onseek } = show({ scenario: 'by-hand' }, 1259);
    screen.getByRole('button', { name: 'As drawn' }).focus();
    await userEvent.keyboard('{Enter}');
    expect(onseek).toHaveBeenCalledWith(2259);
    expect(screen.getByRole('button', { name: 'Step back' })).toHaveProperty('disabled', true);
  });

  it('says how many stores have hidden something', () => {
    show({ scenario: 'total-of-two' }, 20_000);
    expect(screen.getByText(/2 stores have hidden updates/)).toBeTruthy();
  });

  it('walks along the batches with the arrow keys, and reads them out', async () => {
    const { onseek } = show({ scenario: 'fixed' }, 1_111_000);
    const slider = screen.getByRole('slider', { name: /^Batches/ });
    slider.focus();
    await userEvent.keyboard('{ArrowLeft}{ArrowLeft}');
    expect(slider.getAttribute('aria-valuetext')).toMatch(/^\d.* s: worker \d, batch \d+/);
    await userEvent.keyboard('{Enter}');
    expect(onseek).toHaveBeenCalledTimes(1);
  });

  it('has words for a run without a trace', () => {
    showView(TaskFarm, system, simulate(system, makeRecipe(system)), 0);
    expect(screen.getByText(/kept only its numbers/)).toBeTruthy();
  });

  it('keeps picks in the recipe: they are interventions like any other', () => {
    const { trace, nodes } = play(system, {
      scenario: 'by-hand',
      interventions: [...picks('b'), '1899us operate memory step worker-2'],
    });
    const taken = interleavingOf(trace, nodes).taken.slice(0, 2);
    expect(taken.map((s) => [s.thread, s.at, s.picked])).toEqual([
      [2, 900, true],
      [2, 1899, true],
    ]);
  });
});
