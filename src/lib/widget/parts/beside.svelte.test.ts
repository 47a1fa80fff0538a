import { render, screen, waitFor, within } from '@testing-library/svelte';
import userEvent from '@testing-library/user-event';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { system } from '../../../../tests/fixtures/toy';
import { Player } from '../../player/player.svelte';
import { eventsAround } from '../../views/inspector/events';
import type { Lit } from '../../views/stage/lit';
import { WidgetController } from '../controller.svelte';
import { SlicedSession } from '../session/slices';
import Beside from './Beside.svelte';

let controller: WidgetController;
const told = { onact: vi.fn(), onlight: vi.fn(), onclose: vi.fn() };

beforeEach(async () => {
  controller = new WidgetController(new Player({ request: () => 0, cancel: () => {} }));
  controller.load({ scenario: 'healthy', interventions: ['40ms crash worker-2'] });
  await controller.open(system, async () => new SlicedSession(system));
  await waitFor(() => expect(controller.stale).toBe(false), { timeout: 20_000 });
  Object.values(told).forEach((fn) => fn.mockClear());
});
afterEach(() => controller.close());

function show(open: 'legend' | 'inspector') {
  const result = controller.shown!;
  const index = controller.index!;
  const { nodes } = system.topology(result.recipe.settings as never);
  return render(Beside, { controller, system, result, index, nodes, open, narrow: false, ...told });
}

describe('the inspector of a node', () => {
  it('shows what it knows now, as trees, with what its last event changed', async () => {
    controller.seek(60_000);
    controller.selection = { node: 'worker-1' };
    show('inspector');
    const panel = screen.getByRole('region', { name: 'Inspector: worker-1' });
    const memory = await within(panel).findByRole('tree', { name: 'In memory' });
    const looked = await controller.look({ node: 2, t: 60_000, before: null });
    const keys = Object.keys(looked!.now.volatile as object);
    const items = within(memory).getAllByRole('treeitem');
    expect(items.length).toBeGreaterThanOrEqual(keys.length);
    expect(items.filter((item) => item.tabIndex === 0)).toHaveLength(1);
    expect(items[0]).toHaveAttribute('aria-level', '1');
    expect(panel).toHaveTextContent(/Event \d+, at [\d.]+ s/);
    expect(panel).not.toHaveTextContent(/undefined|NaN|\[object/);
  });

  it('steps through its events, and stays with it', async () => {
    const user = userEvent.setup();
    const trace = controller.shown!.trace!;
    controller.seek(60_000);
    controller.selection = { node: 'worker-1' };
    show('inspector');
    const { next, last } = eventsAround(trace, 2, 60_000);
    await user.click(screen.getByRole('button', { name: 'Next event of worker-1' }));
    expect(controller.player.t).toBe(trace.at[next]);
    expect(controller.selection).toEqual({ node: 'worker-1', record: next });
    await user.click(screen.getByRole('button', { name: 'Previous event of worker-1' }));
    expect(controller.player.t).toBe(trace.at[last]);
    controller.seek(0);
    await waitFor(() =>
      expect(screen.getByRole('button', { name: 'Previous event of worker-1' })).toBeDisabled(),
    );
  });

  it('tells a crashed node', async () => {
    controller.seek(60_000);
    controller.selection = { node: 'worker-2' };
    show('inspector');
    const panel = screen.getByRole('region', { name: 'Inspector: worker-2' });
    await waitFor(() => expect(panel).toHaveTextContent(/crashed/));
    expect(panel).toHaveTextContent(/Event \d+, at 0.04 s crash worker-2/);
  });
});

describe('the inspector of a message', () => {
  it('shows its way and fields, and goes to what led to it and what came of it', async () => {
    const user = userEvent.setup();
    const trace = controller.shown!.trace!;
    const envelope = [...trace.sent.keys()].find(
      (e) => trace.cause.includes(trace.envelope.lastIndexOf(e)) && trace.fate[e] === 1,
    )!;
    controller.seek(trace.ended[envelope]);
    controller.selection = { envelope };
    show('inspector');
    const panel = screen.getByRole('region', { name: `Message ${envelope}` });
    await within(panel).findByRole('tree', { name: 'Fields' });
    expect(panel).toHaveTextContent(/delivered [\d.]+ s, after [\d.]+ (ms|µs|s)/);
    const links = within(panel).getAllByRole('button', { name: /, at [\d.]+ s$/ });
    await user.click(links.at(-1)!);
    const { record } = controller.selection as { record: number };
    expect(controller.player.t).toBe(trace.at[record]);
    expect(controller.player.t).toBeGreaterThanOrEqual(trace.ended[envelope]);
  });

  it('does things to one on its way, by button and by key', async () => {
    const user = userEvent.setup();
    const trace = controller.shown!.trace!;
    controller.seek(trace.sent[0]);
    controller.selection = { envelope: 0 };
    show('inspector');
    await user.click(screen.getByRole('button', { name: /Drop/ }));
    await user.keyboard('{Delete}');
    expect(told.onact.mock.calls).toEqual([['drop message 0'], ['drop message 0']]);
  });
});

describe('without a subject', () => {
  it('lists nodes and messages; one that is chosen is looked into, and the focus stays inside', async () => {
    const user = userEvent.setup();
    show('inspector');
    const panel = screen.getByRole('region', { name: 'Inspector' });
    expect(panel).toHaveFocus();
    await user.click(within(panel).getByRole('button', { name: 'worker-1' }));
    const node = await screen.findByRole('region', { name: 'Inspector: worker-1' });
    await waitFor(() => expect(node).toContainElement(document.activeElement as HTMLElement));
    await user.keyboard('{Escape}');
    expect(told.onclose).toHaveBeenCalledTimes(1);
  });
});

describe('the legend', () => {
  it('lights what an entry names while it has the focus, and keeps it lit when pressed', async () => {
    const user = userEvent.setup();
    const { unmount } = show('legend');
    const panel = screen.getByRole('region', { name: 'Legend' });
    const entries = within(panel).getAllByRole('button', { pressed: false });
    expect(entries.filter((entry) => entry.tabIndex === 0)).toHaveLength(1);
    entries[0].focus();
    const trace = controller.shown!.trace!;
    const type = Object.keys(system.messages)[0];
    const wanted = [...trace.type].map((t) => trace.names[t] === type);
    /** Whether exactly the messages of that type are lit. */
    const isLit = () => {
      const lit = told.onlight.mock.lastCall?.[0] as Lit | null;
      return wanted.every((is, e) => is === lit?.message(e, 0, 0));
    };
    await waitFor(() => expect(isLit()).toBe(true));
    await user.keyboard('{Enter}');
    expect(entries[0]).toHaveAttribute('aria-pressed', 'true');
    await user.keyboard('{ArrowDown}');
    expect(entries[1]).toHaveFocus();
    expect(isLit()).toBe(false);
    entries[1].blur();
    await waitFor(() => expect(isLit()).toBe(true));
    unmount();
    expect(told.onlight).toHaveBeenLastCalledWith(null);
  });
});
