import { createMachine } from 'xstate';
import { toDirectedGraph, type DirectedGraphNode } from 'xstate/graph';
import { beforeAll, describe, expect, it } from 'vitest';
import { watchedLoad } from '../../../../tests/fixtures/load-balancer';
import type { AnyStateMachine } from 'xstate';
import { Rec, simulate, type Trace } from '../../sim';
import { loadSystem, systemIds } from '../../systems';
import { layoutOf, pathOf, type ChartLayout, type Layouts, type Rect } from './layout';
import { loadLayouts } from './layouts';
import { machinesOf } from './machines';
import {
  arrowBetween,
  modeTimeline,
  partTimelines,
  presentAt,
  regionTimeline,
  toneOf,
} from './modes';
import { barsOf, fits, nextChange } from './strip';
import { leavesOf, regionsOf, structureHash } from './structure';

const machines = new Map<string, AnyStateMachine>();
/** The same machine may serve several systems: each has its layout in its own file. */
const drawn: { name: string; kind: string; machine: AnyStateMachine; layouts: Layouts }[] = [];

beforeAll(async () => {
  for (const id of systemIds) {
    const layouts = await loadLayouts(id);
    for (const [kind, machine] of machinesOf(await loadSystem(id))) {
      machines.set(kind, machine);
      drawn.push({ name: `${id}: ${kind}`, kind, machine, layouts });
    }
  }
});

const overlap = (a: Rect, b: Rect): boolean =>
  a.x < b.x + b.width && b.x < a.x + a.width && a.y < b.y + b.height && b.y < a.y + a.height;

describe('the committed layouts', () => {
  it('belong to the machines that run', () => {
    const stale = drawn.filter(
      ({ kind, machine, layouts }) => !layoutOf(layouts, kind, regionsOf(machine)),
    );
    expect(
      stale.map(({ name }) => name),
      'stale or missing in layouts/: run `npm run layout` and commit the files',
    ).toEqual([]);
    expect(machines.size).toBeGreaterThan(3);
  });

  it('place every state and arrow, labels apart from states and from each other', () => {
    for (const { name: kind, kind: key, machine, layouts } of drawn) {
      const regions = regionsOf(machine);
      const layout = layoutOf(layouts, key, regions) as ChartLayout;
      regions.forEach((region, i) => {
        const { states, arrows, width } = layout.regions[i];
        const boxes = leavesOf(region.box).map((leaf) => states[leaf.id]);
        const labels = arrows.map((a) => a.label);
        expect(boxes.every(Boolean) && arrows.length === region.arrows.length, kind).toBe(true);
        const all = [...boxes, ...labels];
        const clashes = all.flatMap((a, j) => all.slice(j + 1).filter((b) => overlap(a, b)));
        expect(clashes, kind).toEqual([]);
        expect(width, `${kind} on a phone`).toBeLessThanOrEqual(360);
      });
    }
  });

  it('are refused for a machine that has changed', () => {
    const changed = createMachine({
      id: 'client',
      type: 'parallel',
      states: { host: {}, role: { initial: 'a', states: { a: { on: { GO: 'b' } }, b: {} } } },
    });
    const { layouts } = drawn.find(({ kind }) => kind === 'client')!;
    expect(layouts.client).toBeDefined();
    expect(layoutOf(layouts, 'client', regionsOf(changed))).toBeNull();
    expect(layoutOf(layouts, 'no such kind', regionsOf(changed))).toBeNull();
  });
});

describe('the structure of a machine', () => {
  const edgesOf = (node: DirectedGraphNode): string[] => [
    ...node.edges.map((e) => `${e.source.id} ${e.label.text} ${e.target.id}`),
    ...node.children.flatMap(edgesOf),
  ];

  it('is what XState itself makes of it', () => {
    for (const machine of machines.values()) {
      const ours = regionsOf(machine).flatMap((r) =>
        [...r.arrows, ...r.always].flatMap((a) => a.events.map((e) => `${a.from} ${e} ${a.to}`)),
      );
      expect(ours.sort()).toEqual(edgesOf(toDirectedGraph(machine)).sort());
    }
  });

  it('has a hash that changes with states and events, not with descriptions', () => {
    const make = (event: string, description: string) =>
      createMachine({
        id: 'm',
        initial: 'a',
        states: { a: { on: { [event]: 'b' }, description }, b: {} },
      });
    const hash = (m: AnyStateMachine) => structureHash(regionsOf(m));
    expect(hash(make('GO', 'x'))).toBe(hash(make('GO', 'y')));
    expect(hash(make('GO', 'x'))).not.toBe(hash(make('STOP', 'x')));
  });

  it('joins events between the same states in one arrow, and finds the one that was taken', () => {
    const [region] = regionsOf(
      createMachine({
        id: 'm',
        initial: 'up',
        on: { RESET: '.up' },
        states: {
          up: { initial: 'idle', states: { idle: { on: { GO: 'busy', RUN: 'busy' } }, busy: {} } },
          down: { on: { START: 'up' } },
        },
      }),
    );
    expect(region.arrows[0].events).toEqual(['GO', 'RUN']);
    expect(arrowBetween(region, 'up.idle', 'up.busy')).toEqual({ arrow: 0, always: -1 });
    expect(arrowBetween(region, 'down', 'up.idle')).toEqual({ arrow: 1, always: -1 });
    expect(arrowBetween(region, 'up.busy', 'up.idle')).toEqual({ arrow: -1, always: 0 });
    expect(arrowBetween(region, '', 'up.idle')).toEqual({ arrow: -1, always: -1 });
  });
});

describe('states over time', () => {
  let trace: Trace;
  let begin: Readonly<Record<string, string>>;
  const [lb, server2] = [3, 5];

  beforeAll(async () => {
    const { system, recipe } = await watchedLoad(30_000, {
      seed: 1,
      interventions: [
        '1s crash server-2',
        '3s pause lb-1',
        '3.5s resume lb-1',
        '4s restart server-2',
        '8s crash lb-1',
      ],
      until: '9s',
    });
    const { nodes } = system.topology(recipe.settings as never);
    begin = nodes[lb].behaviour.parts!.begin(nodes[lb].options);
    trace = simulate(system, recipe, { trace: 'full' }).trace!;
  });

  it('follow the trace, at every record of a mode', () => {
    const line = modeTimeline(trace, server2, 'running|serving');
    trace.at.forEach((at, i) => {
      if (trace.kind[i] !== Rec.Mode || trace.node[i] !== server2) return;
      expect(presentAt(line, at).state).toBe(trace.names[trace.name[i]]);
    });
    expect(presentAt(line, 2e6)).toEqual({
      state: 'crashed|serving',
      since: 1e6,
      before: 'running|serving',
    });
    expect(regionTimeline(line, 1).states).toEqual(['serving']);
    expect(regionTimeline(line, 0).at).toEqual([0, 1e6, 4e6]);
  });

  it('show what a balancer makes of its machines, until a crash makes it forget', () => {
    const views = partTimelines(trace, lb, begin);
    expect([...views.keys()]).toEqual(Object.keys(begin));
    const line = views.get('server-2')!;
    expect(presentAt(line, 0.9e6).state).toBe('healthy');
    expect(presentAt(line, 2.9e6).state).toBe('ejected');
    expect(presentAt(line, 9e6).state).toBe('healthy');
    expect(presentAt(views.get('server-1')!, 2.9e6).before).toBe('');
  });

  it('make bars that fill the run, and changes to step between', () => {
    const line = modeTimeline(trace, server2, 'running|serving');
    const bars = barsOf(line, 9e6);
    expect(bars.map((b) => b.state.split('|')[0])).toEqual(['running', 'crashed', 'running']);
    expect(bars.reduce((sum, b) => sum + b.share, 0)).toBeCloseTo(1);
    expect(barsOf(line, 0)).toEqual([]);
    expect(nextChange([line], 0, 1, 9e6)).toBe(1e6);
    expect(nextChange([line], 4e6, -1, 9e6)).toBe(1e6);
    expect(nextChange([line], 5e6, 1, 9e6)).toBe(9e6);
    expect(nextChange([line], 1e6, -1, 9e6)).toBe(0);
  });
});

it('knows what states mean, and what fits', () => {
  expect([['fault', 'leads'], ['well'], ['waiting'], ['off'], []].map(toneOf)).toEqual([
    'fault',
    'well',
    'waiting',
    'unknown',
    'plain',
  ]);
  expect(fits('running', 100)).toBe(true);
  expect(fits('running', 40)).toBe(false);
});

it('rounds the corners of an arrow, within its shortest leg', () => {
  expect(
    pathOf(
      [
        [0, 0],
        [0, 20],
        [40, 20],
      ],
      6,
    ),
  ).toBe('M0,0L0,14Q0,20 6,20L40,20');
  expect(
    pathOf(
      [
        [0, 0],
        [0, 4],
        [40, 4],
      ],
      6,
    ),
  ).toBe('M0,0L0,2Q0,4 6,4L40,4');
  expect(
    pathOf([
      [1, 2],
      [3, 4],
    ]),
  ).toBe('M1,2L3,4');
});
