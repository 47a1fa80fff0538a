import { fireEvent, screen } from '@testing-library/svelte';
import userEvent from '@testing-library/user-event';
import { beforeAll, describe, expect, it, vi } from 'vitest';
import { type RunResult, type System } from '../../../sim';
import { play, showView } from '../../../../../tests/fixtures/system-view';
import { loadSystem } from '../..';
import Boundaries from './Boundaries.svelte';
import { layBoard, sentBy } from './board';
import { standingAt, standings } from './standing';

let system: System;
let result: RunResult;
const KILL = ['2s operate clients kill-surveys'];
const settings = { availabilityPercent: 100, loadS: 4 };

beforeAll(async () => {
  system = await loadSystem('service-boundaries');
  ({ result } = play(system, { settings, interventions: KILL }));
  // jsdom neither captures pointers nor lays anything out, nor has a top layer.
  Object.assign(HTMLElement.prototype, {
    setPointerCapture: vi.fn(),
    showPopover: vi.fn(),
    hidePopover: vi.fn(),
  });
});

const show = (t = 1_000_000) => showView(Boundaries, system, result, t);

const entity = (name: RegExp) => screen.getByRole('button', { name });
const said = (container: HTMLElement) =>
  container.ownerDocument.querySelector('[aria-live]')!.textContent;

describe('the board', () => {
  it('has every entity once, as a button that says where it is', () => {
    show();
    for (const name of ['Users', 'Organizations', 'Surveys', 'Subscriptions', 'Teams'])
      expect(screen.getAllByRole('button', { name: new RegExp(`^${name}, in`) })).toHaveLength(1);
  });

  it('moves an entity by key, says so, keeps the focus and shows it at once', async () => {
    const { onset, container } = show();
    entity(/^Surveys/).focus();
    await userEvent.keyboard('{ArrowRight}');
    expect(onset).toHaveBeenLastCalledWith('surveysIn', 'd');
    expect(said(container)).toBe(
      'Surveys moved to service D, beside Subscriptions. 0.75 calls per request.',
    );
    const moved = entity(/^Surveys, in service D/);
    expect(document.activeElement).toBe(moved);
    await userEvent.keyboard('a');
    expect(onset).toHaveBeenLastCalledWith('surveysIn', 'a');
    expect(onset).toHaveBeenCalledTimes(2);
  });

  it('goes no further than the last service, and says that nothing moved', async () => {
    const { onset, container } = show();
    entity(/^Teams/).focus();
    await userEvent.keyboard('{ArrowRight}');
    expect(onset).not.toHaveBeenCalled();
    expect(said(container)).toMatch(/^Teams stay in service E/);
  });

  it('lets go of what is ahead when another run comes', async () => {
    const { rerender } = show();
    entity(/^Users/).focus();
    await userEvent.keyboard('b');
    expect(entity(/^Users, in service B/)).toBeDefined();
    await rerender({ result: { ...result } });
    expect(entity(/^Users, in service A/)).toBeDefined();
  });

  it('moves an entity from its menu, and kills its process at this moment', async () => {
    const { onset, onact } = show();
    await userEvent.click(entity(/^Organizations/));
    await userEvent.click(screen.getByRole('menuitemradio', { name: /Service A/, hidden: true }));
    expect(onset).toHaveBeenLastCalledWith('organizationsIn', 'a');
    await userEvent.click(screen.getByRole('menuitem', { name: /Poison request/, hidden: true }));
    expect(onact).toHaveBeenLastCalledWith('operate clients kill-organizations');
  });

  it('moves an entity that is dragged over another service, and none that is let go at home', async () => {
    const { onset, container } = show();
    const over = (service: number) => {
      const cell = container.querySelector(`[data-service="${service}"]`)!;
      Object.assign(document, { elementsFromPoint: () => [cell] });
    };
    const drag = async (service: number) => {
      const chip = entity(/^Teams/);
      over(service);
      await fireEvent.pointerDown(chip, { button: 0, clientX: 10, clientY: 10, pointerId: 1 });
      await fireEvent.pointerMove(chip, { clientX: 90, clientY: 40, pointerId: 1 });
      await fireEvent.pointerUp(chip, { clientX: 90, clientY: 40, pointerId: 1 });
    };
    await drag(4);
    expect(onset).not.toHaveBeenCalled();
    await drag(0);
    expect(onset).toHaveBeenLastCalledWith('teamsIn', 'a');
  });

  it('shows who is down at the moment', () => {
    show(2_500_000);
    expect(screen.getAllByText('✕ down')).toHaveLength(2);
  });
});

describe('how a process stands', () => {
  it('is read off the trace', () => {
    const changes = standings(system, result);
    const at = (id: string, seconds: number) => standingAt(changes.get(id), seconds * 1e6);
    expect([at('service-c', 1), at('service-c', 2.1)]).toEqual(['', 'down']);
    expect([at('monolith', 2.1), at('service-a', 2.1)]).toEqual(['down', '']);
  });
});

describe('layout', () => {
  it('puts entities below each other into columns, or side by side into bands', () => {
    const wide = layBoard([0, 0, 0, 3, 3], false);
    expect(wide.entities.map((c) => [c.row, c.column])).toEqual([
      [2, 1],
      [3, 1],
      [4, 1],
      [2, 4],
      [3, 4],
    ]);
    expect(wide.rows).toBe(4);
    const small = layBoard([0, 0, 0, 3, 3], true);
    expect(small.services.map((s) => [s.row, s.rows])).toEqual([
      [1, 2],
      [3, 1],
      [4, 1],
      [5, 1],
      [6, 1],
    ]);
    expect(small.entities.map((c) => [c.row, c.column])).toEqual([
      [1, 2],
      [1, 3],
      [2, 2],
      [5, 2],
      [5, 3],
    ]);
  });

  it('knows which key sends where', () => {
    expect([sentBy('ArrowRight', 1, false), sentBy('ArrowLeft', 0, false)]).toEqual([2, 0]);
    expect([sentBy('ArrowDown', 1, true), sentBy('ArrowDown', 1, false)]).toEqual([2, undefined]);
    expect([sentBy('E', 1, true), sentBy('x', 1, true)]).toEqual([4, undefined]);
  });
});
