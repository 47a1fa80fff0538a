import { screen, within } from '@testing-library/svelte';
import userEvent from '@testing-library/user-event';
import { describe, expect, it } from 'vitest';
import { readLink } from '../../../link/read';
import { makeRecipe, simulate, type RecipeParts } from '../../../sim';
import { play, showView } from '../../../../../tests/fixtures/system-view';
import { system } from '..';
import { placeIn, theoryOf, theoryPath } from './curve';
import { fillCells, fillCurve } from './fill';
import { heldAt, heldIn, heldText, voteAt } from './held';
import { FAULTS, keyOf, TIMINGS } from './matrix';
import Models from './Models.svelte';

describe('messages in the scheduler’s hands', () => {
  const PICKS = ['200ms operate scheduler deliver 1', '300ms operate scheduler deliver 2'];

  it('stay there until they are picked, and what they lead to is held next', () => {
    const { trace } = play(system, { scenario: 'by-hand', interventions: PICKS });
    const all = heldIn(trace);
    const numbers = (t: number) => heldAt(all, t).map((h) => h.no);
    expect(numbers(199_000).slice(0, 2)).toEqual([1, 2]);
    expect(numbers(250_000)).not.toContain(1);
    expect(numbers(250_000).length).toBeGreaterThan(numbers(199_000).length);
    expect(heldText(all[0], (n) => `node ${n + 1}`)).toBe(
      'proposal, order 3, round 0: node 3 → node 1',
    );
  });

  it('end the vote once enough of them are delivered, and only then', () => {
    const untouched = play(system, { scenario: 'by-hand' });
    expect(voteAt(untouched.trace, untouched.end).orders).toEqual([]);
    expect(voteAt(untouched.trace, untouched.end).round).toBeGreaterThan(1);
    const all = Array.from(
      { length: 40 },
      (_, i) => `${200 + 5 * i}ms operate scheduler deliver ${i + 1}`,
    );
    const { trace, end } = play(system, { scenario: 'by-hand', interventions: all });
    expect(voteAt(trace, 150_000)).toEqual({ round: 0, orders: [] });
    expect(voteAt(trace, end).orders).toEqual([3, 3, 3]);
  });
});

describe('the matrix', () => {
  const filled = (quorum: number) => new Map(fillCells(system, quorum, 1));
  const [sync, partial, async] = TIMINGS;
  const [none, crash, omission, byzantine] = FAULTS;

  it('three of five: votes end wherever delays get a bound, never under the adversary', () => {
    const cells = filled(3);
    for (const fault of [none, crash, omission]) {
      expect(cells.get(keyOf(sync, fault))?.outcome).toBe('decided');
      expect(cells.get(keyOf(partial, fault))?.outcome).toBe('decided');
      expect(cells.get(keyOf(async, fault))).toMatchObject({ outcome: 'undecided' });
    }
    expect(cells.get(keyOf(sync, byzantine))?.outcome).toBe('conflict');
    expect(cells.get(keyOf(sync, none))).toMatchObject({ rounds: 0, mistakes: 0 });
  });

  it('four of five bear a liar, one of five is not safe without a bound', () => {
    expect(filled(4).get(keyOf(partial, byzantine))?.outcome).toBe('decided');
    expect(filled(1).get(keyOf(partial, none))?.outcome).toBe('conflict');
  });

  it('links each cell to its run', async () => {
    const { href } = filled(3).get(keyOf(partial, crash))!;
    const { recipe } = await readLink(system, href);
    expect(recipe?.settings).toMatchObject({ scheduler: 'adversary', quorum: 3 });
    expect(recipe?.interventions.map((i) => i.do)).toEqual(['crash', 'operate']);
  });
});

describe('the trade-off', () => {
  const settings = makeRecipe(system, { settings: { delays: 'unbounded', sigma: 2 } }).settings;
  const plot = { width: 400, height: 200, left: 50, right: 10, top: 10, bottom: 30 };

  it('measures what theory says, and that a longer time-out takes longer to notice a crash', () => {
    const points = [...fillCurve(system, settings, 1)];
    for (const { timeout, mistakes } of points.filter((p) => p.timeout <= 300)) {
      const theory = theoryOf(timeout, settings)!;
      expect(Math.abs(mistakes / theory - 1)).toBeLessThan(0.25);
    }
    const detections = points.map((p) => p.detection);
    expect(detections.at(-1)!).toBeGreaterThan(detections[0] + 400);
  });

  it('is drawn ten times lower for each step, none at the bottom, and without theory where there is none', () => {
    const [ten, hundred, thousand] = [10, 100, 1000].map((n) => placeIn(plot, 100, n)[1]);
    expect(hundred - thousand).toBeCloseTo(ten - hundred);
    expect(placeIn(plot, 100, 0)).toEqual([50, 170]);
    expect(placeIn(plot, 750, 0)).toEqual([390, 170]);
    expect(theoryPath(plot, settings)?.split('L').length).toBe(14);
    expect(theoryPath(plot, { ...settings, rule: 'newer' })).toBeNull();
    expect(theoryPath(plot, { ...settings, delays: 'bounded' })).toBeNull();
  });
});

/** A busy machine takes its time for a dozen runs. */
const PATIENT = { timeout: 50_000 };

describe('the view', () => {
  const show = (parts: RecipeParts, t: number) =>
    showView(Models, system, play(system, parts).result, t);

  it('delivers the message that is picked, by hand', async () => {
    const { onact, onseek } = show({ scenario: 'by-hand' }, 150_000);
    const pick = screen.getByRole('button', {
      name: /^Deliver proposal, order 3, round 0: node 3 → node 2/,
    });
    await userEvent.click(pick);
    expect(onact).toHaveBeenCalledWith('operate scheduler deliver 2');
    expect(onseek).toHaveBeenCalledWith(152_000);
    await userEvent.click(screen.getByRole('button', { name: /Let 250 ms pass/ }));
    expect(onseek).toHaveBeenLastCalledWith(400_000);
  });

  it('fills the matrix and the curve when asked to', { timeout: 120_000 }, async () => {
    show({ scenario: 'broken' }, 0);
    expect(screen.getByText(/the quorum with which/).textContent).toMatch(/^Goal:/);
    await userEvent.click(screen.getByRole('button', { name: 'Quorum 3 of 5' }));
    expect(await screen.findByText(/[1-9]\d* decide two orders/, {}, PATIENT)).toBeTruthy();
    expect(screen.queryByText(/Done:/)).toBeNull();
    await userEvent.click(screen.getByRole('button', { name: 'Quorum 4 of 5' }));
    expect(await screen.findByText(/8 runs decide all ten votes/, {}, PATIENT)).toBeTruthy();
    expect(screen.getByText(/Done:/)).toBeTruthy();
    const table = screen.getByRole('table');
    expect(within(table).getAllByRole('link').length).toBe(12);
    await userEvent.click(screen.getByRole('button', { name: 'Measure other time-outs' }));
    expect(await screen.findByText(/T = 700 ms: .* crash seen/, {}, PATIENT)).toBeTruthy();
  });

  it('has words for a run without a trace', () => {
    const recipe = makeRecipe(system, { scenario: 'by-hand' });
    showView(Models, system, simulate(system, recipe), 0);
    expect(screen.getByText(/kept only its numbers/)).toBeTruthy();
  });
});
