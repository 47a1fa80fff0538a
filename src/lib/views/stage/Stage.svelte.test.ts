import { fireEvent, render, screen, waitFor } from '@testing-library/svelte';
import userEvent from '@testing-library/user-event';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { play, system } from '../../../../tests/fixtures/toy';
import { indexRun } from '../picture';
import Stage from './Stage.svelte';

/** jsdom measures nothing: the stage takes its width when unmeasured. */
beforeEach(() => {
  vi.stubGlobal('matchMedia', () => ({ addEventListener() {}, removeEventListener() {} }));
});
afterEach(() => {
  vi.unstubAllGlobals();
  vi.useRealTimers();
});

async function setUp(interventions: string[] = [], t?: number, more: object = {}) {
  const { result } = play({ interventions, until: '1s' });
  const { nodes, links } = system.topology(result.recipe.settings as never);
  const index = indexRun(result, nodes, links);
  const told = { onselect: vi.fn(), onmenu: vi.fn(), onmessage: vi.fn(), onhover: vi.fn() };
  const at = t ?? result.trace!.sent[0] + 1000;
  const view = render(Stage, { system, nodes, index, t: at, ...told, ...more });
  // The last part of it that is made.
  await waitFor(() => expect(view.container.querySelector('.label')).not.toBeNull());
  return { ...view, ...told, index, trace: result.trace! };
}

const button = (name: RegExp | string) => screen.getByRole('button', { name });

describe('Stage', () => {
  it('has a button for each node that says how it is', async () => {
    await setUp(['10ms crash worker-1', '10ms pause worker-2', '10ms slow client-1 x3'], 50_000);
    expect(screen.getAllByRole('button')).toHaveLength(4);
    expect(button(/^worker-1, crashed/)).toBeInTheDocument();
    expect(button(/^worker-2,.* paused/)).toBeInTheDocument();
    expect(button(/^client-1,.* slow ×3$/)).toBeInTheDocument();
    expect(button(/^client-2,.* healthy$/)).toBeInTheDocument();
  });

  it('tells the levels of the node that has the focus', async () => {
    await setUp();
    await userEvent.tab();
    expect(document.activeElement).toHaveAccessibleName(/^client-1,.* healthy, Waiting \d+$/);
  });

  it('is one tab stop; arrow keys go from node to node', async () => {
    await setUp();
    await userEvent.tab();
    expect(document.activeElement).toHaveAttribute('data-node', 'client-1');
    await userEvent.keyboard('{ArrowDown}');
    expect(document.activeElement).toHaveAttribute('data-node', 'client-2');
    await userEvent.keyboard('{ArrowRight}');
    expect(document.activeElement).toHaveAttribute('data-node', 'worker-2');
    await userEvent.keyboard('{Home}');
    expect(document.activeElement).toHaveAttribute('data-node', 'client-1');
    await userEvent.keyboard('{End}{ArrowLeft}');
    expect(document.activeElement).toHaveAttribute('data-node', 'client-2');
    await userEvent.tab();
    expect(document.activeElement).toBe(document.body);
  });

  it('opens the menu of a node with Enter, Space, a click and the context menu', async () => {
    const { onmenu, onselect } = await setUp();
    await userEvent.tab();
    await userEvent.keyboard('{Enter} ');
    expect(onmenu.mock.calls.map(([node]) => node)).toEqual(['client-1', 'client-1']);
    await userEvent.click(button(/^worker-1/));
    await fireEvent.contextMenu(button(/^worker-2/));
    expect(onmenu.mock.calls.slice(2).map(([node]) => node)).toEqual(['worker-1', 'worker-2']);
    expect(onmenu.mock.calls[2][1]).toBe(button(/^worker-1/));
    expect(onselect.mock.calls.map(([node]) => node)).toEqual([
      'client-1',
      'client-1',
      'worker-1',
      'worker-2',
    ]);
  });

  it('opens it after a long press of a finger, once', async () => {
    const { onmenu } = await setUp();
    vi.useFakeTimers();
    const node = button(/^worker-1/);
    await fireEvent.pointerDown(node, { pointerType: 'touch' });
    vi.advanceTimersByTime(400);
    expect(onmenu).not.toHaveBeenCalled();
    vi.advanceTimersByTime(200);
    expect(onmenu).toHaveBeenCalledTimes(1);
    await fireEvent.pointerUp(node);
    await fireEvent.click(node);
    expect(onmenu).toHaveBeenCalledTimes(1);
  });

  it('draws each message on its way, and moves the same element as time goes on', async () => {
    const { container, rerender, index, trace } = await setUp();
    const messages = () => [...container.querySelectorAll('g:not([display]) > .message')];
    const [first] = messages();
    expect(messages()).toHaveLength(1);
    expect(first.querySelector('text')).toHaveTextContent('A');
    const place = () => first.parentElement!.getAttribute('transform');
    const before = place();
    await rerender({ t: trace.sent[0] + 1500 });
    expect(messages()[0]).toBe(first);
    expect(place()).not.toBe(before);
    await rerender({ t: index.end });
    expect(messages()).toHaveLength(0);
  });

  it('takes the letters of another run, whose types are numbered otherwise', async () => {
    const { container, rerender, index, trace } = await setUp();
    const names = trace.names.map((name) => (name === 'add' ? 'error' : name));
    await rerender({ index: { ...index, trace: { ...trace, names } } });
    const shown = container.querySelector('g:not([display]) > .message text');
    expect(shown).toHaveTextContent('E');
  });

  it('tells which message was clicked or is pointed at', async () => {
    const { container, onmessage, onhover } = await setUp();
    const [, x, y] = /translate\((.+),(.+)\)/
      .exec(container.querySelector('.message')!.parentElement!.getAttribute('transform')!)!
      .map(Number);
    const stage = container.querySelector('.stage')!;
    await fireEvent.pointerMove(stage, { clientX: x + 2, clientY: y });
    expect(onhover).toHaveBeenLastCalledWith({ envelope: 0 });
    await fireEvent.click(stage, { clientX: x + 2, clientY: y });
    expect(onmessage).toHaveBeenCalledWith(0, expect.any(Element));
    await fireEvent.click(stage, { clientX: x + 200, clientY: y + 200 });
    expect(onmessage).toHaveBeenCalledTimes(1);
  });

  it('draws the fault line while there is a partition', async () => {
    const acts = ['10ms partition client-1,worker-1|client-2,worker-2', '30ms heal'];
    const { container, rerender } = await setUp(acts, 20_000);
    expect(container.querySelectorAll('.fault-line').length).toBeGreaterThan(0);
    await rerender({ t: 30_000 });
    expect(container.querySelectorAll('.fault-line')).toHaveLength(0);
  });

  it('marks what is selected and what is hovered elsewhere', async () => {
    const { container, rerender } = await setUp();
    await rerender({ selection: { node: 'worker-1' }, hover: { envelope: 0 } });
    await waitFor(() => expect(container.querySelectorAll('.ring.chosen')).toHaveLength(1));
    expect(container.querySelectorAll('.message.pointed')).toHaveLength(1);
  });

  it('lights what a caption is about, with the words on the stage; the rest steps back', async () => {
    const { container, rerender } = await setUp();
    const caption = {
      text: 'Worker 1 waits.',
      about: ['worker-1', 'client-1'],
      messages: [],
      kind: 'caption',
    };
    const back = () => container.querySelectorAll('.node.back').length;
    await waitFor(() => expect(container.querySelectorAll('.node')).toHaveLength(4));
    expect(back()).toBe(0);
    expect(container.querySelector('[data-caption]')).toHaveTextContent(/^$/);
    await rerender({ caption });
    expect(container.querySelector('[data-caption]')).toHaveTextContent('Worker 1 waits.');
    expect([back(), container.querySelectorAll('[data-lit]').length]).toEqual([2, 2]);
    await rerender({ caption, isRead: true });
    expect(container.querySelector('[data-caption]')).toHaveTextContent('Worker 1 waits.');
    expect(back()).toBe(0);
  });

  it('shows streams for messages in a time lapse, and says how fast it goes', async () => {
    const { container, rerender, trace } = await setUp();
    const seen = () => container.querySelectorAll('.layer svg > g > g:not([display])').length;
    expect(seen()).toBeGreaterThan(0);
    await rerender({ lapse: { from: 0, to: trace.sent[40], times: 140.7 } });
    expect(container.querySelectorAll('.flow').length).toBeGreaterThan(0);
    expect(screen.getByText(/time lapse ×140/)).toBeInTheDocument();
    expect(seen()).toBe(0);
    await rerender({ lapse: null });
    expect(container.querySelectorAll('.flow')).toHaveLength(0);
    expect(seen()).toBeGreaterThan(0);
  });
});

describe('what lies above the messages', () => {
  const withFacts = {
    ...system,
    gauges: {
      waiting: {
        title: 'waiting',
        unit: '',
        mark: 'count' as const,
        tag: 'fault' as const,
        says: (n: number) => `It waits for ${n} answers.`,
      },
    },
  };

  /** When the first client waits for the first time. */
  const waits = () => {
    const { gauges } = play({ until: '1s' }).result.trace!;
    const { at, value } = gauges.find(({ node, name }) => node === 0 && name === 'waiting')!;
    return at[value.findIndex((v) => v > 0)];
  };

  it('is every name, and a fact with its sign', async () => {
    const { container, index, trace } = await setUp([], waits(), { system: withFacts });
    const messages = container.querySelector('.layer')!;
    const names = [...container.querySelectorAll('.label')];
    expect(names.map((name) => name.textContent.trim())).toEqual(index.labels);
    const after = Node.DOCUMENT_POSITION_FOLLOWING;
    for (const name of names) expect(messages.compareDocumentPosition(name) & after).toBeTruthy();
    const fact = container.querySelector('.fact')!;
    expect(messages.compareDocumentPosition(fact) & after).toBeTruthy();
    expect(fact.textContent).toMatch(/^\s*\d+ waiting/);
    expect(fact.querySelector('.sign')).not.toBeNull();
    expect(trace.gauges.some(({ name }) => name === 'waiting')).toBe(true);
  });

  it('is said in a sentence to whoever asks the node', async () => {
    await setUp([], waits(), { system: withFacts });
    await userEvent.tab();
    expect(document.activeElement).toHaveAccessibleName(/client-1,.* healthy, \d+ waiting/);
    expect(document.activeElement).toHaveAccessibleDescription(/^It waits for \d+ answers\.$/);
    const [tip] = await screen.findAllByText(/^It waits for \d+ answers\.$/, { selector: 'li' });
    expect(tip).toBeVisible();
    await userEvent.tab();
    expect(screen.queryByText(/^It waits for/, { selector: 'li' })).toBeNull();
  });

  it('is not drawn anew while it says the same', async () => {
    const t = waits();
    const { container, rerender } = await setUp([], t, { system: withFacts });
    const changes: MutationRecord[] = [];
    const watch = new MutationObserver((records) => changes.push(...records));
    watch.observe(container.querySelector('.fact')!.closest('svg')!, {
      subtree: true,
      childList: true,
      attributes: true,
      characterData: true,
    });
    for (let i = 1; i <= 5; i++) await rerender({ t: t + i });
    expect([...changes, ...watch.takeRecords()]).toEqual([]);
    watch.disconnect();
  });
});

describe('labels of messages', () => {
  const labelled = () => {
    const { result } = play({ until: '1s' });
    const { nodes, links } = system.topology(result.recipe.settings as never);
    const of = new Int32Array(result.trace!.sent.length).fill(0);
    return { ...indexRun(result, nodes, links), messageLabels: { of, texts: ['#12'] } };
  };
  const beside = (container: Element) =>
    [...container.querySelectorAll('.beside')].map(({ textContent }) => textContent);

  it('stand beside pills, and not in a time lapse', async () => {
    const { container, rerender } = await setUp([], undefined, { index: labelled() });
    expect(beside(container)).toContain('#12');
    await rerender({ index: { ...labelled(), messageLabels: null } });
    expect(beside(container)).not.toContain('#12');
  });
});
