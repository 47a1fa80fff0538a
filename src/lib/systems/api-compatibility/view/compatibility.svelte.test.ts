import { render, screen } from '@testing-library/svelte';
import { expect, it, vi } from 'vitest';
import { makeRecipe, simulate } from '../../../sim';
import { momentText } from '../../../widget/show';
import { system } from '..';
import Compatibility from './Compatibility.svelte';

it('tells the time as the clock of the run does', () => {
  const recipe = makeRecipe(system, { scenario: 'one-change', settings: { days: 2 } });
  const result = simulate(system, recipe, { trace: 'full' });
  const t = 30_250_000;
  const [onselect, onhover, onseek] = [vi.fn(), vi.fn(), vi.fn()];
  render(Compatibility, {
    system,
    result,
    t,
    selection: {},
    hover: {},
    onselect,
    onhover,
    onseek,
  });
  expect(momentText(t, 1, system.day)).toMatch(/^day 2, 06:15/);
  expect(screen.getByText('day 2, 06:15.')).toBeVisible();
});
