import { screen } from '@testing-library/svelte';
import userEvent from '@testing-library/user-event';
import { describe, expect, it } from 'vitest';
import { makeRecipe, simulate, type RecipeParts } from '../../../sim';
import { play, showView } from '../../../../../tests/fixtures/system-view';
import { system } from '..';
import { fillCells } from './fill';
import { barText, chartOf, endAt, endingAt, lookAt, pollText, usualLength } from './polls';
import { GROUPS, keyOf, SIZES } from './table';
import Voting from './Voting.svelte';

describe('polls, as the trace has them', () => {
  const { trace, nodes, result, end } = play(system, { scenario: 'broken' });
  const chart = chartOf(trace, nodes);

  it('are as many as questions, end as the run says, and have a bar for each server', () => {
    expect(chart.polls.length).toBe(result.metrics.asked);
    expect(chart.bars.length).toBe(3 * chart.polls.length);
    const of = (ending: string) => chart.polls.filter((p) => endingAt(p, end) === ending).length;
    const { right, wrong, silent } = result.metrics;
    expect([of('right'), of('wrong'), of('silent')]).toEqual([right, wrong, silent]);
  });

  it('stand on as many counted votes as they say', () => {
    for (const poll of chart.polls) {
      const counted = chart.bars.filter((b) => b.poll === poll && b.counts).length;
      expect(counted).toBe(poll.count!.agree + poll.count!.against);
    }
  });

  it('say at a moment only what is known by then', () => {
    const poll = chart.polls.find((p) => endingAt(p, end) === 'silent')!;
    expect(pollText(poll, poll.to - 1)).toBe(`Question ${poll.no} is open.`);
    expect(pollText(poll, poll.to)).toBe(
      `Question ${poll.no}: no answer, at most 1 of 2 votes match.`,
    );
    const dead = chart.bars.find((b) => b.poll === poll && b.to === Infinity)!;
    expect([poll.to - 1, poll.to].map((t) => lookAt(dead, t))).toEqual(['waiting', 'missing']);
    expect(endAt(dead, end)).toBe(poll.to);
    expect(barText(dead, end)).toMatch(/^server 1, question \d+: no ballot before/);
    const lie = chart.bars.find((b) => b.poll === poll && b.value !== null && !b.isRight)!;
    expect(barText(lie, end)).toMatch(/^server 2, question \d+: [0-9A-F]{3}, wrong, counted$/);
    expect(usualLength(chart, end, 0.1)).toBeLessThan(end);
  });
});

describe('the table', () => {
  const filled = (settings: RecipeParts['settings'], rule: 'as-set' | 'b-plus-1') =>
    new Map(fillCells(system, makeRecipe(system, { settings }).settings, rule, 1));

  it('is right from n = 2b + c + 1 on when b + 1 votes decide, and never wrong', () => {
    const cells = filled({ deadlineMs: 400 }, 'b-plus-1');
    for (const group of GROUPS)
      for (const n of SIZES) {
        const found = cells.get(keyOf(n, group));
        if (group.liars + group.dead > n) expect(found).toBeUndefined();
        else expect(found).toBe(n >= 2 * group.liars + group.dead + 1 ? 'right' : 'silent');
      }
  });

  it('is wrong where as many collude as votes decide and the honest ones do not come first', () => {
    const cells = filled({ deadlineMs: 400, needed: 2 }, 'as-set');
    expect(cells.get(keyOf(3, { liars: 2, dead: 0 }))).toBe('wrong');
    expect(cells.get(keyOf(4, { liars: 1, dead: 1 }))).toBe('right');
    expect(cells.get(keyOf(3, { liars: 1, dead: 1 }))).toBe('silent');
  });
});

/** A busy machine takes its time for a hundred runs. */
const PATIENT = { timeout: 50_000 };

describe('the view', () => {
  const show = (parts: RecipeParts, t: number) =>
    showView(Voting, system, play(system, parts).result, t);

  it('walks along the ballots with the arrow keys, and reads them out', async () => {
    const { onseek } = show({ scenario: 'broken' }, 1_700_000);
    const slider = screen.getByRole('slider', { name: /^Ballots/ });
    slider.focus();
    await userEvent.keyboard('{ArrowLeft}');
    expect(slider.getAttribute('aria-valuetext')).toMatch(/^\d.* s: server \d, question \d+: /);
    await userEvent.keyboard('{Enter}');
    expect(onseek).toHaveBeenCalledTimes(1);
  });

  it('fills the table when it is asked to', { timeout: 120_000 }, async () => {
    show({ scenario: 'healthy' }, 0);
    expect(screen.getByText(/a rule for k under which/).textContent).toMatch(/^Goal:/);
    await userEvent.click(screen.getByRole('button', { name: 'Run with k = 2' }));
    expect(
      await screen.findByText(/cells are right, [1-9]\d* have wrong answers/, {}, PATIENT),
    ).toBeTruthy();
    expect(screen.queryByText(/Done:/)).toBeNull();
    await userEvent.click(screen.getByRole('button', { name: 'Run with k = b + 1' }));
    expect(
      await screen.findByText(/cells are right, 0 have wrong answers/, {}, PATIENT),
    ).toBeTruthy();
    expect(screen.getByText(/Done:/)).toBeTruthy();
  });

  it('has words for a run without a trace', () => {
    showView(Voting, system, simulate(system, makeRecipe(system)), 0);
    expect(screen.getByText(/kept only its numbers/)).toBeTruthy();
  });
});
