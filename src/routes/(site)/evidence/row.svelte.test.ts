import { render, screen, within } from '@testing-library/svelte';
import userEvent from '@testing-library/user-event';
import { expect, it, vi } from 'vitest';
import { reproduce, rowsOf } from '$lib/systems/figures';
import { KEPT } from './kept';
import Row from './Row.svelte';
import { runRow } from './run';
import type { Answer } from './run.worker';

const row = KEPT.get('task-farm')!.find(({ id }) => id === 'q05.grain')!;

it('runs a cheap row again in the page, and says that it came to the same', async () => {
  const source = (await rowsOf('task-farm')).find(({ id }) => id === row.id)!;
  render(Row, { row, system: 'task-farm', cheap: true, run: () => reproduce(source) });
  await userEvent.click(screen.getByRole('button', { name: 'Run it here' }));
  expect(
    await screen.findAllByText(/holds, and the same numbers to the last digit/),
  ).not.toHaveLength(0);
  expect(within(screen.getByRole('table')).getByText('Run here', { selector: 'th' })).toBeVisible();
  expect(screen.getByRole('img', { name: /published 4, ours 4/ })).toBeVisible();
});

it('says why a row could not be run; a long one is not offered', async () => {
  const run = () => Promise.reject(new Error('The run could not be loaded.'));
  const { unmount } = render(Row, { row, system: 'task-farm', cheap: true, run });
  await userEvent.click(screen.getByRole('button', { name: 'Run it here' }));
  expect(await screen.findAllByText('The run could not be loaded.')).not.toHaveLength(0);
  unmount();
  render(Row, { row, system: 'task-farm', cheap: false });
  expect(screen.queryByRole('button')).toBeNull();
});

it('asks a worker, closes it, and passes on what it could not do', async () => {
  const port = (answer: Answer) => {
    const made = { postMessage: vi.fn(), terminate: vi.fn(), onmessage: null, onerror: null };
    made.postMessage.mockImplementation(() =>
      queueMicrotask(() =>
        (made.onmessage as unknown as (m: { data: Answer }) => void)({ data: answer }),
      ),
    );
    return made;
  };
  const good = port({ result: row });
  expect(await runRow({ system: 'task-farm', row: row.id }, good)).toEqual(row);
  expect(good.terminate).toHaveBeenCalledOnce();
  await expect(runRow({ system: 'x', row: 'y' }, port({ problem: 'no such row' }))).rejects.toThrow(
    'no such row',
  );
});
