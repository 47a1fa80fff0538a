import { render, screen, waitFor, within } from '@testing-library/svelte';
import userEvent from '@testing-library/user-event';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { system } from '../../../tests/fixtures/toy';
import { Player } from '../player/player.svelte';
import { WidgetController } from './controller.svelte';
import Frame from './Frame.svelte';
import { SlicedSession } from './session/slices';

vi.mock('$app/paths', () => ({ resolve: (path: string) => path }));

/** Mounting the stage takes its time on a busy machine. */
vi.setConfig({ testTimeout: 60_000 });

let controller: WidgetController;

/** What jsdom has not, in as much as the widget asks for it. */
function fillIn() {
  vi.stubGlobal('matchMedia', () => ({
    matches: false,
    addEventListener: () => {},
    removeEventListener: () => {},
  }));
  const observer = class {
    observe() {}
    unobserve() {}
    disconnect() {}
  };
  vi.stubGlobal('IntersectionObserver', observer);
  HTMLElement.prototype.showPopover = function () {
    this.dispatchEvent(Object.assign(new Event('toggle'), { newState: 'open' }));
  };
  HTMLElement.prototype.hidePopover = function () {
    this.dispatchEvent(Object.assign(new Event('toggle'), { newState: 'closed' }));
  };
}

async function show(controls: 'full' | 'min' | 'none' = 'full') {
  const user = userEvent.setup();
  render(Frame, {
    controller,
    system: 'toy',
    controls,
    allKeys: true,
    fit: false,
    onmoment: async () => {},
  });
  await computed();
  await alive();
  screen.getByRole('group', { name: /live$/ }).focus();
  return user;
}

const computed = () =>
  waitFor(
    () => {
      if (controller.stale || controller.progress) throw new Error('still computing');
    },
    { timeout: 20_000 },
  );

/** Parts come to life one after another: the controls last. */
const alive = () => waitFor(() => screen.getByRole('group', { name: 'Time' }));

const acts = () => controller.recipe!.interventions.map((i) => `${i.at} ${i.do}`);

beforeEach(async () => {
  fillIn();
  controller = new WidgetController(new Player({ request: () => 0, cancel: () => {} }));
  controller.load({ scenario: 'healthy' });
  await controller.open(system, async () => new SlicedSession(system));
});

afterEach(() => {
  controller.close();
  vi.unstubAllGlobals();
});

describe('the widget', () => {
  it('crashes the chosen node at the moment, and takes it back', async () => {
    const user = await show();
    controller.seek(50_000);
    await user.selectOptions(await screen.findByRole('combobox', { name: 'Node' }), 'worker-1');
    await user.click(screen.getByRole('button', { name: 'Crash: worker-1' }));
    expect(acts()).toEqual(['50000 crash']);
    await computed();
    expect(await screen.findByRole('button', { name: 'Restart: worker-1' })).toBeVisible();
    await user.click(await screen.findByRole('button', { name: 'Undo' }));
    expect(acts()).toEqual([]);
  });

  it('keeps the place of what cannot be done now: nothing is pushed aside when it can', async () => {
    await show();
    const row = await screen.findByRole('group', { name: 'Break it' });
    await waitFor(() => within(row).getByRole('button', { name: /^Crash/ }));
    const hidden = { hidden: true };
    const count = () => within(row).getAllByRole('button', hidden).length;
    const before = count();
    expect(within(row).queryByRole('button', { name: /Heal/ })).toBeNull();
    controller.act('crash worker-1');
    controller.act('partition worker-1|client-1');
    controller.selection = { node: 'worker-1' };
    await computed();
    expect(await within(row).findByRole('button', { name: /Heal/ })).toBeEnabled();
    expect(within(row).queryByRole('button', { name: /^Pause: worker-1/ })).toBeNull();
    expect(count()).toBe(before);
  });

  it('does it all by keys: crash, undo, redo, step, seek, play', async () => {
    const user = await show();
    controller.selection = { node: 'worker-1' };
    await user.keyboard('{Home}c');
    expect(acts()).toEqual(['0 crash']);
    await user.keyboard('z');
    expect(acts()).toEqual([]);
    await user.keyboard('{Shift>}Z{/Shift}');
    expect(acts()).toEqual(['0 crash']);
    await computed();
    await user.keyboard('{End}');
    expect(controller.player.t).toBe(controller.player.end);
    await user.keyboard('{ArrowLeft}');
    expect(controller.player.t).toBeLessThan(controller.player.end);
    await user.keyboard('{Home} ');
    expect([controller.player.t, controller.player.playing]).toEqual([0, true]);
  });

  it('acts on the node that has the focus, and on the same one once the focus is on a button', async () => {
    const user = await show();
    controller.selection = { node: 'worker-1' };
    const client = await screen.findByRole('button', { name: /^client-1/ });
    client.focus();
    const choice = screen.getByRole<HTMLSelectElement>('combobox', { name: 'Node' });
    await waitFor(() => expect(choice).toHaveValue('client-1'));
    controller.selection = undefined;
    await user.keyboard('{Home}c');
    expect(controller.recipe!.interventions.map((i) => i.do)).toEqual(['crash']);
    expect(controller.recipe!.interventions[0]).toMatchObject({ node: 'client-1' });
    await computed();
    client.focus();
    choice.focus();
    await user.click(screen.getByRole('button', { name: /^(Pause|Restart): client-1/ }));
    expect(
      controller.recipe!.interventions.every((i) => 'node' in i && i.node === 'client-1'),
    ).toBe(true);
  });

  it('leaves letters alone where they are typed, and space on a button', async () => {
    const user = await show();
    const seed = screen.getByRole('spinbutton', { name: /seed/ });
    await user.click(seed);
    await user.keyboard('c z');
    expect([acts(), controller.player.playing]).toEqual([[], false]);
    screen.getByRole('button', { name: 'Play' }).focus();
    await user.keyboard(' ');
    expect(controller.player.playing).toBe(true);
  });

  it('says each step to those who do not see it', async () => {
    const user = await show();
    await user.click(screen.getByRole('button', { name: 'One event on' }));
    const region = document.querySelector('[aria-live=polite]')!;
    await waitFor(() =>
      expect(region.textContent).toMatch(/^At [\d.]+ s: .*(sent|timer|delivered)/),
    );
  });

  it('makes its controls from the declaration of the settings', async () => {
    const user = await show();
    const order = await screen.findByRole('combobox', { name: 'order' });
    await user.selectOptions(order, 'last');
    expect(controller.recipe!.settings.order).toBe('last');
    await user.click(screen.getByRole('switch', { name: 'strict' }));
    expect(controller.recipe!.settings.strict).toBe(true);
    const hop = screen.getByRole('spinbutton', { name: /one way/ });
    await user.clear(hop);
    await user.type(hop, '9');
    await user.tab();
    expect(controller.recipe!.settings.hopMs).toBe(9);
  });

  it('shows what was refused, and goes on', async () => {
    const user = await show();
    controller.load({ scenario: 'none' });
    const alert = screen.getByRole('alert');
    await waitFor(() => expect(alert).toHaveTextContent(/no "none"; allowed: healthy/));
    await user.click(within(alert).getByRole('button', { name: 'Dismiss' }));
    expect(alert).toHaveTextContent(/^$/);
  });

  it('runs to the last request and shows the numbers', async () => {
    const user = await show();
    controller.changeSetting('requests', 30);
    await user.click(await screen.findByRole('button', { name: /Run all/ }));
    expect(controller.focus).toBe('whole');
    await computed();
    expect(screen.getByLabelText('The whole run')).toBeVisible();
    await user.click(screen.getByRole('button', { name: 'Back to the moment' }));
    expect(screen.getByLabelText('Around this moment')).toBeVisible();
  });

  it('moves what was done along the timeline by keys, and takes it back', async () => {
    const user = await show();
    controller.seek(50_000);
    controller.act('crash worker-1');
    await computed();
    const handle = () => screen.getByRole('button', { name: /^crash worker-1, at / });
    handle().focus();
    await user.keyboard('{ArrowRight}');
    const moved = controller.acts[0].at;
    expect(moved).toBe(50_000 + Math.round(controller.player.end / 100));
    await computed();
    controller.undo();
    expect(controller.acts[0].at).toBe(50_000);
    await computed();
    handle().focus();
    await user.keyboard('{Delete}');
    expect(acts()).toEqual([]);
  });

  it('does any fault from a form, and says the line it makes', async () => {
    HTMLDialogElement.prototype.showModal = function () {
      this.open = true;
    };
    const user = await show();
    controller.seek(50_000);
    await user.keyboard('b');
    const dialog = await screen.findByRole('dialog', { name: 'Do something to it' });
    await user.click(within(dialog).getByRole('radio', { name: 'Lose messages' }));
    await user.selectOptions(within(dialog).getByRole('combobox', { name: 'From' }), 'worker-1');
    expect(within(dialog).getByText('lose worker-1->* 20%')).toBeInTheDocument();
    await user.click(within(dialog).getByRole('button', { name: 'Do it now' }));
    expect(acts()).toEqual(['50000 lose']);
    await computed();
    await user.keyboard('o');
    const done = await screen.findByRole('dialog', { name: 'What was done to it' });
    await user.click(within(done).getByRole('button', { name: /Take back/ }));
    expect(acts()).toEqual([]);
  });

  it('waits for a fault line, and lets go of the wish', async () => {
    const user = await show();
    await user.click(screen.getByRole('button', { name: /Fault line/ }));
    expect(await screen.findByText(/Drag a line across/)).toBeVisible();
    await user.keyboard('{Escape}');
    expect(screen.queryByText(/Drag a line across/)).toBeNull();
  });

  it('lists all keys in a dialog', async () => {
    HTMLDialogElement.prototype.showModal = function () {
      this.open = true;
    };
    const user = await show();
    await user.keyboard('?');
    expect(await screen.findByText('crash or restart the selected node')).toBeInTheDocument();
  });

  it('shows less when asked to, and none of the keys that have no control', async () => {
    const user = await show('none');
    expect(screen.queryByRole('group', { name: 'Break it' })).toBeNull();
    expect(screen.getByRole('button', { name: 'Play' })).toBeVisible();
    await user.keyboard('c ');
    expect([acts(), controller.player.playing]).toEqual([[], true]);
  });
});
