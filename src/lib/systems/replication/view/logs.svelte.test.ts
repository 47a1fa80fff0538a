import { render, screen } from '@testing-library/svelte';
import userEvent from '@testing-library/user-event';
import { beforeAll, expect, it, vi } from 'vitest';
import { makeRecipe, simulate } from '../../../sim';
import { system } from '..';
import Logs from './Logs.svelte';

/** jsdom lays nothing out: what is drawn keeps the size that it begins with. */
class StillObserver {
  observe(): void {}
  unobserve(): void {}
  disconnect(): void {}
}

beforeAll(() => vi.stubGlobal('ResizeObserver', StillObserver));

it('says how matters stand, and what each copy holds', async () => {
  const recipe = makeRecipe(system, { scenario: 'broken', settings: { loadS: 18 }, until: '18s' });
  const result = simulate(system, recipe, { trace: 'full' });
  const onselect = vi.fn();
  const nothing = () => undefined;
  const { rerender } = render(Logs, {
    system,
    result,
    t: 9_900_000,
    onselect,
    onseek: nothing,
    onhover: nothing,
    onset: nothing,
    onact: nothing,
    inspect: () => Promise.resolve(undefined),
  });
  expect(screen.getByText(/on the disk of node 1 \(A\) alone: at risk/)).toBeVisible();
  const first = screen.getByRole('button', {
    name: /^node 1 .*primary.*at risk: acknowledged, on this disk/,
  });
  await userEvent.click(first);
  expect(onselect).toHaveBeenCalledWith({ node: 'node-1' });
  await rerender({ t: 17_000_000 });
  expect(screen.getByText(/acknowledged writes are missing from it/)).toBeVisible();
  expect(
    screen.getByRole('button', {
      name: /^node 1 .*crashed.*lost: acknowledged, not in the surviving history/,
    }),
  ).toBeVisible();
});
