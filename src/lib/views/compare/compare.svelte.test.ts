import { render, screen, within } from '@testing-library/svelte';
import userEvent from '@testing-library/user-event';
import { beforeAll, describe, expect, it, vi } from 'vitest';
import {
  makeRecipe,
  parseIntervention,
  simulate,
  type RecipeParts,
  type RunResult,
  type System,
  type Trace,
} from '../../sim';
import { loadSystem } from '../../systems';
import { labelOf } from '../measure-label';
import Compare from './Compare.svelte';
import { firstDivergence, numberRows, overlay, recipeRows, verdictRows } from './diff';
import { farthest, summaryOf } from './summary';

type Traced = RunResult & { trace: Trace };
let system: System;
let plain: Traced;
let fork: Traced;
let other: Traced;

const run = (parts: RecipeParts) =>
  simulate(
    system,
    makeRecipe(system, { settings: { requests: 600 }, seed: 3, until: '1s', ...parts }),
    {
      trace: 'full',
    },
  ) as Traced;
const idsOf = (result: RunResult) =>
  system.topology(result.recipe.settings as never).nodes.map((n) => n.id);
const parting = (a: Traced, b: Traced) => firstDivergence(a.trace, b.trace, idsOf(a), idsOf(b));

beforeAll(async () => {
  system = await loadSystem('load-balancer');
  plain = run({});
  fork = run({ interventions: ['400ms crash server-2'] });
  other = run({ settings: { requests: 600, servers: 4 } });
});

describe('where two runs part', () => {
  it('is nowhere for one recipe, and at the intervention for a fork', () => {
    expect(parting(plain, run({}))).toBeNull();
    const there = parting(plain, fork)!;
    expect(there).toMatchObject({ at: 4e5, inA: true, inB: true });
    expect(fork.trace.names[fork.trace.name[there.record]]).toBe('crash server-2');
    expect(parting(fork, plain)!.record).toBe(there.record);
    for (let i = 0; i < there.record; i++) expect(fork.trace.at[i]).toBe(plain.trace.at[i]);
  });

  it('is at the end of the one that is over first', () => {
    const short = run({ until: '500ms' });
    expect(parting(plain, short)).toEqual({
      record: short.trace.kind.length,
      at: plain.trace.at[short.trace.kind.length],
      inA: true,
      inB: false,
    });
  });

  it('tells nodes apart by id and names by their text, not by their numbers', () => {
    const swapped = (trace: Trace): Trace => ({
      ...trace,
      names: trace.names.toReversed(),
      name: trace.name.map((i) => trace.names.length - 1 - i),
      node: trace.node.map((i) => (i < 0 ? i : 8 - i)),
      peer: trace.peer.map((i) => (i < 0 ? i : 8 - i)),
    });
    const ids = idsOf(plain);
    expect(ids).toHaveLength(9);
    const b = swapped(plain.trace);
    expect(firstDivergence(plain.trace, b, ids, ids.toReversed())).toBeNull();
    expect(firstDivergence(plain.trace, b, ids, ids)).not.toBeNull();
  });

  it('is found where one setting is different', () => {
    const there = parting(plain, other)!;
    expect(there.record).toBeGreaterThan(0);
    expect(there.at).toBeLessThan(1e6);
  });
});

describe('what is different', () => {
  it('in numbers, with units and none where a run has no such number', () => {
    expect(labelOf('p99Ms')).toEqual({ label: 'p99', unit: 'ms' });
    expect(labelOf('authorityPeakPerS')).toEqual({ label: 'authority peak', unit: '/s' });
    expect(labelOf('successAPercent')).toEqual({ label: 'success A', unit: '%' });
    expect(labelOf('lastOldS')).toEqual({ label: 'last old', unit: 's' });
    expect(labelOf('servers')).toEqual({ label: 'servers', unit: '' });
    expect(labelOf('goodputPerSecond')).toEqual({ label: 'goodput', unit: '/s' });
    expect(numberRows({ p99Ms: 2, lost: 0 }, { p99Ms: 5, more: 1 })).toEqual([
      { name: 'p99Ms', label: 'p99', unit: 'ms', a: 2, b: 5, difference: 3, same: false },
      { name: 'lost', label: 'lost', unit: '', a: 0, b: NaN, difference: NaN, same: false },
      { name: 'more', label: 'more', unit: '', a: NaN, b: 1, difference: NaN, same: false },
    ]);
    expect(numberRows({ x: NaN }, { x: NaN })[0].same).toBe(true);
  });

  it('in how they were set up', () => {
    expect(recipeRows(system, plain.recipe, plain.recipe)).toEqual([]);
    expect(recipeRows(system, plain.recipe, fork.recipe)).toEqual([
      { label: 'done', a: '', b: '0.4 s: crash server-2' },
    ]);
    expect(recipeRows(system, plain.recipe, other.recipe)).toEqual([
      { label: system.settings.servers.title, a: '5', b: '4' },
    ]);
    const rows = recipeRows(system, plain.recipe, { ...plain.recipe, seed: 9, until: null });
    expect(rows).toEqual([
      { label: 'seed', a: '3', b: '9' },
      { label: 'until', a: '1 s', b: 'when done' },
    ]);
  });

  it('in a sentence: the settings and faults, then the measures that differ most', () => {
    expect(summaryOf(system, plain, plain)).toBe(
      'Both runs were set up the same. They came out the same.',
    );
    const forked = summaryOf(system, plain, fork);
    expect(forked).toContain('In B, “0.4 s: crash machine 2” is added.');
    expect(forked).not.toMatch(/NaN|\dus\b|undefined/);
    const resized = summaryOf(system, plain, other);
    expect(resized).toContain(`“${system.settings.servers.title}” is 4 instead of 5`);
    const [first] = farthest(numberRows(plain.metrics, other.metrics));
    expect(resized).toContain(`Most different: ${first.label}`);
    const odd = {
      ...plain.recipe,
      interventions: [parseIntervention('20629195us crash server-1')],
    };
    expect(recipeRows(system, plain.recipe, odd)[0].b).toBe('20.629 s: crash server-1');
  });

  it('ranks numbers by how far they are apart as ratios go, and leaves out what one run lacks', () => {
    const rows = numberRows({ a: 100, b: 1, c: 5, d: 0, e: 7 }, { a: 110, b: 4, c: 5, d: 3, f: 1 });
    expect(farthest(rows).map((row) => row.name)).toEqual(['d', 'b', 'a']);
  });

  it('in properties and in measures over time', () => {
    const broken = {
      ...fork,
      verdicts: fork.verdicts.map((v, i) => (i === 0 ? { ...v, holds: !v.holds } : v)),
    };
    const rows = verdictRows(fork, broken);
    expect(rows.filter((row) => !row.same)).toHaveLength(1);
    const latency = (r: RunResult) => r.series.find((s) => s.id === 'latency')!;
    const both = overlay(latency(plain), latency(fork), 'A', 'B')!;
    expect(both.lines).toEqual(['p50 A', 'p99 A', 'p50 B', 'p99 B']);
    expect(both.values.every((line) => line.length === both.at.length)).toBe(true);
    const shifted = { ...latency(fork), at: latency(fork).at.map((at) => at + 1) };
    expect(overlay(latency(plain), shifted, 'A', 'B')).toBeNull();
  });
});

describe('Compare', () => {
  const props = () => ({
    system,
    a: plain,
    b: fork,
    labelA: 'as it was',
    labelB: 'with a crash',
    t: 1e5,
    onseek: vi.fn(),
  });

  it('says what was done, where they part, and how they came out', async () => {
    const p = props();
    render(Compare, p);
    expect(screen.getByRole('cell', { name: '0.4 s: crash machine 2' })).toBeVisible();
    await userEvent.click(screen.getByRole('button', { name: '0.4 s' }));
    expect(p.onseek).toHaveBeenCalledWith(4e5);
    expect(screen.getByText(/machine 2 fault crash machine 2/)).toBeVisible();
    const own = screen.getByRole('table', { name: 'machine 2' });
    const { served } = fork.nodes['server-2'];
    const row = within(own).getByRole('row', { name: /^served/ });
    const difference = plain.nodes['server-2'].served - served;
    expect(row).toHaveTextContent(`−${difference}`);
  });

  it('shows what is the same on demand', async () => {
    render(Compare, { ...props(), b: plain });
    expect(screen.getByText('They came out the same.')).toBeVisible();
    expect(screen.getByText(/Record by record the same/)).toBeVisible();
    await userEvent.click(screen.getByRole('switch', { name: 'Also what is the same' }));
    expect(screen.getByRole('table', { name: 'Properties' })).toBeVisible();
  });

  it('has one time for both: the strip seeks from mark to mark', async () => {
    const p = props();
    render(Compare, p);
    screen.getByRole('slider', { name: 'Time of both runs' }).focus();
    await userEvent.keyboard('{ArrowRight}');
    expect(p.onseek).toHaveBeenLastCalledWith(4e5);
    await userEvent.keyboard('{End}');
    expect(p.onseek).toHaveBeenLastCalledWith(1e6);
  });

  it('draws measures and space-time of both', async () => {
    render(Compare, props());
    await userEvent.click(screen.getByRole('tab', { name: 'Measures' }));
    expect(screen.getAllByRole('slider', { name: /latency/i })).toHaveLength(1);
    await userEvent.click(screen.getByRole('tab', { name: 'Space-time' }));
    expect(screen.getAllByRole('slider', { name: /events of 9 processes/i })).toHaveLength(2);
  });

  it('does without traces', () => {
    render(Compare, { ...props(), a: { ...plain, trace: null } });
    expect(screen.getByText(/They part somewhere/)).toBeVisible();
  });
});
