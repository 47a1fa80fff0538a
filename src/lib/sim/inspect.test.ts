import { describe, expect, it } from 'vitest';
import { system } from '../../../tests/fixtures/toy';
import { loadSystem, systemIds } from '../systems';
import { makeRecipe, openStream, referencesOf, Rec, Run, below, type System } from '.';

const traced = (of: System, scenario: string, seed: number): Run =>
  new Run(of, makeRecipe(of, { scenario, seed }), { trace: 'full' });

const toy = (interventions: string[]): Run =>
  new Run(system, makeRecipe(system, { interventions, until: '1s' }), { trace: 'full' });

describe('Run.inspect', () => {
  it.each(systemIds)(
    '%s: is what the kernel holds, of every node, at random moments',
    async (id) => {
      const of = await loadSystem(id);
      const chance = openStream(7, `inspect:${id}`);
      for (const { id: scenario } of of.scenarios.slice(0, 2)) {
        const run = traced(of, scenario, below(chance, 2 ** 31));
        for (let i = 0; i < 3; i++) {
          run.advance(50 + below(chance, 400));
          for (const node of run.world.nodes) {
            const { mode, volatile, durable, options } = run.inspect(node.index);
            expect({ mode, volatile, durable, options }).toEqual({
              mode: node.mode,
              volatile: node.volatile,
              durable: node.durable,
              options: node.options,
            });
          }
        }
      }
    },
  );

  it('shares nothing with the run, and changes no outcome', () => {
    const [run, other] = [toy([]), toy([])];
    while (!run.advance(20)) {
      for (const { index } of run.world.nodes) {
        const seen = run.inspect(index);
        for (const data of [seen.volatile, seen.durable]) {
          for (const key of Object.keys(data ?? {})) delete (data as Record<string, unknown>)[key];
        }
      }
    }
    other.advance();
    expect(run.result().digest).toBe(other.result().digest);
  });

  it('tells when each timer and message will be there', () => {
    const run = toy([]);
    run.advance(40);
    const seen = run.world.nodes.map(({ index }) => run.inspect(index));
    const records = run.result().trace!.kind.length;
    run.advance();
    const trace = run.result().trace!;
    let [timers, messages] = [0, 0];
    for (const { node, coming } of seen) {
      for (const { envelope, due, from, type } of coming) {
        messages++;
        expect(trace.ended[envelope]).toBe(due);
        expect([trace.from[envelope], trace.to[envelope]]).toEqual([from, node]);
        expect(trace.names[trace.type[envelope]]).toBe(type);
      }
    }
    // Those that were set before and fire later were pending; others may be cancelled meanwhile.
    for (let i = records; i < trace.kind.length; i++) {
      if (trace.kind[i] !== Rec.Timer || trace.cause[i] >= records) continue;
      timers++;
      const name = trace.names[trace.name[i]];
      expect(seen[trace.node[i]].timers).toContainEqual(
        expect.objectContaining({ name, due: trace.at[i] }),
      );
    }
    expect(Math.min(timers, messages)).toBeGreaterThan(0);
  });

  it('forgets the timers of a life that a crash ended, and lists what waits at a paused node', () => {
    const crashed = toy(['20ms crash worker-1']);
    crashed.advance(Infinity, 25_000);
    const worker = crashed.world.node('worker-1').index;
    expect(crashed.inspect(worker)).toMatchObject({ timers: [], mode: { host: 'crashed' } });
    const paused = toy(['20ms pause worker-1']);
    paused.advance(Infinity, 200_000);
    const { held, mode } = paused.inspect(worker);
    expect(mode.host).toBe('paused');
    expect(held.length).toBeGreaterThan(0);
    const [first] = held;
    expect(first.kind === 'message' ? first.envelope >= 0 : first.name !== '').toBe(true);
  });

  it('says which nodes there are', () => {
    expect(() => toy([]).inspect(99)).toThrow(/no node 99; they are numbered from 0 to 3/);
  });
});

describe('a scout', () => {
  it.each(systemIds)('%s: goes through the very states of the traced run', async (id) => {
    const of = await loadSystem(id);
    const { id: scenario } = of.scenarios[1];
    const run = traced(of, scenario, 5);
    run.advance(300);
    const checkpoint = run.save();
    run.advance(500);
    const scout = Run.scout(run, checkpoint);
    const look = (of: Run) => of.world.nodes.map(({ index }) => of.inspect(index));
    scout.advance(Infinity, run.now);
    run.advance(Infinity, run.now);
    expect(look(scout)).toEqual(look(run));
    scout.jump(checkpoint);
    expect(scout.now).toBe(checkpoint.now);
    scout.advance(Infinity, run.now);
    expect(look(scout)).toEqual(look(run));
  });
});

describe('references', () => {
  it('are told from other numbers in what a node is set up with', async () => {
    const of = await loadSystem('load-balancer');
    const { settings } = makeRecipe(of, {});
    const { nodes } = of.topology(settings as never);
    const found = referencesOf(of, settings);
    const balancer = nodes.findIndex((node) => node.shape === 'balancer');
    const { targets } = nodes[balancer].options as { targets: number[] };
    const paths = targets.map((_, i) => `/targets/${i}`);
    expect([...found[balancer]]).toEqual(expect.arrayContaining(paths));
    const client = nodes.findIndex((node) => node.shape === 'client');
    expect([...found[client]]).toContain('/balancer');
    expect(of.topology(settings as never)).toEqual(of.topology(settings as never));
    expect(nodes.map((node) => node.id)).toEqual(
      of.topology(settings as never).nodes.map((n) => n.id),
    );
  });
});
