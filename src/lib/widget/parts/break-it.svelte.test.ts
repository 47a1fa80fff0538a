import { render, screen } from '@testing-library/svelte';
import { expect, it, vi } from 'vitest';
import type { NodeSpec } from '../../sim';
import type { WidgetController } from '../controller.svelte';
import { nodeActs, type Standing } from '../node-acts';
import BreakIt from './BreakIt.svelte';

const machine = { events: new Set(['FAIL_FAST', 'RECOVER']) };
const server = { id: 'server', label: 'Server', behaviour: { machine } } as unknown as NodeSpec;

/** The signs of the buttons for a node that stands so, by their names. */
function signsOf(standing: Standing): Record<string, string> {
  const nothing = vi.fn();
  const props = {
    controller: { selection: {} } as unknown as WidgetController,
    nodes: [server],
    target: 'server',
    acts: nodeActs(server, standing),
    ...{ cut: false, onact: nothing, oncut: nothing, onmore: nothing, splitting: false },
  };
  const { unmount } = render(BreakIt, { props });
  const buttons = screen.getAllByRole('button', { name: /: Server$/ });
  const signs = buttons.map((button) => [
    button.getAttribute('aria-label')!.replace(': Server', ''),
    button.querySelector('.sign')?.textContent?.trim() ?? '',
  ]);
  unmount();
  return Object.fromEntries(signs) as Record<string, string>;
}

it('has a sign on every button, for breaking and for the way back', () => {
  const well = signsOf({ host: 'running', tags: [], slow: 1 });
  expect(Object.keys(well)).toEqual(['Crash', 'Pause', 'Slow down ×3', 'Fail fast']);
  const back = {
    ...signsOf({ host: 'crashed', tags: [], slow: 1 }),
    ...signsOf({ host: 'paused', tags: ['fault'], slow: 3 }),
  };
  const ways = ['Restart', 'Resume', 'Back to speed', 'Recover'];
  const signs = [...Object.values(well), ...ways.map((way) => back[way])];
  expect(signs.filter((sign) => sign === '' || sign === undefined)).toEqual([]);
  expect(new Set(signs).size).toBe(signs.length);
  expect(document.querySelector('.kept')).toBeNull();
});
