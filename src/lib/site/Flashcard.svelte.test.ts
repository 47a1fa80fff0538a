import { render, screen } from '@testing-library/svelte';
import userEvent from '@testing-library/user-event';
import { expect, it, vi } from 'vitest';
import { GRADES } from '../study/cards';
import Flashcard from './Flashcard.svelte';
import { progress } from '../study/progress.svelte';

const card = {
  key: 'q/a',
  slug: 'q',
  question: 'Q',
  front: 'Who replaces it?',
  back: 'The autoscaler',
};

it('hides the answer until asked, then promises when the card comes back', async () => {
  const onanswer = vi.fn();
  render(Flashcard, { card, onanswer });
  expect(screen.queryByText('The autoscaler')).toBeNull();
  await userEvent.click(screen.getByRole('button', { name: 'Show the answer' }));
  expect(screen.getByText('The autoscaler')).toBeVisible();
  const good = await screen.findByRole('button', { name: /^Good.*min$/ });
  await userEvent.click(good);
  await vi.waitFor(() => expect(onanswer).toHaveBeenCalledWith('good'));
  expect(progress.cards['q/a'].reps).toBe(1);
});

it('a card with choices marks the right one and the one chosen, and takes number keys as answers', async () => {
  const onanswer = vi.fn();
  render(Flashcard, {
    card: { ...card, key: 'q/b', choices: ['The balancer', 'The autoscaler'] },
    onanswer,
  });
  await userEvent.click(screen.getByRole('button', { name: 'The balancer' }));
  expect(screen.getByRole('button', { name: /The balancer ✕ yours/ })).toBeDisabled();
  expect(screen.getByRole('button', { name: /The autoscaler ✓/ })).toBeDisabled();
  (await screen.findByRole('button', { name: /^Again/ })).focus();
  await userEvent.keyboard(String(GRADES.indexOf('hard') + 1));
  await vi.waitFor(() => expect(onanswer).toHaveBeenCalledWith('hard'));
});

it('a double click grades once, and turns no card that nobody has seen', async () => {
  const onanswer = vi.fn();
  render(Flashcard, { card: { ...card, key: 'q/c' }, onanswer });
  await userEvent.click(screen.getByRole('button', { name: 'Show the answer' }));
  await userEvent.dblClick(await screen.findByRole('button', { name: /^Good/ }));
  await vi.waitFor(() => expect(onanswer).toHaveBeenCalled());
  expect(onanswer).toHaveBeenCalledTimes(1);
  expect(progress.cards['q/c'].reps).toBe(1);
});
