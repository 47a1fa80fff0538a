import { render, screen } from '@testing-library/svelte';
import userEvent from '@testing-library/user-event';
import { afterEach, expect, it } from 'vitest';
import Depths from './Depths.svelte';

const answer = {
  thirtySeconds: 'Short.',
  strongAnswer: ['Strong.'],
  deep: { senior: ['Senior point.'], staff: ['Staff point.'] },
};
const chosen = () => screen.getByRole('tab', { selected: true }).textContent?.trim();
const depths = () => [...screen.getByRole('tabpanel').querySelectorAll('.depth')];
const visible = () => depths().filter((depth) => !depth.classList.contains('off'));

afterEach(() => localStorage.clear());

it('has all four depths in the page, in order, and shows the one that is chosen by key', async () => {
  render(Depths, answer);
  expect(screen.getAllByRole('tab').map((tab) => tab.textContent?.trim())).toEqual([
    '30 seconds',
    '2 minutes',
    'Senior',
    'Staff',
  ]);
  expect(depths().map((depth) => depth.querySelector('li, p')?.textContent)).toEqual([
    'Short.',
    'Strong.',
    'Senior point.',
    'Staff point.',
  ]);
  expect(chosen()).toBe('2 minutes');
  screen.getByRole('tab', { name: '2 minutes' }).focus();
  await userEvent.keyboard('{ArrowRight}');
  expect(chosen()).toBe('Senior');
  expect(visible().map((depth) => depth.textContent)).toEqual([
    expect.stringContaining('Senior point.'),
  ]);
});

it('comes back to the depth that the reader chose on another page', async () => {
  const { unmount } = render(Depths, answer);
  await userEvent.click(screen.getByRole('tab', { name: 'Staff' }));
  unmount();
  render(Depths, answer);
  expect(chosen()).toBe('Staff');
});
