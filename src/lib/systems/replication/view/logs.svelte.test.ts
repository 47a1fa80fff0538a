import { screen } from '@testing-library/svelte';
import userEvent from '@testing-library/user-event';
import { expect, it } from 'vitest';
import { play, showView } from '../../../../../tests/fixtures/system-view';
import { system } from '..';
import Logs from './Logs.svelte';

it('says how matters stand, and what each copy holds', async () => {
  const parts = { scenario: 'broken', settings: { loadS: 18 }, until: '18s' };
  const { result } = play(system, parts);
  const { onselect, rerender } = showView(Logs, system, result, 9_900_000);
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
