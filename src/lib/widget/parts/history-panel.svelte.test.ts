import { render, screen } from '@testing-library/svelte';
import { expect, it, vi } from 'vitest';
import type { TimedHistoryEntry } from '../../sim';
import type { WidgetController } from '../controller.svelte';
import HistoryPanel from './HistoryPanel.svelte';

type Line = [process: number, type: TimedHistoryEntry['type'], f: string, value?: unknown];

function show(...lines: Line[]) {
  const history = lines.map(([process, type, f, value], i) => ({
    process,
    type,
    f,
    value,
    time: i * 1000,
  }));
  const controller = { result: { history, virtualMs: 10 }, player: { t: 0 }, seek: vi.fn() };
  return render(HistoryPanel, { controller: controller as unknown as WidgetController });
}

it('judges a counter: an increment that is lost, and one that is not', () => {
  const first: Line[] = [
    [1, 'invoke', 'increment', 1],
    [1, 'ok', 'increment', 1],
    [2, 'invoke', 'increment', 1],
  ];
  const { unmount } = show(...first, [2, 'ok', 'increment', 1]);
  expect(screen.getByText('✕ Not linearizable.')).toBeVisible();
  expect(screen.getByText(/the counter held 1/)).toBeVisible();
  unmount();
  show(...first, [2, 'ok', 'increment', 2]);
  expect(screen.getByText('● Linearizable.')).toBeVisible();
});

it('shows what it cannot judge without a word about judging, nor about marks that are not there', () => {
  show([1, 'invoke', 'call', 7], [1, 'ok', 'call', 7]);
  expect(screen.getByText(/^A bar for each operation/)).toBeVisible();
  expect(screen.queryByText(/linearizable/i)).toBeNull();
  expect(screen.queryByRole('button', { name: 'Check linearizability' })).toBeNull();
  expect(screen.queryByText(/Hatched/)).toBeNull();
});

it('explains hatched bars where there are some', () => {
  show([1, 'invoke', 'call', 7], [1, 'info', 'call']);
  expect(screen.getByText(/Hatched bars: nobody knows/)).toBeVisible();
});
