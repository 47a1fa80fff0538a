import { describe, expect, it } from 'vitest';
import { makeRecipe, Run, simulate } from '../../../sim';
import { system } from '..';
import { memoryAt, readMemory, verdictOf, type Place } from './memory';

function look(parts: Parameters<typeof makeRecipe>[1]) {
  const recipe = makeRecipe(system, parts);
  const result = simulate(system, recipe, { trace: 'full' });
  const memory = readMemory(result, system.topology(recipe.settings).nodes)!;
  return { recipe, at: (ms: number) => memoryAt(memory, ms * 1000) };
}

const find = (places: readonly Place[], id: string): Place => places.find((p) => p.id === id)!;

describe('who remembers', { timeout: 60_000 }, () => {
  it('a transaction in doubt: on two disks, and in nobody’s memory who could decide', () => {
    const { at } = look({ scenario: 'blocked' });
    const places = at(15_000);
    const { text, isInDoubt } = verdictOf(places);
    expect(isInDoubt).toBe(true);
    const [{ user }] = find(places, 'users-db').disk;
    expect(text).toContain(`User ${user} is prepared in 2 databases`);
    expect(find(places, 'wallets-db')).toMatchObject({ disk: [{ user, state: 'prepared' }] });
    expect(find(places, 'wallets-db').line).toBeGreaterThan(10);
    expect(find(places, 'coordinator-1')).toMatchObject({ isDown: true, memory: [], disk: [] });
    expect(find(places, 'visitors').memory.length).toBeGreaterThan(60);
    for (const p of places.filter((q) => q.kind === 'instance'))
      expect(p).toMatchObject({ memory: [], answers: 0 });
    expect(verdictOf(at(54_000))).toMatchObject({ isInDoubt: false });
  });

  it('two calls: half a sign-up in one process’s memory', () => {
    const { at } = look({ scenario: 'broken' });
    const busy = Array.from({ length: 200 }, (_, i) => at(i * 100)).find((places) =>
      places.some((p) => p.kind === 'instance' && p.memory.length > 0),
    )!;
    expect(verdictOf(busy).text).toContain('known to one process only');
  });

  it('a saga whose orchestrator is dead: everything that is left of it is rows', () => {
    const { at } = look({ scenario: 'saga' });
    const places = at(20_000);
    expect(find(places, 'coordinator-1')).toMatchObject({ isDown: true, memory: [], disk: [] });
    expect(find(places, 'users-db').pending).toBeGreaterThan(150);
    expect(verdictOf(places)).toMatchObject({
      isInDoubt: false,
      text: expect.stringMatching(/^\d+ users are PENDING/),
    });
    expect(find(at(54_000), 'users-db').pending).toBe(0);
  });

  it('an instance that may remember does, and nothing hangs on it', () => {
    const { at } = look({ settings: { signUps: 100, routing: 'sticky', wipes: false } });
    const answers = at(20_000).reduce((n, p) => n + p.answers, 0);
    expect(answers).toBe(100);
  });

  it.each(['blocked', 'fixed', 'participant-crash', 'from-log', 'one'])(
    'tells of %s what the nodes themselves have',
    (scenario) => {
      const { recipe, at } = look({ scenario });
      const run = new Run(system, recipe);
      for (let ms = 500; ms < 20_000; ms += 731) {
        run.advance(Infinity, ms * 1000);
        const world = run.save().data.nodes;
        at(ms).forEach((place, i) => {
          const { durable, volatile } = world[i] as never as {
            durable: { prepared: Map<number, unknown>; log: Map<number, unknown> };
            volatile: { working: Map<number, unknown>; open: Map<number, unknown> };
          };
          const keys = (...maps: Map<number, unknown>[]) =>
            maps.flatMap((m) => [...m.keys()]).sort();
          const seen = (of: Place['disk']) => of.map((e) => e.tx).sort();
          if (place.kind === 'database') {
            expect(seen(place.disk)).toEqual(keys(durable.prepared));
            expect(seen(place.memory)).toEqual(keys(volatile.working));
          } else if (place.kind === 'coordinator' && recipe.settings.mode === 'two-phase') {
            expect(seen(place.disk)).toEqual(keys(durable.log));
            expect(seen(place.memory)).toEqual(keys(volatile.open));
          }
        });
      }
    },
    60_000,
  );
});
