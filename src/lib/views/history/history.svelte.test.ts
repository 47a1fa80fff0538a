import { render, screen } from '@testing-library/svelte';
import userEvent from '@testing-library/user-event';
import fc from 'fast-check';
import { describe, expect, it, vi } from 'vitest';
import { checkLinearizable } from '../../checkers/linearizability';
import { recordHistory } from '../../checkers/linearizability/histories';
import type { TimedHistoryEntry } from '../../sim';
import { barsOf, barText, firstSpan, lanesOf, momentsOf, MOST_BARS, seenBars } from './bars';
import History from './History.svelte';

type Line = [process: number, type: TimedHistoryEntry['type'], f: string, value?: unknown];
const timed = (lines: readonly Line[]): TimedHistoryEntry[] =>
  lines.map(([process, type, f, value], i) => ({ process, type, f, value, time: i * 1000 }));

/** A write that was answered, then a read that sees what was there before it. */
const STALE = timed([
  [0, 'invoke', 'write', 1],
  [0, 'ok', 'write', 1],
  [1, 'invoke', 'write', 7],
  [2, 'invoke', 'read'],
  [3, 'invoke', 'write', 8],
  [3, 'fail', 'write'],
  [2, 'ok', 'read', null],
]);

const made = (seed: number) =>
  recordHistory(seed, {
    operations: 40,
    clients: 5,
    keys: 1,
    model: 'register',
    unknownOneIn: 6,
  }).map((entry, i) => ({ ...entry, time: i * 10 }));

describe('bars', () => {
  it('run from invocation to answer, and know what is unknown, failed, placed and unplaced', () => {
    const { witness } = checkLinearizable(STALE, 'register');
    const bars = barsOf(STALE, witness);
    expect(bars.map(({ text, from, to, outcome }) => ({ text, from, to, outcome }))).toEqual([
      { text: 'write 1', from: 0, to: 1000, outcome: 'ok' },
      { text: 'write 7 …', from: 2000, to: null, outcome: 'open' },
      { text: 'read → null', from: 3000, to: 6000, outcome: 'ok' },
      { text: 'write 8 failed', from: 4000, to: 5000, outcome: 'fail' },
    ]);
    expect(bars[0]).toMatchObject({ place: 1, state: '1', unplaced: false });
    expect(bars[2]).toMatchObject({ place: 0, unplaced: true });
    expect(barText(bars[2])).toBe('process 2: read → null, which has no place');
    expect(barText(bars[0])).toBe('process 0: write 1, number 1 in the order, after which it is 1');
    expect(barText(bars[1])).toBe('process 1: write 7 …, which has no reply yet');
    const [given] = barsOf(
      timed([
        [1, 'invoke', 'write', 7],
        [1, 'info', 'write'],
      ]),
    );
    expect(given).toMatchObject({ text: 'write 7 ?', to: null, outcome: 'unknown' });
  });

  it('give each operation of an order a moment while it is open, one after the other', () => {
    let placed = 0;
    fc.assert(
      fc.property(fc.nat(1e6), fc.nat(38), (seed, pick) => {
        // One answer is replaced by a value that nobody wrote: there can be no order.
        const entries = made(seed);
        const reads = [...entries.keys()].filter(
          (i) => entries[i].type === 'ok' && entries[i].f === 'read',
        );
        if (reads.length === 0) return;
        const at = reads[pick % reads.length];
        entries[at] = { ...entries[at], value: 'never written' };
        const { witness } = checkLinearizable(entries, 'register');
        const moments = momentsOf(barsOf(entries, witness));
        placed += moments.length;
        moments.forEach((m, i) => {
          expect(m.at).toBeGreaterThanOrEqual(m.bar.from);
          expect(m.at).toBeLessThanOrEqual(m.bar.to ?? Infinity);
          if (i > 0) expect(m.at).toBeGreaterThanOrEqual(moments[i - 1].at);
        });
      }),
      { numRuns: 100 },
    );
    expect(placed).toBeGreaterThan(100);
  });

  it('never lie over one another, by process or packed', () => {
    for (const clients of [5, 40]) {
      const entries = recordHistory(3, {
        operations: 300,
        clients,
        keys: 1,
        model: 'register',
        unknownOneIn: 0,
      }).map((entry, i) => ({ ...entry, time: i * 10 }));
      const bars = barsOf(entries);
      const { laneOf, names } = lanesOf(bars, 1e6);
      expect(names[0] === '').toBe(clients > 12);
      for (const [i, a] of bars.entries())
        for (const b of bars.slice(i + 1))
          if (laneOf.get(a) === laneOf.get(b)) expect(b.from >= (a.to ?? 1e6)).toBe(true);
    }
  });

  it('are thinned when they are many, but for what has no place', () => {
    const { witness } = checkLinearizable(STALE, 'register');
    const [stuck] = barsOf(STALE, witness).filter((bar) => bar.unplaced);
    const many = Array.from({ length: 5000 }, (_, i) => ({
      ...stuck,
      line: i,
      unplaced: i === 4321,
    }));
    const seen = seenBars(many, { from: 0, to: 1e6 });
    expect(seen.all).toBe(5000);
    expect(seen.bars.length).toBeLessThanOrEqual(MOST_BARS);
    expect(seen.bars.some((bar) => bar.unplaced)).toBe(true);
    const { from, to } = firstSpan(barsOf(STALE, witness), 1e6);
    expect(from).toBe(0);
    expect(to).toBeGreaterThan(6000);
  });
});

describe('History', () => {
  it('says why there is no order and shows what has no place', async () => {
    const onseek = vi.fn();
    const { witness, linearizable } = checkLinearizable(STALE, 'register');
    const { container } = render(History, {
      history: STALE,
      end: 7000,
      t: 7000,
      linearizable,
      witness,
      onseek,
    });
    expect(screen.getByText('✕ Not linearizable.')).toBeVisible();
    expect(screen.getByText(witness!.why, { exact: false })).toBeVisible();
    expect(container.querySelectorAll('.bar.unplaced')).toHaveLength(1);
    expect(container.querySelectorAll('.bar.placed')).toHaveLength(1);
    expect(container.querySelectorAll('.bar.open')).toHaveLength(1);
    expect(screen.getByText(/Blue outlines: no reply yet/)).toBeVisible();
    const picture = screen.getByRole('slider', { name: /operations, 4 shown/i });
    picture.focus();
    await userEvent.keyboard('{ArrowRight}{ArrowLeft}');
    expect(picture).toHaveAttribute(
      'aria-valuetext',
      expect.stringContaining('which has no place'),
    );
    await userEvent.keyboard('{Enter}');
    expect(onseek).toHaveBeenCalledWith(3000);
  });

  it('says that there is an order, and that there is nothing to show', async () => {
    const { rerender } = render(History, {
      history: STALE.slice(0, 2),
      end: 2000,
      t: 2000,
      linearizable: true,
    });
    expect(screen.getByText('● Linearizable.')).toBeVisible();
    await rerender({ isWhole: false });
    expect(screen.getByText('● Linearizable so far.')).toBeVisible();
    await rerender({ history: [] });
    expect(screen.getByText(/No client has called yet/)).toBeVisible();
    await rerender({ isWhole: true });
    expect(screen.getByText(/No client of this run/)).toBeVisible();
  });

  it('leaves out other keys than that of the witness, and says so', () => {
    const entries = [
      ...STALE.map((entry) => ({ ...entry, key: 'x' })),
      { process: 9, type: 'invoke' as const, f: 'read', key: 'y', time: 9000 },
    ];
    const { witness } = checkLinearizable(entries, 'register');
    render(History, { history: entries, end: 1e4, t: 0, linearizable: false, witness });
    expect(screen.getByText(/1 on other keys left out/)).toBeVisible();
  });
});
