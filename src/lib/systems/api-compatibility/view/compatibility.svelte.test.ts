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
  const does = {
    onseek: vi.fn(),
    onselect: vi.fn(),
    onhover: vi.fn(),
    onset: vi.fn(),
    onact: vi.fn(),
  };
  render(Compatibility, { system, result, t, ...does, inspect: () => ({}) as never });
  expect(momentText(t, 1, system.day)).toMatch(/^day 2, 06:15/);
  expect(screen.getByText('day 2, 06:15.')).toBeVisible();
});
