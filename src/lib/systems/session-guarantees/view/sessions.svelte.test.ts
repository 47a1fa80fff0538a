import { screen } from '@testing-library/svelte';
import userEvent from '@testing-library/user-event';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { propertyTest } from '../../../../../tests/fixtures/property-test';
import { makeRecipe, range, simulate, sum, type RecipeParts } from '../../../sim';
import { play, showView } from '../../../../../tests/fixtures/system-view';
import { system } from '..';
import { countAt, historyOf, operationText, seenText, type Operation } from './history';
import Sessions from './Sessions.svelte';
import { notLinearizable, trialOf } from './turing';

function historyIn(parts: RecipeParts) {
  const { nodes, trace, ...run } = play(system, parts);
  return { ...run, history: historyOf(trace, nodes) };
}

describe('history', () => {
  it('says of each request what came back and what that breaks', () => {
    const { history, end } = historyIn({ scenario: 'broken' });
    expect(history.operations.map((op) => operationText(op, end))).toEqual([
      'Ana’s post is number 7 from primary',
      expect.stringMatching(
        /^Ana sees posts up to 6 .*breaks read your writes: post 7 is missing$/,
      ),
      expect.stringMatching(/^Ben sees posts up to 7 from primary$/),
      expect.stringMatching(/^Ben sees posts up to 6 .*breaks monotonic reads: post 7 is missing$/),
      'Ben’s reply is number 8 from primary',
      expect.stringMatching(
        /^Cleo sees posts up to 6, 8 .*writes follow reads: post 7 is missing beside post 8$/,
      ),
    ]);
    const [post] = history.operations;
    expect(operationText(post, post.to - 1)).toBe('Ana posts, no answer yet');
  });

  it.each([
    { route: 'any', token: 'none', apply: 'as-received' },
    { route: 'any', token: 'none', writes: 'any' },
  ])('finds the betrayals that the observer counts: %o', (design) => {
    const { history, result } = historyIn({ settings: { ...design, steps: 150, ownPercent: 30 } });
    const { readYourWrites, monotonicReads, writesFollowReads, monotonicWrites } = result.metrics;
    const of = (guarantee: string): number =>
      sum(
        history.operations.map((o) => o.betrayals.filter((b) => b.guarantee === guarantee).length),
      );
    expect([
      of('read-your-writes'),
      of('monotonic-reads'),
      of('writes-follow-reads'),
      of('monotonic-writes'),
    ]).toEqual([readYourWrites, monotonicReads, writesFollowReads, monotonicWrites]);
    expect(
      Math.min(readYourWrites, monotonicReads, writesFollowReads, monotonicWrites),
    ).toBeGreaterThan(0);
    expect(history.arrows.every(({ read, post }) => post.from < read.to)).toBe(true);
  });

  it('has a replica rise past a gap, as the stage says it', () => {
    const { history } = historyIn({ scenario: 'broken' });
    const { points } = history.rises.find((r) => r.name === 'follower 2')!;
    expect(points.map((p) => p.count).slice(0, 2)).toEqual([6, 8]);
  });

  it('has each replica rise to what it shows at the end', () => {
    const { history, result, end } = historyIn({ settings: { steps: 30, ownPercent: 30 } });
    expect(history.rises.map((r) => countAt(r, end))).toEqual(
      history.rises.map(({ name }) => result.nodes[name.replace(' ', '-')].posts),
    );
  });
});

/** A page that ends with post `seen`, or the post `seq`. */
const operation = (from: number, to: number, seen: number | null, seq = 0): Operation => ({
  node: 0,
  lane: 0,
  name: 'Ana',
  kind: seen === null ? 'post' : 'read',
  from,
  to,
  by: '',
  detour: false,
  seen: seen === null ? null : { through: [seen], beyond: [] },
  id: seen === null ? { origin: 0, seq } : null,
  betrayals: [],
});

describe('the Turing test', () => {
  it('knows what one computer can answer', () => {
    const post = operation(0, 10, null, 7);
    expect(notLinearizable([post, operation(20, 30, 7)])).toBeNull();
    expect(notLinearizable([post, operation(20, 30, 6)])).toMatch(/accepted before/);
    // While the post is under way both are possible, but time does not run back.
    expect(notLinearizable([post, operation(5, 30, 6)])).toBeNull();
    expect(notLinearizable([post, operation(1, 3, 7), operation(4, 6, 6)])).toMatch(/saw before/);
    expect(notLinearizable([post, operation(1, 3, 6), operation(4, 6, 7)])).toBeNull();
  });

  it('writes gaps and several logs as a page shows them', () => {
    expect(seenText({ through: [6, 0], beyond: [{ origin: 0, seq: 8 }] })).toBe('6, 8');
    expect(seenText({ through: [6, 2], beyond: [] })).toBe('6 · 2');
  });

  propertyTest(
    'the primary alone is always one computer',
    fc.property(fc.nat(1e6), fc.integer({ min: 0, max: 400 }), (seed, lagMs) => {
      const settings = { route: 'primary', token: 'none', steps: 12, ownPercent: 40, lagMs };
      expect(notLinearizable(historyIn({ settings, seed }).history.operations)).toBeNull();
    }),
    30,
  );

  it('has an answer for each pair, "cannot tell" among them, and the one computer on either side', () => {
    const settings = makeRecipe(system, { scenario: 'broken' }).settings;
    const trials = range(40, 1).map((seed) => trialOf(system, settings, seed));
    for (const { answer, fault, one } of trials)
      expect(answer).toBe(fault === null ? 'neither' : one);
    expect(new Set(trials.map((t) => t.one)).size).toBe(2);
    expect(trials.filter((t) => t.answer !== 'neither').length).toBeGreaterThan(20);
    const near = trialOf(system, { ...settings, lagMs: 0, shipMs: 0 }, 1);
    expect(near.answer).toBe('neither');
  });
});

describe('the view', () => {
  const show = (parts: RecipeParts, t: number) =>
    showView(Sessions, system, play(system, parts).result, t);

  it('walks along the requests with the arrow keys, and reads them out', async () => {
    const { onseek } = show({ scenario: 'broken' }, 2_000_000);
    expect(screen.getByText('3 pages betray the copies')).toBeTruthy();
    const slider = screen.getByRole('slider', { name: /^Requests/ });
    slider.focus();
    await userEvent.keyboard('{ArrowLeft}');
    expect(slider.getAttribute('aria-valuetext')).toMatch(/^\d.* s: Cleo sees posts up to 6, 8/);
    await userEvent.keyboard('{Enter}');
    expect(onseek).toHaveBeenCalledTimes(1);
  });

  it('asks which history is one computer’s, and says why', { timeout: 60_000 }, async () => {
    show({ scenario: 'broken' }, 0);
    await userEvent.click(screen.getByRole('button', { name: 'Take the test' }));
    expect(await screen.findByRole('heading', { name: 'History B' })).toBeTruthy();
    await userEvent.click(screen.getByRole('button', { name: 'Cannot tell' }));
    expect(await screen.findByText(/^(Right|No)\. [AB] is one computer/)).toBeTruthy();
    expect(screen.getByRole('button', { name: 'Another pair' })).toBeTruthy();
  });

  it('asks for three right answers in a row, and says when they are given', async () => {
    const parts = { scenario: 'broken' };
    show(parts, 0);
    expect(screen.getByText(/3 right answers in a row/).textContent).toMatch(/^Goal:/);
    const { settings, seed } = makeRecipe(system, parts);
    const names = { left: 'A', right: 'B', neither: 'Cannot tell' };
    await userEvent.click(screen.getByRole('button', { name: 'Take the test' }));
    for (const round of [1, 2, 3]) {
      expect(screen.queryByText(/Done:/)).toBeNull();
      const { answer } = trialOf(system, settings, (seed + round) >>> 0);
      await userEvent.click(await screen.findByRole('button', { name: names[answer] }));
      if (round < 3) await userEvent.click(screen.getByRole('button', { name: 'Another pair' }));
    }
    expect(screen.getByText(/Done:/)).toBeTruthy();
  });

  it('has words for a run without a trace', () => {
    showView(Sessions, system, simulate(system, makeRecipe(system)), 0);
    expect(screen.getByText(/kept only its numbers/)).toBeTruthy();
  });
});
