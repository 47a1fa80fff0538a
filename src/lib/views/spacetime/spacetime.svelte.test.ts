import { fireEvent, render, screen, within } from '@testing-library/svelte';
import userEvent from '@testing-library/user-event';
import { beforeAll, describe, expect, it, vi } from 'vitest';
import { makeRecipe, Rec, simulate, type RunResult, type System, type Trace } from '../../sim';
import { loadSystem } from '../../systems';
import SpaceTime from './SpaceTime.svelte';

let system: System;
let full: RunResult & { trace: Trace };

beforeAll(async () => {
  system = await loadSystem('load-balancer');
  const recipe = makeRecipe(system, {
    settings: { requests: 500 },
    interventions: ['300ms crash server-5'],
    until: '1s',
  });
  full = simulate(system, recipe, { trace: 'full' }) as typeof full;
});

const handlers = () => ({ onseek: vi.fn(), onselect: vi.fn(), onhover: vi.fn() });
const picture = () => screen.getByRole('slider', { name: /events of 9 processes/i });

describe('SpaceTime', () => {
  it('goes from event to event with the keyboard and chooses one', async () => {
    const on = handlers();
    render(SpaceTime, { system, result: full, t: 2e5, ...on });
    picture().focus();
    await userEvent.keyboard('{ArrowRight}');
    const { record, at } = on.onhover.mock.lastCall![0] as { record: number; at: number };
    expect(at).toBeGreaterThan(2e5);
    expect(full.trace.at[record - 1]).toBeLessThanOrEqual(at);
    expect(picture()).toHaveAttribute('aria-valuenow', String(at / 1e6));
    expect(picture().getAttribute('aria-valuetext')).toMatch(/^0\.2\d+ s: \S+ \S+/);
    await userEvent.keyboard('{ArrowDown}');
    const next = (on.onhover.mock.lastCall![0] as { record: number }).record;
    expect(full.trace.node[next]).toBe(full.trace.node[record]);
    await userEvent.keyboard('{Enter}');
    expect(on.onseek).toHaveBeenCalledWith(full.trace.at[next]);
    expect(on.onselect).toHaveBeenLastCalledWith(expect.objectContaining({ record: next }));
    await userEvent.keyboard('{Escape}');
    expect(on.onselect).toHaveBeenLastCalledWith({});
  });

  it('lights what led to a selected message and what came of it, and says how', async () => {
    const request = full.trace.sent.findIndex((at) => at > 2e5);
    const { container } = render(SpaceTime, {
      system,
      result: full,
      t: 2e5,
      selection: { envelope: request },
    });
    expect(container.querySelectorAll('.dot.past, .dot.future').length).toBeGreaterThan(0);
    expect(container.querySelectorAll('.arrow.dim').length).toBeGreaterThan(0);
    expect(screen.getByText(new RegExp(`#${request}$`))).toBeVisible();
    const cone = screen.getByRole('button', { name: 'All it could know' });
    expect(cone).toHaveAttribute('aria-pressed', 'false');
    const before = container.querySelector('.dot.past')?.getAttribute('d')?.length ?? 0;
    await userEvent.click(cone);
    expect(cone).toHaveAttribute('aria-pressed', 'true');
    expect(container.querySelector('.dot.past')!.getAttribute('d')!.length).toBeGreaterThan(before);
  });

  it('follows t until it is moved, and says when it draws one message in so many', async () => {
    render(SpaceTime, { system, result: full, t: 5e5 });
    const follow = screen.getByRole('button', { name: 'Follow t' });
    expect(follow).toHaveAttribute('aria-pressed', 'true');
    expect(screen.queryByText(/1 in \d+ shown/)).toBeNull();
    for (let i = 0; i < 9; i++)
      await userEvent.click(screen.getByRole('button', { name: /longer/i }));
    expect(screen.getByText(/1 in \d+ shown/)).toBeVisible();
    await userEvent.click(screen.getByRole('button', { name: 'Later' }));
    expect(follow).toHaveAttribute('aria-pressed', 'false');
    await userEvent.click(follow);
    expect(follow).toHaveAttribute('aria-pressed', 'true');
  });

  it('zooms by a wheel with Ctrl alone, and stays where it was put', async () => {
    const { container } = render(SpaceTime, { system, result: full, t: 5e5 });
    const ticks = () => [...container.querySelectorAll('text.tick')].map((e) => e.textContent);
    const before = ticks();
    await fireEvent.wheel(picture(), { deltaY: -100, clientX: 400, clientY: 100 });
    expect(ticks()).toEqual(before);
    await fireEvent.wheel(picture(), { deltaY: -100, ctrlKey: true, clientX: 400, clientY: 100 });
    const after = ticks();
    expect(after).not.toEqual(before);
    expect(screen.getByRole('button', { name: 'Follow t' })).toHaveAttribute(
      'aria-pressed',
      'false',
    );
    await userEvent.click(screen.getByRole('button', { name: 'Later' }));
    expect(ticks()).not.toEqual(after);
  });

  it('can be read: each event in view is a line that chooses it', async () => {
    const on = handlers();
    const { container } = render(SpaceTime, { system, result: full, t: 3e5, ...on });
    const details = container.querySelector('details')!;
    details.open = true;
    details.dispatchEvent(new Event('toggle'));
    const list = await screen.findByRole('list');
    const crash = within(list).getByRole('button', { name: /machine 5 fault crash machine 5$/ });
    await userEvent.click(crash);
    expect(on.onseek).toHaveBeenCalledWith(3e5);
    const record = full.trace.kind.indexOf(Rec.Intervention);
    expect(on.onselect).toHaveBeenCalledWith({ node: 'server-5', record });
  });

  it('shows a crash, its flag and the names of all processes', () => {
    const { container } = render(SpaceTime, { system, result: full, t: 3e5 });
    expect(container.querySelector('.line.crashed')).not.toBeNull();
    expect(screen.getByText('crash machine 5')).toBeVisible();
    expect(container.querySelectorAll('text.name')).toHaveLength(9);
  });

  it('says so when there is no trace', () => {
    render(SpaceTime, { system, result: { ...full, trace: null }, t: 0 });
    expect(screen.getByText(/kept metrics only/)).toBeVisible();
  });
});
