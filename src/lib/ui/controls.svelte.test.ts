import { render, screen } from '@testing-library/svelte';
import userEvent from '@testing-library/user-event';
import { createRawSnippet } from 'svelte';
import { afterEach, describe, expect, it, vi } from 'vitest';
import NumberField from './NumberField.svelte';
import ProgressCrack from './ProgressCrack.svelte';
import Slider from './Slider.svelte';
import Switch from './Switch.svelte';
import Tabs from './Tabs.svelte';
import { theme } from './theme.svelte';
import { dismiss, toast, toasts } from './toasts.svelte';

describe('Slider', () => {
  it('moves by steps with the arrow keys and says its value with its unit', async () => {
    const onchange = vi.fn();
    render(Slider, {
      label: 'Rate',
      value: 1000,
      min: 100,
      max: 1250,
      step: 50,
      unit: '/s',
      onchange,
    });
    const slider = screen.getByRole('slider', { name: 'Rate' });
    expect(slider).toHaveAttribute('aria-valuetext', '1000 /s');
    slider.focus();
    await userEvent.keyboard('{ArrowRight}{ArrowRight}{ArrowLeft}');
    expect(onchange.mock.calls.flat()).toEqual([1050, 1100, 1050]);
    expect(slider).toHaveAttribute('aria-valuetext', '1050 /s');
  });

  it('takes a typed number, held to its range', async () => {
    const onchange = vi.fn();
    render(Slider, { label: 'Rate', value: 1000, min: 100, max: 1250, step: 50, onchange });
    const field = screen.getByRole('spinbutton');
    await userEvent.clear(field);
    await userEvent.type(field, '9999');
    await userEvent.tab();
    expect(onchange).toHaveBeenLastCalledWith(1250);
  });
});

it('NumberField keeps its value when what was typed is no number', async () => {
  const onchange = vi.fn();
  render(NumberField, { label: 'Seed', value: 7, min: 0, onchange });
  const field = screen.getByRole<HTMLInputElement>('spinbutton', { name: 'Seed' });
  await userEvent.clear(field);
  await userEvent.tab();
  expect(field.value).toBe('7');
  expect(onchange).not.toHaveBeenCalled();
});

it('Switch tells whether it is on', async () => {
  const onchange = vi.fn();
  render(Switch, { label: 'Autoscaler', checked: false, onchange });
  const control = screen.getByRole('switch', { name: 'Autoscaler' });
  await userEvent.click(control);
  expect(control).toHaveAttribute('aria-checked', 'true');
  expect(onchange).toHaveBeenCalledWith(true);
});

it('Tabs: one stop for the Tab key, arrows choose and go round', async () => {
  const tabs = [
    { id: 'stage', label: 'Stage' },
    { id: 'log', label: 'Log' },
    { id: 'charts', label: 'Charts' },
  ];
  const panel = createRawSnippet<[string]>((id) => ({
    render: () => '<p></p>',
    setup: (paragraph) => {
      $effect(() => {
        paragraph.textContent = `${id()} panel`;
      });
    },
  }));
  render(Tabs, { label: 'Views', tabs, value: 'stage', panel });
  const all = screen.getAllByRole('tab');
  expect(all.filter((tab) => tab.tabIndex === 0)).toHaveLength(1);
  all[0].focus();
  await userEvent.keyboard('{ArrowLeft}');
  expect(screen.getByRole('tab', { name: 'Charts' })).toHaveFocus();
  expect(screen.getByRole('tab', { selected: true })).toHaveTextContent('Charts');
  expect(screen.getByRole('tabpanel', { name: 'Charts' })).toHaveTextContent('charts panel');
});

it('ProgressCrack gives its value in percent, inside its range', () => {
  render(ProgressCrack, { value: 1.7, label: 'Requests' });
  expect(screen.getByRole('progressbar', { name: 'Requests' })).toHaveAttribute(
    'aria-valuenow',
    '100',
  );
});

describe('theme', () => {
  afterEach(() => theme.set('auto'));

  it('goes round auto, light, dark, and is kept', () => {
    theme.set('auto');
    theme.next();
    expect(document.documentElement.dataset.theme).toBe('light');
    theme.next();
    expect(document.documentElement.dataset.theme).toBe('dark');
    expect(localStorage.getItem('faultline:theme')).toBe('dark');
    theme.next();
    expect(document.documentElement.dataset.theme).toBeUndefined();
    expect(localStorage.getItem('faultline:theme')).toBeNull();
  });

  it('works where storage throws', () => {
    const refused = vi.spyOn(Storage.prototype, 'setItem').mockImplementation(() => {
      throw new DOMException('refused', 'SecurityError');
    });
    expect(() => theme.set('dark')).not.toThrow();
    expect(document.documentElement.dataset.theme).toBe('dark');
    refused.mockRestore();
  });
});

it('a note goes after five seconds; one with an action stays until it is used', () => {
  vi.useFakeTimers();
  toast('Copied');
  toast('New version', { label: 'Load', run: () => {} });
  vi.advanceTimersByTime(5000);
  expect(toasts.map((note) => note.text)).toEqual(['New version']);
  dismiss(toasts[0].id);
  expect(toasts).toHaveLength(0);
  vi.useRealTimers();
});
