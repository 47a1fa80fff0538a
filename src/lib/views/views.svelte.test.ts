import { render, screen, within, waitFor } from '@testing-library/svelte';
import userEvent from '@testing-library/user-event';
import { beforeAll, describe, expect, it, vi } from 'vitest';
import { watchedLoad } from '../../../tests/fixtures/load-balancer';
import { simulate, type AnyBehaviour, type RunResult, type System } from '../sim';
import Charts from './charts/Charts.svelte';
import Log from './log/Log.svelte';
import States from './states/States.svelte';

let system: System;
let full: RunResult;
let metrics: RunResult;

beforeAll(async () => {
  const run = await watchedLoad(2000, {
    seed: 5,
    interventions: ['500ms crash server-5'],
    until: '2s',
  });
  const { recipe } = run;
  ({ system } = run);
  full = simulate(system, recipe, { trace: 'full' });
  metrics = simulate(system, recipe);
});

const handlers = () => ({ onseek: vi.fn(), onselect: vi.fn(), onhover: vi.fn() });

describe('Charts', () => {
  it('shows counts at t against the target, and every measure by name', async () => {
    render(Charts, { system, result: metrics, t: 1e6 });
    const bars = await screen.findByRole('listbox', {
      name: /requests served.* at 1 s, target 400 each/i,
    });
    const options = within(bars).getAllByRole('option');
    expect(options).toHaveLength(5);
    const at = metrics.series[0].at.indexOf(1e6);
    expect(options[0]).toHaveAccessibleName(`machine 1: ${metrics.series[0].values[0][at]}`);
    await waitFor(() =>
      expect(screen.getAllByRole('slider')).toHaveLength(metrics.series.length - 1),
    );
    for (const series of metrics.series) expect(screen.getByText(series.title)).toBeVisible();
  });

  it('reads out by arrow keys and seeks with Enter', async () => {
    const on = handlers();
    const { rerender } = render(Charts, { system, result: metrics, t: 1e6, ...on });
    const plot = await screen.findByRole('slider', { name: /latency/i });
    expect(plot).toHaveAttribute(
      'aria-valuetext',
      expect.stringMatching(/^1 s: p50 .* ms, p99 .* ms$/),
    );
    plot.focus();
    await userEvent.keyboard('{ArrowRight}');
    expect(on.onhover).toHaveBeenLastCalledWith({ at: 1.1e6 });
    await rerender({ hover: { at: 1.1e6 } });
    expect(plot).toHaveAttribute('aria-valuenow', '1.1');
    await userEvent.keyboard('{Enter}');
    expect(on.onseek).toHaveBeenCalledWith(1.1e6);
  });

  it('selects a machine by its bar with the keyboard', async () => {
    const on = handlers();
    render(Charts, { system, result: metrics, t: 1e6, ...on });
    (await screen.findByRole('listbox')).focus();
    await userEvent.keyboard('{ArrowRight}{ArrowRight}{Enter}');
    expect(on.onselect).toHaveBeenCalledWith({ node: 'server-3' });
  });

  it('can be read as tables', async () => {
    render(Charts, { system, result: metrics, t: 1e6 });
    await userEvent.click(screen.getByRole('button', { name: 'Show as tables' }));
    expect(screen.getAllByRole('table')).toHaveLength(metrics.series.length);
    expect(screen.getAllByRole('rowheader', { name: 'machine 5' })).toHaveLength(2);
  });

  it('grows with a run that goes on, and begins without samples', async () => {
    const empty = {
      ...metrics,
      series: metrics.series.map((s) => ({ ...s, at: [], values: s.values.map(() => []) })),
    };
    const { rerender } = render(Charts, { system, result: empty, t: 0 });
    expect(screen.getAllByText('No samples yet.')).toHaveLength(metrics.series.length);
    await rerender({ result: metrics, t: 9e9 });
    const bars = await screen.findByRole('listbox', { name: /at 2 s/ });
    const served = metrics.nodes['server-1'].served;
    expect(within(bars).getByRole('option', { name: `machine 1: ${served}` })).toBeVisible();
  });

  it('says so when a hundred lines have nothing but gaps', async () => {
    const lines = Array.from({ length: 100 }, (_, i) => `server-${i + 1}`);
    const series = [
      {
        id: 'x',
        title: 'held',
        unit: '',
        lines,
        at: [1e5, 2e5],
        values: lines.map(() => [NaN, NaN]),
        target: null,
      },
    ];
    render(Charts, { system, result: { ...metrics, series }, t: 1e5 });
    expect(await screen.findByRole('slider')).toHaveAttribute(
      'aria-valuetext',
      expect.stringContaining('–'),
    );
  });
});

describe('States', () => {
  it('lights the mode at t and marks the transition that led there', async () => {
    const { container } = render(States, {
      system,
      result: full,
      t: 1e6,
      selection: { node: 'server-5' },
    });
    expect(screen.getByText(/crashed, serving/)).toHaveTextContent('since 0.500000 s');
    expect(await screen.findByRole('img', { name: /^host.*: crashed\./ })).toBeVisible();
    expect(container.querySelectorAll('path.arrow.last')).toHaveLength(1);
    expect(container.querySelector('text.event.last')).toHaveTextContent('CRASH');
  });

  it('shows the balancer’s view of each machine', async () => {
    render(States, { system, result: full, t: 2e6, selection: { node: 'lb-1' } });
    expect(screen.getByText(/last: machine 5 healthy → ejected/)).toBeVisible();
    expect(await screen.findByRole('img', { name: /how many.*ejected/ })).toBeVisible();
    await userEvent.selectOptions(screen.getByLabelText('Show'), 'server-1');
    expect(screen.getByRole('img', { name: /^machine 1: healthy\./ })).toBeVisible();
  });

  it('goes from change to change with the arrow keys, and to another node by name', async () => {
    const on = handlers();
    render(States, { system, result: full, t: 0, selection: { node: 'server-5' }, ...on });
    screen.getByRole('slider', { name: /modes of machine 5/i }).focus();
    await userEvent.keyboard('{ArrowRight}');
    expect(on.onseek).toHaveBeenCalledWith(500_000);
    await userEvent.selectOptions(screen.getByLabelText('Node'), 'client-2');
    expect(on.onselect).toHaveBeenCalledWith({ node: 'client-2' });
  });

  it('falls back to words where a machine has no layout', async () => {
    const topology = (settings: never) => {
      const { nodes, links } = system.topology(settings);
      const strange = (b: AnyBehaviour): AnyBehaviour => ({ ...b, kind: 'never laid out' });
      return { links, nodes: nodes.map((n) => ({ ...n, behaviour: strange(n.behaviour) })) };
    };
    render(States, {
      system: { ...system, topology },
      result: full,
      t: 1e6,
      selection: { node: 'server-5' },
    });
    expect(await screen.findByText('crashed (now)')).toBeVisible();
    expect(screen.getAllByText(/→ running/)).not.toHaveLength(0);
  });

  it('lights nothing it does not know', async () => {
    render(States, { system, result: metrics, t: 1e6 });
    expect(screen.getByText(/metrics only/)).toBeVisible();
    expect(await screen.findByRole('img', { name: /^host.*no state known/ })).toBeVisible();
  });
});

describe('Log', () => {
  it('counts all records but draws only a few', () => {
    const { container } = render(Log, { system, result: full, t: 1e6 });
    const grid = screen.getByRole('grid');
    expect(grid).toHaveAttribute('aria-rowcount', String(full.trace!.at.length));
    expect(container.querySelectorAll('.row').length).toBeLessThan(60);
  });

  it('filters by words, and a row seeks and selects', async () => {
    const on = handlers();
    render(Log, { system, result: full, t: 0, ...on });
    await userEvent.type(screen.getByLabelText('Words to find'), 'crash server-5');
    const row = screen.getAllByRole('row')[0];
    expect(row).toHaveTextContent('crash machine 5');
    await userEvent.click(row);
    expect(on.onseek).toHaveBeenCalledWith(500_000);
    expect(on.onselect).toHaveBeenCalledWith({ node: 'server-5' });
  });

  it('selects a message with the keyboard', async () => {
    const on = handlers();
    render(Log, { system, result: full, t: 0, ...on });
    await userEvent.selectOptions(screen.getByLabelText('Kind of record'), 'messages');
    screen.getByRole('grid').focus();
    await userEvent.keyboard('{Home}{ArrowDown}{Enter}');
    expect(on.onselect.mock.lastCall![0]).toMatchObject({ envelope: expect.any(Number) as number });
    expect(screen.getByRole('button', { name: 'Follow t' })).toHaveAttribute(
      'aria-pressed',
      'false',
    );
  });

  it('says why there is none, and when nothing matches', async () => {
    const { rerender } = render(Log, { system, result: metrics, t: 0 });
    expect(screen.getByText(/metrics only/)).toBeVisible();
    await rerender({ result: full });
    await userEvent.type(screen.getByLabelText('Words to find'), 'xyzzy');
    expect(screen.getByText('No record is like that.')).toBeVisible();
  });
});
