import fc from 'fast-check';
import { beforeAll, describe, expect, it } from 'vitest';
import { makeRecipe, Rec, simulate, type NodeSpec, type Trace } from '../../sim';
import { loadSystem } from '../../systems';
import { filterRecords, NO_FILTER, rowAt } from './filter';
import { formatRecord, logTime, readRecord, whatOf } from './text';
import { boxHeight, inView, scrollTo, TALLEST, windowAt } from './window';

let trace: Trace;
let nodes: readonly NodeSpec[];

beforeAll(async () => {
  const system = await loadSystem('load-balancer');
  const recipe = makeRecipe(system, {
    settings: { requests: 2000 },
    seed: 3,
    interventions: ['200ms crash server-2', '300ms pause server-3', '500ms heal'],
    until: '2s',
  });
  nodes = system.topology(recipe.settings as never).nodes;
  trace = simulate(system, recipe, { trace: 'full' }).trace!;
});

const every = (): number[] => Array.from(trace.at, (_, i) => i);
/** As the command line has it, by ids. */
const plainOf = (i: number): string =>
  formatRecord(
    trace,
    i,
    nodes.map(({ id }) => ({ id })),
  );
/** A word may be of a label or of an id. */
const wordsOf = (i: number): string =>
  `${formatRecord(trace, i, nodes)} ${plainOf(i)}`.toLowerCase();

describe('a record in words', () => {
  it('names time, node, what happened and with whom', () => {
    const first = (kind: number) => every().find((i) => trace.kind[i] === kind)!;
    expect(readRecord(trace, first(Rec.Send), nodes)).toMatchObject({
      what: 'sends',
      text: expect.stringMatching(/^\w+ → [\w ]+ #\d+$/) as string,
    });
    expect(plainOf(first(Rec.Intervention))).toBe(
      '    0.200000 s  server-2      fault     crash server-2',
    );
    expect(formatRecord(trace, first(Rec.Intervention), nodes)).toBe(
      '    0.200000 s  machine 2     fault     crash machine 2',
    );
    const lost = readRecord(trace, first(Rec.Lost), nodes);
    expect(lost.text).toMatch(/^\w+ ← [\w ]+ #\d+: crashed$/);
    const crash = every().find((i) => trace.names[trace.name[i]] === 'crashed|serving')!;
    expect(readRecord(trace, crash, nodes)).toMatchObject({
      node: 'machine 2',
      what: 'mode',
      text: 'crashed, serving',
    });
  });

  it('tells an act that breaks nothing from a fault', () => {
    expect(whatOf(Rec.Intervention, 'heal')).toBe('act');
    expect(whatOf(Rec.Intervention, 'set rate=5')).toBe('act');
    expect(whatOf(Rec.Intervention, 'partition a|b')).toBe('fault');
  });

  it('leaves the node empty where a record is of none, and keeps columns in line', () => {
    const heal = every().find((i) => trace.names[trace.name[i]] === 'heal')!;
    expect(readRecord(trace, heal, nodes).node).toBe('');
    const columns = every().map((i) => formatRecord(trace, i, nodes).indexOf(' s  '));
    expect(new Set(columns)).toEqual(new Set([12]));
  });

  it('writes times with all places', () => {
    expect(logTime(0)).toBe('0.000000');
    expect(logTime(12_345_678)).toBe('12.345678');
    expect(logTime(1_000_007)).toBe('1.000007');
  });
});

describe('filters', () => {
  it('lets everything through when none is set', () => {
    expect(filterRecords(trace, nodes, NO_FILTER)).toBeNull();
  });

  it('finds the records of a node, at either end of a message', () => {
    const node = nodes.findIndex((n) => n.id === 'server-2');
    const wanted = every().filter((i) => trace.node[i] === node || trace.peer[i] === node);
    expect([...filterRecords(trace, nodes, { ...NO_FILTER, node: 'server-2' })!]).toEqual(wanted);
  });

  it.each([
    'lost',
    'rejected',
    'server-3 timer',
    'machine timer',
    'crash',
    'fault',
    '#120',
    'lb-1 sends request',
  ])('finds for "%s" what reading each line would find', (text) => {
    const words = text.split(' ');
    const has = (line: string, word: string) =>
      word.startsWith('#') ? new RegExp(`${word}\\b`).test(line) : line.includes(word);
    const wanted = every().filter((i) => words.every((word) => has(wordsOf(i), word)));
    expect([...filterRecords(trace, nodes, { ...NO_FILTER, text })!]).toEqual(wanted);
  });

  it('sorts every record into one group, what waits at a paused node by what it is', () => {
    const groups = ['messages', 'timers', 'modes', 'acts', 'notes'] as const;
    const found = groups.flatMap((group) => [
      ...filterRecords(trace, nodes, { ...NO_FILTER, group })!,
    ]);
    expect(found.sort((a, b) => a - b)).toEqual(every());
    expect(every().some((i) => trace.kind[i] === Rec.Held)).toBe(true);
  });

  it('finds the row at a time', () => {
    const rows = filterRecords(trace, nodes, { ...NO_FILTER, group: 'acts' });
    expect([0, 200_000, 299_999, 300_000, 9e9].map((t) => rowAt(trace, rows, t))).toEqual([
      -1, 0, 0, 1, 2,
    ]);
    const t = trace.at[500];
    expect(rowAt(trace, null, t)).toBe(trace.at.filter((at) => at <= t).length - 1);
  });
});

describe('the window on a long list', () => {
  const shapes = fc.record({
    rows: fc.integer({ min: 1, max: 2_000_000 }),
    rowHeight: fc.constantFrom(24, 44),
    view: fc.integer({ min: 100, max: 900 }),
  });

  it('shows any row that is scrolled to, in few rows, however long the list', () => {
    fc.assert(
      fc.property(shapes, fc.double({ min: 0, max: 1, noNaN: true }), (shape, share) => {
        const row = Math.floor(share * (shape.rows - 1));
        const at = scrollTo(shape, row);
        const { first, count } = windowAt(shape, at);
        expect(row).toBeGreaterThanOrEqual(first);
        expect(row).toBeLessThan(first + count);
        expect(count).toBeLessThanOrEqual(Math.ceil(shape.view / shape.rowHeight) + 14);
        expect(boxHeight(shape)).toBeLessThanOrEqual(TALLEST);
      }),
    );
  });

  it('says whether a row is in view', () => {
    const shape = { rows: 100, rowHeight: 20, view: 100 };
    expect([0, 4, 5].map((row) => inView(shape, row, 0))).toEqual([true, true, false]);
    expect(inView(shape, 99, boxHeight(shape) - 100)).toBe(true);
  });

  it('draws nothing of an empty list', () => {
    expect(windowAt({ rows: 0, rowHeight: 24, view: 300 }, 0).count).toBe(0);
  });
});
