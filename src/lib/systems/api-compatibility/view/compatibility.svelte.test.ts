import { screen } from '@testing-library/svelte';
import { expect, it } from 'vitest';
import { momentText } from '../../../widget/show';
import { play, showView } from '../../../../../tests/fixtures/system-view';
import { system } from '..';
import Compatibility from './Compatibility.svelte';

it('tells the time as the clock of the run does', () => {
  const { result } = play(system, { scenario: 'one-change', settings: { days: 2 } });
  const t = 30_250_000;
  showView(Compatibility, system, result, t);
  expect(momentText(t, 1, system.day)).toMatch(/^day 2, 06:15/);
  expect(screen.getByText('day 2, 06:15.')).toBeVisible();
});
