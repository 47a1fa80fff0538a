import { render, screen } from '@testing-library/svelte';
import { expect, it, vi } from 'vitest';
import type { TimedHistoryEntry } from '../../sim';
import type { WidgetController } from '../controller.svelte';
import HistoryPanel from './HistoryPanel.svelte';

type Line = [process: number, type: TimedHistoryEntry['type'], f: string, value?: unknown];

/** One entry a millisecond, seen at `t`, by default at the end of the run. */
function show(lines: readonly Line[], t = 10_000) {
  const history = lines.map(([process, type, f, value], i) => ({
    process,
    type,
    f,
    value,
    time: i * 1000,
  }));
  const controller = { result: { history, virtualMs: 10 }, player: { t }, seek: vi.fn() };
  return render(HistoryPanel, { controller: controller as unknown as WidgetController });
}

it('judges a counter: an increment that is lost, and one that is not', () => {
  const first: Line[] = [
    [1, 'invoke', 'increment', 1],
    [1, 'ok', 'increment', 1],
    [2, 'invoke', 'increment', 1],
  ];
  const { unmount } = show([...first, [2, 'ok', 'increment', 1]]);
  expect(screen.getByText('✕ Not linearizable.')).toBeVisible();
  expect(screen.getByText(/the counter held 1/)).toBeVisible();
  unmount();
  show([...first, [2, 'ok', 'increment', 2]]);
  expect(screen.getByText('● Linearizable.')).toBeVisible();
});

it('shows what it cannot judge without a word about judging, nor about marks that are not there', () => {
  show([
    [1, 'invoke', 'call', 7],
    [1, 'ok', 'call', 7],
  ]);
  expect(screen.getByText(/^A bar for each operation/)).toBeVisible();
  expect(screen.queryByText(/linearizable/i)).toBeNull();
  expect(screen.queryByRole('button', { name: 'Check linearizability' })).toBeNull();
  expect(screen.queryByText(/Hatched/)).toBeNull();
});

it('explains hatched bars where there are some', () => {
  show([
    [1, 'invoke', 'call', 7],
    [1, 'info', 'call'],
  ]);
  expect(screen.getByText(/Hatched bars: nobody knows/)).toBeVisible();
});

it('shows nothing before it happens, and takes it back', () => {
  const lines: Line[] = [
    [1, 'invoke', 'increment', 1],
    [1, 'ok', 'increment', 1],
    [2, 'invoke', 'increment', 1],
    [2, 'ok', 'increment', 1],
    [3, 'invoke', 'increment', 1],
  ];
  const at = (t: number) => {
    const { container, unmount } = show(lines, t);
    const said = {
      bars: [...container.querySelectorAll('.bar')].map((bar) =>
        ['ok', 'open'].find((outcome) => bar.classList.contains(outcome)),
      ),
      verdict: container.querySelector('.verdict b')?.textContent,
    };
    const ends = [...container.querySelectorAll<SVGRectElement>('.bar rect')].map(
      (rect) => Number(rect.getAttribute('x')) + Number(rect.getAttribute('width')),
    );
    const d = container.querySelector('.cursor')?.getAttribute('d') ?? 'M9999';
    const clock = Number(/^M([\d.]+)/.exec(d)![1]);
    expect(ends.filter((end) => end > clock + 3)).toEqual([]);
    unmount();
    return said;
  };
  expect(at(10_000)).toEqual({ bars: ['ok', 'ok'], verdict: '✕ Not linearizable.' });
  expect(at(2500)).toEqual({ bars: ['ok', 'open'], verdict: '● Linearizable so far.' });
  expect(at(500)).toEqual({ bars: ['open'], verdict: '● Linearizable so far.' });
  expect(at(3000)).toEqual({ bars: ['ok', 'ok'], verdict: '✕ Not linearizable.' });
});
